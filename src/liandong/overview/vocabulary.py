"""The words of content by their codes, so that no screen shows a code where a word exists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Protocol

from liandong.content import queries as content
from liandong.content.fact_titles import fact_titles
from liandong.kernel.text import Localized
from liandong.organizations.rules import DutyRole

Word = dict[str, Any]

_DUTY_ROLES = {
    DutyRole.DUTY_OFFICER: Localized(zh="值班员", en="Duty officer"),
    DutyRole.DUTY_LEADER: Localized(zh="带班领导", en="Duty leader"),
    DutyRole.DISPATCHER: Localized(zh="调度员", en="Dispatcher"),
}


class _Bilingual(Protocol):
    zh: str
    en: str


class _Titled(Protocol):
    title: _Bilingual


def vocabulary() -> dict[str, Any]:
    """Every kind of word, each in the order of content."""
    return {
        "event_types": _titles(content.event_types()),
        "phases": _titles(content.phases()),
        "frameworks": _titles(content.frameworks()),
        "order_kinds": _titles(content.order_kinds()),
        "deadline_kinds": _titles(content.deadline_kinds()),
        "zone_kinds": _titles(content.zone_kinds()),
        "resource_types": _titles(content.resource_types()),
        "organization_kinds": _titles(content.organization_kinds()),
        "post_kinds": _titles(content.post_kinds()),
        "roles": _titles(content.roles()),
        "duty_roles": [_word(role.value, text.zh, text.en) for role, text in _DUTY_ROLES.items()],
        "permissions": _titles(content.permissions()),
        "facts": [_word(name, title.zh, title.en) for name, title in fact_titles().items()],
        "key_verbs": [name for name, verb in content.verbs().items() if verb.key],
    }


def regions_named(codes: Iterable[str]) -> list[dict[str, str]]:
    """Those of the codes that are divisions, in the order asked, each with its full name."""
    known = [content.region(code) for code in codes if content.is_region(code)]
    return [{**asdict(region), "path": content.region_path(region.code)} for region in known]


def _titles(entries: Mapping[str, Any]) -> list[Word]:
    named: Mapping[str, _Titled] = entries
    return [_word(code, entry.title.zh, entry.title.en) for code, entry in named.items()]


def _word(id: str, zh: str, en: str) -> Word:
    return {"id": id, "title": {"zh": zh, "en": en}}
