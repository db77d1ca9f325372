"""The plan inside the incident: tried on paper, started, its lanes over time, its level changed, its end."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.console.desks import PHONE, Console

pytestmark = pytest.mark.chromium
PATIENCE_MS = 10_000
OUTBREAK, GAS = "outbreak-response", "urban-gas"
TRAJECTORY = "4 小时内完成病例活动轨迹调查"


@pytest.fixture(scope="module")
def running() -> dict[str, str]:
    """The outbreak whose plan the first story starts and the others go on with."""
    return {}


def report_outbreak(console: Console, **more: Any) -> str:
    """A cold-chain sample is preliminary positive; the id of the incident."""
    facts = {"preliminary_positive": True, "cases": 3, "population": 420_000, "upper_team_joined": False}
    draft = {"title": "冷链物流标本初筛阳性", "event_type": "30100", "region_code": "140105", "facts": facts}
    with console.api("duty_leader") as leader:
        return str(leader.post("/api/incidents", draft | more)["id"])


def report_blast(console: Console) -> str:
    facts = {"deaths": 1, "serious_injuries": 2}
    draft = {"title": "某小区燃气爆燃", "event_type": "21400", "region_code": "140105", "facts": facts}
    with console.api("duty_leader") as leader:
        return str(leader.post("/api/incidents", draft)["id"])


def name_missing_heads(page: Page) -> None:
    """A reason for every group that the dry run shows without a head."""
    expect(page.locator(".trial .figures")).to_be_visible()
    for field in page.get_by_label("无组长先行启动的理由").all():
        field.fill("组长在途，副组长先行主持")


def leave_without_head(console: Console) -> None:
    """Nobody holds the post any more that heads the group for supplies."""
    with console.api("steward") as steward:
        unit = steward.get("/api/organizations", region="140105", kind="industry_information")["items"][0]
        posts = steward.get("/api/posts", organization_id=unit["id"], kind="department_head")["items"]
        for post in posts:
            for holder in steward.get(f"/api/posts/{post['id']}/holders")["items"]:
                if holder["valid_until"] is None:
                    reason = {"person_id": holder["person_id"], "reason": "调离"}
                    steward.client.post(
                        f"/api/posts/{post['id']}/holders/end",
                        json=reason,
                        headers={"X-CSRFToken": steward.csrf, "Idempotency-Key": f"end-{post['id']}"},
                    ).raise_for_status()


def test_the_outbreak_plan_is_tried_on_paper_then_started_and_runs_in_lanes(
    console: Console, running: dict[str, str], pictures: Path
) -> None:
    running["id"] = report_outbreak(console)
    leave_without_head(console)
    desk = console.as_("commander")
    page = desk.open(f"/app/incidents/{running['id']}?tab=plan&plan={OUTBREAK}")
    expect(page).to_have_url(re.compile(r"/plan\?plan=outbreak-response$"))
    trial = page.get_by_role("region", name="平急一体化突发疫情应急处置联动工作方案")
    expect(trial).to_contain_text("试算，尚未启动")
    expect(trial.locator(".figures")).to_contain_text(re.compile(r"9\s*工作组"))
    expect(trial.locator(".figures")).to_contain_text(re.compile(r"1\s*缺组长"))
    expect(trial.get_by_role("row", name=re.compile("840"))).to_contain_text("840")
    desk.check_accessible()
    desk.picture(pictures / "trial.png")

    page.get_by_role("button", name="启动II级响应").click()
    expect(page.get_by_role("alert")).to_contain_text("以下工作组没有组长：物资保障组")
    page.get_by_label("无组长先行启动的理由").fill("组长出差，副组长先行主持")
    page.get_by_role("button", name="启动II级响应").click()

    lanes = page.get_by_role("group", name="分组任务")
    expect(lanes.locator(".lane")).to_have_count(9, timeout=PATIENCE_MS)
    expect(lanes.locator(".lane", has_text="物资保障组")).to_contain_text("缺组长")
    expect(lanes.locator(".now")).to_be_visible()
    desk.settle()
    desk.picture(pictures / "running.png")

    lanes.get_by_role("button", name=re.compile(f"^{TRAJECTORY}")).first.click()
    note = page.get_by_role("region", name="任务")
    expect(note).to_contain_text("四（二）1")
    desk.check_accessible()
    note.get_by_role("link", name="看条款").click()
    expect(page.locator("li.marked")).to_contain_text(TRAJECTORY, timeout=PATIENCE_MS)
    expect(page.locator("li.marked")).to_be_in_viewport()
    page.go_back()
    desk.settle()
    lanes.get_by_role("button", name=re.compile(f"^{TRAJECTORY}")).first.click()
    note.get_by_role("link", name="看指令").click()
    order = page.locator("article.order.chosen")
    expect(order).to_contain_text(TRAJECTORY, timeout=PATIENCE_MS)
    expect(order).to_be_in_viewport()
    page.get_by_role("button", name="按工作组").click()
    expect(page.locator("h3.group", has_text="流调溯源组")).to_be_visible()
    desk.picture(pictures / "orders.png")


def test_the_running_plan_lies_under_the_map_and_a_head_is_appointed(
    console: Console, running: dict[str, str], pictures: Path
) -> None:
    desk = console.as_("commander")
    page = desk.open(f"/app/incidents/{running['id']}")
    expect(page.locator(".plan-lanes .lane")).to_have_count(9, timeout=PATIENCE_MS)
    desk.picture(pictures / "situation.png")
    desk.open(f"/app/incidents/{running['id']}/plan")
    with console.api("commander") as api:
        name = api.get("/api/people", q="工信")["items"][0]["name"]
    page.get_by_label(re.compile("物资保障组组长")).fill(name)
    page.get_by_role("button", name="指定").click()
    expect(page.locator(".lane", has_text="物资保障组")).not_to_contain_text("缺组长", timeout=PATIENCE_MS)
    page.get_by_label("向", exact=True).fill("小店区应急管理局")
    page.get_by_role("button", name="按缺口请求").click()
    expect(page.get_by_text("请求已下达")).to_be_visible(timeout=PATIENCE_MS)
    desk.open(f"/app/incidents/{running['id']}/people")
    tracing = page.locator("section:not(.sheet)", has=page.get_by_role("heading", name="流调溯源组"))
    expect(tracing.locator("li.head")).to_contain_text("演示·疾控负责人")
    desk.picture(pictures / "people.png")
    desk.check_quiet()


def test_a_level_is_changed_with_its_difference_in_sight_and_the_response_ends(
    console: Console, running: dict[str, str], pictures: Path
) -> None:
    desk = console.as_("commander")
    page = desk.open(f"/app/incidents/{running['id']}/plan")
    page.get_by_role("button", name="调整级别").click()
    difference = page.get_by_role("region", name="级别差别")
    expect(difference).to_contain_text("转移管控区域人群集中隔离")
    desk.settle()
    desk.picture(pictures / "level.png")
    desk.check_accessible()
    page.get_by_label("理由").fill("出现聚集性疫情")
    page.get_by_role("button", name="调整为I级").click()
    expect(page.locator("dialog")).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.locator(".running .meta")).to_contain_text("一级", timeout=PATIENCE_MS)
    page.get_by_role("button", name="终止响应").click()
    page.get_by_label("理由").fill("复核为阴性")
    page.locator("dialog footer").get_by_role("button", name="终止响应").click()
    expect(page.get_by_role("alert")).to_contain_text("终止条件尚未满足")
    page.get_by_label("条件未满足，提前终止").check()
    page.locator("dialog footer").get_by_role("button", name="终止响应").click()
    expect(page.locator(".running .meta")).to_contain_text("终止", timeout=PATIENCE_MS)


def test_who_may_not_approve_starts_after_the_commander_has_approved(console: Console) -> None:
    """城镇燃气: the plan's own approver decides, the duty leader starts it and asks for what falls short."""
    incident = report_blast(console)
    leader, commander = console.as_("duty_leader"), console.as_("commander")
    page = leader.open(f"/app/incidents/{incident}?tab=plan&plan={GAS}")
    page.get_by_role("button", name="启动IV级响应").click()
    expect(page.get_by_role("alert")).to_contain_text("批准后启动")
    chief = commander.open(f"/app/incidents/{incident}?tab=plan&plan={GAS}")
    chief.get_by_role("button", name="批准，由值班室启动").click()
    expect(page.get_by_text("批准启动")).to_be_visible(timeout=PATIENCE_MS)
    name_missing_heads(page)
    page.get_by_role("button", name="启动IV级响应").click()
    expect(page.locator(".running .meta")).to_contain_text("四级", timeout=PATIENCE_MS)


