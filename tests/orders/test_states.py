"""The steps of an order and of each addressee's task: all that exist, and none besides."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.orders.rules import (
    LIVE,
    OPEN,
    AssignmentState,
    EndsAt,
    OrderState,
    OrderVerb,
    Verb,
    after,
    is_settled,
    order_after,
    state_of_order,
)

S, V = AssignmentState, Verb

STEPS: dict[tuple[AssignmentState, Verb], AssignmentState] = {
    (S.NOTIFIED, V.SIGN_FOR): S.SIGNED,
    # feedback and a result sign for the order too
    (S.NOTIFIED, V.GIVE_FEEDBACK): S.IN_PROGRESS,
    (S.SIGNED, V.GIVE_FEEDBACK): S.IN_PROGRESS,
    (S.IN_PROGRESS, V.GIVE_FEEDBACK): S.IN_PROGRESS,
    (S.RETURNED, V.GIVE_FEEDBACK): S.IN_PROGRESS,
    (S.NOTIFIED, V.SUBMIT): S.SUBMITTED,
    (S.SIGNED, V.SUBMIT): S.SUBMITTED,
    (S.IN_PROGRESS, V.SUBMIT): S.SUBMITTED,
    (S.RETURNED, V.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, V.VERIFY): S.VERIFIED,
    (S.SUBMITTED, V.RETURN): S.RETURNED,
    (S.NOTIFIED, V.FORWARD): S.FORWARDED,
    (S.SIGNED, V.FORWARD): S.FORWARDED,
    (S.IN_PROGRESS, V.FORWARD): S.FORWARDED,
    (S.RETURNED, V.FORWARD): S.FORWARDED,
    (S.NOTIFIED, V.WITHDRAW): S.WITHDRAWN,
    (S.SIGNED, V.WITHDRAW): S.WITHDRAWN,
    (S.IN_PROGRESS, V.WITHDRAW): S.WITHDRAWN,
    (S.SUBMITTED, V.WITHDRAW): S.WITHDRAWN,
    (S.RETURNED, V.WITHDRAW): S.WITHDRAWN,
    # urging and a new due time change nothing but the record
    (S.NOTIFIED, V.URGE): S.NOTIFIED,
    (S.SIGNED, V.URGE): S.SIGNED,
    (S.IN_PROGRESS, V.URGE): S.IN_PROGRESS,
    (S.RETURNED, V.URGE): S.RETURNED,
    (S.NOTIFIED, V.EXTEND): S.NOTIFIED,
    (S.SIGNED, V.EXTEND): S.SIGNED,
    (S.IN_PROGRESS, V.EXTEND): S.IN_PROGRESS,
    (S.RETURNED, V.EXTEND): S.RETURNED,
}


@pytest.mark.parametrize(("state", "verb"), list(product(S, V)), ids=lambda value: str(value.value))
def test_a_step_exists_exactly_where_the_table_says(state: AssignmentState, verb: Verb) -> None:
    assert after(state, verb) == STEPS.get((state, verb))


@pytest.mark.parametrize(("state", "verb"), list(product(OrderState, OrderVerb)), ids=lambda value: str(value.value))
def test_an_order_is_withdrawn_only_while_it_runs_and_closed_only_when_done(state: OrderState, verb: OrderVerb) -> None:
    steps = {
        (OrderState.ISSUED, OrderVerb.WITHDRAW): OrderState.WITHDRAWN,
        (OrderState.ISSUED, OrderVerb.SCHEDULE): OrderState.ISSUED,
        (OrderState.DONE, OrderVerb.CLOSE): OrderState.CLOSED,
    }
    assert order_after(state, verb) == steps.get((state, verb))


@pytest.mark.parametrize("state", [S.VERIFIED, S.FORWARDED, S.WITHDRAWN])
def test_an_ended_task_takes_no_further_step(state: AssignmentState) -> None:
    assert all(after(state, verb) is None for verb in V)


@pytest.mark.parametrize(
    ("ends_at", "settled"),
    [
        (EndsAt.SIGNED, {S.SIGNED, S.IN_PROGRESS, S.SUBMITTED, S.RETURNED, S.VERIFIED}),
        (EndsAt.SUBMITTED, {S.SUBMITTED, S.VERIFIED}),
        (EndsAt.VERIFIED, {S.VERIFIED}),
    ],
)
def test_what_settles_a_task_depends_on_the_kind_of_order(ends_at: EndsAt, settled: set[AssignmentState]) -> None:
    assert {state for state in S if is_settled(state, ends_at)} == settled


def test_an_order_is_done_when_the_last_of_its_tasks_is() -> None:
    assert state_of_order([S.VERIFIED, S.SUBMITTED], EndsAt.VERIFIED) is OrderState.ISSUED
    assert state_of_order([S.VERIFIED, S.VERIFIED], EndsAt.VERIFIED) is OrderState.DONE


def test_a_task_that_was_handed_on_does_not_hold_the_order_open() -> None:
    assert state_of_order([S.FORWARDED, S.VERIFIED], EndsAt.VERIFIED) is OrderState.DONE


def test_an_order_of_which_nothing_is_left_is_withdrawn() -> None:
    assert state_of_order([S.WITHDRAWN, S.FORWARDED], EndsAt.SIGNED) is OrderState.WITHDRAWN


def test_open_states_are_those_in_which_somebody_still_has_to_act() -> None:
    assert {state for state in S if any(after(state, verb) for verb in V)} == OPEN


@given(st.lists(st.sampled_from(list(S)), max_size=8), st.sampled_from(list(EndsAt)))
def test_an_order_is_never_done_while_a_living_task_is_unsettled(
    states: list[AssignmentState], ends_at: EndsAt
) -> None:
    living = [state for state in states if state in LIVE]
    done = state_of_order(states, ends_at) is OrderState.DONE
    assert done == (bool(living) and all(is_settled(state, ends_at) for state in living))
