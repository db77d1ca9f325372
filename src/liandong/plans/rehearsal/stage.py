"""The set of a rehearsal: made-up units, posts and people for every post of the plan, and the scenario's stocks."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from liandong.access.rules import Actor, Source
from liandong.content.schemas.plans import Plan
from liandong.content.schemas.scenarios import Scenario
from liandong.organizations import queries as organizations
from liandong.organizations import services as organs
from liandong.organizations.services import OrganizationDraft, PersonDraft, PostDraft
from liandong.plans.line_up import LineUp
from liandong.plans.rules import MemberRole
from liandong.resources import services as resources
from liandong.resources.rules import MoveKind
from liandong.resources.services import ResourceDraft

PLATFORM = Actor.system(Source.REHEARSAL)

ANY_UNIT = "government"
"""The kind of unit for a post of the plan that names none."""


class Stage:
    """Units and people are invented and say so; what a unit has is what the scenario gives it."""

    def __init__(self, plan: Plan, scenario: Scenario) -> None:
        self._plan = plan
        self._scenario = scenario
        self._units: dict[str, UUID] = {}
        self._posts: dict[tuple[str, str], UUID] = {}
        self._stocked: dict[str, UUID] = {}

    def set_up(self) -> None:
        """Found the units, fill the posts but those the scenario leaves empty, and put the stocks in place."""
        empty = {self._plan.groups[group].lead for group in self._scenario.missing_heads}
        vacant = {self._place(post) for post in empty}
        for plan_post in self._plan.posts:
            place = self._place(plan_post)
            if place is not None and place not in self._posts:
                self._found_post(place)
                if place not in vacant:
                    self._seat_somebody(place)
        for resource, ready in self._scenario.stock.items():
            self.set_stock(resource, ready)

    def set_stock(self, resource: str, ready: float) -> None:
        """From now on this much is ready."""
        amount = Decimal(str(ready))
        if resource in self._stocked:
            resources.move_stock(PLATFORM, self._stocked[resource], MoveKind.COUNT, amount, reason="推演：情况变化")
            return
        draft = ResourceDraft(
            type=resource,
            name=f"推演·{resource}",
            region_code=self._scenario.region,
            quantity=amount,
            drill=True,
            synthetic=True,
        )
        self._stocked[resource] = resources.register_resource(PLATFORM, draft).id

    def vacate(self, plan_post: str) -> None:
        """Whoever holds the standing post behind a post of the plan leaves it."""
        post = self._standing_post(plan_post)
        if post is None:
            return
        for person in organizations.post_holders(post):
            organs.end_holding(PLATFORM, post, person, "推演：离岗")

    def somebody_for(self, plan_post: str) -> UUID:
        """A person who takes the standing post behind a post of the plan."""
        place = self._place(plan_post)
        if place is None:
            raise ValueError(f"the plan's post {plan_post} is filled by no standing post")
        return self._seat_somebody(place)

    def _place(self, plan_post: str) -> tuple[str, str] | None:
        """The kind of unit and the kind of standing post behind a post of the plan; None where it has none."""
        post = self._plan.posts[plan_post]
        if not post.filled_by:
            return None
        return (post.organizations[0] if post.organizations else ANY_UNIT, post.filled_by[0])

    def _standing_post(self, plan_post: str) -> UUID | None:
        return LineUp(self._plan, self._scenario.region).seat(MemberRole.HEAD, plan_post).post_id

    def _found_post(self, place: tuple[str, str]) -> None:
        unit, kind = place
        draft = PostDraft(organization_id=self._unit(unit), kind=kind, title=f"推演·{kind}", leads=False)
        self._posts[place] = organs.create_post(PLATFORM, draft).id

    def _unit(self, kind: str) -> UUID:
        if kind not in self._units:
            draft = OrganizationDraft(name=f"推演·{kind}", kind=kind, region_code=self._scenario.region)
            self._units[kind] = organs.found_organization(PLATFORM, draft).id
            self._name_information_officer(self._units[kind], kind)
        return self._units[kind]

    def _name_information_officer(self, unit: UUID, kind: str) -> None:
        person = organs.register_person(PLATFORM, PersonDraft(name=f"推演·{kind}信息员", organization_id=unit))
        organs.name_information_officer(PLATFORM, unit, person.id)

    def _seat_somebody(self, place: tuple[str, str]) -> UUID:
        post = self._posts[place]
        unit = organizations.post(post).organization_id
        person = organs.register_person(PLATFORM, PersonDraft(name=f"推演·{place[0]}{place[1]}", organization_id=unit))
        organs.appoint_holder(PLATFORM, post, person.id)
        return person.id
