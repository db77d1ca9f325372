"""The intake desk: from the ringing call to the first order on one screen, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.console.desks import PHONE, Console

pytestmark = pytest.mark.chromium

WORDS = "坞城街道某小区3号楼燃气爆燃，3人死亡，5人重伤"
COUNT_STROKES = """() => {
    window.effort = {keys: 0, clicks: 0};
    addEventListener('keydown', () => window.effort.keys++, true);
    addEventListener('pointerdown', () => window.effort.clicks++, true);
}"""
SECONDS_A_KEY, SECONDS_A_CLICK, SECONDS_A_DECISION = 0.28, 1.1, 1.35
"""A typist of 40 words a minute, a click with aiming, and the thinking before an act (keystroke-level model, Card,
Moran and Newell 1980): what a trained person would need; Chinese is counted at two keys a character."""


def type_words(page: Page, words: str = WORDS) -> None:
    page.get_by_placeholder("听到什么写什么").fill("")
    page.get_by_placeholder("听到什么写什么").press_sequentially(words)


def test_a_trained_officer_needs_less_than_a_minute_from_the_call_to_the_order(console: Console) -> None:
    desk = console.as_("duty_leader")
    page = desk.open("/app/intake")
    page.evaluate(COUNT_STROKES)
    type_words(page)
    expect(page.get_by_text("因“燃气爆燃”")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已立案")).to_be_visible()
    page.get_by_role("button", name="确认较大").click()
    expect(page.get_by_role("button", name="确认较大")).to_have_count(0)
    page.get_by_label("对象").fill("消防")
    page.get_by_label("任务").fill("扑灭明火，搜救被困人员")
    page.get_by_role("button", name="下达指令", exact=True).click()
    expect(page.get_by_text("已下达：")).to_be_visible()
    effort = page.evaluate("window.effort")
    chinese = 2 * len(WORDS + "消防" + "扑灭明火，搜救被困人员")
    seconds = (effort["keys"] + chinese) * SECONDS_A_KEY + effort["clicks"] * SECONDS_A_CLICK
    seconds += 6 * SECONDS_A_DECISION
    print(f"{effort['keys']} keys, {effort['clicks']} clicks, {seconds:.0f} s by the keystroke-level model")
    assert seconds <= 60
    desk.check_quiet()


def test_figures_heard_are_proposed_and_grade_the_call_with_the_clause_quoted_once_taken(console: Console) -> None:
    page = console.as_("duty_officer").open("/app/intake")
    type_words(page)
    page.get_by_role("button", name="采用 死亡人数 3").click()
    expect(page.get_by_role("region", name="定级建议")).to_contain_text("造成3人以上10人以下死亡")
    expect(page.get_by_role("region", name="定级建议")).to_contain_text("指挥部处置")


def test_the_place_is_found_by_initials_and_taken_with_the_keyboard(console: Console) -> None:
    page = console.as_("duty_officer").open("/app/intake")
    place = page.get_by_label("地点", exact=True)
    place.press_sequentially("wcjd")
    expect(page.get_by_role("option", name="坞城街道").first).to_be_visible()
    place.press("Enter")
    expect(place).to_have_value("山西省太原市小店区坞城街道")


def test_what_was_typed_survives_a_reload_and_a_lost_network(console: Console) -> None:
    desk = console.as_("duty_officer")
    page = desk.open("/app/intake")
    type_words(page, "学府街闻到煤气味")
    page.context.set_offline(True)
    page.get_by_role("button", name="只记录").click()
    expect(page.get_by_role("alert")).to_contain_text("连接不上服务器")
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_placeholder("听到什么写什么")).to_have_value("学府街闻到煤气味")
    page.get_by_role("button", name="只记录").click()
    expect(page.get_by_text("已记录")).to_be_visible()
    expect(page.get_by_placeholder("听到什么写什么")).to_have_value("")


def test_a_report_shows_at_once_on_the_neighbours_desk(console: Console) -> None:
    here, there = console.as_("duty_officer"), console.as_("duty_leader")
    mine, theirs = here.open("/app/intake"), there.open("/app/intake")
    type_words(mine, "刘家堡乡秸秆着火，无人受伤")
    mine.get_by_role("button", name="只记录").click()
    expect(theirs.get_by_text("刘家堡乡秸秆着火")).to_be_visible(timeout=3_000)


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_the_desk_has_no_serious_barrier(console: Console, size: tuple[int, int]) -> None:
    desk = console.as_("duty_officer", size=size)
    page = desk.open("/app/intake")
    type_words(page)
    expect(page.get_by_text("因“燃气爆燃”")).to_be_visible()
    desk.check_accessible()
