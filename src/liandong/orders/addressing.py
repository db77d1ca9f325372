"""Who the addressees are: the unit that answers for each, its region, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from liandong.orders.rules import Addressee, UnknownAddressee
from liandong.organizations import queries as organizations
from liandong.organizations.queries import Standing

if TYPE_CHECKING:
    from liandong.access.rules import Actor
    from liandong.orders.models import Assignment


def standings_of(addressees: Iterable[Addressee]) -> dict[Addressee, Standing]:
    """Unit and region of each addressee; UnknownAddressee names those that are not there."""
    wanted = set(addressees)
    found = organizations.standings(addressee.id for addressee in wanted)
    missing = [str(a) for a in wanted if a.id not in found or found[a.id].kind != a.kind]
    if missing:
        raise UnknownAddressee(addressees="、".join(sorted(missing)))
    return {addressee: found[addressee.id] for addressee in wanted}


def ids_of(actor: Actor) -> set[UUID]:
    """Every id under which something may be addressed to the actor: unit, post, person, other posts held now."""
    own = {one for one in (actor.organization_id, actor.post_id, actor.person_id) if one is not None}
    if actor.person_id is not None:
        own.update(organizations.posts_of(actor.person_id))
    return own


def is_addressed(actor: Actor, assignment: Assignment) -> bool:
    """Whether the task is the actor's own, of the actor's post or of the actor's unit as such."""
    return assignment.addressee_id in ids_of(actor)


def name_of(id: UUID | None) -> str:
    """The name of a person, post or unit; 系统 where it was the platform itself."""
    return organizations.names([id]).get(id, "某人") if id is not None else "系统"
