"""A small cast: a command centre that issues, two units that do the work, and the people in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from liandong.access.rules import Actor, Grant, Source
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.durations import Limit
from liandong.kernel.ids import new_id
from liandong.orders import guards
from liandong.orders.models import Assignment, Order
from liandong.orders.queries import assignments_of
from liandong.orders.rules import Addressee, OrderDraft
from liandong.orders.services import issue_order
from liandong.organizations.models import Holding, Organization, Person, Post

COUNTY = "140105"
CITY = "1401"


@dataclass(frozen=True)
class Unit:
    """An organisation with its leader's post and two people."""

    id: UUID
    leader_post: UUID
    people: tuple[UUID, UUID]


def unit(name: str, region: str = COUNTY, parent: UUID | None = None) -> Unit:
    organization = Organization.objects.create(name=name, kind="department", region_code=region, parent_id=parent)
    post = Post.objects.create(
        organization=organization, kind="department_head", title=f"{name}负责人", region_code=region, leads=True
    )
    people = [Person.objects.create(name=f"{name}{n}", organization=organization) for n in ("甲", "乙")]
    began = kernel_clock.now() - timedelta(days=100)
    Holding.objects.create(person=people[0], post=post, valid_from=began)
    return Unit(organization.id, post.id, (people[0].id, people[1].id))


def actor(
    *roles: str,
    of: Unit | None = None,
    person: int = 0,
    region: str = COUNTY,
    post_id: UUID | None = None,
) -> Actor:
    """Somebody signed in: one of the two people of a unit, or a stranger."""
    return Actor(
        user_id=new_id(),
        person_id=of.people[person] if of else None,
        name="测试员",
        organization_id=of.id if of else None,
        post_id=post_id,
        grants=tuple(Grant(role, region) for role in roles),
        source=Source.API,
        client="test",
    )


@dataclass(frozen=True)
class Cast:
    """指挥中心 issues and verifies; 消防 and 卫健 do the work."""

    centre: Unit
    fire: Unit
    health: Unit

    @property
    def commander(self) -> Actor:
        return actor("commander", of=self.centre)

    @property
    def second_commander(self) -> Actor:
        return actor("commander", of=self.centre, person=1)

    @property
    def fire_handler(self) -> Actor:
        return actor("department_handler", of=self.fire)

    @property
    def fire_colleague(self) -> Actor:
        return actor("department_handler", of=self.fire, person=1)

    @property
    def health_handler(self) -> Actor:
        return actor("department_handler", of=self.health)

    def draft(self, **given: Any) -> OrderDraft:
        """A task for the fire brigade, due in four hours, unless told otherwise."""
        told: dict[str, Any] = {
            "kind": "task",
            "title": "封控现场并搜救",
            "region_code": COUNTY,
            "addressees": (Addressee.organization(self.fire.id),),
            "within": Limit.parse("4h"),
        }
        return OrderDraft(**(told | given))

    def issue(self, **given: Any) -> tuple[Order, Assignment]:
        """An issued order and the task of its first addressee."""
        order = issue_order(self.commander, self.draft(**given))
        return order, assignments_of(order.id)[0]


@pytest.fixture
def cast(db: None, clock: SimulatedClock) -> Cast:
    return Cast(unit("指挥中心"), unit("消防救援大队"), unit("卫生健康局"))


@pytest.fixture(autouse=True)
def no_rule_is_left_behind() -> Iterator[None]:
    """A test that installs an issuing rule must not govern the next one."""
    before = list(guards._rules)
    yield
    guards._rules[:] = before
