"""What a crew's short message says: the state it tells, and the words left over (a call sign, or nothing)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from liandong.content.schemas.unit_messages import UnitMessages

_APART = re.compile(r"[\s,，。.;；:：!！、/|]+")


@dataclass(frozen=True, slots=True)
class Understood:
    """`state` is None where the message tells none, two, or denies one; `rest` is what is no word for a state."""

    state: str | None
    rest: str


def understand(table: UnitMessages, text: str) -> Understood:
    """Read one message. The longest word wins, so that 归队途中 is not read as 归队."""
    line = text.strip().lower()
    states: set[str] = set()
    for word, state in _words(table):
        found = line.find(word)
        while found >= 0 and not _stands_alone(line, word, found):
            found = line.find(word, found + 1)
        if found < 0:
            continue
        if any(line[:found].rstrip().endswith(denial) for denial in table.denials):
            return Understood(None, text.strip())
        states.add(state)
        line = f"{line[:found]} {line[found + len(word) :]}"
    rest = " ".join(part for part in _APART.split(_in_its_own_letters(text, line)) if part)
    return Understood(states.pop() if len(states) == 1 else None, rest)


def _words(table: UnitMessages) -> list[tuple[str, str]]:
    pairs = [(word.lower(), state) for state, words in table.words.items() for word in words]
    return sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0]))


def _stands_alone(line: str, word: str, at: int) -> bool:
    """Digits and Latin words are words only between blanks or marks: `2` is not told by `消防2`."""
    if not word.isascii():
        return True
    before, after = line[:at], line[at + len(word) :]
    return not (before and not _APART.match(before[-1])) and not (after and not _APART.match(after[0]))


def _in_its_own_letters(text: str, left: str) -> str:
    """What is left, with capitals as they were sent."""
    sent = {part.lower(): part for part in _APART.split(text) if part}
    return " ".join(sent.get(part, part) for part in _APART.split(left))
