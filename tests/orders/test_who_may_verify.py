"""五定: who assesses is not who rectified."""

from __future__ import annotations

from uuid import UUID

import pytest

from liandong.kernel.ids import new_id
from liandong.orders.rules import Doer, Independence, SameOrganizationVerifies, SameVerifier, check_independent

UNIT, OTHER_UNIT = new_id(), new_id()
ACCOUNT, OTHER_ACCOUNT = new_id(), new_id()
PERSON, OTHER_PERSON = new_id(), new_id()


def doer(user: UUID | None = ACCOUNT, person: UUID | None = PERSON, unit: UUID | None = UNIT) -> Doer:
    return Doer(user, person, unit)


@pytest.mark.parametrize("independence", list(Independence))
def test_nobody_verifies_what_the_same_person_did(independence: Independence) -> None:
    with pytest.raises(SameVerifier):
        check_independent(doer(), doer(), independence)


def test_another_account_does_not_make_another_person() -> None:
    with pytest.raises(SameVerifier):
        check_independent(doer(), doer(user=OTHER_ACCOUNT, unit=OTHER_UNIT), Independence.PERSON)


def test_an_account_without_a_person_is_told_by_the_account() -> None:
    with pytest.raises(SameVerifier):
        check_independent(doer(person=None), doer(person=None), Independence.PERSON)


def test_the_platform_does_not_verify_what_the_platform_did() -> None:
    machine = Doer(None, None, None)
    with pytest.raises(SameVerifier):
        check_independent(machine, machine, Independence.PERSON)


def test_a_colleague_may_verify_where_another_person_is_enough() -> None:
    check_independent(doer(), doer(OTHER_ACCOUNT, OTHER_PERSON), Independence.PERSON)


def test_a_colleague_may_not_verify_where_another_unit_is_asked_for() -> None:
    with pytest.raises(SameOrganizationVerifies):
        check_independent(doer(), doer(OTHER_ACCOUNT, OTHER_PERSON), Independence.ORGANIZATION)


def test_another_unit_may_always_verify() -> None:
    check_independent(doer(), doer(OTHER_ACCOUNT, OTHER_PERSON, OTHER_UNIT), Independence.ORGANIZATION)


def test_two_people_without_a_unit_are_not_taken_for_one_unit() -> None:
    check_independent(doer(unit=None), doer(OTHER_ACCOUNT, OTHER_PERSON, None), Independence.ORGANIZATION)
