"""States of an order and of each addressee's task in it, and the only steps between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class OrderState(StrEnum):
    """下达 · 办毕 · 结办 · 撤回."""

    ISSUED = "ISSUED"
    DONE = "DONE"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


class AssignmentState(StrEnum):
    """待签收 · 已签收 · 办理中 · 已报结 · 已退回 · 已核验 · 已转办 · 已撤回."""

    NOTIFIED = "NOTIFIED"
    SIGNED = "SIGNED"
    IN_PROGRESS = "IN_PROGRESS"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    VERIFIED = "VERIFIED"
    FORWARDED = "FORWARDED"
    WITHDRAWN = "WITHDRAWN"


class Verb(StrEnum):
    """What can be done to one addressee's task."""

    SIGN_FOR = "SIGN_FOR"
    GIVE_FEEDBACK = "GIVE_FEEDBACK"
    SUBMIT = "SUBMIT"
    VERIFY = "VERIFY"
    RETURN = "RETURN"
    FORWARD = "FORWARD"
    WITHDRAW = "WITHDRAW"
    URGE = "URGE"
    EXTEND = "EXTEND"


class OrderVerb(StrEnum):
    """What can be done to the order as a whole."""

    CLOSE = "CLOSE"
    WITHDRAW = "WITHDRAW"
    SCHEDULE = "SCHEDULE"


class EndsAt(StrEnum):
    """The step that ends a task of one kind of order; content says which."""

    SIGNED = "SIGNED"
    SUBMITTED = "SUBMITTED"
    VERIFIED = "VERIFIED"


SIGN, COMPLETE, FEEDBACK, MILESTONE = "order_sign", "order_complete", "order_feedback", "order_milestone"
"""Kinds of clocks that an order starts."""

_S, _V = AssignmentState, Verb

# Feedback and a result sign for the order too: nobody should have to press two keys to say one thing.
TRANSITIONS: Mapping[AssignmentState, Mapping[Verb, AssignmentState]] = {
    _S.NOTIFIED: {
        _V.SIGN_FOR: _S.SIGNED,
        _V.GIVE_FEEDBACK: _S.IN_PROGRESS,
        _V.SUBMIT: _S.SUBMITTED,
        _V.FORWARD: _S.FORWARDED,
        _V.WITHDRAW: _S.WITHDRAWN,
        _V.URGE: _S.NOTIFIED,
        _V.EXTEND: _S.NOTIFIED,
    },
    _S.SIGNED: {
        _V.GIVE_FEEDBACK: _S.IN_PROGRESS,
        _V.SUBMIT: _S.SUBMITTED,
        _V.FORWARD: _S.FORWARDED,
        _V.WITHDRAW: _S.WITHDRAWN,
        _V.URGE: _S.SIGNED,
        _V.EXTEND: _S.SIGNED,
    },
    _S.IN_PROGRESS: {
        _V.GIVE_FEEDBACK: _S.IN_PROGRESS,
        _V.SUBMIT: _S.SUBMITTED,
        _V.FORWARD: _S.FORWARDED,
        _V.WITHDRAW: _S.WITHDRAWN,
        _V.URGE: _S.IN_PROGRESS,
        _V.EXTEND: _S.IN_PROGRESS,
    },
    _S.SUBMITTED: {
        _V.VERIFY: _S.VERIFIED,
        _V.RETURN: _S.RETURNED,
        _V.WITHDRAW: _S.WITHDRAWN,
    },
    _S.RETURNED: {
        _V.GIVE_FEEDBACK: _S.IN_PROGRESS,
        _V.SUBMIT: _S.SUBMITTED,
        _V.FORWARD: _S.FORWARDED,
        _V.WITHDRAW: _S.WITHDRAWN,
        _V.URGE: _S.RETURNED,
        _V.EXTEND: _S.RETURNED,
    },
    _S.VERIFIED: {},
    _S.FORWARDED: {},
    _S.WITHDRAWN: {},
}

ORDER_TRANSITIONS: Mapping[OrderState, Mapping[OrderVerb, OrderState]] = {
    OrderState.ISSUED: {OrderVerb.WITHDRAW: OrderState.WITHDRAWN, OrderVerb.SCHEDULE: OrderState.ISSUED},
    OrderState.DONE: {OrderVerb.CLOSE: OrderState.CLOSED},
    OrderState.CLOSED: {},
    OrderState.WITHDRAWN: {},
}

LIVE = frozenset(_S) - {_S.FORWARDED, _S.WITHDRAWN}
"""States that count for the order: a forwarded task lives on in the one it was forwarded to."""

OPEN = LIVE - {_S.VERIFIED}
"""States in which somebody still has to act, whatever the kind of order."""

_SETTLED: Mapping[EndsAt, frozenset[AssignmentState]] = {
    EndsAt.SIGNED: LIVE - {_S.NOTIFIED},
    EndsAt.SUBMITTED: frozenset({_S.SUBMITTED, _S.VERIFIED}),
    EndsAt.VERIFIED: frozenset({_S.VERIFIED}),
}


def after(state: AssignmentState, verb: Verb) -> AssignmentState | None:
    """The state that follows, or None where the step does not exist."""
    return TRANSITIONS[state].get(verb)


def order_after(state: OrderState, verb: OrderVerb) -> OrderState | None:
    """The order's state that follows, or None where the step does not exist."""
    return ORDER_TRANSITIONS[state].get(verb)


def is_settled(state: AssignmentState, ends_at: EndsAt) -> bool:
    """Whether the addressee has nothing left to do for a kind of order that ends with `ends_at`."""
    return state in _SETTLED[ends_at]


def state_of_order(states: Iterable[AssignmentState], ends_at: EndsAt) -> OrderState:
    """DONE when every task that counts is settled, else ISSUED; WITHDRAWN when none counts any more."""
    living = [state for state in states if state in LIVE]
    if not living:
        return OrderState.WITHDRAWN
    done = all(is_settled(state, ends_at) for state in living)
    return OrderState.DONE if done else OrderState.ISSUED
