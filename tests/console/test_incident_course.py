"""The course of an incident on screen: the first call (D-01), alarms, command, paper, and the archive (D-07)."""

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.console.desks import PHONE, Api, Console
from tests.console.test_incident_workspace import figure
from tests.serving import Serving

pytestmark = pytest.mark.chromium
PATIENCE_MS = 12_000
PROMISED_S, TOLERATED_S = 1.0, 3.0
"""Commit to another screen, as promised, and what a machine shared with others is let pass."""
BLAST = {
    "channel": "FIRE_119",
    "summary": "某小区燃气管道爆燃",
    "region_code": "140105",
    "place": "坞城街道某小区",
    "event_type": "21400",
    "facts": {"deaths": 2, "serious_injuries": 6},
}
TABS = ("", "/reports", "/plan", "/orders", "/command", "/people", "/files", "/review")


@pytest.fixture(scope="module")
def course() -> dict[str, str]:
    """The incident that the stories share, as far as they have come."""
    return {}


@pytest.fixture
def blast(console: Console, course: dict[str, str]) -> str:
    if "id" not in course:
        with console.api("duty_officer") as officer:
            course["report"] = officer.post("/api/reports", BLAST)["id"]
            course["id"] = officer.post(f"/api/reports/{course['report']}/promote", {"title": "某小区燃气管道爆燃"})[
                "id"
            ]
    return f"/app/incidents/{course['id']}"


def let_hours_pass(node: Serving, incident_id: str, hours: int) -> None:
    """The clocks of the incident stand as if so many hours had gone by."""
    columns = ("starts_at", "warn_at", "due_at", "next_at")
    earlier = ", ".join(f"{name} = strftime('%Y-%m-%d %H:%M:%f', {name}, '-{hours} hours')" for name in columns)
    with closing(sqlite3.connect(node.database_file, timeout=20)) as rows, rows:
        rows.execute(
            f"UPDATE deadlines_deadline SET {earlier} WHERE incident_id = ? AND next_at IS NOT NULL",
            (incident_id.replace("-", ""),),
        )


def dates_of(clocks: list[dict[str, Any]], kind: str) -> set[timedelta]:
    found = [one for one in clocks if one["kind"].startswith(kind)]
    return {datetime.fromisoformat(one["due_at"]) - datetime.fromisoformat(one["starts_at"]) for one in found}


def test_d01_grade_clocks_recipients_and_branch_follow_the_facts(
    console: Console, blast: str, course: dict[str, str], pictures: Path
) -> None:
    desk = console.as_("duty_officer")
    page = desk.open(blast)
    header = page.locator("header.strip")
    expect(header).to_contain_text("拟一般")
    expect(header).to_contain_text("联动中心")
    assert figure(page, "死亡") == "2"
    with console.api("duty_officer") as officer:
        clocks = officer.get("/api/clocks", incident_id=course["id"], open_only=True)["items"]
        assert {timedelta(hours=1), timedelta(hours=2)} <= dates_of(clocks, "report")
    page.goto(f"{desk.url}{blast}/reports")
    desk.settle()
    reports = page.locator("article")
    expect(reports.filter(has_text=re.compile("区\\s*→.*市"))).not_to_have_count(0)
    expect(reports.filter(has_text=re.compile("市\\s*→.*省")).filter(has_text="待下级报来")).to_have_count(0)

    with console.api("duty_officer") as officer:
        began = time.monotonic()
        follow_up = {"summary": "又有一人不治身亡", "facts": {"deaths": 3}}
        officer.post(f"/api/reports/{course['report']}/follow-ups", follow_up)
    expect(header).to_contain_text("拟较大", timeout=PATIENCE_MS)
    took = time.monotonic() - began
    print(f"\nfollow-up committed to the header of another screen: {took:.2f} s (promised {PROMISED_S} s)")
    assert took <= TOLERATED_S
    expect(header).to_contain_text("初报 2")
    expect(header).to_contain_text("指挥部")
    expect(reports.filter(has_text=re.compile("市\\s*→.*省"))).not_to_have_count(0, timeout=PATIENCE_MS)
    page.goto(f"{desk.url}{blast}")
    desk.settle()
    for change in ("死亡人数：2→3", "建议等级", "响应分支"):
        expect(page.locator(".timeline li", has_text=change).first).to_be_visible(timeout=PATIENCE_MS)
    desk.picture(pictures / "d01.png")


def test_a_commit_stands_on_the_other_browser_within_a_second(console: Console, blast: str) -> None:
    writer, reader = console.as_("duty_leader"), console.as_("commander")
    reader.open(blast)
    page = writer.open(blast)
    page.get_by_role("button", name="录入续报").click()
    page.get_by_label(re.compile("^重伤人数")).fill("7")
    page.get_by_label("来源").fill("急救站核实")
    with page.expect_response(lambda answer: answer.url.endswith("/facts") and answer.request.method == "POST"):
        page.get_by_role("button", name="记录 1 项").click()
    committed = time.monotonic()
    expect(reader.page.locator("dl.facts")).to_contain_text("7", timeout=PATIENCE_MS)
    took = time.monotonic() - committed
    print(f"\ncommit on one browser to the figure on the other: {took:.2f} s (promised {PROMISED_S} s)")
    assert took <= TOLERATED_S


