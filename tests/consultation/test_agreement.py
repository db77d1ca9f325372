"""Whether a meeting agreed follows from who agreed; nobody states it."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.consultation.rules import Outcome, Stance, outcome_of
from liandong.kernel.ids import new_id

PEOPLE = [new_id() for _ in range(3)]
STANCES = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from([Stance.AGREE, Stance.DISAGREE]))


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ([Stance.AGREE, Stance.AGREE, Stance.AGREE], Outcome.UNANIMOUS),
        ([Stance.AGREE, Stance.AGREE, Stance.DISAGREE], Outcome.CONSENSUS),
        ([Stance.AGREE, Stance.AGREE], Outcome.CONSENSUS),
        ([Stance.AGREE, Stance.DISAGREE, Stance.DISAGREE], Outcome.DIVIDED),
        ([], Outcome.DIVIDED),
    ],
)
def test_all_two_thirds_or_fewer(said: list[Stance], outcome: Outcome) -> None:
    assert outcome_of(PEOPLE, dict(zip(PEOPLE, said, strict=False)), 0.66) is outcome


@given(STANCES)
def test_who_has_not_spoken_has_not_agreed(stances: dict[UUID, Stance]) -> None:
    unanimous = outcome_of(PEOPLE, stances, 0.66) is Outcome.UNANIMOUS
    assert unanimous == (set(stances) == set(PEOPLE) and set(stances.values()) == {Stance.AGREE})


@given(STANCES)
def test_one_more_who_agrees_never_makes_it_less_agreed(stances: dict[UUID, Stance]) -> None:
    rank = [Outcome.DIVIDED, Outcome.CONSENSUS, Outcome.UNANIMOUS]
    for person in PEOPLE:
        more = stances | {person: Stance.AGREE}
        assert rank.index(outcome_of(PEOPLE, more, 0.66)) >= rank.index(outcome_of(PEOPLE, stances, 0.66))
