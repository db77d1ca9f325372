"""Roles (角色) and the permissions they carry; `apart_from` are roles that one person may not hold beside it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from liandong.content.schemas.base import Bilingual, Entry, Identifier, PlatformFile, Written

Permission = Annotated[str, Field(pattern=r"^[a-z_]+\.([a-z_]+|\*)$")]
"""`<app>.<verb>` as `orders.issue`; `<app>.*` is every verb of an app."""


class Role(Entry):
    """Permissions hold inside the region prefix of a grant; `includes` names roles whose permissions come with it."""

    title: Bilingual
    permissions: tuple[Permission, ...] = ()
    includes: tuple[Identifier, ...] = ()
    apart_from: tuple[Identifier, ...] = ()
    clause: str = ""


class RolesFile(PlatformFile):
    roles: dict[Identifier, Written]
