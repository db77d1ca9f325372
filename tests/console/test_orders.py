"""Orders of a region on screen: listed, issued by themselves, followed, verified, closed, printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.console.desks import PHONE, Console
from tests.console.scene import set_scene

pytestmark = pytest.mark.chromium
TASK = "排查辖区燃气场站"


@pytest.fixture
def scene(console: Console) -> str:
    return set_scene(console)


def test_an_order_by_itself_is_issued_signed_for_sent_back_verified_and_withdrawn(
    console: Console, scene: str, pictures: Path
) -> None:
    desk = console.as_("commander")
    page = desk.open("/app/orders")
    page.get_by_role("button", name="下达指令", exact=True).click()
    page.get_by_label("对象").fill("xdqwsjk")
    page.get_by_role("button", name="小店区卫生健康和体育局").click()
    page.get_by_label("任务").fill(TASK)
    page.get_by_role("button", name="下达", exact=True).click()
    row = page.get_by_role("row", name=TASK)
    expect(row).to_contain_text("小店区卫生健康和体育局")
    desk.settle()
    desk.check_accessible()
    desk.picture(pictures / "orders.png")
    page.get_by_label("只看有人未签").check()
    page.get_by_label("按标题或编号查找").fill("燃气场站")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name=TASK).click()
    expect(page.get_by_text("还没有反馈")).to_be_visible()
    page.get_by_role("button", name="催办").click()
    expect(page.get_by_text("已催 1 次")).to_be_visible()

    with console.api("handler") as handler:
        task = next(one for one in handler.get("/api/orders/tasks/mine") if one["title"] == TASK)
        handler.post(f"/api/orders/tasks/{task['id']}/sign-for", {})
        handler.post(f"/api/orders/tasks/{task['id']}/submit", {"text": "排查 12 处，无隐患"})
    expect(page.get_by_text("排查 12 处，无隐患")).to_be_visible()
    page.get_by_role("button", name="退回重办").click()
    page.get_by_label("理由").fill("缺照片")
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("缺照片")).to_be_visible()
    desk.settle()
    desk.check_accessible()
    desk.picture(pictures / "order.png")
    page.emulate_media(media="print")
    desk.picture(pictures / "order-print.png")
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    page.emulate_media(media="screen")
    with console.api("handler") as handler:
        handler.post(f"/api/orders/tasks/{task['id']}/submit", {"text": "照片已补"})
    page.get_by_role("button", name="核验通过").click()
    expect(page.get_by_text("已结办")).to_be_visible()
    desk.check_quiet()


def test_an_order_in_force_is_withdrawn_with_a_reason(console: Console, scene: str) -> None:
    page = console.as_("commander").open("/app/orders")
    page.get_by_role("link", name="开放临时安置点").first.click()
    page.get_by_role("button", name="撤回").click()
    page.get_by_label("理由").fill("居民已返家")
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("居民已返家")).to_be_visible()
    expect(page.get_by_role("button", name="撤回")).to_have_count(0)


def test_the_pages_on_a_phone_have_no_serious_barrier(console: Console, scene: str, pictures: Path) -> None:
    desk = console.as_("duty_leader", size=PHONE)
    page = desk.open("/app/orders")
    desk.check_accessible()
    desk.picture(pictures / "orders-phone.png")
    page.get_by_role("link", name="转运伤员").first.click()
    desk.settle()
    desk.check_accessible()
    desk.picture(pictures / "order-phone.png")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.check_quiet()
