"""基本情况: the lines a report opens with, as 报送 asks for them: received, where, what, how grave, who commands."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from liandong.content import queries as content
from liandong.content.fact_titles import fact_titles
from liandong.content.problems import UnknownContent
from liandong.incidents.queries import IncidentSummary
from liandong.kernel.text import Localized
from liandong.review.rules import BRANCHES, GRADES, Line

BEIJING = ZoneInfo("Asia/Shanghai")


def basic_lines(incident: IncidentSummary, language: str) -> tuple[Line, ...]:
    """Label and value of every basic item that is known, then of every fact, in `zh` or `en`."""
    place = incident.place or content.region_path(incident.region_code)
    known = (
        (Localized(zh="事件编号", en="Number"), incident.number),
        (Localized(zh="事件类型", en="Type"), _event_type(incident.event_type, language)),
        (Localized(zh="发生地点", en="Place"), place),
        (Localized(zh="发生时间", en="Happened"), clock(incident.occurred_at)),
        (Localized(zh="接报时间", en="Received"), clock(incident.reported_at)),
        (Localized(zh="事件等级", en="Grade"), _grade(incident, language)),
        (Localized(zh="响应分支", en="Branch"), _named(BRANCHES, incident.response_branch, language)),
        (Localized(zh="结束时间", en="Closed"), clock(incident.closed_at) if incident.closed_at else ""),
    )
    lines = [Line(label.in_language(language), value) for label, value in known if value]
    return (*lines, *_facts(incident, language))


def clock(moment: datetime) -> str:
    """Beijing time to the second."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"


def _facts(incident: IncidentSummary, language: str) -> list[Line]:
    """In the order of the grading tables, the dead and injured first; what no table knows stands last."""
    titles = fact_titles(incident.event_type)
    rank = {name: place for place, name in enumerate(titles)}
    return [
        Line(titles[name].in_language(language) if name in titles else name, _value(value, language))
        for name, value in sorted(incident.facts.items(), key=lambda fact: (rank.get(fact[0], len(rank)), fact[0]))
    ]


def _value(value: Any, language: str) -> str:
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[language][value]
    if isinstance(value, list):
        return ("、" if language == "zh" else ", ").join(str(one) for one in value)
    return str(value)


def _event_type(code: str, language: str) -> str:
    try:
        return f"{content.event_type(code).title.localized().in_language(language)} {code}"
    except UnknownContent:
        return code


def _grade(incident: IncidentSummary, language: str) -> str:
    """The grade in force, marked where nobody has confirmed it yet."""
    grade = incident.confirmed_grade or incident.legal_grade
    shown = _named(GRADES, grade or "", language)
    proposed = Localized(zh="（拟定）", en=" (proposed)").in_language(language)
    return shown if not shown or incident.confirmed_grade else f"{shown}{proposed}"


def _named(names: dict[str, Localized], key: str, language: str) -> str:
    return names[key].in_language(language) if key in names else key
