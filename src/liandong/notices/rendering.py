"""From a template and its data to the words a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from liandong.content import queries as content
from liandong.notices.models import Notice
from liandong.organizations import queries as organizations
from liandong.timeline.wording import word_for

BEIJING = ZoneInfo("Asia/Shanghai")
DRILL_MARK = {"zh": "【演练】", "en": "[DRILL] "}


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    body: str


class _Places(dict[str, str]):
    """A place without data shows a dash: a missing detail must not stop a message."""

    def __missing__(self, key: str) -> str:
        return "—"


def words(notice: Notice, language: str = "zh") -> Words:
    """Title and body in `zh` or `en`; a drill's title says so first."""
    template = content.notice_template(notice.template)
    places = _Places({name: _shown(name, value, language) for name, value in _called(notice.data).items()})
    if language == "en":
        places.update({name.removesuffix("_en"): text for name, text in places.items() if name.endswith("_en")})
    mark = DRILL_MARK[language] if notice.drill else ""
    title, body = getattr(template.title, language), getattr(template.body, language)
    return Words(mark + title.format_map(places), body.format_map(places))


def _called(data: Mapping[str, Any]) -> dict[str, Any]:
    """Ids of people, posts and organisations (`POST:<id>` or the bare id) replaced by what they are called."""
    ids = {name: found for name, value in data.items() if (found := _id_in(value)) is not None}
    called = organizations.names(ids.values()) if ids else {}
    return {**data, **{name: called[one] for name, one in ids.items() if one in called}}


def _id_in(value: object) -> UUID | None:
    if not isinstance(value, str) or len(value) < 36:
        return None
    try:
        return UUID(value[-36:])
    except ValueError:
        return None


def _shown(name: str, value: Any, language: str) -> str:
    if isinstance(value, str) and value and (word := word_for(name, value)):
        return word.in_language(language)
    if isinstance(value, str) and len(value) >= 19 and value[4:5] == "-" and value[10:11] == "T":
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if moment.tzinfo else value
    return str(value)
