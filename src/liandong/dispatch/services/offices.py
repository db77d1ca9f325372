"""Which organisation an office of a chain is, and whether somebody acts for it."""

from __future__ import annotations

from collections.abc import Iterable

from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel.text import Localized
from liandong.organizations import queries as organizations
from liandong.organizations.queries import OrganizationSummary


def office_of(actor: Actor) -> OrganizationSummary | None:
    """The organisation the actor belongs to."""
    return organizations.organization(actor.organization_id) if actor.organization_id else None


def offices_in(region_code: str, kinds: Iterable[str]) -> list[OrganizationSummary]:
    """The organisations of these kinds of exactly that region, in the order of the kinds."""
    return [found for kind in kinds for found in organizations.organizations_in(region_code, kind)]


def acts_for(actor: Actor, region_code: str, kinds: Iterable[str]) -> bool:
    """Whether the actor belongs to an organisation of one of the kinds in exactly that region."""
    own = office_of(actor)
    return own is not None and own.kind in set(kinds) and own.region_code == region_code


def place_named(region_code: str) -> str:
    """小店区; the code itself where it is no division."""
    return content.region(region_code).name if content.is_region(region_code) else region_code


def titles_of(kinds: Iterable[str]) -> Localized:
    """应急管理部门、林业和草原部门."""
    known = content.organization_kinds()
    titles = [known[kind].title if kind in known else None for kind in kinds]
    zh = "、".join(one.zh for one in titles if one) or "—"
    return Localized(zh=zh, en=", ".join(one.en for one in titles if one) or "—")