def test_the_grade_changes_with_the_difference_of_the_plan_in_sight(console: Console, pictures: Path) -> None:
    incident = report_blast(console)
    desk = console.as_("commander")
    page = desk.open(f"/app/incidents/{incident}?tab=plan&plan={GAS}")
    name_missing_heads(page)
    page.get_by_role("button", name="启动IV级响应").click()
    expect(page.locator(".running .meta")).to_contain_text("四级", timeout=PATIENCE_MS)
    with console.api("duty_officer") as officer:
        officer.post(f"/api/incidents/{incident}/facts", {"facts": {"deaths": 3}, "reason": "医院核实"})
    expect(page.locator("header.strip")).to_contain_text("拟较大", timeout=PATIENCE_MS)
    page.get_by_role("button", name="确认等级").click()
    dialog = page.locator("dialog")
    expect(dialog.locator("blockquote")).to_contain_text("造成3人以上10人以下死亡")
    difference = dialog.get_by_role("region", name="级别差别")
    expect(difference).to_contain_text("任务", timeout=PATIENCE_MS)
    desk.settle()
    desk.picture(pictures / "grade.png")
    desk.check_accessible()
    dialog.get_by_label("响应同时调整为III级").check()
    dialog.get_by_label("理由").fill("医院核实死亡3人")
    dialog.get_by_role("button", name="确认较大").click()
    expect(dialog).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.locator("header.strip .badge")).to_have_text(re.compile("较大"))
    expect(page.locator(".running .meta")).to_contain_text("三级", timeout=PATIENCE_MS)


