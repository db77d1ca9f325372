"""The kinds of content the knowledge base holds (知识库类别)."""

from __future__ import annotations

from liandong.content.schemas.base import Bilingual, ContentFile, Entry, Identifier, Written


class KnowledgeKind(Entry):
    """`classified`: its items belong to a class and sub-type of plans and drills."""

    title: Bilingual
    classified: bool = False


class KnowledgeKindsFile(ContentFile):
    knowledge_kinds: dict[Identifier, Written]
