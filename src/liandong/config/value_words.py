"""What the codes in entries are called, gathered from the apps and the content that define them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from liandong.content import queries as content
from liandong.content.fact_titles import fact_titles
from liandong.dispatch.rules import states as units
from liandong.incidents.rules.command import KIND_WORDS
from liandong.incidents.rules.lifecycle import STATE_WORDS
from liandong.incidents.rules.submissions import SIGNER_WORDS
from liandong.kernel.text import Localized

_REGION = re.compile(r"\d{2}(\d{2}(\d{2}(\d{3})?)?)?")
_EVENT_TYPE = re.compile(r"\d{5}")
_CODES = {
    "EXTRA_MAJOR": ("特别重大", "extra major"),
    "MAJOR": ("重大", "major"),
    "LARGER": ("较大", "larger"),
    "GENERAL": ("一般", "general"),
    "LINKAGE": ("联动处置", "linkage"),
    "HEADQUARTERS": ("指挥部处置", "headquarters"),
    "NORMAL": ("常态处置", "normal"),
    "EMERGENCY": ("应急处置", "emergency"),
    "INITIAL": ("初报", "initial report"),
    "FIRST": ("首报", "first report"),
    "FOLLOW_UP": ("续报", "follow-up"),
    "FINAL": ("终报", "final report"),
    "CASUALTIES": ("伤亡续报", "casualty report"),
    "POLICE_110": ("110", "110"),
    "FIRE_119": ("119", "119"),
    "MEDICAL_120": ("120", "120"),
    "TRAFFIC_122": ("122", "122"),
    "HOTLINE_12345": ("12345", "12345"),
    "DUTY_REPORT": ("值班报告", "duty report"),
    "UNIT_REPORT": ("单位报告", "report of a unit"),
    "SENSOR": ("监测", "a sensor"),
    "CAP": ("预警信息", "a warning"),
    "FIELD_APP": ("现场上报", "the field"),
    "PUBLIC": ("群众报告", "the public"),
    "MEDIA": ("舆情", "the media"),
    "OTHER": ("其他", "another way"),
    "FIELD": ("现场点报", "tapped in the field"),
    "SMS": ("短信", "text message"),
    "RADIO": ("电台", "radio"),
    "SYSTEM": ("平台", "the platform"),
}
"""Codes of rules that mean the same wherever they stand."""
_COLUMNS = {
    "name": Localized(zh="名称", en="the name"),
    "duties": Localized(zh="职责", en="the duties"),
    "parent_id": Localized(zh="上级", en="the superior"),
    "title": Localized(zh="名称", en="the title"),
    "reports_to_id": Localized(zh="上级岗位", en="the post above"),
}
"""What was changed of a unit or a post."""


def word_for(place: str, value: str) -> Localized | None:
    """The word for a code by the place it stands in; None where the value speaks for itself."""
    if place == "fact":
        return _fact_titles(content.catalogue().folders).get(value)
    if place == "event_type" and _EVENT_TYPE.fullmatch(value):
        found = content.event_types().get(value)
        return found.title.localized() if found else None
    if "region" in place:
        return region_word(value)
    if place == "what":
        return _COLUMNS.get(value)
    if place == "role":
        return content.role(value).title.localized() if value in content.roles() else None
    return _code(value)


def region_word(code: str) -> Localized | None:
    """A region by its name; None where the table does not know the code."""
    if not code:
        return Localized(zh="全部地区", en="all regions")
    if not _REGION.fullmatch(code) or not content.is_region(code):
        return None
    return Localized(zh=content.region_path(code), en=content.region_name_en(code))


def _code(value: str) -> Localized | None:
    if not value.isupper():
        return None
    if value in content.phases():
        return content.phases()[value].title.localized()
    return _words().get(value)


@lru_cache(maxsize=1)
def _words() -> dict[str, Localized]:
    told = {code: Localized(zh=zh, en=en) for code, (zh, en) in _CODES.items()}
    told |= {state.value: Localized(zh=zh, en=en) for state, (zh, en) in units.STATE_WORDS.items()}
    for words in (KIND_WORDS, STATE_WORDS, SIGNER_WORDS):
        for code, zh in words.items():
            told.setdefault(str(code), Localized(zh=zh, en=str(code).replace("_", " ").lower()))
    return told


@lru_cache(maxsize=2)
def _fact_titles(folders: tuple[Path, ...]) -> dict[str, Localized]:
    return dict(fact_titles())