def test_d01_what_was_not_reported_in_time_alarms_until_somebody_takes_it(
    console: Console, blast: str, course: dict[str, str], pictures: Path
) -> None:
    officer, leader = console.as_("duty_officer"), console.as_("duty_leader")
    counting = """
        window.tones = 0;
        const made = AudioContext.prototype.createOscillator;
        AudioContext.prototype.createOscillator = function () { window.tones++; return made.call(this); };
    """
    officer.page.add_init_script(counting)
    page, other = officer.open("/app/incidents"), leader.open(blast)
    let_hours_pass(console.node, course["id"], 3)
    console.node.kill()
    console.node.start()
    alarms = page.get_by_role("region", name="告警")
    expect(alarms).to_contain_text("项超时待确认", timeout=30_000)
    page.locator("body").click(position={"x": 700, "y": 500})
    page.wait_for_function("window.tones >= 3")
    officer.check_accessible()
    officer.picture(pictures / "alarm.png")
    alarms.get_by_role("button", name="静音").click()
    page.wait_for_function("localStorage.getItem('liandong.alarm.muted') === 'true'")
    alarms.get_by_role("button", name="列出").click()
    while alarms.get_by_role("button", name="确认").count():
        left = alarms.get_by_role("button", name="确认").count()
        alarms.get_by_role("button", name="确认").first.click()
        expect(alarms.get_by_role("button", name="确认")).not_to_have_count(left, timeout=PATIENCE_MS)
    theirs = other.get_by_role("region", name="告警")
    expect(theirs).to_contain_text("演示·王值班", timeout=PATIENCE_MS)
    expect(theirs.get_by_role("button", name="确认")).to_have_count(0)
    other.get_by_role("button", name="全部", exact=True).click()
    expect(other.locator(".timeline li", has_text="演示·王值班确认告警").first).to_be_visible(timeout=PATIENCE_MS)
    leader.picture(pictures / "taken.png")


def test_command_passes_when_the_one_who_takes_over_signs(console: Console, blast: str, pictures: Path) -> None:
    leader, commander = console.as_("duty_leader"), console.as_("commander")
    page = leader.open(f"{blast}/command")
    page.get_by_label("移交给").select_option(label="现场指挥部")
    page.get_by_role("combobox", name="单位").fill("小店区人民政府")
    page.locator("#handover-reason").fill("政府成立现场指挥部")
    page.get_by_role("button", name="提出移交并签字").click()
    expect(page.get_by_text("待对方签字")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="签字接管").click()
    expect(page.get_by_role("alert")).to_be_visible()
    other = commander.open(f"{blast}/command")
    commander.picture(pictures / "handover.png")
    other.get_by_role("button", name="签字接管").click()
    expect(page.locator("header.strip")).to_contain_text("小店区人民政府", timeout=PATIENCE_MS)


def test_a_phase_is_left_after_its_feedback(console: Console, blast: str) -> None:
    page = console.as_("duty_leader").open(f"{blast}/command")
    page.get_by_role("button", name="转入先期处置").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label(re.compile("信息反馈")).fill("燃气已断，警戒线已布设")
    page.get_by_role("button", name="记录反馈").click()
    expect(page.locator("li", has_text="燃气已断")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="转入先期处置").click()
    expect(page.locator("header.strip")).to_contain_text("先期处置", timeout=PATIENCE_MS)


def test_a_file_is_handed_in_and_comes_back(console: Console, blast: str, tmp_path: Path, pictures: Path) -> None:
    evidence = tmp_path / "阀门照片.txt"
    evidence.write_text("二号阀门关闭", encoding="utf-8")
    desk = console.as_("duty_officer")
    page = desk.open(f"{blast}/files")
    page.get_by_label("上传").set_input_files(evidence)
    row = page.locator("li", has_text="阀门照片.txt")
    expect(row).to_contain_text("演示·王值班", timeout=PATIENCE_MS)
    with page.expect_download() as told:
        row.get_by_role("link").click()
    assert Path(told.value.path()).read_text(encoding="utf-8") == "二号阀门关闭"
    desk.picture(pictures / "files.png")


