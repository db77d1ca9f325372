"""Numbers as Chinese texts write them: 12, １２, 十二, 两千三百, 3.5万, 近万, 20余."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_ARABIC = re.compile(r"^(\d+(?:,\d{3})*(?:\.\d+)?)([十百千]?[万亿]?|[十百千])$")
_VAGUE = re.compile(r"[余多几来近约至少]")


def number_in(text: str) -> float | None:
    """The number, or None when the text is none. `20余` and `近20` count as 20: what is certain, or said."""
    plain = _VAGUE.sub("", unicodedata.normalize("NFKC", text).strip())
    arabic = _ARABIC.match(plain)
    if arabic:
        return float(arabic[1].replace(",", "")) * _size(arabic[2])
    return _spoken(plain) if plain and all(char in _DIGITS | _UNITS | _LARGE for char in plain) else None


def _size(units: str) -> int:
    size = 1
    for char in units:
        size *= (_UNITS | _LARGE)[char]
    return size


def _spoken(text: str) -> float:
    """十二 is 12; 两千三 would be 2003 here: the short form is rare in reports and ambiguous."""
    if all(char in _DIGITS for char in text):
        return float("".join(str(_DIGITS[char]) for char in text))
    total, section, digit = 0, 0, 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
            continue
        if char in _UNITS:
            section += (digit or 1) * _UNITS[char]
        elif char == "万":
            total, section = total + (section + digit or 1) * _LARGE[char], 0
        else:
            total, section = (total + section + digit or 1) * _LARGE[char], 0
        digit = 0
    return float(total + section + digit)
