"""调度台: whom to send, who must agree, the order, the crew's taps and the units on the board (D-03 to D-06)."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.console.desks import Console
from tests.console.dispatching import PATIENCE_MS, draft, incident, only, open_desk, season, send, sign, step
from tests.serving import ROOT, Serving, environment, node

pytestmark = pytest.mark.chromium


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content of the place: its forest-fire season, which covers today."""
    folder = tmp_path_factory.mktemp("local")
    season(folder, *[f"{datetime.now(ZoneInfo('Asia/Shanghai')):%m-%d}"] * 2)
    return folder


@pytest.fixture(scope="module")
def served(built: None, local: Path) -> Iterator[Serving]:
    """A node with forces on its desk and the offices of the city above it."""
    with node({"LIANDONG_CONTENT_DIRS": str(local)}) as serving:
        stage = [sys.executable, "-m", "tests.console.dispatch_stage"]
        done = subprocess.run(
            stage, env=environment(serving.home), cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        serving.start()
        yield serving


def test_d03_three_teams_go_once_emergency_management_agreed_and_each_department_is_told(
    console: Console, pictures: Path
) -> None:
    fire = incident(console, "演示路餐馆火灾", injured_people=2, gas_leak=True)
    desk, phone = console.as_("fire_dispatcher"), console.as_("emergency_handler", phone=True)
    page = open_desk(desk, fire)
    expect(page.get_by_role("region", name="灭火救援")).to_contain_text("消防第一出动")
    expect(page.get_by_role("region", name="派出后的空缺")).to_be_visible()
    desk.check_accessible()
    desk.picture(pictures / "desk.png")
    draft(page, "医疗救治队", "燃气一队", "志愿救援队")
    card = page.get_by_role("article", name="调用方案：演示路餐馆火灾")
    expect(step(card, "approve")).to_contain_text("未同意不能下令", timeout=PATIENCE_MS)
    expect(card).to_contain_text("2 人未投保人身意外伤害保险")
    card.get_by_role("button", name="下达出动指令").click()
    expect(card.get_by_role("alert")).to_contain_text("还不能下达出动指令", timeout=PATIENCE_MS)
    desk.picture(pictures / "desk-refused.png")
    answers = phone.open("/app/dispatch/answers")
    phone.check_accessible()
    phone.picture(pictures / "answers-phone.png")
    answers.get_by_role("textbox", name="同级应急管理部门同意").fill("同意调用三支队伍")
    answers.get_by_role("button", name="同意", exact=True).click()
    expect(step(card, "approve")).to_contain_text("已同意", timeout=PATIENCE_MS)
    expect(step(card, "approve")).to_contain_text("同意调用三支队伍")
    card.get_by_role("button", name="下达出动指令").click()
    missions = page.get_by_role("region", name="出动力量")
    expect(missions).to_contain_text("在外 3", timeout=PATIENCE_MS)
    filings = card.get_by_role("region", name="报备")
    for department in ("卫生健康", "住房", "民政"):
        expect(filings).to_contain_text(department)
    sign(console, "hospital_duty", "gas_duty", "emergency_handler")
    expect(missions.get_by_role("region", name="应答").get_by_text("100%")).to_have_count(3, timeout=PATIENCE_MS)
    health = console.as_("handler", phone=True).open("/app/dispatch/answers")
    health.get_by_role("button", name="已阅").click()
    expect(filings.locator("li", has_text="卫生健康")).to_contain_text("已阅", timeout=PATIENCE_MS)
    desk.picture(pictures / "desk-ordered.png")
    desk.check_accessible()


def test_d04_in_the_forest_fire_season_the_order_waits_for_forestry_and_not_after_it(
    console: Console, local: Path, pictures: Path
) -> None:
    fire = incident(console, "东山林火")
    desk, emergency = console.as_("fire_dispatcher"), console.as_("emergency_handler")
    page = open_desk(desk, fire)
    draft(page, "森林消防队")
    card = page.get_by_role("article", name="调用方案：东山林火")
    expect(card).to_contain_text("森林防火期", timeout=PATIENCE_MS)
    expect(card).to_contain_text("须由应急管理部门会商行业主管部门同意后")
    answers = emergency.open("/app/dispatch/answers")
    own = answers.get_by_role("article", name="调用方案：东山林火")
    own.get_by_role("form", name="同级应急管理部门同意").get_by_role("button", name="同意", exact=True).click()
    expect(step(card, "approve")).to_contain_text("已同意", timeout=PATIENCE_MS)
    card.get_by_role("button", name="下达出动指令").click()
    expect(card.get_by_role("alert")).to_contain_text("会商行业主管部门", timeout=PATIENCE_MS)
    desk.picture(pictures / "season.png")
    season(local, "01-01", "01-02")
    console.node.kill()
    console.node.start()
    desk.open(f"/app/dispatch/incidents/{fire}")
    expect(card).not_to_contain_text("森林防火期", timeout=PATIENCE_MS)
    card.get_by_role("button", name="下达出动指令").click()
    expect(page.get_by_role("region", name="出动力量")).to_contain_text("森林消防队", timeout=PATIENCE_MS)


def test_d05_the_county_applies_the_city_agrees_and_its_brigade_sends_a_team_both_counties_see(
    console: Console, pictures: Path
) -> None:
    fire = incident(console, "化工库房大火")
    county = console.as_("fire_dispatcher")
    page = open_desk(county, fire)
    page.get_by_label("按等级").select_option(label="特别重大")
    short = page.get_by_role("region", name="灭火救援")
    expect(short).to_contain_text("本地缺", timeout=PATIENCE_MS)
    expect(short).not_to_contain_text("迎泽消防")
    only(page)
    short.get_by_role("button", name=re.compile("申请国家综合性消防队伍")).click()
    page.get_by_role("button", name="拟定调用方案").click()
    card = page.get_by_role("article", name="调用方案：化工库房大火")
    expect(card).to_contain_text("跨区域增援", timeout=PATIENCE_MS)
    expect(card.get_by_role("button", name="下达出动指令")).to_have_count(0)
    county.picture(pictures / "beyond.png")
    for username, button in (("emergency_handler", "提出申请"), ("city_emergency", "同意")):
        answering = console.as_(username).open("/app/dispatch/answers")
        own = answering.get_by_role("article", name="调用方案：化工库房大火")
        own.get_by_role("button", name=button, exact=True).click()
        expect(own).to_have_count(0, timeout=PATIENCE_MS)
    city = console.as_("city_fire")
    above = city.open("/app/dispatch/answers").get_by_role("article", name="调用方案：化工库房大火")
    above.get_by_label(re.compile("迎泽消防1")).check()
    city.picture(pictures / "city.png")
    above.get_by_role("button", name="下达出动指令").click()
    expect(page.get_by_role("region", name="出动力量")).to_contain_text("迎泽消防1", timeout=PATIENCE_MS)
    theirs = console.as_("neighbour_fire", phone=True).open("/app/missions")
    expect(theirs.get_by_role("article", name="化工库房大火")).to_be_visible(timeout=PATIENCE_MS)


def test_of_two_dispatchers_the_second_sees_who_won_and_where_to_turn(console: Console, pictures: Path) -> None:
    first, second = incident(console, "仓库冒烟"), incident(console, "电动车起火")
    desks = [console.as_("fire_dispatcher"), console.as_("dispatcher")]
    pages = [open_desk(desk, fire) for desk, fire in zip(desks, (first, second), strict=True)]
    for page in pages:
        draft(page, "坞城消防")
        expect(page.get_by_role("button", name="下达出动指令")).to_be_focused(timeout=PATIENCE_MS)
    pages[0].keyboard.press("Enter")
    expect(pages[0].get_by_role("region", name="出动力量")).to_contain_text("在外 1", timeout=PATIENCE_MS)
    pages[1].get_by_role("button", name="下达出动指令").click()
    refusal = pages[1].locator(".plan-card").get_by_role("alert")
    expect(refusal).to_contain_text("“坞城消防”已由演示·罗站长于", timeout=PATIENCE_MS)
    desks[1].picture(pictures / "taken.png")
    refusal.get_by_role("button", name=re.compile("改派 ")).click()
    expect(pages[1].get_by_role("region", name="出动力量")).to_contain_text("在外 1", timeout=PATIENCE_MS)


def test_the_keyboard_alone_dispatches_and_to_save_lives_the_order_goes_first(console: Console, pictures: Path) -> None:
    fire = incident(console, "三人被困")
    desk = console.as_("fire_dispatcher")
    page = open_desk(desk, fire)
    keys = page.keyboard
    keys.press("Alt+r")
    expect(page.locator(".need input[type=checkbox]").first).to_be_focused()
    only(page, "防汛抢险队")
    page.get_by_label("抢救人命，先出动后补批").focus()
    keys.press("Space")
    keys.press("Tab")
    keys.type("三人被困，来不及等批")
    keys.press("Control+Enter")
    expect(page.get_by_role("button", name="下达出动指令")).to_be_focused(timeout=PATIENCE_MS)
    keys.press("Enter")
    card = page.get_by_role("article", name="调用方案：三人被困")
    expect(card).to_contain_text("先出动后补批", timeout=PATIENCE_MS)
    expect(step(card, "order")).to_contain_text("已完成", timeout=PATIENCE_MS)
    expect(step(card, "approve")).to_contain_text("待办")
    late = console.as_("emergency_handler").open("/app/dispatch/answers")
    late.get_by_role("article", name="调用方案：三人被困").get_by_role("button", name="同意", exact=True).click()
    expect(step(card, "approve")).to_contain_text("已同意", timeout=PATIENCE_MS)
    desk.picture(pictures / "act-first.png")


def test_a_crew_taps_its_states_without_a_network_and_shares_its_position_only_by_consent(
    console: Console, pictures: Path
) -> None:
    fire = incident(console, "小店商铺起火")
    desk = console.as_("fire_dispatcher")
    page = open_desk(desk, fire)
    missions = send(page, "小店消防")
    expect(missions).to_contain_text("未签收", timeout=PATIENCE_MS)
    phone = console.as_(
        "field_worker",
        phone=True,
        permissions=["geolocation"],
        geolocation={"longitude": 112.5600, "latitude": 37.7400},
    )
    field = phone.open("/app/missions")
    card = field.get_by_role("article", name="小店商铺起火")
    card.get_by_role("button", name="签收").click()
    expect(missions.get_by_role("listitem", name="小店消防")).to_contain_text("签收", timeout=PATIENCE_MS)
    expect(card.get_by_role("button", name="出发")).to_be_visible(timeout=PATIENCE_MS)
    phone.check_accessible()
    phone.picture(pictures / "mission-phone.png")
    field.context.set_offline(True)
    card.get_by_role("button", name="出发").click()
    expect(field.get_by_role("region", name="待发 1 条")).to_contain_text("小店消防：出发", timeout=PATIENCE_MS)
    card.get_by_role("button", name="到场", exact=True).click()
    expect(card).to_contain_text("到场，待发", timeout=PATIENCE_MS)
    phone.picture(pictures / "mission-offline.png")
    field.context.set_offline(False)
    expect(missions.get_by_role("listitem", name="小店消防")).to_contain_text("到场", timeout=20_000)
    card.get_by_role("button", name="发送位置", exact=True).click()
    expect(card).to_contain_text("已发送", timeout=PATIENCE_MS)
    card.get_by_role("button", name="通联记录").click()
    card.get_by_label("记一条通联").fill("已扑灭明火")
    card.get_by_role("button", name="记下").click()
    crew = missions.get_by_role("listitem", name="小店消防")
    crew.get_by_role("button", name="通联记录").click()
    expect(crew).to_contain_text("“小店消防”报：已扑灭明火", timeout=PATIENCE_MS)
    crew.get_by_role("button", name="撤回").click()
    crew.get_by_label("撤回理由").fill("火已扑灭")
    crew.get_by_role("button", name="确认").click()
    expect(card).to_have_count(0, timeout=PATIENCE_MS)


def test_the_radio_operator_changes_a_state_with_one_key_and_sees_age_and_track(
    console: Console, pictures: Path
) -> None:
    fire = incident(console, "水库边车辆起火")
    desk = console.as_("fire_dispatcher")
    page = open_desk(desk, fire)
    send(page, "水上救援队")
    with console.api("field_worker") as crew:
        unit = next(one for one in crew.get("/api/units", limit=200)["items"] if one["callsign"] == "水上救援队")
        for lat in (37.67, 37.69, 37.71):
            crew.post(f"/api/units/{unit['id']}/position", {"place": {"lon": 112.54, "lat": lat}})
    board = desk.open("/app/dispatch/units")
    row = board.get_by_role("listitem", name=re.compile("^水上救援队"))
    row.focus()
    board.keyboard.press("3")
    expect(
        board.get_by_role("region", name="出动途中").get_by_role("listitem", name="水上救援队 出动途中")
    ).to_be_focused(timeout=PATIENCE_MS)
    board.keyboard.press("4")
    expect(board.get_by_role("region", name="到场")).to_contain_text("水上救援队", timeout=PATIENCE_MS)
    board.get_by_label("代报").fill("水上救援队 返程")
    board.get_by_role("button", name="代报").click()
    expect(board.get_by_role("region", name="返程")).to_contain_text("水上救援队", timeout=PATIENCE_MS)
    expect(row).to_contain_text("数据")
    desk.check_accessible()
    desk.picture(pictures / "board.png")
    row.get_by_role("button", name="轨迹").click()
    expect(board.get_by_role("dialog")).to_contain_text("3 个位置", timeout=PATIENCE_MS)
    desk.settle()
    desk.picture(pictures / "track.png")


def test_after_the_handover_the_brigades_own_order_is_refused_before_all_eyes(console: Console, pictures: Path) -> None:
    fire = incident(console, "商场火灾移交")
    desk = console.as_("fire_dispatcher")
    page = open_desk(desk, fire)
    draft(page, "急救01")
    card = page.get_by_role("article", name="调用方案：商场火灾移交")
    expect(card).to_contain_text("本单位力量出动", timeout=PATIENCE_MS)
    with console.api("on_scene") as command:
        to = {
            "kind": "OSC",
            "organization_id": command.get("/api/session")["organization_id"],
            "reason": "成立现场指挥部",
        }
        with console.api("duty_leader") as leader:
            holding = leader.post(f"/api/incidents/{fire}/commands", to)
        command.post(f"/api/handovers/{holding['id']}/sign")
    expect(page.get_by_role("note")).to_contain_text("不再单独下令", timeout=PATIENCE_MS)
    card.get_by_role("button", name="下达出动指令").click()
    expect(card.get_by_role("alert")).to_contain_text("现场指挥部", timeout=PATIENCE_MS)
    desk.picture(pictures / "command.png")
    holder = open_desk(console.as_("on_scene"), fire)
    holder.get_by_role("button", name="下达出动指令").click()
    expect(page.get_by_role("region", name="出动力量")).to_contain_text("急救01", timeout=PATIENCE_MS)


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_coverage_and_run_cards_are_told_with_their_source_and_have_no_serious_barrier(
    console: Console, pictures: Path, size: tuple[int, int]
) -> None:
    desk = console.as_("fire_dispatcher", size=size)
    for path in ("coverage", "run-cards", "units", "answers", ""):
        page = desk.open(f"/app/dispatch/{path}".rstrip("/"))
        desk.settle()
        desk.picture(pictures / f"{path or 'dispatch'}-{size[0]}.png")
        desk.check_accessible()
        if path == "coverage":
            expect(page.locator("tbody tr").first).to_be_visible(timeout=PATIENCE_MS)
            page.get_by_role("group", name="假如派出").get_by_role("checkbox").first.check()
            expect(page.get_by_role("columnheader", name="派出后")).to_be_visible(timeout=PATIENCE_MS)
        if path == "run-cards":
            expect(page.locator("table")).to_contain_text("按受伤人数，至少 1")
            expect(page.get_by_text("原文没有写明数量，默认")).to_be_visible()
    desk.check_quiet()


def test_the_desk_reads_in_english_and_in_the_dark_and_on_a_phone(console: Console, pictures: Path) -> None:
    fire = incident(console, "夜间车库起火", injured_people=1)
    dark = console.as_("fire_dispatcher", language="en", theme="dark")
    page = dark.open(f"/app/dispatch/incidents/{fire}")
    expect(page.get_by_role("region", name="Recommended forces")).to_contain_text("needed", timeout=PATIENCE_MS)
    dark.settle()
    dark.check_accessible()
    dark.picture(pictures / "dark-en.png")
    phone = console.as_("fire_dispatcher", phone=True)
    small = open_desk(phone, fire)
    expect(small.get_by_role("button", name="拟定调用方案")).to_be_visible()
    phone.check_accessible()
    phone.picture(pictures / "desk-390.png")
    forces = console.as_("commander").open(f"/app/incidents/{fire}/forces")
    expect(forces.get_by_role("link", name="去调度台派力量")).to_be_visible(timeout=PATIENCE_MS)
    phone.check_quiet()
