"""Sentences made of entries when they are read: `{actor}下达{order_no}号令：{title}`; never stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from string import Formatter
from typing import Any
from uuid import UUID

from liandong.timeline.rules import Entry
from liandong.timeline.wording import MISSING, changes, shown, spoken

NameProvider = Callable[[Iterable[UUID]], Mapping[UUID, str]]
_SYSTEM = {"zh": "系统", "en": "The system"}
_SOMEONE = {"zh": "某人", "en": "Someone"}
_name_provider: NameProvider = lambda ids: {}  # noqa: E731  # replaced by config.wiring


def name_actors_by(provider: NameProvider) -> None:
    """Let `provider` answer the display names of people, posts, organisations and accounts, by id."""
    global _name_provider
    _name_provider = provider


def sentence(entry: Entry, language: str = "zh") -> str:
    """The entry as a sentence in `zh` or `en`."""
    return sentences([entry], language)[0]


def sentences(entries: Iterable[Entry], language: str = "zh") -> list[str]:
    """The entries as sentences, with all names looked up at once."""
    tongue = "en" if language.lower().startswith("en") else "zh"
    return sentences_in(entries, (tongue,))[tongue]


def sentences_in(entries: Iterable[Entry], tongues: Iterable[str]) -> dict[str, list[str]]:
    """The entries as sentences in each of the tongues (`zh`, `en`), with one look-up of names for all."""
    told = [(entry, entry.data) for entry in entries]
    names = _names_in(told)
    return {tongue: [_filled(entry, data, names, tongue) for entry, data in told] for tongue in tongues}


def _names_in(told: Iterable[tuple[Entry, Mapping[str, Any]]]) -> Mapping[UUID, str]:
    wanted: set[UUID] = set()
    for entry, data in told:
        by = entry.by
        wanted.update(known for known in (by.post_id, by.person_id, by.user_id, by.organization_id) if known)
        wanted.update(named for key, value in data.items() if key.endswith("_id") and (named := _uuid(value)))
    return _name_provider(wanted) if wanted else {}


def _filled(entry: Entry, data: Mapping[str, Any], names: Mapping[UUID, str], tongue: str) -> str:
    places = _Places(entry, data, names, tongue)
    return Formatter().vformat(_template(entry.verb, tongue), (), places)


class _Places(dict[str, Any]):
    """What fills the places of a template; a place nothing is known about shows a dash, never an error."""

    def __init__(self, entry: Entry, data: Mapping[str, Any], names: Mapping[UUID, str], tongue: str) -> None:
        super().__init__(actor=_actor(entry, names, tongue), reason=spoken(entry.reason, tongue))
        self.update({key: shown(key, value, tongue, entry.occurred_at) for key, value in data.items()})
        self._names = names
        before, after = data.get("before"), data.get("after")
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            self["changes"] = changes(before, after, tongue, entry.occurred_at)

    def __missing__(self, place: str) -> str:
        """`{holder}` finds the name of `holder_id`."""
        named = _uuid(self.get(f"{place}_id"))
        return self._names.get(named, MISSING) if named else MISSING


def _actor(entry: Entry, names: Mapping[UUID, str], tongue: str) -> str:
    by = entry.by
    if not (by.user_id or by.person_id or by.post_id):
        return _SYSTEM[tongue]
    known = (names[who] for who in (by.person_id, by.user_id, by.post_id) if who and who in names)
    return next(known, _SOMEONE[tongue])


def _template(verb: str, tongue: str) -> str:
    from liandong.content import queries as content

    try:
        text = content.verb(verb)
    except KeyError:
        return f"{{actor}} · {verb}"
    return text.en if tongue == "en" else text.zh


def _uuid(value: object) -> UUID | None:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None
