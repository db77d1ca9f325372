"""States of a unit and the only steps between them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from liandong.dispatch.rules.problems import NoSuchStep


class UnitState(StrEnum):
    """待命 · 已通知 · 出动途中 · 到场 · 转运 · 返程 · 停勤."""

    AVAILABLE = "AVAILABLE"
    NOTIFIED = "NOTIFIED"
    EN_ROUTE = "EN_ROUTE"
    ON_SCENE = "ON_SCENE"
    TRANSPORTING = "TRANSPORTING"
    RETURNING = "RETURNING"
    OUT_OF_SERVICE = "OUT_OF_SERVICE"


class Via(StrEnum):
    """How a state was told: one tap in the field, a text message, the radio operator, or the platform itself."""

    FIELD = "FIELD"
    SMS = "SMS"
    RADIO = "RADIO"
    SYSTEM = "SYSTEM"


STATE_WORDS: Mapping[UnitState, tuple[str, str]] = {
    UnitState.AVAILABLE: ("待命", "available"),
    UnitState.NOTIFIED: ("已通知", "notified"),
    UnitState.EN_ROUTE: ("出动途中", "en route"),
    UnitState.ON_SCENE: ("到场", "on scene"),
    UnitState.TRANSPORTING: ("转运", "transporting"),
    UnitState.RETURNING: ("返程", "returning"),
    UnitState.OUT_OF_SERVICE: ("停勤", "out of service"),
}

_U = UnitState

# A crew may forget a message (到场 without 出动): a later state of the same mission is always believed.
# NOTIFIED is set by an assignment alone, never by a message.
_TOLD: Mapping[UnitState, frozenset[UnitState]] = {
    _U.AVAILABLE: frozenset({_U.OUT_OF_SERVICE}),
    _U.NOTIFIED: frozenset({_U.EN_ROUTE, _U.ON_SCENE, _U.RETURNING, _U.AVAILABLE, _U.OUT_OF_SERVICE}),
    _U.EN_ROUTE: frozenset({_U.ON_SCENE, _U.RETURNING, _U.AVAILABLE, _U.OUT_OF_SERVICE}),
    _U.ON_SCENE: frozenset({_U.TRANSPORTING, _U.RETURNING, _U.AVAILABLE, _U.OUT_OF_SERVICE}),
    _U.TRANSPORTING: frozenset({_U.ON_SCENE, _U.RETURNING, _U.AVAILABLE, _U.OUT_OF_SERVICE}),
    _U.RETURNING: frozenset({_U.AVAILABLE, _U.OUT_OF_SERVICE}),
    _U.OUT_OF_SERVICE: frozenset({_U.AVAILABLE}),
}

ASSIGNABLE = frozenset({_U.AVAILABLE, _U.RETURNING})
"""States in which a unit may be sent: on its way home it is free for the next incident."""

ON_MISSION = frozenset({_U.NOTIFIED, _U.EN_ROUTE, _U.ON_SCENE, _U.TRANSPORTING, _U.RETURNING})
"""States of a mission that has not ended."""

ENDS_MISSION = frozenset({_U.AVAILABLE, _U.OUT_OF_SERVICE})


def states_told(state: UnitState) -> frozenset[UnitState]:
    """The states that a message may bring a unit into."""
    return _TOLD[state]


def check_step(callsign: str, before: UnitState, after: UnitState) -> None:
    """NoSuchStep where the state does not follow; it names what may follow."""
    if after in _TOLD[before]:
        return
    allowed = [STATE_WORDS[one] for one in UnitState if one in _TOLD[before]]
    raise NoSuchStep(
        unit=callsign,
        state=before.value,
        wanted=after.value,
        before=STATE_WORDS[before][0],
        after=STATE_WORDS[after][0],
        allowed="、".join(zh for zh, _ in allowed),
        allowed_en=", ".join(en for _, en in allowed),
    )
