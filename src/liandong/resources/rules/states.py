"""States of a resource and of its use by an incident."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum


class ResourceState(StrEnum):
    """可用 · 已占用 · 不可用 · 已注销."""

    AVAILABLE = "AVAILABLE"
    ASSIGNED = "ASSIGNED"
    UNAVAILABLE = "UNAVAILABLE"
    RETIRED = "RETIRED"


class UseState(StrEnum):
    """预留 · 已调用 · 已释放."""

    RESERVED = "RESERVED"
    COMMITTED = "COMMITTED"
    RELEASED = "RELEASED"


ACTIVE = frozenset({UseState.RESERVED, UseState.COMMITTED})
"""Uses that hold a quantity."""

COUNTED = frozenset({ResourceState.AVAILABLE, ResourceState.ASSIGNED})
"""States in which what is not held counts as ready."""

_R = ResourceState

# ASSIGNED comes and goes with uses alone; a person never sets it.
_BY_HAND: Mapping[ResourceState, frozenset[ResourceState]] = {
    _R.AVAILABLE: frozenset({_R.UNAVAILABLE, _R.RETIRED}),
    _R.ASSIGNED: frozenset({_R.UNAVAILABLE}),
    _R.UNAVAILABLE: frozenset({_R.AVAILABLE, _R.RETIRED}),
    _R.RETIRED: frozenset({_R.UNAVAILABLE}),
}


def states_by_hand(state: ResourceState) -> frozenset[ResourceState]:
    """The states into which a person may bring it: out of service and back, struck off and back."""
    return _BY_HAND[state]


def state_when_used(state: ResourceState, quantity: Decimal, held: Decimal) -> ResourceState:
    """ASSIGNED when all of it is held, AVAILABLE when some is free; out of service stays out of service."""
    if state not in COUNTED:
        return state
    return _R.ASSIGNED if held and held >= quantity else _R.AVAILABLE
