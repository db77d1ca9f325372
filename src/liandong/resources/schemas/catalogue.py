"""Types of resources and skills of people, as content has them."""

from __future__ import annotations

from typing import Any

from ninja import Schema

from liandong.content import queries as content


class TypeOut(Schema):
    id: str
    title: str
    title_en: str
    family: str
    family_title: str
    family_title_en: str
    symbol: str
    owner: str
    owner_en: str
    keeper: str
    keeper_en: str
    verify_every: str | None
    shape: str
    unit: str
    unit_en: str
    whole: bool
    perishable: bool
    loaded: bool
    attributes: dict[str, Any]


class SkillOut(Schema):
    """What the people of a team can do; `certificate` names the paper that proves it, empty where none is asked."""

    id: str
    title: str
    title_en: str
    certificate: str


def types_out() -> list[dict[str, Any]]:
    """Every type in force, in the order of the files."""
    return [
        {
            "id": type_id,
            "title": one.title.zh,
            "title_en": one.title.en,
            "family": one.family,
            "family_title": content.resource_families()[one.family].title.zh,
            "family_title_en": content.resource_families()[one.family].title.en,
            "symbol": one.symbol or "",
            "owner": one.owner.zh if one.owner else "",
            "owner_en": one.owner.en if one.owner else "",
            "keeper": one.keeper.zh if one.keeper else "",
            "keeper_en": one.keeper.en if one.keeper else "",
            "verify_every": one.verify_every,
            "shape": one.shape,
            "unit": one.unit.zh,
            "unit_en": one.unit.en,
            "whole": one.whole,
            "perishable": one.perishable,
            "loaded": one.loaded,
            "attributes": {name: attribute.model_dump() for name, attribute in one.attributes.items()},
        }
        for type_id, one in content.resource_types().items()
    ]


def skills_out() -> list[dict[str, str]]:
    """Every skill in force, in the order of the file."""
    return [
        {
            "id": name,
            "title": one.title.zh,
            "title_en": one.title.en,
            "certificate": one.certificate.zh if one.certificate else "",
        }
        for name, one in content.skills().items()
    ]
