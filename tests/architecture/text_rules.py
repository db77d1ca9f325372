"""What must not stand in the code, and what must not be forgotten beside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.house import ROOT, Found, Rule, Source

# Written in pieces, so that this file keeps its own rule.
_WORKPLACE = re.compile(
    "|".join(
        (
            r"/" + r"work/",
            r"work" + r"tree",
            r"py" + r"pi\.org",
            r"python" + r"hosted\.org",
            r"registry\." + r"npmjs",
            r"\bissue " + r"#?\d",
            r"\b(Clau" + r"de|Anth" + r"ropic|Chat" + r"GPT|Open" + r"AI|Co" + r"pilot)\b",
        )
    )
)
_UNFINISHED = re.compile(r"#.*\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
_SETTING = re.compile(r"\bLIANDONG_[A-Z][A-Z_]+\b")
SETTINGS_PAGE = ROOT / "docs" / "settings.md"


def workplace_words(source: Source) -> Iterator[Found]:
    for number, line in enumerate(source.text.splitlines(), 1):
        found = _WORKPLACE.search(line)
        if found:
            yield Found(number, f"says {found[0]!r}")


def unfinished_work(source: Source) -> Iterator[Found]:
    for number, line in enumerate(source.text.splitlines(), 1):
        if _UNFINISHED.search(line):
            yield Found(number, "is marked as unfinished")


def undocumented_settings(source: Source) -> Iterator[Found]:
    page = SETTINGS_PAGE.read_text(encoding="utf-8") if SETTINGS_PAGE.exists() else ""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for name in _SETTING.findall(node.value):
                if name not in page:
                    yield Found(node.lineno, f"{name} is not in docs/settings.md")


def raw_queries(source: Source) -> Iterator[Found]:
    """`.raw()`, and `.extra()` with anything but a constant of the module."""
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "raw" or (node.func.attr == "extra" and not _is_constant_condition(node)):
            yield Found(node.lineno, f"calls .{node.func.attr}()")


def _is_constant_condition(call: ast.Call) -> bool:
    named = [name for keyword in call.keywords for name in ast.walk(keyword.value) if isinstance(name, ast.Name)]
    return bool(named) and not call.args and all(name.id.isupper() for name in named)


def bare_excepts(source: Source) -> Iterator[Found]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and all(isinstance(each, ast.Pass) for each in node.body):
            yield Found(node.lineno, "swallows an error without a word")


RULES = (
    Rule(
        name="no words of the workplace",
        remedy="The product stands alone: leave out tools, machine paths, registries and issue numbers.",
        check=workplace_words,
        good="# the path comes from LIANDONG_DATA_DIR\n",
        bad="# see /" + "work/notes\n",
        holds_for=".",
    ),
    Rule(
        name="nothing half-done",
        remedy="Do it, or write it down where the project keeps what is left.",
        check=unfinished_work,
        good="# because SQLite has one writer\n",
        bad="# TO" + "DO: later\n",
        holds_for=".",
    ),
    Rule(
        name="settings are documented",
        remedy="Add the name, its default and what it does to docs/settings.md.",
        check=undocumented_settings,
        good='DATA = text("LIANDONG_DATA_DIR")\n',
        bad='DATA = text("LIANDONG_NEVER_HEARD_OF")\n',
    ),
    Rule(
        name="no raw queries",
        remedy="Use the ORM, or a constant statement with parameters through a cursor.",
        check=raw_queries,
        good="Order.objects.filter(id=1)\n",
        bad="Order.objects.raw('SELECT 1')\n",
    ),
    Rule(
        name="no silent failures",
        remedy="Say with contextlib.suppress which error is harmless, or log it.",
        check=bare_excepts,
        good="with suppress(KeyError):\n    pass\n",
        bad="try:\n    pass\nexcept KeyError:\n    pass\n",
    ),
)
