"""The directory, who may do what, and the rules, on screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.console import examples
from tests.console.desks import Console, Desk

pytestmark = pytest.mark.chromium


def test_somebody_is_found_by_initials_and_reached_for_a_reason_that_stays_on_record(
    console: Console, pictures: Path
) -> None:
    desk = console.as_("steward")
    page = desk.open("/app/directory")
    desk.picture(pictures / "directory.png")
    page.get_by_label("单位或姓名").fill("wzb")
    page.get_by_role("button", name="演示·王值班").click()
    expect(page.get_by_role("heading", name="小店区应急联动中心")).to_be_visible()
    posts = page.get_by_role("region", name="岗位与人员")
    expect(posts.locator(".line", has_text="演示·王值班")).to_be_visible()
    correct_telephone(page, "演示·王值班", "13800001234")
    line = posts.locator(".line", has_text="演示·王值班")
    expect(line).to_contain_text("138****1234")
    line.get_by_role("button", name="看全号").click()
    page.get_by_label("理由").fill("核对值班电话")
    page.get_by_role("button", name="确认").click()
    expect(line.get_by_role("link", name="13800001234")).to_be_visible()
    desk.settle()
    desk.check_accessible()
    desk.picture(pictures / "unit.png")
    page.get_by_role("tab", name="变更记录").click()
    expect(page.get_by_text("查看演示·王值班的完整电话：核对值班电话")).to_be_visible()
    desk.check_quiet()


def correct_telephone(page: Page, name: str, phone: str) -> None:
    page.locator(".line", has_text=name).first.get_by_role("button", name="更正").click()
    page.get_by_label("电话").fill(phone)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_steward_founds_a_unit_fills_a_post_and_plans_its_duty(console: Console, pictures: Path) -> None:
    desk = console.as_("steward")
    page = desk.open("/app/directory/" + examples.unit(console)["unit"])
    page.locator("article").get_by_role("button", name="新设单位").click()
    page.get_by_label("名称").fill("小店区演示泵站")
    page.get_by_label("类别").select_option("water")
    page.get_by_label("职责").fill("汛期排涝")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="小店区演示泵站")).to_be_visible()
    expect(page.get_by_text("不能据此判断无人值守")).to_be_visible()
    page.get_by_role("button", name="增设岗位").click()
    page.get_by_label("岗位名称").fill("站长")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="登记人员").click()
    page.get_by_label("姓名", exact=True).fill("演示·泵站站长")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("未任岗位的人员")).to_be_visible()
    page.get_by_role("button", name="任命").click()
    page.get_by_role("radio", name="演示·泵站站长").check()
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("未任岗位的人员")).to_have_count(0)
    page.get_by_role("tab", name="排班").click()
    page.get_by_role("button", name="加一班").click()
    page.get_by_label("谁").select_option(label="演示·泵站站长")
    page.get_by_label("从", exact=True).fill("2030-07-01T08:00")
    page.get_by_label("到", exact=True).fill("2030-07-01T20:00")
    page.get_by_role("button", name="排班").click()
    expect(page.locator("li", has_text="演示·泵站站长").last).to_contain_text("2030年7月1日 08:00")
    desk.settle()
    desk.picture(pictures / "roster.png")
    page.get_by_role("tab", name="变更记录").click()
    expect(page.get_by_text("演示·数据管理任命演示·泵站站长")).to_be_visible()
    desk.check_quiet()


def test_a_reader_sees_who_is_on_duty_and_has_no_button_to_change_it(console: Console, pictures: Path) -> None:
    desk = console.as_("observer", phone=True)
    page = desk.open("/app/directory/" + examples.unit(console)["unit"])
    expect(page.get_by_role("region", name="现在值班").locator("li").first).to_be_visible()
    expect(page.get_by_role("button", name="修改")).to_have_count(0)
    desk.check_accessible()
    desk.picture(pictures / "unit-phone.png")
    desk.open("/app/directory")
    desk.picture(pictures / "directory-phone.png")
    desk.check_accessible()


def opened(console: Console, username: str, **options: object) -> tuple[Desk, Page]:
    desk = console.as_(username, **options)
    return desk, desk.open("/app/grants")


def test_the_three_administrators_each_do_their_own_part(console: Console, pictures: Path) -> None:
    desk, page = opened(console, "sysadmin")
    page.get_by_role("button", name="开立账号").click()
    page.get_by_role("textbox", name="账号", exact=True).fill("night_officer")
    page.get_by_label("姓名", exact=True).fill("演示·夜班新人")
    page.get_by_label("初始密码").fill("Quiet-River-2026")
    page.get_by_role("dialog").get_by_role("button", name="开立账号").click()
    page.get_by_role("button", name="演示·夜班新人").click()
    expect(page.get_by_text("现在什么也不能做")).to_be_visible()
    expect(page.get_by_role("button", name="授予角色")).to_have_count(0)

    desk, page = opened(console, "secadmin")
    page.get_by_role("button", name="演示·夜班新人").click()
    expect(page.get_by_role("button", name="停用")).to_have_count(0)
    page.get_by_role("button", name="授予角色").click()
    page.get_by_label("角色", exact=True).select_option(label="值班员")
    expect(page.get_by_text("下达指令和同意延期").first).to_be_visible()
    page.get_by_label("理由").fill("夜班缺员")
    page.get_by_role("dialog").get_by_role("button", name="授予角色").click()
    expect(page.get_by_role("row", name="值班员")).to_contain_text("夜班缺员")
    desk.settle()
    desk.check_accessible()
    desk.picture(pictures / "grants.png")
    page.get_by_role("row", name="值班员").get_by_role("button", name="收回").click()
    page.get_by_label("理由").fill("已补员")
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("没有授权")).to_be_visible()

    desk, page = opened(console, "auditor")
    page.get_by_role("button", name="演示·夜班新人").click()
    record = page.get_by_role("region", name="记录")
    expect(record).to_contain_text("夜班缺员")
    expect(record).to_contain_text("已补员")
    expect(page.get_by_role("button", name="收回")).to_have_count(0)
    desk.check_quiet()


def test_who_may_do_something_is_told_with_the_grant_that_lets_them(console: Console, pictures: Path) -> None:
    desk, page = opened(console, "secadmin")
    page.get_by_role("tab", name="谁能看").click()
    page.get_by_label("做什么").select_option(label="撤回指令")
    expect(page.get_by_role("row", name="演示·张指挥")).to_contain_text("指挥长")
    expect(page.get_by_text("1 个账号")).to_be_visible()
    desk.settle()
    desk.check_accessible()
    desk.picture(pictures / "need.png")
    page.get_by_role("tab", name="角色").click()
    expect(page.get_by_text("不能与下列角色兼任").first).to_be_visible()


def test_a_rule_is_read_with_its_clause_and_its_worked_cases(console: Console, pictures: Path) -> None:
    desk = console.as_("observer")
    page = desk.open("/app/content/grading")
    desk.picture(pictures / "content.png")
    desk.check_accessible()
    page.get_by_label("在本类别中查找").fill("493")
    page.get_by_role("link", name="生产安全事故").first.click()
    page.locator("summary", has_text="个算例全部相符").first.click()
    expect(page.get_by_role("columnheader", name="应得").first).to_be_visible()
    desk.settle()
    desk.check_accessible()
    desk.picture(pictures / "entry.png")
    page.locator("summary", has_text="原文").first.click()
    expect(page.locator("pre").first).to_contain_text("levels")
    desk.check_quiet()


@pytest.mark.parametrize("path", ["/app/grants", "/app/content/grading", "/app/content"])
def test_a_phone_shows_them_without_a_serious_barrier(console: Console, pictures: Path, path: str) -> None:
    desk = console.as_("auditor", phone=True)
    desk.open(path)
    desk.picture(pictures / f"phone{path.replace('/', '-')}.png")
    desk.check_accessible()
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
