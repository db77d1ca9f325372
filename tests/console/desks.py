"""People at their screens: Chromium, signed in as one of the cast."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.cast import PASSWORD
from tests.serving import ROOT, Serving

CHROMIUM = "/usr/bin/chromium"
DESKTOP, PHONE, WALL = (1440, 900), (390, 844), (1920, 1080)
Language = Literal["zh", "en"]
_AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
_SERIOUS = ("serious", "critical")
_QUIET = "html[data-waiting='0']"


@dataclass
class Desk:
    """One person at one screen."""

    page: Page
    url: str
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)

    def open(self, path: str) -> Page:
        """Go there and wait until nothing is loading."""
        self.page.goto(self.url + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until no call is under way, twice in a row: one answer may lead to the next call."""
        for _ in range(2):
            self.page.locator(_QUIET).wait_for(state="attached")
            self.page.wait_for_timeout(150)
        expect(self.page.locator("[data-drawn='false']")).to_have_count(0, timeout=15_000)

    def picture(self, file: Path) -> Path:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=file, animations="disabled")
        return file

    def violations(self) -> list[dict[str, Any]]:
        """What axe-core finds serious or critical on the page (WCAG 2.2 A and AA)."""
        # Evaluated over the debugger: the page's own policy allows no script from elsewhere.
        self.page.evaluate(_axe())
        found = self.page.evaluate(
            "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        )
        return [one for one in found["violations"] if one["impact"] in _SERIOUS]

    def check_accessible(self) -> None:
        found = self.violations()
        told = [f"{one['id']}: {one['help']}\n  {_nodes(one)}" for one in found]
        assert not found, "\n".join(told)

    def check_quiet(self) -> None:
        """Nothing went wrong in the page behind what it shows."""
        assert not self.problems, "\n".join(self.problems)


@dataclass
class Console:
    """A served node, and the people who open it."""

    node: Serving
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    def visitor(
        self,
        size: tuple[int, int] = DESKTOP,
        language: Language = "zh",
        theme: Literal["light", "dark"] = "light",
        **options: Any,
    ) -> Desk:
        """Somebody who has not signed in."""
        width, height = size
        phone = width < 720
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN" if language == "zh" else "en-GB",
            timezone_id="Asia/Shanghai",
            has_touch=phone,
            is_mobile=phone,
            device_scale_factor=2 if phone else 1,
            **options,
        )
        kept = {"liandong.language": language, "liandong.theme": theme}
        context.add_init_script(
            "".join(f"localStorage.setItem({json.dumps(k)}, {json.dumps(json.dumps(v))});" for k, v in kept.items())
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        return Desk(context.new_page(), self.node.url)

    def as_(self, username: str, *, phone: bool = False, **options: Any) -> Desk:
        """One of the cast, signed in."""
        desk = self.visitor(PHONE if phone else options.pop("size", DESKTOP), **options)
        answer = desk.page.context.request.post(
            f"{self.node.url}/api/session",
            data=json.dumps({"username": username, "password": PASSWORD}),
            headers={"Content-Type": "application/json"},
        )
        assert answer.status == 201, answer.text()
        return desk

    @contextmanager
    def api(self, username: str) -> Iterator[Api]:
        """The same person without a screen, to set a scene."""
        with httpx.Client(base_url=self.node.url, timeout=20) as client:
            answer = client.post("/api/session", json={"username": username, "password": PASSWORD})
            assert answer.status_code == 201, answer.text
            yield Api(client, answer.json()["csrf_token"])

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()


@dataclass
class Api:
    """Calls of one signed-in person; a refusal fails the test in the server's own words."""

    client: httpx.Client
    csrf: str

    def get(self, path: str, **query: Any) -> Any:
        return _good(self.client.get(path, params=query))

    def post(self, path: str, body: object = None) -> Any:
        headers = {"X-CSRFToken": self.csrf, "Idempotency-Key": str(uuid4())}
        return _good(self.client.post(path, json=body, headers=headers))


def _good(answer: httpx.Response) -> Any:
    assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.text}"
    return answer.json() if answer.content else None


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--enable-unsafe-swiftshader"]
        )
        try:
            yield browser
        finally:
            browser.close()


@functools.cache
def _axe() -> str:
    return _AXE.read_text(encoding="utf-8")


def _nodes(violation: dict[str, Any]) -> str:
    return "\n  ".join(
        node["html"][:200] + " — " + node.get("failureSummary", "")[:300] for node in violation["nodes"][:5]
    )
