"""An order on its way: signed on a phone, without a network too, and seen by the supervisor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.console.desks import PHONE, Console

pytestmark = pytest.mark.chromium
TASK = "清点并转移一至四号楼居民"


@pytest.fixture
def order(console: Console) -> Iterator[dict[str, Any]]:
    """An order to the handler's organisation, ten minutes to sign, half an hour to do."""
    with console.api("handler") as handler:
        unit = handler.get("/api/session")["organization_id"]
    with console.api("duty_leader") as leader:
        yield leader.post(
            "/api/orders",
            {
                "kind": "task",
                "title": TASK,
                "region_code": "140105",
                "within": "30m",
                "addressees": [{"kind": "ORGANIZATION", "id": unit}],
            },
        )


def test_a_handler_signs_and_reports_with_one_button_and_the_supervisor_sees_each_step(
    console: Console, order: dict[str, Any]
) -> None:
    phone, desk = console.as_("handler", phone=True), console.as_("duty_leader")
    page = phone.open("/app/my-tasks")
    card = page.get_by_role("article", name=TASK).first
    board = desk.open("/app/supervision")
    row = board.locator("li", has_text=order["number"])
    expect(row).to_contain_text("未签收")
    card.get_by_role("button", name="签收").click()
    expect(card.get_by_role("button", name="出发")).to_be_visible()
    card.get_by_role("button", name="出发").click()
    card.get_by_role("button", name="到达").click()
    card.get_by_role("button", name="完成并反馈").click()
    expect(page.get_by_role("article", name=TASK)).to_have_count(0)
    board.get_by_role("button", name="待核验").click()
    expect(row).to_contain_text("已报结")
    row.get_by_role("button", name="核验通过").click()
    expect(row).to_have_count(0)


def test_without_a_network_the_steps_wait_by_name_and_follow_once_it_is_back(
    console: Console, order: dict[str, Any]
) -> None:
    phone = console.as_("handler", phone=True)
    page = phone.open("/app/my-tasks")
    card = page.get_by_role("article", name=TASK).first
    page.context.set_offline(True)
    card.get_by_role("button", name="签收").click()
    unsent = page.get_by_role("region", name="待发 1 条")
    expect(unsent).to_contain_text(f"签收：{TASK}")
    expect(card.get_by_text("签收，待发")).to_be_visible()
    page.context.set_offline(False)
    expect(unsent).to_have_count(0)
    expect(card.get_by_role("button", name="出发")).to_be_visible()


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_the_pages_have_no_serious_barrier(console: Console, order: dict[str, Any], size: tuple[int, int]) -> None:
    handler = console.as_("handler", size=size)
    handler.open("/app/my-tasks")
    handler.check_accessible()
    leader = console.as_("duty_leader", size=size)
    page = leader.open("/app/supervision")
    for tab in ("督办清单", "通报排名", "挂图作战"):
        page.get_by_role("tab", name=tab).click()
        leader.settle()
        leader.check_accessible()
    leader.check_quiet()
