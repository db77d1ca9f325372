"""The library of plans on screen: read, compared, rehearsed and played back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.console.desks import PHONE, Console

pytestmark = pytest.mark.chromium


def test_a_plan_is_read_with_its_clauses_and_searched(console: Console) -> None:
    page = console.as_("duty_leader").open("/app/plans")
    page.get_by_role("link", name="平急一体化突发疫情应急处置联动工作方案").click()
    expect(page.get_by_role("heading", name="流调溯源组")).to_be_visible()
    page.get_by_label("在预案中查找").fill("轨迹")
    expect(page.get_by_role("heading", name="流调溯源组")).to_be_visible()
    expect(page.get_by_role("heading", name="物资保障组")).to_have_count(0)


def test_a_rehearsal_asked_for_on_screen_is_run_apart_and_played_back(console: Console) -> None:
    desk = console.as_("duty_leader")
    page = desk.open("/app/plans/outbreak-response")
    page.get_by_role("tab", name="推演").click()
    page.get_by_role("button", name="开始推演").click()
    done = page.locator("li", has_text="已完成")
    expect(done).to_be_visible(timeout=120_000)
    done.get_by_role("link").click()
    desk.settle()
    expect(page.get_by_role("button", name="播放")).to_be_visible()
    expect(page.get_by_text("840").first).to_be_visible()
    page.get_by_label("模拟时间").fill(str(int(page.get_by_label("模拟时间").get_attribute("min") or 0) + 3_600_000))
    expect(page.locator(".figures b").first).not_to_have_text("0／0")
    desk.check_accessible()
    page.get_by_role("button", name="看表").click()
    expect(page.get_by_role("columnheader", name="截止")).to_be_visible()


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_the_library_and_a_plan_have_no_serious_barrier(console: Console, size: tuple[int, int]) -> None:
    desk = console.as_("duty_leader", size=size)
    for path in ("/app/plans", "/app/plans/outbreak-response"):
        desk.open(path)
        desk.check_accessible()
    desk.check_quiet()
