"""The wall: what the room looks at without a hand on it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.console.desks import PHONE, WALL, Console
from tests.console.scene import set_scene

pytestmark = pytest.mark.chromium


def test_the_gravest_incident_its_clock_and_the_orders_stand_on_the_wall_and_change_by_themselves(
    console: Console,
) -> None:
    incident = set_scene(console)
    desk = console.as_("duty_leader", size=WALL)
    page = desk.open("/app/wall")
    expect(page.get_by_role("heading", level=1)).to_contain_text("燃气爆燃")
    expect(page.get_by_role("region", name="指令执行")).to_contain_text("条")
    with console.api("duty_leader") as leader:
        leader.post(f"/api/incidents/{incident}/facts", {"facts": {"deaths": 3}, "reason": "医院报告"})
    expect(page.locator(".figures")).to_contain_text("3")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    desk.check_accessible()
    desk.check_quiet()


def test_the_wall_reads_on_a_phone_too_and_leaves_the_rest_as_light_as_it_was(console: Console) -> None:
    desk = console.as_("duty_leader", size=PHONE)
    page = desk.open("/app/wall")
    page.get_by_role("link", name="返回控制台").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
