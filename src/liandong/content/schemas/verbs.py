"""Sentences of the timeline: one for each verb of a service, its places filled from the entry's data and `{actor}`."""

from __future__ import annotations

from string import Formatter

from pydantic import Field, field_validator

from liandong.content.schemas.base import ContentModel, Entry, PlatformFile, Written
from liandong.content.schemas.misplaced import wrong


def places_of(sentence: str) -> frozenset[str]:
    """Names of the `{places}` in a sentence; ValueError when a brace is left open or a place is not a plain name."""
    names = [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]
    for name in names:
        if not name.isidentifier():
            raise wrong(
                f"占位要写成花括号里的名称，如 {{title}}，不是 {{{name}}}",
                f"a place is a plain name in braces, such as {{title}}, not {{{name}}}",
            )
    return frozenset(names)


class Sentence(ContentModel):
    """A text in two languages with `{places}`."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @field_validator("zh", "en")
    @classmethod
    def readable(cls, text: str) -> str:
        places_of(text)
        return text

    def places(self) -> frozenset[str]:
        return places_of(self.zh) | places_of(self.en)


class Verb(Entry, Sentence):
    """What a timeline entry says; `key` marks the moments that a review shows first."""

    key: bool = False


class VerbsFile(PlatformFile):
    verbs: dict[str, Written]
