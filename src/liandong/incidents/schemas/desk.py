"""Wire types of the intake desk: a call judged while it is being written down."""

from __future__ import annotations

from typing import Any

from ninja import Schema

from liandong.incidents.queries.desk import Judgement
from liandong.incidents.schemas.reports import CandidateOut, FollowUpIn


class CallIn(FollowUpIn):
    """A report as far as it is written; nothing is required and nothing is kept."""

    drill: bool = False


class Words(Schema):
    zh: str
    en: str


class GuessOut(Schema):
    """An event type and the words of the call that point to it."""

    code: str
    title: Words
    score: int
    words: list[str]


class HeardOut(Schema):
    """A figure that the words state; the operator takes it over or not."""

    fact: str
    value: Any
    words: str


class FactAskedOut(Schema):
    name: str
    title: Words
    unit: Words | None
    type: str
    choices: list[str]
    value: Any
    table: str


class LevelOut(Schema):
    grade: str
    clause: str
    holds: str
    table: str
    document: str


class ProposalOut(Schema):
    level: str | None
    could_be: str | None
    table: str
    document: str
    clause: str
    missing: list[str]
    reasons: list[Words]
    provisional: bool


class ClockToRunOut(Schema):
    id: str
    title: Words
    reporter: str
    to: list[str]
    within: str
    starts: str
    clause: str


class QuestionOut(Schema):
    id: str
    ask: Words
    answer: str
    fact: str | None
    clause: str


class CardOut(Schema):
    id: str
    title: Words
    questions: list[QuestionOut]
    advice: list[Words]


class JudgementOut(Schema):
    """Types guessed, facts asked for, every level with its clause, clocks that would run, and possible duplicates."""

    region_code: str
    event_type: str
    types: list[GuessOut]
    heard: list[HeardOut]
    facts: list[FactAskedOut]
    levels: list[LevelOut]
    proposal: ProposalOut
    branch: str | None
    branch_clause: str
    framework: str
    up_to: str
    up_to_clause: str
    clocks: list[ClockToRunOut]
    card: CardOut | None
    candidates: list[CandidateOut]


class EventTypeOut(Schema):
    code: str
    title: Words
    event_class: str
    parent: str | None
    level: int
    provisional: bool


def judgement_body(found: Judgement, titles: dict[str, dict[str, str]]) -> dict[str, Any]:
    plain = {name: getattr(found, name) for name in JudgementOut.model_fields if hasattr(found, name)}
    guesses = [
        {"code": one.code, "title": titles[one.code], "score": one.score, "words": list(one.words)}
        for one in found.types
    ]
    return {
        **plain,
        "types": guesses,
        "proposal": found.proposal.as_json(),
        "card": _card(found),
        "candidates": [CandidateOut.of(one) for one in found.candidates],
    }


def _card(found: Judgement) -> dict[str, Any] | None:
    if found.card is None:
        return None
    questions = [{"id": name, **one.model_dump()} for name, one in found.card.questions.items()]
    advice = [one.model_dump() for one in found.card.advice]
    return {"id": found.card.id, "title": found.card.title.model_dump(), "questions": questions, "advice": advice}
