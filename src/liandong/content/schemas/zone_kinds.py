"""Kinds of zones on the map (区域类别): what may be drawn around an incident and what it means for who is inside."""

from __future__ import annotations

from liandong.content.schemas.base import Bilingual, ContentFile, Entry, Identifier, Written


class ZoneKind(Entry):
    """`restricts` zones may be entered only by order; `colour` is for the map, as #rrggbb."""

    title: Bilingual
    restricts: bool = False
    colour: str
    clause: str = ""


class ZoneKindsFile(ContentFile):
    zone_kinds: dict[Identifier, Written]
