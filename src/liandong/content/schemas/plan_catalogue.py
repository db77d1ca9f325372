"""The library's classes and sub-types of plans and drills (预案大类、子类)."""

from __future__ import annotations

from pydantic import Field

from liandong.content.schemas.base import Bilingual, ContentFile, Entry, Identifier, Written
from liandong.content.schemas.plans import PlanClass


class PlanClassEntry(Entry):
    title: Bilingual


class PlanSubType(Entry):
    """`number` is its place in the source's list; `class_is_ours` marks that the class is our own mapping."""

    title: Bilingual
    number: int = Field(ge=1)
    plan_class: PlanClass = Field(alias="class")
    class_is_ours: bool = True
    event_types: tuple[str, ...] = ()


class PlanClassesFile(ContentFile):
    plan_classes: dict[PlanClass, Written]


class PlanSubTypesFile(ContentFile):
    plan_sub_types: dict[Identifier, Written]
