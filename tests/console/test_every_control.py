"""No dead control: every page of every role loads clean, in both languages, and every control does something."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.console.desks import Console
from tests.console.scene import set_scene
from tests.console.walking import Walk, paths

pytestmark = pytest.mark.chromium
EVERYBODY = (
    "sysadmin",
    "secadmin",
    "auditor",
    "steward",
    "field_worker",
    "handler",
    "observer",
    "dispatcher",
    "duty_officer",
    "duty_leader",
    "commander",
)
"""One of the cast for each role, those who may do least first."""
LOOKED_AT = 4
"""How many of them open each page: more learn nothing new, and a page with a map takes seconds."""
WHO_CLICKS = {
    "grants": "secadmin",
    "directory": "steward",
    "mytasks": "handler",
    "dispatch": "dispatcher",
    "resource": "steward",
}
"""By the beginning of a route's name; the commander, who may do most, clicks on all other pages."""


@pytest.fixture
def scene(console: Console) -> str:
    return set_scene(console)


def walking(console: Console, who: str, **options: Any) -> tuple[Walk, dict[str, str]]:
    """Somebody at the first page, and the pages there are for them."""
    desk = console.as_(who, **options)
    walk = Walk(desk, f"{who} {options.get('language', 'zh')}")
    with console.api(who) as api:
        permissions = api.get("/api/session")["permissions"]
    page = desk.open("/")
    return walk, dict(paths(page, console, permissions))


def clicker(route: str) -> str:
    return next((who for start, who in WHO_CLICKS.items() if route.startswith(start)), "commander")


def test_every_page_of_every_role_loads_clean(console: Console, scene: str) -> None:
    findings: list[str] = []
    looked: Counter[str] = Counter()
    for who in EVERYBODY:
        walk, pages = walking(console, who)
        for name, path in pages.items():
            if looked[name] < LOOKED_AT:
                walk.look(path, closely=not looked[name])
                looked[name] += 1
        findings += walk.findings
        console.close()
    assert len(looked) > 15
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("who", ["commander", *sorted(set(WHO_CLICKS.values()))])
def test_every_control_does_something_in_english(console: Console, scene: str, who: str) -> None:
    walk, pages = walking(console, who, language="en")
    for name, path in pages.items():
        if clicker(name) != who:
            continue
        walk.look(path, closely=True)
        walk.click_everything(path)
    assert not walk.findings, "\n".join(walk.findings)
