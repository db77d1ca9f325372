"""`./run screenshots [FOLDER]`: every registered page, zh and en, desktop and phone, of the demo as it plays."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from playwright.sync_api import Page

django.setup()  # the cast is told by the platform's own models

from tests.console.desks import DESKTOP, PHONE, Console, chromium  # noqa: E402
from tests.console.examples import EXAMPLES  # noqa: E402
from tests.running_demo import RunningDemo  # noqa: E402
from tests.serving import Serving  # noqa: E402

SIZES = {"desktop": DESKTOP, "phone": PHONE}


def main(words: list[str]) -> int:
    asked = _arguments(words)
    with chromium() as browser:
        if asked.url:
            return _take(Console(running(asked.url), browser), asked)
        with TemporaryDirectory(prefix="liandong-screenshots-") as folder:
            demo = RunningDemo(Path(folder))
            try:
                demo.wait_until_ready()
                return _take(Console(running(demo.url), browser), asked)
            finally:
                demo.stop()


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run screenshots", description=__doc__)
    parser.add_argument("folder", nargs="?", default="var/screenshots", type=Path)
    parser.add_argument("--only", default="", help="part of the route's name · 路由名称的一部分")
    parser.add_argument("--role", default="duty_leader", help="who looks · 以谁的身份")
    parser.add_argument("--url", default="", help="a server that runs already · 已在运行的服务地址")
    parser.add_argument("--size", choices=SIZES, action="append", default=[])
    parser.add_argument("--language", choices=["zh", "en"], action="append", default=[])
    parser.add_argument("--theme", choices=["light", "dark"], default="light")
    return parser.parse_args(words)


def running(url: str) -> Serving:
    """A server that somebody else started."""
    serving = Serving(Path())
    serving.port = int(url.rstrip("/").rsplit(":", 1)[1])
    return serving


def _take(console: Console, asked: argparse.Namespace) -> int:
    for size in asked.size or SIZES:
        for language in asked.language or ("zh", "en"):
            desk = console.as_(asked.role, size=SIZES[size], language=language, theme=asked.theme)
            desk.open("/")
            for name, path in _pages(desk.page, console).items():
                if asked.only in name:
                    desk.open(path)
                    print(desk.picture(asked.folder / f"{name}-{size}-{language}.png"), flush=True)
            console.close()
    return 0


def _pages(page: Page, console: Console) -> dict[str, str]:
    """Addresses of all registered pages by name, as the console itself lists them."""
    routes = page.evaluate("() => window.liandongRoutes")
    found = {}
    for route in routes:
        values = EXAMPLES[route["example"]](console) if route["example"] else {}
        if ":" not in route["path"] or values:
            found[route["name"]] = _filled(route["path"], values)
    return found


def _filled(path: str, values: dict[str, str]) -> str:
    return re.sub(r":(\w+)(\(.*?\))?[*?]?", lambda match: values.get(match[1], ""), path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
