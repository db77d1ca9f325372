"""A county with a commander and two departments, and one small plan in the library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from liandong.access.rules import Actor, Source
from liandong.content import queries as content
from liandong.content.schemas.plans import Plan
from liandong.incidents.rules.drafts import IncidentDraft
from liandong.incidents.services import open_incident, record_facts
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.orders.models import Order
from liandong.orders.queries import assignments_of
from liandong.orders.services import submit_result, verify_result
from liandong.organizations.models import Holding, Organization, Person, Post
from liandong.plans.models import Response, TaskRun
from liandong.plans.services import activate_plan
from tests.incidents.people import actor
from tests.plans.small_plan import plan as small_plan

COUNTY, NEIGHBOUR = "140105", "140106"
PLATFORM = Actor.system(Source.CLI)

Install = Callable[..., Plan]


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts the small plan, with these parts replaced, into the library instead of what is shipped."""

    def install(**changes: Any) -> Plan:
        plan = small_plan(**changes)
        monkeypatch.setattr(content, "plans", lambda: {plan.id: plan})
        return plan

    install()
    return install


def seat(organization: Organization, kind: str, *names: str) -> tuple[UUID, list[UUID]]:
    """A standing post with these holders: ids of the post and of the people."""
    post = Post.objects.create(
        organization=organization, kind=kind, title=f"{organization.name}{kind}", region_code=organization.region_code
    )
    people = [Person.objects.create(name=name, organization=organization) for name in names]
    for person in people:
        Holding.objects.create(person=person, post=post, valid_from=kernel_clock.now() - timedelta(days=100))
    return post.id, [person.id for person in people]


@dataclass
class County:
    """小店区: who there is, an incident with ten people hurt, and short ways to act in it."""

    commander: Actor
    duty_leader: Actor
    stranger: Actor
    rescue_head: UUID
    rescue_post: UUID
    medical_post: UUID
    incident_id: UUID
    clock: SimulatedClock

    def knows(self, **facts: Any) -> None:
        """New facts are recorded."""
        stated = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in facts.items()}
        record_facts(PLATFORM, self.incident_id, stated, "核实")

    def activate(self, level: Any = "II", **given: Any) -> Response:
        return activate_plan(given.pop("by", self.commander), self.incident_id, "small", level, **given)

    def run_of(self, task: str, occurrence: int = 1) -> TaskRun:
        return TaskRun.objects.select_related("response").get(task_id=task, occurrence=occurrence)

    def order_of(self, task: str, occurrence: int = 1) -> Order:
        return Order.objects.get(id=self.run_of(task, occurrence).order_id)

    def submit(self, task: str) -> None:
        """Every addressee reports the task as done."""
        for assignment in assignments_of(self.order_of(task).id):
            submit_result(PLATFORM, assignment.id, text="已完成")

    def finish(self, task: str) -> None:
        """The task is reported, and another person verifies it."""
        self.submit(task)
        for assignment in assignments_of(self.order_of(task).id):
            verify_result(actor("commander", person_id=self.rescue_head), assignment.id)


@pytest.fixture
def county(db: None, clock: SimulatedClock, library: Install) -> County:
    """08:00: ten people are hurt in a blast, and nobody has started a plan."""
    offices = {
        kind: Organization.objects.create(name=name, kind=kind, region_code=COUNTY)
        for kind, name in (("government", "区政府"), ("emergency_management", "应急局"), ("health", "卫健局"))
    }
    _, (commander,) = seat(offices["government"], "commander", "演示·张指挥")
    rescue_post, (rescue_head,) = seat(offices["emergency_management"], "department_head", "演示·应急负责人")
    medical_post, _ = seat(offices["health"], "department_head", "演示·卫健负责人")
    facts = {"people_hurt": 10, "upper_team_joined": False}
    draft = IncidentDraft(title="燃气爆燃", event_type="20400", region_code=COUNTY, facts=facts)
    return County(
        commander=actor("commander", person_id=commander, organization_id=offices["government"].id),
        duty_leader=actor("duty_leader"),
        stranger=actor("commander", region=NEIGHBOUR),
        rescue_head=rescue_head,
        rescue_post=rescue_post,
        medical_post=medical_post,
        incident_id=open_incident(PLATFORM, draft).id,
        clock=clock,
    )
