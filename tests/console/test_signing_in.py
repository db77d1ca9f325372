"""Signing in on screen, and what an account finds there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.console.desks import PHONE, Console

pytestmark = pytest.mark.chromium


def test_a_visitor_is_asked_to_sign_in_and_then_led_to_where_he_wanted(console: Console) -> None:
    desk = console.visitor()
    page = desk.open("/app/incidents")
    page.get_by_label("账号").fill("duty_officer")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{desk.url}/app/incidents")
    expect(page.get_by_role("heading", name="事件")).to_be_visible()


def test_a_wrong_password_is_refused_in_the_servers_words_and_nothing_typed_is_lost(console: Console) -> None:
    page = console.visitor().open("/")
    page.get_by_label("账号").fill("duty_officer")
    page.get_by_label("密码").fill("Not-The-Password-1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("账号或密码")
    expect(page.get_by_label("账号")).to_have_value("duty_officer")


def test_the_door_and_the_first_page_have_no_serious_barrier(console: Console) -> None:
    visitor = console.visitor()
    visitor.open("/")
    visitor.check_accessible()
    for theme in ("light", "dark"):
        desk = console.as_("duty_officer", theme=theme)
        desk.open("/")
        desk.check_accessible()
        desk.check_quiet()


def test_the_language_is_changed_at_once_and_kept(console: Console) -> None:
    desk = console.as_("duty_officer")
    page = desk.open("/app/help")
    page.locator("summary", has_text="账号").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Keyboard")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_slash_opens_the_command_bar_and_the_keyboard_alone_leads_on(console: Console) -> None:
    desk = console.as_("duty_officer")
    page = desk.open("/app/help")
    page.keyboard.press("/")
    page.keyboard.type("事件")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{desk.url}/app/incidents")


def test_the_first_sign_in_leads_to_the_first_useful_act_and_later_ones_to_the_page_of_the_role(
    console: Console,
) -> None:
    desk = console.visitor()
    page = desk.open("/")
    for _ in range(2):
        page.get_by_label("账号").fill("steward")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        start = page.get_by_role("link", name="开始：通讯录")
        expect(start.or_(page.get_by_role("heading", name="通讯录")).first).to_be_visible()
        if start.count():
            desk.settle()
            desk.check_accessible()
            start.click()
        expect(page).to_have_url(f"{desk.url}/app/directory")
        page.locator("summary", has_text="账号").click()
        page.get_by_role("button", name="退出").click()


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_every_page_explains_itself(console: Console, size: tuple[int, int]) -> None:
    desk = console.as_("duty_leader", size=size)
    page = desk.open("/app/supervision")
    page.get_by_role("button", name="本页说明").click()
    panel = page.get_by_role("dialog", name="督办：这一页")
    expect(panel).to_contain_text("从红色的开始")
    desk.check_accessible()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="督办").click()
    page.keyboard.press("?")
    expect(panel).to_be_visible()
