"""救援技能: what the people of a team can do, and the certificate that shows it."""

from __future__ import annotations

from liandong.content.schemas.base import Bilingual, ContentFile, Entry, Identifier, Written


class Skill(Entry):
    """`certificate` names the paper that proves it; without one the team's own word is enough."""

    title: Bilingual
    certificate: Bilingual | None = None


class SkillsFile(ContentFile):
    skills: dict[Identifier, Written]
