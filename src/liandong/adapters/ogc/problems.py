"""What a request is refused for, in the shape of the standard (clause 7.5.1: `code` and `description`)."""

from __future__ import annotations


class BadParameter(ValueError):
    """Answered with 400: a parameter that is unknown or cannot be read (requirements query-param-*)."""

    def __init__(self, name: str, zh: str, en: str) -> None:
        super().__init__(f"{name}: {zh} {en}")
        self.name = name


class Absent(LookupError):
    """Answered with 404: no such collection or feature, or not the reader's to see."""