def test_an_exercise_says_so_on_every_one_of_its_screens(console: Console, pictures: Path) -> None:
    drill = report_outbreak(console, title="初筛阳性处置演练", drill=True)
    desk = console.as_("commander")
    for tab in ("", "/reports", "/plan", "/orders", "/command", "/people", "/files", "/review"):
        page = desk.open(f"/app/incidents/{drill}{tab}")
        expect(page.locator(".watermark")).to_contain_text("演练")
        expect(page.locator(".band").first).to_contain_text("演练")
    paper = desk.open(f"/app/incidents/{drill}").pdf(prefer_css_page_size=True)
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / "drill.pdf").write_bytes(paper)
    page.emulate_media(media="print")
    expect(page.locator("header.paper")).to_contain_text("演练")
    expect(page.locator(".watermark")).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="录入续报").click()
    expect(page.locator("dialog .band")).to_contain_text("演练")
    desk.picture(pictures / "drill.png")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_the_plan_of_an_incident_has_no_serious_barrier(
    console: Console, size: tuple[int, int], theme: str, pictures: Path
) -> None:
    incident = report_outbreak(console)
    desk = console.as_("commander", size=size, theme=theme)
    page = desk.open(f"/app/incidents/{incident}/plan")
    expect(page.locator(".lane").first).to_be_visible()
    desk.picture(pictures / f"plan-{size[0]}-{theme}.png")
    desk.check_accessible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
