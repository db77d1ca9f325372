"""Reports that go up (报送): which levels must have one, who signs in which order, and by when."""

from __future__ import annotations

from enum import StrEnum

from liandong.incidents.rules.problems import EndorsementSkipped, SubmissionStep


class Stage(StrEnum):
    """首报、续报、终报."""

    FIRST = "FIRST"
    FOLLOW_UP = "FOLLOW_UP"
    FINAL = "FINAL"
    CASUALTIES = "CASUALTIES"


class State(StrEnum):
    """WAITING: the level below has not sent yet, so no clock runs here."""

    WAITING = "WAITING"
    DUE = "DUE"
    PREPARED = "PREPARED"
    ENDORSED = "ENDORSED"
    SENT = "SENT"
    RECEIVED = "RECEIVED"
    CANCELLED = "CANCELLED"


UNSENT = (State.WAITING, State.DUE, State.PREPARED, State.ENDORSED)

_ALLOWED = {
    "prepare": (State.DUE, State.PREPARED, State.WAITING),
    "endorse": (State.PREPARED,),
    "send": (State.ENDORSED,),
    "receive": (State.SENT,),
    "cancel": UNSENT,
}


class Signer(StrEnum):
    """The hops of 批转, in order: 值班员 → 带班领导 → 主任."""

    DUTY_OFFICER = "DUTY_OFFICER"
    DUTY_LEADER = "DUTY_LEADER"
    DIRECTOR = "DIRECTOR"


ROUTE = tuple(Signer)

SIGNER_WORDS = {Signer.DUTY_OFFICER: "值班员", Signer.DUTY_LEADER: "带班领导", Signer.DIRECTOR: "主任"}

# Level names of content, from the ground up, and the digits of the region code that stand for them.
LEVEL_DIGITS = {"UNIT": 12, "COUNTY": 6, "CITY": 4, "PROVINCE": 2, "STATE": 0}
CLIMB = ("UNIT", "COUNTY", "CITY", "PROVINCE", "STATE")


def check_step(state: State, verb: str) -> None:
    if state not in _ALLOWED[verb]:
        raise SubmissionStep(state=state.value, verb=verb)


def next_signer(signed: int) -> Signer | None:
    return ROUTE[signed] if signed < len(ROUTE) else None


def check_signer(signed: int, given: Signer) -> None:
    """The hop that comes next and no other; Refused names whose turn it is."""
    expected = next_signer(signed)
    if expected is not given:
        turn = SIGNER_WORDS[expected] if expected else "—"
        raise EndorsementSkipped(expected=turn, given=SIGNER_WORDS[given])


def region_at(region_code: str, level: str) -> str:
    """The code of the region's own county, city or province; "" is the State Council."""
    return region_code[: LEVEL_DIGITS[level]]


def reaches(up_to: str, to: str) -> bool:
    """Whether a report that must climb `up_to` passes through `to`."""
    return CLIMB.index(to) <= CLIMB.index(up_to)
