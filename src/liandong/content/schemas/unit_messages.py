"""Short messages of units (队伍短报): the words by which a crew tells its state, by text message or over the radio."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from liandong.content.schemas.base import ContentFile, WorkedCase
from liandong.content.schemas.misplaced import Misplaced, Mistake

UnitStateName = Literal["EN_ROUTE", "ON_SCENE", "TRANSPORTING", "RETURNING", "AVAILABLE", "OUT_OF_SERVICE"]


class UnitMessages(ContentFile):
    """`words` by state; a word of digits alone (`2`) counts only where it stands by itself.

    `denials` before a word take it back (未到场): such a message is left to a person.
    """

    words: dict[UnitStateName, tuple[str, ...]] = Field(min_length=1)
    denials: tuple[str, ...] = ()
    cases: tuple[WorkedCase, ...] = ()

    @model_validator(mode="after")
    def no_word_for_two_states(self) -> Self:
        """One word means one state."""
        known: dict[str, str] = {}
        for state, words in self.words.items():
            for word in words:
                if known.setdefault(word.lower(), state) != state:
                    zh, en = f"“{word}”表示了两种状态", f"{word!r} means two states"
                    raise Misplaced([Mistake.at("words", zh=zh, en=en)])
        return self
