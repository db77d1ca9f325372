"""What is wrong with a content file: where, what, and how to mend it, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from liandong.kernel.errors import Invalid
from liandong.kernel.text import Localized


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line (from 1) of a file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class ContentProblem:
    """One mistake; as text `file:line: what is wrong: how to mend it`."""

    place: Place
    what: Localized
    mend: Localized

    def text(self, language: str = "zh") -> str:
        return f"{self.place}: {self.what.in_language(language)}: {self.mend.in_language(language)}"

    def __str__(self) -> str:
        return f"{self.text('zh')}\n    {self.what.en}: {self.mend.en}"


class BrokenContent(ValueError):
    """The content cannot be used; the text lists every mistake."""

    def __init__(self, problems: tuple[ContentProblem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class UnknownContent(Invalid, KeyError):
    """A name that no content file in force knows; also a KeyError, as of any mapping."""

    code = "unknown_content"
    message = Localized(
        zh="没有名为“{id}”的{kind}，或它在当前日期未生效；请从清单中选择。",
        en="No {kind} named “{id}” is in force today; choose one from the list.",
    )
