"""Kinds of posts (岗位类别): who stands duty, who leads, who commands, who reports."""

from __future__ import annotations

from typing import Literal

from liandong.content.schemas.base import Bilingual, ContentFile, Entry, Identifier, Written


class PostKind(Entry):
    """`role` is the access role that its holder is usually granted; `reachable` posts answer 24 hours a day."""

    title: Bilingual
    family: Literal["DUTY", "LEADERSHIP", "COMMAND", "GROUP", "INFORMATION", "EXPERT", "FIELD", "ADMINISTRATION"]
    role: Identifier | None = None
    leads: bool = False
    reachable: bool = False
    clause: str = ""


class PostKindsFile(ContentFile):
    post_kinds: dict[Identifier, Written]
