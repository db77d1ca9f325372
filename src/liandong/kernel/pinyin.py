"""Chinese names by the initials of their pinyin, as people type them on a keyboard in a hurry."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_TYPED = re.compile(r"[a-z0-9]{2,20}")


@lru_cache(maxsize=200_000)
def initials(name: str) -> str:
    """坞城街道 → wcjd; what is no Chinese stays as it is, in lower case."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def searchable_initials(name: str) -> str:
    """The same without anything but letters and digits: 演示·王值班 → yswzb."""
    return "".join(one for one in initials(name) if one.isascii() and one.isalnum())


def typed_initials(text: str) -> str:
    """The text as initials to look for, empty where it is none: two letters or digits and more."""
    wanted = text.strip().lower()
    return wanted if _TYPED.fullmatch(wanted) else ""
