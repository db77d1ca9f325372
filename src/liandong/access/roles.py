"""The roles (角色) that content describes, as access uses them."""

from __future__ import annotations

from liandong.content import queries as content


def permissions_of(role: str) -> frozenset[str]:
    """The permission ids (`orders.issue`) of a role; none for a role that content no longer knows."""
    return content.permissions_of(role)


def is_role(role: str) -> bool:
    return role in content.roles()


def apart_from() -> dict[str, frozenset[str]]:
    """For each role the roles that one account may not hold beside it."""
    return {role.id: frozenset(role.apart_from) for role in content.roles().values()}
