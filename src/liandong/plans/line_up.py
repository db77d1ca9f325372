"""Who would sit in the working groups of a plan: standing posts of the region, and who holds them now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from uuid import UUID

from liandong.content.planning import groups_at
from liandong.content.schemas.plans import Plan, ResponseLevel
from liandong.kernel.codes import ancestors
from liandong.organizations import queries as organizations
from liandong.organizations.queries import PostSummary
from liandong.plans.rules import GroupLineUp, MemberRole, Seat


class LineUp:
    """Fills the seats of a plan's groups for one region; asks each kind of post once.

    `heads` names the person who shall head a group, whatever post the plan has in mind.
    """

    def __init__(self, plan: Plan, region_code: str, heads: Mapping[str, UUID] | None = None) -> None:
        self._plan = plan
        self._region_code = region_code
        self._heads = heads or {}
        self._posts: dict[str, PostSummary | None] = {}
        self._holders: dict[UUID, list[UUID]] = {}

    def groups(self, level: ResponseLevel) -> tuple[GroupLineUp, ...]:
        """The groups of a level, in the order of the plan."""
        return tuple(self.group(name) for name in groups_at(self._plan, level))

    def group(self, name: str) -> GroupLineUp:
        group = self._plan.groups[name]
        seats = [self._head(name, group.lead)]
        seats += [self.seat(MemberRole.DEPUTY, post) for post in group.deputies]
        seats += [self.seat(MemberRole.MEMBER, post) for post in group.members]
        seats += self._information_officers(seats)
        return GroupLineUp(group=name, head_required=group.head == "required", seats=tuple(seats))

    def seat(self, role: MemberRole, plan_post: str) -> Seat:
        """The seat of a post of the plan: the nearest standing post that may fill it, with its holder."""
        found = self._standing_post(plan_post)
        if found is None:
            return Seat(role, plan_post)
        holders = self._holders_of(found.id)
        return Seat(role, plan_post, found.id, holders[0] if holders else None)

    def _head(self, group: str, plan_post: str) -> Seat:
        person = self._heads.get(group)
        if person is None:
            return self.seat(MemberRole.HEAD, plan_post)
        posts = organizations.posts_of(person)
        return Seat(MemberRole.HEAD, plan_post, posts[0] if posts else None, person)

    def _standing_post(self, plan_post: str) -> PostSummary | None:
        if plan_post not in self._posts:
            self._posts[plan_post] = next(self._candidates(plan_post), None)
        return self._posts[plan_post]

    def _candidates(self, plan_post: str) -> Iterator[PostSummary]:
        """Posts that may fill it: in the region itself first, then level by level upward; filled ones first."""
        post = self._plan.posts[plan_post]
        for region in self._regions:
            units = self._units(region, post.organizations)
            for kind in post.filled_by:
                found = [one for unit in units for one in organizations.posts_in(region, kind, unit)]
                yield from sorted(found, key=lambda one: not self._holders_of(one.id))

    def _holders_of(self, post: UUID) -> list[UUID]:
        """Who holds a standing post now; many posts of a plan are looked for among the same few."""
        if post not in self._holders:
            self._holders[post] = organizations.post_holders(post)
        return self._holders[post]

    @staticmethod
    def _units(region: str, kinds: tuple[str, ...]) -> list[UUID | None]:
        """The organisations of those kinds in the region; any organisation where the plan names no kind."""
        if not kinds:
            return [None]
        return [unit.id for kind in kinds for unit in organizations.organizations_in(region, kind)]

    @cached_property
    def _regions(self) -> tuple[str, ...]:
        return (self._region_code, *ancestors(self._region_code))

    def _information_officers(self, seats: list[Seat]) -> list[Seat]:
        """信息员: one for the head's unit, reachable around the clock (三（六）信息流转机制)."""
        head = seats[0]
        if head.person_id is None:
            return []
        unit = organizations.organization_of(head.person_id)
        officers = organizations.information_officers(unit) if unit else []
        return [Seat(MemberRole.INFORMATION_OFFICER, "information_officer", None, person) for person in officers[:1]]
