"""Kinds of organisations (机构类别): what an organ is for in the command system."""

from __future__ import annotations

from typing import Literal

from liandong.content.schemas.base import Bilingual, ContentFile, Entry, Identifier, Written

Organ = Literal[
    "LEADING",
    "OFFICE",
    "WORKING",
    "EXPERT",
    "LINKAGE_CENTRE",
    "ON_SCENE",
    "PROFESSIONAL",
    "GUARANTEE",
    "COORDINATING",
    "DISTRICT",
    "GRASS_ROOTS",
]


class OrganizationKind(Entry):
    """`organ` is the kind of organ; `department` marks a line department (条) that has peers at every level."""

    title: Bilingual
    organ: Organ
    department: bool = False
    duties: tuple[Bilingual, ...] = ()
    clause: str = ""


class OrganizationKindsFile(ContentFile):
    organization_kinds: dict[Identifier, Written]