def test_an_entry_is_cited_and_its_link_leads_back_to_it(console: Console, blast: str) -> None:
    desk = console.as_("duty_leader")
    page = desk.open(blast)
    entry = page.locator(".timeline li", has_text="死亡人数：2→3")
    entry.hover()
    entry.get_by_role("button", name=re.compile("^引用")).click()
    text = page.get_by_label("文字").input_value()
    assert "死亡人数：2→3" in text
    page.goto(text.splitlines()[-1])
    desk.settle()
    expect(page.locator(".timeline li.wanted")).to_contain_text("死亡人数：2→3", timeout=PATIENCE_MS)


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("part", ["", "/orders", "/reports"])
def test_timeline_orders_and_reports_go_on_a4_paper(
    console: Console, blast: str, course: dict[str, str], part: str, pictures: Path
) -> None:
    with console.api("duty_leader") as leader:
        issue_orders(leader, course)
    desk = console.as_("duty_leader", theme="dark")
    page = desk.open(blast + part)
    paper = page.pdf(prefer_css_page_size=True)
    name = part.strip("/") or "timeline"
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / f"{name}.pdf").write_bytes(paper)
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][\d.]* 84[12][\d.]*\]", paper)
    assert pages_of(paper) >= 1
    page.emulate_media(media="print")
    expect(page.locator("header.paper")).to_contain_text("某小区燃气管道爆燃")
    desk.picture(pictures / f"{name}.png")
    for hidden in (page.locator(".rail"), page.locator("header.strip"), page.get_by_role("button", name="下达指令")):
        expect(hidden).to_be_hidden()


def issue_orders(leader: Api, course: dict[str, str]) -> None:
    if "ordered" in course:
        return
    course["ordered"] = "yes"
    units = leader.get("/api/organizations", region="140105", kind="gas_supply")["items"]
    for title in ("关闭上游阀门", "检测管网浓度"):
        order = {
            "kind": "task",
            "title": title,
            "region_code": "140105",
            "incident_id": course["id"],
            "within": "1h",
            "addressees": [{"kind": "ORGANIZATION", "id": units[0]["id"]}],
        }
        leader.post("/api/orders", order)


@pytest.mark.parametrize(("size", "theme"), [((1440, 900), "light"), ((1440, 900), "dark"), (PHONE, "light")])
def test_no_part_of_the_workspace_is_a_serious_barrier(
    console: Console, blast: str, size: tuple[int, int], theme: str, pictures: Path
) -> None:
    desk = console.as_("commander", size=size, theme=theme)
    for tab in TABS:
        page = desk.open(blast + tab)
        desk.check_accessible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab
        desk.picture(pictures / f"{tab.strip('/') or 'situation'}-{size[0]}-{theme}.png")


def test_d07_no_archive_without_a_review(console: Console, blast: str, pictures: Path) -> None:
    officer, commander = console.as_("duty_officer"), console.as_("commander")
    chief = commander.open(f"{blast}/command")
    chief.get_by_text("结束事件").click()
    chief.get_by_label("结论").fill("险情排除")
    chief.get_by_role("button", name="结束", exact=True).click()
    expect(chief.locator(".conclusion")).to_contain_text("险情排除", timeout=PATIENCE_MS)
    commander.open(f"{blast}/review")
    chief.get_by_role("button", name="归档").click()
    expect(chief.get_by_role("alert")).to_contain_text("缺少经审核的书面复盘")
    page = officer.open(f"{blast}/review")
    expect(page.get_by_role("link", name="原记录").first).to_be_visible()
    page.get_by_role("button", name="开始复盘").click()
    page.get_by_label("好的做法").fill("接报 35 分钟内升级")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("alert")).to_contain_text("复盘还缺少")
    for section, text in {"好的做法": "接报及时", "存在不足": "续报迟", "意见建议": "增配卫星电话"}.items():
        page.get_by_label(section).fill(text)
        save = page.locator(".field", has=page.get_by_label(section)).get_by_role("button", name="保存")
        save.click()
        expect(save).to_be_disabled(timeout=PATIENCE_MS)
    page.get_by_role("checkbox").first.check()
    page.get_by_label("改什么").fill("增配卫星电话")
    page.get_by_label("责任单位").fill("小店区应急管理局")
    page.get_by_label("完成期限").fill(f"{datetime.now() + timedelta(days=30):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="列为整改事项").click()
    item = page.get_by_role("region", name="整改事项").locator("li", has_text="增配卫星电话")
    expect(item).to_contain_text("依据 1 条记录", timeout=PATIENCE_MS)
    officer.picture(pictures / "review.png")
    officer.check_accessible()
    page.get_by_role("button", name="提交审核").click()
    chief.get_by_role("button", name="审核通过").click(timeout=PATIENCE_MS)
    expect(chief.get_by_text("已通过").first).to_be_visible(timeout=PATIENCE_MS)
    chief.get_by_role("button", name="归档").click()
    expect(chief.locator(".archive")).to_contain_text("归档", timeout=PATIENCE_MS)
    expect(chief.get_by_role("button", name="归档")).to_have_count(0, timeout=PATIENCE_MS)


def test_the_workspace_reads_in_english(console: Console, blast: str, pictures: Path) -> None:
    desk = console.as_("commander", language="en")
    for tab in ("/people", "/review", "/command"):
        page: Page = desk.open(blast + tab)
        texts = page.locator("h2, h3, button, label").all_inner_texts()
        assert not [one for one in texts if "incidents." in one or "plans." in one]
        desk.picture(pictures / f"en{tab.replace('/', '-')}.png")
