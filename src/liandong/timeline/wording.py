"""Values of an entry as people say them: words for codes, the local time for moments, changes of facts one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from liandong.kernel.text import Localized

BEIJING = ZoneInfo("Asia/Shanghai")
WordProvider = Callable[[str, str], Localized | None]
"""By the name of the place (`event_type`) and the value (`21400`): what people call it, None where it says it."""

MISSING = "—"
_YES = {True: Localized(zh="是", en="yes"), False: Localized(zh="否", en="no")}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_FACT = re.compile(r"\bfacts\.([a-z_]+)\b")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_word_provider: WordProvider = lambda place, value: None  # noqa: E731  # replaced by config.wiring


def word_values_by(provider: WordProvider) -> None:
    """Let `provider` answer the words for codes that stand in entries."""
    global _word_provider
    _word_provider = provider


def word_for(place: str, value: str) -> Localized | None:
    """What people call a code that stands in this place; None where it speaks for itself."""
    return _word_provider(place, value)


def shown(place: str, value: Any, tongue: str, today: datetime) -> Any:
    """The value for the place of a template, in `zh` or `en`; moments of `today` without their date."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return _YES[value].in_language(tongue)
    if isinstance(value, str):
        return _text(place, value, tongue, today)
    if isinstance(value, Mapping):
        return value[tongue] if tongue in value else _facts(value, tongue, today)
    if isinstance(value, list):
        return _joined([str(shown(place, item, tongue, today)) for item in value], tongue)
    return value


def changes(before: Mapping[str, Any], after: Mapping[str, Any], tongue: str, today: datetime) -> str:
    """`死亡人数：2→3、重伤人数：6→5`; what was not known before stands with its new value alone."""
    parts = []
    for name, value in after.items():
        new, old = shown(name, value, tongue, today), before.get(name)
        told = new if old is None else f"{shown(name, old, tongue, today)}→{new}"
        parts.append(_fact(name, told, tongue))
    return _joined(parts, tongue)


def spoken(reason: str, tongue: str) -> str:
    """A reason that is a condition of a plan, told by the titles of its facts instead of `facts.valves_closed`."""
    return _FACT.sub(lambda found: _called(found[1], tongue), reason)


def _facts(facts: Mapping[str, Any], tongue: str, today: datetime) -> str:
    return _joined([_fact(name, shown(name, value, tongue, today), tongue) for name, value in facts.items()], tongue)


def _fact(name: str, value: object, tongue: str) -> str:
    called = _called(name, tongue)
    return f"{called}：{value}" if tongue == "zh" else f"{called}: {value}"


def _called(name: str, tongue: str) -> str:
    title = _word_provider("fact", name)
    return title.in_language(tongue) if title else name


def _text(place: str, value: str, tongue: str, today: datetime) -> str:
    if _MOMENT.fullmatch(value):
        return _moment(datetime.fromisoformat(value), tongue, today)
    word = _word_provider(place, value)
    return word.in_language(tongue) if word else value


def _moment(moment: datetime, tongue: str, today: datetime) -> str:
    local = moment.astimezone(BEIJING)
    time = f"{local:%H:%M}"
    if local.date() == today.astimezone(BEIJING).date():
        return time
    return f"{local.month}月{local.day}日{time}" if tongue == "zh" else f"{local.day} {_MONTHS[local.month - 1]} {time}"


def _joined(parts: list[str], tongue: str) -> str:
    return ("、" if tongue == "zh" else ", ").join(parts)
