"""The plain pages in a real browser: true, in Chinese, without a code in sight, on a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from liandong.cli.cast import PASSWORD
from tests.running_demo import RunningDemo

pytestmark = pytest.mark.chromium

DESK, PHONE = (1440, 900), (390, 844)
GAS, DRILL = "演示路18号沿街餐馆燃气爆燃", "【演练】汾河小店段堤防出险处置"
CODES = re.compile(
    r"\b[a-z]+(?:_[a-z]+)+\b|\b[A-Z]{4,}(?:_[A-Z]+)*\b|[0-9a-f]{8}-[0-9a-f]{4}-|\d{4}-\d\d-\d\dT|\bNone\b|\bTrue\b|\bFalse\b"
)
"""Names of facts and enums, ids and moments as machines write them."""

ALLOWED = {"LEL"}
"""Lower explosive limit, as the crews write it."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    running = RunningDemo(tmp_path_factory.mktemp("pages"))
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.process.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, demo: RunningDemo) -> Iterator[Page]:
    """Somebody at the door, on a desk and on a phone."""
    width, height = request.param
    context = browser.new_context(
        base_url=demo.url,
        viewport={"width": width, "height": height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    opened = context.new_page()
    opened.goto("/plain/")
    yield opened
    context.close()


def enter(page: Page, username: str = "duty_officer", password: str = PASSWORD) -> None:
    page.fill("#username", username)
    page.fill("#password", password)
    page.click("button[type=submit]")


def enter_room(page: Page, username: str = "duty_officer") -> None:
    enter(page, username)
    expect(page.locator("#incidents")).to_be_visible(timeout=20_000)


def codes_on(page: Page) -> set[str]:
    return set(CODES.findall(page.inner_text("main"))) - ALLOWED


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_wrong_password_is_refused_in_words(page: Page) -> None:
    enter(page, "observer", "Not-The-Password-1")
    expect(page.locator("#problem")).to_contain_text("账号", timeout=20_000)
    assert fits(page)


def test_the_first_page_shows_the_running_incident_the_drill_and_what_waits(page: Page) -> None:
    enter_room(page)
    expect(page.get_by_text(GAS)).to_be_visible()
    expect(page.locator("tr", has_text=DRILL).locator(".drill")).to_have_text("演练")
    expect(page.locator(".level").first).to_have_text("Ⅳ")
    expect(page.get_by_text("平阳路街道演示桥下积水约20厘米")).to_be_visible()
    assert not codes_on(page)
    assert fits(page)


def test_the_incident_names_its_groups_its_facts_and_its_commander(page: Page) -> None:
    enter_room(page)
    page.click(f"text={GAS}")
    expect(page.locator("h1")).to_have_text(GAS)
    expect(page.locator(".figure", has_text="死亡人数").locator("b")).to_have_text("1")
    expect(page.locator(".state")).to_contain_text("消防救援")
    groups = page.locator("table.tasks tbody td:first-child").all_inner_texts()
    assert len(groups) >= 15
    assert all(group.endswith("组") for group in groups)
    assert not codes_on(page)
    assert fits(page)


def test_an_exercise_is_marked_on_the_whole_page(page: Page) -> None:
    enter_room(page)
    page.click(f"text={DRILL}")
    expect(page.locator(".drill-band")).to_contain_text("演练")
    assert not codes_on(page)
    assert fits(page)


def test_the_neighbour_sees_a_quiet_region_and_is_told_when_it_was_asked(page: Page) -> None:
    enter_room(page, "stranger")
    expect(page.locator("main")).to_contain_text("没有进行中的事件")
    expect(page.locator("main")).not_to_contain_text(GAS)


def test_a_report_shows_on_the_open_page_without_reloading_it(page: Page, demo: RunningDemo) -> None:
    enter_room(page)
    page.evaluate("window.untouched = true")
    words = f"群众上报：演示广场路灯倾斜 {uuid4().hex[:4]}号"
    send_report(demo, words)
    expect(page.locator("main")).to_contain_text(words, timeout=20_000)
    assert page.evaluate("window.untouched") is True


def test_the_documents_of_the_api_ask_nobody_outside(page: Page, demo: RunningDemo) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/api/docs")
    expect(page.locator(".opblock").first).to_be_visible(timeout=60_000)
    assert [url for url in asked if not url.startswith((demo.url, "data:", "blob:"))] == []


def send_report(demo: RunningDemo, words: str) -> None:
    with httpx.Client(base_url=demo.url, timeout=30) as client:
        client.post("/api/session", json={"username": "duty_officer", "password": PASSWORD})
        body = {"channel": "PUBLIC", "summary": words, "region_code": "140105001"}
        headers = {"Idempotency-Key": str(uuid4()), "X-CSRFToken": client.cookies.get("csrftoken") or ""}
        assert client.post("/api/reports", json=body, headers=headers).status_code == 201


def test_the_styles_are_answered_packed_and_known_again_by_their_tag(demo: RunningDemo) -> None:
    first = httpx.get(demo.url + "/static/overview/page.css", headers={"Accept-Encoding": "gzip"})
    assert (first.status_code, first.headers["content-encoding"]) == (200, "gzip")
    again = httpx.get(demo.url + "/static/overview/page.css", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_nothing_outside_the_static_folders_is_answered(demo: RunningDemo) -> None:
    assert httpx.get(demo.url + "/static/..%2f..%2fconfig/settings.py").status_code == 404
    assert not Path("/static").exists()
