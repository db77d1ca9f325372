"""Reading an expression before it is compiled: what it mentions, how much it may cost, and its whole numbers."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

MOST_SIGNS = 600
DEEPEST_BRACKETS = 40
DEEPEST_LOOPS = 2

_SIGN = re.compile(
    r"""(?P<space>\s+|//[^\n]*)
    | (?P<text>[rR]?(?:\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
    | (?P<number>(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<mark>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]{}])""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = frozenset({"true", "false", "null", "in"})
_LOOPS = frozenset({"exists", "all", "exists_one", "filter"})
_SEARCHES = frozenset({"contains", "max", "min", "sum", "in"})
_OWN = frozenset({"has", "startsWith", "endsWith", "timestamp", "duration", "string", "size"})
_CLOSING = {")": "(", "]": "[", "}": "{"}


@dataclass(slots=True)
class Reading:
    """What `read` found; `rewritten` is the CEL that is compiled."""

    rewritten: str = ""
    signs: int = 0
    depth: int = 0
    adds: bool = False
    roots: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    locals: set[str] = field(default_factory=set)


def read(text: str, functions: frozenset[str]) -> Reading:
    """Check the signs of `text` and rewrite it so that every number is a float; ValueError says what to change."""
    signs = _signs(text)
    if len(signs) > MOST_SIGNS:
        raise ValueError(f"an expression has at most {MOST_SIGNS} signs, not {len(signs)}: split it")
    reading = Reading(signs=len(signs), adds=("mark", "+") in signs)
    _check_calls(signs, functions)
    _check_divisions(signs)
    reading.depth = _loop_depth(signs, reading.locals)
    paths = frozenset(_paths(signs)) - {"true", "false", "null", "in"}
    reading.paths = frozenset(path for path in paths if path.split(".")[0] not in reading.locals)
    reading.roots = frozenset(path.split(".")[0] for path in reading.paths)
    reading.rewritten = " ".join(_rewritten(signs))
    return reading


def _signs(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    while place < len(text):
        sign = _SIGN.match(text, place)
        if sign is None:
            raise ValueError(f"cannot read {text[place : place + 20]!r} at position {place}")
        if sign.lastgroup != "space":
            found.append((str(sign.lastgroup), sign.group()))
        place = sign.end()
    if not found:
        raise ValueError("an expression cannot be empty")
    return found


def _check_calls(signs: list[tuple[str, str]], functions: frozenset[str]) -> None:
    known = functions | _OWN | _LOOPS | _SEARCHES
    for (kind, name), (_, following) in itertools.pairwise(signs):
        if kind == "name" and following == "(" and name not in known and name not in _WORDS:
            raise ValueError(f"there is no function {name!r}; there are {', '.join(sorted(known - {'size_', 'in'}))}")


def _check_divisions(signs: list[tuple[str, str]]) -> None:
    """`x / 0` would be infinite and the condition silently true: divide by a written number only."""
    for (kind, mark), (following_kind, following) in itertools.pairwise(signs):
        if (kind, mark) == ("mark", "%"):
            raise ValueError("there is no remainder (%)")
        if (kind, mark) == ("mark", "/") and (following_kind != "number" or not float(following)):
            raise ValueError("divide by a written number that is not zero, or write ratio(part, whole)")


def _loop_depth(signs: list[tuple[str, str]], loop_names: set[str]) -> int:
    """Deepest nesting of loops; a search through a list counts as one. Collects the loops' own names."""
    open_brackets: list[tuple[str, bool]] = []
    deepest = 0
    for place, (kind, sign) in enumerate(signs):
        if kind == "mark" and sign in "([{":
            is_loop = place > 1 and signs[place - 1][1] in _LOOPS and signs[place - 2][1] == "."
            open_brackets.append((sign, is_loop))
            if is_loop and place + 1 < len(signs):
                loop_names.add(signs[place + 1][1])
        elif kind == "mark" and sign in _CLOSING and (not open_brackets or open_brackets.pop()[0] != _CLOSING[sign]):
            raise ValueError(f"a {sign} without its {_CLOSING[sign]}")
        loops = sum(is_loop for _, is_loop in open_brackets)
        _check_depth(len(open_brackets), loops)
        deepest = max(deepest, loops + (kind == "name" and sign in _SEARCHES))
    if open_brackets:
        raise ValueError(f"a {open_brackets[-1][0]} is never closed")
    return deepest


def _check_depth(brackets: int, loops: int) -> None:
    if brackets > DEEPEST_BRACKETS:
        raise ValueError(f"brackets are nested more than {DEEPEST_BRACKETS} deep: split the expression")
    if loops > DEEPEST_LOOPS:
        raise ValueError(f"exists, all and filter can be nested {DEEPEST_LOOPS} deep at most")


def _paths(signs: list[tuple[str, str]]) -> list[str]:
    """`a.b.c` as far as plain names go; the name of a function or method is none."""
    paths: list[str] = []
    place = 0
    while place < len(signs):
        if signs[place][0] != "name" or (place and signs[place - 1][1] == "."):
            place += 1
            continue
        parts = [signs[place][1]]
        while place + 2 < len(signs) and signs[place + 1][1] == "." and signs[place + 2][0] == "name":
            place += 2
            parts.append(signs[place][1])
        if place + 1 < len(signs) and signs[place + 1][1] == "(":
            parts.pop()
        if parts:
            paths.append(".".join(parts))
        place += 1
    return paths


def _rewritten(signs: list[tuple[str, str]]) -> list[str]:
    """Whole numbers as floats (but not in `list[0]`), and `size` as ours, which counts characters, not bytes."""
    written = []
    for place, (kind, sign) in enumerate(signs):
        following = signs[place + 1][1] if place + 1 < len(signs) else ""
        if kind == "number" and sign.isdigit() and not _is_index(signs, place):
            written.append(f"{sign}.0")
        elif (kind, sign) == ("name", "size") and following == "(":
            written.append("size_")
        else:
            written.append(sign)
    return written


def _is_index(signs: list[tuple[str, str]], place: int) -> bool:
    if place < 2 or place + 1 >= len(signs) or signs[place - 1][1] != "[" or signs[place + 1][1] != "]":
        return False
    kind, before = signs[place - 2]
    return (kind == "name" and before not in _WORDS) or before in {")", "]"}
