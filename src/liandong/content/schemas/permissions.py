"""What permissions (权限) are called. Which there are is the program's; roles gather them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from liandong.content.schemas.base import Bilingual, Entry, PlatformFile, Written

PermissionName = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=80)]
"""`<app>.<verb>` as `orders.issue`."""


class Permission(Entry):
    title: Bilingual


class PermissionsFile(PlatformFile):
    permissions: dict[PermissionName, Written]
