"""Who may verify a result: another person, or another unit, as the kind of order says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from liandong.orders.rules.problems import SameOrganizationVerifies, SameVerifier


class Independence(StrEnum):
    """五定: the assessing body is not the rectifying one."""

    PERSON = "PERSON"
    ORGANIZATION = "ORGANIZATION"


@dataclass(frozen=True, slots=True)
class Doer:
    """Somebody who acted; a machine has neither account nor person."""

    user_id: UUID | None
    person_id: UUID | None
    organization_id: UUID | None

    def is_same_person(self, other: Doer) -> bool:
        """Same person, or same account, or both machines."""
        if self.person_id is not None and other.person_id is not None:
            return self.person_id == other.person_id
        if self.user_id is not None and other.user_id is not None:
            return self.user_id == other.user_id
        return self == other


def check_independent(doer: Doer, verifier: Doer, independence: Independence) -> None:
    """SameVerifier where one person does both; SameOrganizationVerifies where the kind asks for another unit."""
    if doer.is_same_person(verifier):
        raise SameVerifier
    same_unit = doer.organization_id is not None and doer.organization_id == verifier.organization_id
    if independence is Independence.ORGANIZATION and same_unit:
        raise SameOrganizationVerifies
