"""What a caller's words say (听辨): likely event types with the words that point to them, and the figures stated.

Pure: the words, the event types and the readings come in, so that a worked case and the intake desk see the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from liandong.content.numerals import number_in
from liandong.content.schemas.call_cards import CallWords, HeardFact
from liandong.content.schemas.event_types import EventType

LONGEST_TEXT = 20_000
MOST_GUESSES = 5


@dataclass(frozen=True, slots=True)
class Guess:
    """A likely event type; `words` are those of the text that point to it, `score` their length in characters."""

    code: str
    score: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A fact that the words state, and the very words."""

    fact: str
    value: int | float | bool
    words: str


def guess_types(text: str, types: Iterable[EventType], words: Iterable[CallWords]) -> tuple[Guess, ...]:
    """The likeliest first: longer words weigh more, and of equals the more specific type wins."""
    plain, more = text[:LONGEST_TEXT], list(words)
    guesses = [_guess(plain, one.id, {*one.keywords, *_added(one.id, more)}) for one in types]
    found = [guess for guess in guesses if guess.score]
    return tuple(sorted(found, key=lambda one: (-one.score, one.code.endswith("00"), one.code))[:MOST_GUESSES])


def _added(code: str, words: Iterable[CallWords]) -> set[str]:
    return {word for one in words for word in one.words.get(code, ())}


def _guess(text: str, code: str, keywords: set[str]) -> Guess:
    present = sorted((word for word in keywords if word in text), key=lambda word: (-len(word), text.index(word)))
    # A word inside a longer one that was found too (火灾 in 森林火灾) says nothing more.
    telling = [word for word in present if not any(word != other and word in other for other in present)]
    return Guess(code, sum(len(word) for word in telling), tuple(telling))


def hear_facts(text: str, words: Iterable[CallWords]) -> tuple[Heard, ...]:
    """The figures that the text states, each once, in the order of the content."""
    readings: dict[str, HeardFact] = {name: fact for one in words for name, fact in one.facts.items()}
    heard = (_heard(name, fact, text[:LONGEST_TEXT]) for name, fact in readings.items())
    return tuple(one for one in heard if one is not None)


def _heard(name: str, fact: HeardFact, text: str) -> Heard | None:
    finds = [found for pattern in fact.patterns for found in _compiled(pattern).finditer(text)]
    for found in sorted(finds, key=lambda one: one.start()):
        if fact.type == "boolean":
            return Heard(name, True, found[0])
        number = number_in(found[1])
        if number is not None:
            value = round(number * fact.times, 6)
            return Heard(name, int(value) if fact.type == "integer" else value, found[0])
    return None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def reading(text: str, types: Iterable[EventType], words: Iterable[CallWords]) -> dict[str, Any]:
    """The best guess and the facts, as worked cases state them: `{"event_type": "21400", "facts": {"deaths": 3}}`."""
    known = list(words)
    guesses = guess_types(text, types, known)
    facts = {one.fact: one.value for one in hear_facts(text, known)}
    return {"event_type": guesses[0].code if guesses else None, "facts": facts}
