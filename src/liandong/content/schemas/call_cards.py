"""Call cards (接警询问卡) and how a caller's words are read: what to ask, and which figures the words already give."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, model_validator

from liandong.content.schemas.base import Bilingual, ContentFile, ContentModel, Entry, Identifier, WorkedCase, Written
from liandong.content.schemas.event_types import EventCode
from liandong.content.schemas.mappings import Pattern
from liandong.content.schemas.misplaced import wrong


class Question(ContentModel):
    """One question in the operator's words. `fact` names what the answer states; without it the answer is text."""

    ask: Bilingual
    answer: Literal["yes_no", "number", "text"] = "text"
    fact: Identifier | None = None
    clause: str = ""


class CallCard(Entry):
    """What to ask and what to tell the caller for some event types; the most specific card for a type is used."""

    title: Bilingual
    applies_to: tuple[EventCode, ...] = ()
    questions: dict[Identifier, Question] = Field(min_length=1)
    advice: tuple[Bilingual, ...] = ()


class CallCardsFile(ContentFile):
    call_cards: dict[Identifier, Written]


class HeardFact(ContentModel):
    """A figure in words: group 1 of what any pattern finds first. A yes/no fact is true where a pattern is found."""

    patterns: tuple[Pattern, ...] = Field(min_length=1)
    times: float = 1
    type: Literal["integer", "number", "boolean"] = "integer"

    @model_validator(mode="after")
    def holds_a_number(self) -> HeardFact:
        """Only a yes/no fact may do without a group around the number."""
        for pattern in self.patterns:
            if self.type != "boolean" and re.compile(pattern).groups < 1:
                raise wrong(
                    f"表达式要用圆括号括出数字：{pattern}",
                    f"the pattern needs a group in round brackets around the number: {pattern}",
                )
        return self


class CallWords(ContentFile):
    """How the words of a report are read. `words` add to the keywords of event types; cases give `text`."""

    words: dict[EventCode, tuple[str, ...]] = {}
    facts: dict[Identifier, HeardFact] = {}
    cases: tuple[WorkedCase, ...] = Field(min_length=2)
