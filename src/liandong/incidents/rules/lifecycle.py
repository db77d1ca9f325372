"""States and phases of an incident, its number, and the frameworks it runs under."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from liandong.incidents.rules.problems import (
    ArchiveRefused,
    IncidentNotOpen,
    NotClosedYet,
    PhaseOrder,
    PhaseWithoutFeedback,
)
from liandong.kernel.text import Localized

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""One time zone for the country, without summer time; the day in a number is Beijing's."""


class State(StrEnum):
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    ARCHIVED = "ARCHIVED"


STATE_WORDS = {State.OPEN: "处置中", State.CLOSED: "结束", State.ARCHIVED: "归档"}


class Phase(StrEnum):
    """事前、即时、先期、应急、善后处置."""

    BEFORE = "BEFORE"
    IMMEDIATE = "IMMEDIATE"
    EARLY = "EARLY"
    RESPONSE = "RESPONSE"
    AFTERMATH = "AFTERMATH"


NEXT_PHASES: dict[Phase, tuple[Phase, ...]] = {
    Phase.BEFORE: (Phase.IMMEDIATE,),
    Phase.IMMEDIATE: (Phase.EARLY,),
    # a general event that early disposal settles needs no plan response
    Phase.EARLY: (Phase.RESPONSE, Phase.AFTERMATH),
    Phase.RESPONSE: (Phase.AFTERMATH,),
    # what flares up again goes back to response
    Phase.AFTERMATH: (Phase.RESPONSE,),
}


class Moment(StrEnum):
    """灾前、灾中、灾后: how information on an incident is organised."""

    BEFORE = "BEFORE"
    DURING = "DURING"
    AFTER = "AFTER"


def incident_number(region_code: str, day: date, serial: int, drill: bool = False) -> str:
    """`140105-20261123-0007`; an exercise says so in its first character."""
    return f"{'演' if drill else ''}{region_code[:6]:0<6}-{day:%Y%m%d}-{serial:04d}"


def beijing_day(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()


def check_open(state: State) -> None:
    if state is not State.OPEN:
        raise IncidentNotOpen(state=STATE_WORDS[state])


def check_archivable(state: State, unmet: list[Localized]) -> None:
    """Closed, and no archive condition unmet (a written review, for one)."""
    if state is not State.CLOSED:
        raise NotClosedYet if state is State.OPEN else IncidentNotOpen(state=STATE_WORDS[state])
    if unmet:
        raise ArchiveRefused(
            condition_zh="；".join(one.zh for one in unmet), condition_en="; ".join(one.en for one in unmet)
        )


def check_phase_step(before: Phase, after: Phase, has_feedback: bool) -> None:
    """The next phase in the flow, and not before the present one has been reported back on."""
    if after not in NEXT_PHASES[before]:
        raise PhaseOrder(before=before.value, after=after.value, allowed="、".join(NEXT_PHASES[before]))
    if not has_feedback:
        raise PhaseWithoutFeedback(phase=before.value)


def moment_of(entry_at: datetime, occurred_at: datetime, closed_at: datetime | None) -> Moment:
    """Before the event occurred, after it was closed, or during it."""
    if entry_at < occurred_at:
        return Moment.BEFORE
    return Moment.AFTER if closed_at is not None and entry_at > closed_at else Moment.DURING
