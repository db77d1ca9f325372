"""Mistakes that a schema finds between parts of one file, each with the place it stands at."""

from __future__ import annotations

from dataclasses import dataclass

from liandong.kernel.text import Localized

Path = tuple[str | int, ...]


CHANGE = Localized(zh="请按提示修改本处", en="change it as the reason says")
NAME = Localized(zh="请改为文件中已有的名称，或先添加它", en="write a name that the file has, or add it first")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at a path of the file (`("tasks", "seal-site", "group")`) and how to mend it."""

    path: Path
    what: Localized
    mend: Localized = CHANGE

    @classmethod
    def at(cls, *path: str | int, zh: str, en: str, mend: Localized = CHANGE) -> Mistake:
        return cls(path, Localized(zh=zh, en=en), mend)


class Misplaced(ValueError):
    """Several mistakes at once; raised by a validator, shown by the loader each at its own line."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(mistake.what.en for mistake in mistakes))


def wrong(zh: str, en: str) -> Misplaced:
    """One mistake at the very place where a validator looks."""
    return Misplaced([Mistake.at(zh=zh, en=en)])
