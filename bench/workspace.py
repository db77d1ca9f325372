"""What the first page weighs, and how soon the incident workspace answers with a long record behind it, in Chromium.

    python bench/workspace.py [--orders 300] [--entries 2000]

First load: a browser without a cache opens the sign-in page and, signed in, the first page; `kB` are the bytes that
came over the wire by the resource timing of the browser, `map` those of the code of the map, which comes later.
Interaction to next paint: presses on the tabs, filters and orders of an incident with so many orders and entries; the
time from the press to the next frame drawn, as the browser's event timing tells it (in steps of 8 ms; what is shorter
than 16 ms is not told, and counted as 16). `p98` of the presses is the figure that the web's own measure takes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
SHORTEST_MS = 16
TABS = ("报送", "预案", "指令", "力量", "指挥", "人员", "资料", "复盘", "态势")
FILTERS = ("指挥", "报送", "指令", "时限", "全部", "要事")
LISTEN = f"""() => {{ window.presses = [];
  new PerformanceObserver(seen => seen.getEntries().forEach(one => window.presses.push([one.name, one.duration])))
    .observe({{ type: 'event', durationThreshold: {SHORTEST_MS}, buffered: false }}); }}"""
LOADED = """() => performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
  .map(one => [one.name, one.transferSize])"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=300)
    parser.add_argument("--entries", type=int, default=2000)
    options = parser.parse_args()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.config.settings")
    os.environ.setdefault("LIANDONG_DATA_DIR", tempfile.mkdtemp(prefix="bench-workspace-"))
    django.setup()
    from tests.console.desks import Console, chromium
    from tests.serving import node

    with node() as serving, chromium() as browser:
        serving.start()
        console = Console(serving, browser)
        _weigh(console)
        incident = _busy_incident(console, options.orders, options.entries)
        _press(console, incident)


def _weigh(console: Any) -> None:
    print("| page | kB over the wire | of it the map |\n|---|---|---|")
    desk = console.visitor()
    print(_weight("sign-in", desk.open("/")), flush=True)
    desk = console.as_("duty_officer")
    print(_weight("first page, signed in", desk.open("/app/help")), flush=True)


def _weight(title: str, page: Any) -> str:
    parts: list[tuple[str, int]] = page.evaluate(LOADED)
    whole = sum(size for _, size in parts) / 1000
    of_map = sum(size for name, size in parts if "Map" in name or "maplibre" in name) / 1000
    return f"| {title} | {whole:.0f} | {of_map:.0f} |"


def _busy_incident(console: Any, orders: int, entries: int) -> str:
    from tests.console.scene import set_scene

    incident = str(set_scene(console))
    with console.api("duty_leader") as leader:
        units = leader.get("/api/organizations", region="140105", limit=200)["items"]
        for number in range(orders):
            unit = units[number % len(units)]
            leader.post(
                "/api/orders",
                {
                    "kind": "task",
                    "title": f"第{number + 1}项任务：逐户核对，报送结果",
                    "region_code": "140105",
                    "incident_id": incident,
                    "within": f"{number % 12 + 1}h",
                    "addressees": [{"kind": "ORGANIZATION", "id": unit["id"]}],
                },
            )
        for number in range(max(0, entries - 2 * orders)):
            leader.post(f"/api/incidents/{incident}/feedback", {"text": f"第{number + 1}次反馈：现场情况平稳。"})
    return incident


def _press(console: Any, incident: str) -> None:
    page = console.as_("duty_leader").open(f"/app/incidents/{incident}")
    page.evaluate(LISTEN)
    for _ in range(3):
        for control in _controls(page):
            control.click()
            page.wait_for_timeout(400)
    told: list[tuple[str, float]] = page.evaluate("() => window.presses")
    worst = [duration for name, duration in told if name in {"pointerdown", "pointerup", "click"}]
    presses = 3 * (len(TABS) + len(FILTERS))
    times = sorted([*worst, *[float(SHORTEST_MS)] * max(0, presses - len(worst))])
    at = quantiles(times, n=50)[-1]
    print(f"{presses} presses: p50 {median(times):.0f} ms, p98 {at:.0f} ms, longest {times[-1]:.0f} ms")


def _controls(page: Any) -> Iterator[Any]:
    bar = page.get_by_role("navigation", name="事件分栏")
    for title in TABS:
        yield bar.get_by_role("link", name=title).first
    for title in FILTERS:
        yield page.get_by_role("group", name="按类看").get_by_role("button", name=title, exact=True)


if __name__ == "__main__":
    main()
