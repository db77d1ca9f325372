"""Walking the console: every page a role may open, and every control on it; findings are gathered, not raised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error, Page

from tests.console.desks import Desk
from tests.console.examples import EXAMPLES

MOST_CONTROLS = 24
_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_KEY = re.compile(r"(?<![\w./-])[a-z_]{2,}(?:\.[a-z_]{2,})+(?![\w(/-])")
"""`directory.title`: a message that was not found is shown by its key."""

_GO = "path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate', {state: {}})); }"
_TEXT = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), out = [];
  while (walk.nextNode()) {
    const of = walk.currentNode.parentElement;
    if (of && !of.closest('pre, code, script, style') && of.checkVisibility()) out.push(walk.currentNode.data);
  }
  return out.join('\\n');
}"""
_HEADINGS = "() => [...document.querySelectorAll('h1')].filter(h => h.checkVisibility()).length"
# What a click may change: all of the page but its running clocks, which change digits alone; and focus elsewhere.
_STATE = """() => [location.href, document.body.outerHTML.replace(/\\d+/g, ''), window.walkPrints ?? 0].join('\\n')"""
_FOCUS = """mark => {
  const on = document.activeElement;
  return on === document.body ? '' : on.dataset.walk === mark ? 'own' : on.outerHTML.slice(0, 80);
}"""
_CONTROLS = """() => {
  const seen = {}, found = [];
  for (const one of document.querySelectorAll('main button, main a[href], main summary, main [role=tab]')) {
    const box = one.getBoundingClientRect();
    if (!one.checkVisibility({visibilityProperty: true}) || box.width < 2 || one.disabled) continue;
    if (one.closest('[inert], .maplibregl-ctrl')) continue;  // what the map's own buttons do shows on its canvas alone
    if (['aria-selected', 'aria-pressed', 'aria-checked'].some(a => one.getAttribute(a) === 'true')) continue;
    if (one.getAttribute('aria-current') || one.href === location.href) continue;
    const row = one.closest('li, tr, article');
    const words = one.getAttribute('aria-label') || one.innerText.trim();
    const named = one.tagName === 'A' || row ? '' : words;
    const kind = row && one.tagName !== 'A' && words.length < 7 ? words : named;
    const sign = [one.tagName, one.className, one.parentElement.className, row?.className ?? '', kind].join('|');
    if (seen[sign]) continue;
    seen[sign] = true;
    const mark = String(found.length);
    one.dataset.walk = mark;
    found.push({mark, sign, words: words.slice(0, 40), danger: one.classList.contains('danger')});
  }
  return found;
}"""


@dataclass
class Walk:
    """One person's way through the console; `findings` say where and what."""

    desk: Desk
    who: str
    findings: list[str] = field(default_factory=list)
    clicked: int = 0
    _requests: int = 0

    def __post_init__(self) -> None:
        page = self.desk.page
        page.set_default_timeout(4_000)
        page.add_init_script("window.print = () => { window.walkPrints = (window.walkPrints ?? 0) + 1; };")
        page.on("request", self._asked)
        page.on("download", self._kept)

    def _asked(self, request: Any) -> None:
        self._requests += "/api/" in request.url or request.is_navigation_request()

    def _kept(self, _: Any) -> None:
        self._requests += 1

    @property
    def page(self) -> Page:
        return self.desk.page

    def go(self, path: str) -> None:
        """As a link of the console would: without loading it anew."""
        self.page.evaluate(_GO, path)
        self._settle()

    def look(self, path: str, *, closely: bool) -> None:
        """What every page owes everybody; with axe only where asked, as it takes its time."""
        where = f"{self.who} {path}"
        self.desk.problems.clear()
        self.go(path)
        # A refusal (409) stands in words on the page.
        told = [one for one in self.desk.problems if "409 (Conflict)" not in one]
        self.findings += [f"{where}: console: {one[:200]}" for one in told]
        headings = self.page.evaluate(_HEADINGS)
        if headings != 1:
            self.findings.append(f"{where}: {headings} headings of the first rank")
        text = self.page.evaluate(_TEXT)
        for kind, found in (("id", _UUID.search(text)), ("key", _KEY.search(text))):
            if found:
                self.findings.append(f"{where}: a raw {kind}: {found[0]}")
        if closely:
            self.findings += [
                f"{where}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in self.desk.violations()
            ]

    def click_everything(self, path: str) -> None:
        """Each kind of control once; a page that was left or covered is put back before the next."""
        done: set[str] = set()
        while len(done) < MOST_CONTROLS:
            control = next((one for one in self.page.evaluate(_CONTROLS) if one["sign"] not in done), None)
            if control is None:
                return
            done.add(control["sign"])
            self._click(path, control)

    def _click(self, path: str, control: dict[str, Any]) -> None:
        where = f"{self.who} {path}: “{control['words']}”"
        before, asked = self.page.evaluate(_STATE), self._requests
        self.desk.problems.clear()
        try:
            self.page.locator(f"[data-walk='{control['mark']}']").first.click(timeout=2_500)
        except Error as error:
            self.findings.append(f"{where} cannot be clicked: {str(error).splitlines()[0][:160]}")
            self.go(path)
            return
        self.clicked += 1
        if not self._did_something(control["mark"], before, asked):
            self.findings.append(f"{where} does nothing")
        self._settle()
        dialog = self.page.locator("dialog[open]")
        if control["danger"] and not dialog.count():
            self.findings.append(f"{where} is destructive and asks nobody")
        self.findings += [f"{where}: {one[:200]}" for one in self.desk.problems if not one.startswith("Failed to load")]
        if dialog.count():
            self.page.keyboard.press("Escape")
            self.page.wait_for_timeout(60)
            if dialog.count():
                self.findings.append(f"{where}: Esc does not close what it opened")
        if dialog.count() or not self.page.url.endswith(path):
            self.go("/app/help")
            self.go(path)

    def _did_something(self, mark: str, before: str, asked: int) -> bool:
        for _ in range(8):
            if self._requests > asked or self.page.evaluate(_STATE) != before:
                return True
            if self.page.evaluate(_FOCUS, mark) not in ("", "own"):
                return True
            self.page.wait_for_timeout(50)
        return False

    def _settle(self) -> None:
        for _ in range(2):
            self.page.locator("html[data-waiting='0']").wait_for(state="attached", timeout=15_000)
            self.page.wait_for_timeout(60)


def paths(page: Page, console: Any, permissions: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and address of every page these permissions open, pages with parameters by their example."""
    for route in page.evaluate("window.liandongRoutes"):
        if route["name"] == "sign-in" or (route["permission"] and route["permission"] not in permissions):
            continue
        if route["example"] == "incident" and "incidents.read" not in permissions:
            continue
        given = EXAMPLES[route["example"]](console) if route["example"] else {}
        path = route["path"]
        for name, value in given.items():
            path = re.sub(rf":{name}\??(?=/|$)", value, path)
        path = re.sub(r"/:\w+\?", "", path)
        if ":" not in path:
            yield route["name"], path
