"""Frames per second while the map with 100,000 resources on it is dragged and zoomed, in Chromium.

    python bench/map_pan.py [--features 100000] [--seconds 4]

The resources are imported from a table by the command an operator would use (its time is printed too), the node is
served, and 一张图 with six families on it is dragged at four zooms. `frames` are those the browser drew, counted by
requestAnimationFrame; `p95` and `longest` are times between two of them. Without a graphics card Chromium draws in
software (SwiftShader), and the number of cores decides: the line printed first says which, and the last row, with every
layer off, what the empty map costs there.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

STEPS = ((0, "12.4"), (-2, "10.4"), (-2, "8.4"), (6, "14.4"))
"""How often zoom in (or out) is pressed, and the zoom the map then stands at."""

CENTRES = ((112.55, 37.86), (112.56, 37.74), (112.75, 37.69), (112.48, 37.92), (112.36, 37.60))
KINDS = ("fire_hydrant", "aed_site", "tent", "shelter_park", "volunteer_team", "hazard_landslide", "target_school")
FAMILIES = ["public_point", "supply", "shelter", "team", "hazard", "target"]
COUNT = """seconds => new Promise(done => {
  const times = []; const began = performance.now();
  const frame = now => { times.push(now); now - began < seconds * 1000 ? requestAnimationFrame(frame) : done(times); };
  requestAnimationFrame(frame);
})"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=4.0)
    options = parser.parse_args()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.config.settings")
    os.environ.setdefault("LIANDONG_DATA_DIR", tempfile.mkdtemp(prefix="bench-map-"))
    django.setup()
    from tests.console.desks import Console, chromium
    from tests.serving import node

    with node() as serving, chromium() as browser:
        wall, processor = _fill(serving.home, options.features)
        print(f"{options.features:,} rows imported in {wall:.1f} s, {processor:.1f} s of processor time")
        serving.start()
        page = _map(Console(serving, browser))
        print(f"drawn by: {page.evaluate(_RENDERER)}; {os.cpu_count()} cores")
        print("| zoom | frames a second | median ms | p95 ms | longest ms |\n|---|---|---|---|---|", flush=True)
        for presses, zoom in STEPS:
            _zoom(page, presses)
            print(_row(zoom, _dragged(page, options.seconds)), flush=True)
        shown = page.get_by_role("region", name="图层").get_by_role("checkbox", checked=True)
        while shown.count():
            shown.first.click()
        page.wait_for_timeout(2500)
        print(_row("14.4, every layer off", _dragged(page, options.seconds)))


_RENDERER = """() => { const gl = document.createElement('canvas').getContext('webgl2');
  const told = gl.getExtension('WEBGL_debug_renderer_info');
  return told ? gl.getParameter(told.UNMASKED_RENDERER_WEBGL) : gl.getParameter(gl.RENDERER); }"""


def _fill(home: Path, number: int) -> tuple[float, float]:
    """Seconds that the import of so many rows takes, by the clock and of the processor."""
    from tests.serving import environment

    file = home / "resources.csv"
    file.write_text("\n".join(_rows(number)), encoding="utf-8")
    words = [sys.executable, "-m", "liandong", "import", "resources", str(file), "--crs", "CGCS2000"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*words, "--json"], env=environment(home), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, spent


def _rows(number: int) -> Iterator[str]:
    chance = random.Random(5)
    yield "编号,类型,名称,行政区划代码,经度,纬度,数量,联系电话"
    for place in range(number):
        lon, lat = chance.choice(CENTRES)
        kind = KINDS[place % len(KINDS)]
        east, north = chance.gauss(0, 0.08), chance.gauss(0, 0.06)
        yield f"B-{place},{kind},第 {place} 号,140105,{lon + east:.6f},{lat + north:.6f},1,13812345678"


def _map(console: Any) -> Any:
    desk = console.as_("upper_duty")
    desk.page.add_init_script(f"localStorage.setItem('liandong.map.layers', JSON.stringify({FAMILIES}));")
    desk.page.set_default_timeout(120_000)
    page = desk.open(f"/app/map?at={CENTRES[0][0]},{CENTRES[0][1]}")
    page.wait_for_timeout(3000)
    return page


def _zoom(page: Any, presses: int) -> None:
    button = page.locator(f".maplibregl-ctrl-zoom-{'in' if presses > 0 else 'out'}")
    for _ in range(abs(presses)):
        button.click()
        page.wait_for_timeout(700)
    page.wait_for_timeout(2500)


def _dragged(page: Any, seconds: float) -> list[float]:
    """Times of the frames while the map is dragged to and fro."""
    page.evaluate("() => { window.frames_seen = null; }")
    page.evaluate(f"() => {{ ({COUNT})({seconds}).then(times => {{ window.frames_seen = times; }}); }}")
    until = time.perf_counter() + seconds
    side = 1
    page.mouse.move(720, 450)
    page.mouse.down()
    while time.perf_counter() < until:
        page.mouse.move(720 + 240 * side, 450 + 80 * side, steps=20)
        side = -side
    page.mouse.up()
    page.wait_for_function("() => window.frames_seen")
    times: list[float] = page.evaluate("() => window.frames_seen")
    return times


def _row(zoom: str, times: list[float]) -> str:
    apart = sorted(b - a for a, b in pairwise(times))
    rate = 1000 * len(apart) / (times[-1] - times[0])
    median, p95 = apart[len(apart) // 2], apart[int(len(apart) * 0.95)]
    return f"| {zoom} | {rate:.0f} | {median:.0f} | {p95:.0f} | {apart[-1]:.0f} |"


if __name__ == "__main__":
    main()
