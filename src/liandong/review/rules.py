"""Sections and states of a review, and the draft report as a list of statements. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from liandong.kernel.errors import Forbidden, Invalid, Refused
from liandong.kernel.text import Localized


class Section(StrEnum):
    """The three sections a written review has: 好的做法、存在不足、意见建议."""

    GOOD_PRACTICE = "GOOD_PRACTICE"
    SHORTCOMINGS = "SHORTCOMINGS"
    SUGGESTIONS = "SUGGESTIONS"


class ReviewState(StrEnum):
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"


class ItemState(StrEnum):
    OPEN = "OPEN"
    DONE = "DONE"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the report with the timeline entry it stands on."""

    text: str
    entry_id: UUID
    at: datetime
    key: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A basic item of the report: what it is called and its value, in the reader's language."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Chapter:
    title: Localized
    statements: tuple[Statement, ...]


GRADES: dict[str, Localized] = {
    "EXTRA_MAJOR": Localized(zh="特别重大（Ⅰ级）", en="Extra major (Ⅰ)"),
    "MAJOR": Localized(zh="重大（Ⅱ级）", en="Major (Ⅱ)"),
    "LARGER": Localized(zh="较大（Ⅲ级）", en="Larger (Ⅲ)"),
    "GENERAL": Localized(zh="一般（Ⅳ级）", en="General (Ⅳ)"),
}
BRANCHES: dict[str, Localized] = {
    "LINKAGE": Localized(zh="联动处置", en="Linkage centre"),
    "HEADQUARTERS": Localized(zh="应急处置指挥部和现场指挥部", en="Headquarters and on-scene command"),
}

CHAPTERS: tuple[tuple[Localized, frozenset[str]], ...] = (
    (Localized(zh="信息接报与研判", en="Reports and judgement"), frozenset({"report", "incident", "submission"})),
    (Localized(zh="应急响应与指挥", en="Response and command"), frozenset({"response", "command", "zone"})),
    (Localized(zh="指令与落实", en="Orders and their execution"), frozenset({"order", "assignment"})),
    (Localized(zh="时限与督办", en="Clocks and supervision"), frozenset({"deadline"})),
    (Localized(zh="力量与物资", en="Forces and supplies"), frozenset({"resource"})),
    (Localized(zh="其他记录", en="Other records"), frozenset()),
)
"""Chapters by the kind of subject an entry is about; the last takes whatever no other does."""


def chapters(statements: Iterable[tuple[str, Statement]]) -> tuple[Chapter, ...]:
    """Every statement in exactly one chapter, in the order it happened; chapters without any are left out."""
    sorted_in: dict[int, list[Statement]] = {}
    for kind, statement in statements:
        place = next((n for n, (_, kinds) in enumerate(CHAPTERS) if kind in kinds), len(CHAPTERS) - 1)
        sorted_in.setdefault(place, []).append(statement)
    return tuple(
        Chapter(CHAPTERS[place][0], tuple(sorted(found, key=lambda one: one.at)))
        for place, found in sorted(sorted_in.items())
    )


def missing_sections(texts: Mapping[str, str]) -> tuple[Section, ...]:
    """The sections that are still empty."""
    return tuple(section for section in Section if not texts.get(section, "").strip())


class SectionsMissing(Refused):
    code = "review_sections_missing"
    message = Localized(
        zh="复盘还缺少：{sections}。三部分写全后方可提交。",
        en="The review still lacks: {sections_en}. Write all three first.",
    )


class AlreadySubmitted(Refused):
    code = "review_already_submitted"
    message = Localized(
        zh="复盘已提交，不能再修改；确需修改的，请退回后再改。",
        en="The review has been submitted; have it returned before changing it.",
    )


class NotSubmitted(Refused):
    code = "review_not_submitted"
    message = Localized(zh="复盘还没有提交。", en="The review has not been submitted yet.")


class OwnReview(Refused):
    code = "review_by_author"
    message = Localized(
        zh="不能审核自己提交的复盘，请由同级应急管理部门另派人审核。",
        en="Nobody accepts their own review; another person of the emergency management department does.",
    )


LABELS: dict[Section, Localized] = {
    Section.GOOD_PRACTICE: Localized(zh="好的做法", en="Good practice"),
    Section.SHORTCOMINGS: Localized(zh="存在不足", en="Shortcomings"),
    Section.SUGGESTIONS: Localized(zh="意见建议", en="Suggestions"),
}


def check_complete(texts: Mapping[str, str]) -> None:
    """SectionsMissing, naming those that are still empty."""
    missing = [LABELS[section] for section in missing_sections(texts)]
    if missing:
        raise SectionsMissing(
            sections="、".join(label.zh for label in missing), sections_en=", ".join(label.en for label in missing)
        )


REVIEW_NEEDED = Localized(
    zh="缺少经审核的书面复盘：请提交三部分齐全的复盘，送同级应急管理部门审核",
    en="an accepted written review is missing: submit one with its three sections and have it accepted",
)


class EntryOfAnotherIncident(Invalid):
    code = "improvement_entry_unknown"
    message = Localized(
        zh="整改事项只能引用本事件时间线上的记录：{entry_id} 不在其中。",
        en="An improvement cites entries of this incident's timeline; {entry_id} is not one of them.",
    )


class NotTheOwner(Forbidden):
    code = "improvement_of_another_unit"
    message = Localized(
        zh="该整改事项由{owner}负责，请由该单位填报完成情况。",
        en="{owner} owns this improvement; let that unit report its completion.",
    )


class IncidentStillOpen(Refused):
    code = "incident_still_open"
    message = Localized(zh="事件尚未结束，结束后再提交复盘。", en="Submit the review after the incident has ended.")


class ItemAlreadyDone(Refused):
    code = "improvement_already_done"
    message = Localized(zh="该整改事项已完成。", en="This improvement is already done.")


class DueInThePast(Invalid):
    code = "improvement_due_in_past"
    message = Localized(zh="完成期限须晚于现在。", en="The due time must lie in the future.")
