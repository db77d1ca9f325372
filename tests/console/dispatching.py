"""What the stories of the dispatch desk do again and again: set a fire, pick units, draft, send, sign."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.console.desks import Console, Desk

PATIENCE_MS = 10_000
PERIODS = """
id: special-periods
title: {{zh: 特殊时期, en: Special periods}}
version: 2
effective_from: 2022-01-01
source: {{document: 健全应急救援力量联调联战及会商研判工作机制的实施方案, clause: 三（一）2, provisional: true}}
special_periods:
  forest_fire_season:
    title: {{zh: 森林防火期, en: Forest-fire season}}
    begins: "{begins}"
    ends: "{ends}"
    departments: [forestry]
    clause: 森林防火期
"""


def season(folder: Path, begins: str, ends: str) -> None:
    file = folder / "special_periods" / "special-periods.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(PERIODS.format(begins=begins, ends=ends), encoding="utf-8")


def incident(console: Console, title: str, event_type: str = "20600", **facts: Any) -> str:
    """A fire in the district, by the duty officer's desk."""
    body = {
        "channel": "FIRE_119",
        "summary": title,
        "region_code": "140105001",
        "place": "坞城街道演示路18号",
        "event_type": event_type,
        "position": {"lon": 112.5715, "lat": 37.7925},
        "facts": facts,
    }
    with console.api("duty_leader") as leader:
        report = leader.post("/api/reports", body)
        return str(leader.post(f"/api/reports/{report['id']}/promote", {"title": title})["id"])


def only(page: Page, *callsigns: str) -> None:
    """Pick exactly these."""
    picked = page.locator(".need input[type=checkbox]:checked")
    while picked.count():
        picked.first.click()
    for callsign in callsigns:
        box = page.get_by_role("checkbox", name=f"派 {callsign}", exact=True)
        if box.count():
            box.check()
        else:
            page.get_by_label("另加").select_option(
                label=page.locator(".other-units option", has_text=callsign).first.inner_text()
            )
    expect(page.get_by_text(f"已选 {len(callsigns)} 个单元")).to_be_visible()


def draft(page: Page, *callsigns: str) -> None:
    only(page, *callsigns)
    page.get_by_role("button", name="拟定调用方案").click()


def send(page: Page, callsign: str) -> Locator:
    """Own forces, which need nobody's consent; the list of who is out."""
    draft(page, callsign)
    page.get_by_role("button", name="下达出动指令").click()
    missions = page.get_by_role("region", name="出动力量")
    expect(missions).to_contain_text("在外 1", timeout=PATIENCE_MS)
    return missions


def step(card: Locator, key: str) -> Locator:
    return card.locator(f"[data-step^='{key}']")


def open_desk(desk: Desk, incident_id: str) -> Page:
    page = desk.open(f"/app/dispatch/incidents/{incident_id}")
    expect(page.get_by_role("region", name="力量推荐")).to_contain_text("灭火救援", timeout=PATIENCE_MS)
    return page


def sign(console: Console, *usernames: str) -> None:
    """Each owner signs for what it was ordered to."""
    for username in usernames:
        with console.api(username) as api:
            for task in api.get("/api/orders/tasks/mine"):
                if task["state"] == "NOTIFIED":
                    api.post(f"/api/orders/tasks/{task['id']}/sign-for", {})
