"""A store-keeper, a dispatcher, and the things they count."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from liandong.access.rules import Actor, Grant, Source
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import new_id
from liandong.resources.models import Resource
from liandong.resources.services import ResourceDraft, register_resource

COUNTY = "140105"


def actor(*roles: str, region: str = COUNTY) -> Actor:
    return Actor(
        user_id=new_id(),
        person_id=new_id(),
        name="测试员",
        organization_id=None,
        post_id=None,
        grants=tuple(Grant(role, region) for role in roles),
        source=Source.API,
        client="test",
    )


@dataclass(frozen=True)
class Store:
    """What the tests ask of a store."""

    keeper: Actor
    dispatcher: Actor

    def enter(self, type: str = "sample_tube", quantity: int | str = 100, **given: Any) -> Resource:
        told: dict[str, Any] = {"name": "小店区物资库", "region_code": COUNTY}
        return register_resource(self.keeper, ResourceDraft(type=type, quantity=Decimal(quantity), **(told | given)))


@pytest.fixture
def store(db: None, clock: SimulatedClock) -> Store:
    return Store(actor("data_steward"), actor("dispatcher"))
