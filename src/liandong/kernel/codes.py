"""Codes with a standard behind them: regions, organisations, people.

GB/T 2260 and GB/T 10114 (administrative divisions), GB 32100-2015 (unified social credit code), GB 11643-1999
(citizen identification number).
"""

from __future__ import annotations

import itertools
import re
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from liandong.kernel.text import BadValue, checked


class RegionLevel(StrEnum):
    """How far down a code reaches; 2, 4, 6, 9 or 12 digits."""

    PROVINCE = "PROVINCE"
    CITY = "CITY"
    COUNTY = "COUNTY"
    TOWN = "TOWN"
    VILLAGE = "VILLAGE"


_LEVELS = {
    2: RegionLevel.PROVINCE,
    4: RegionLevel.CITY,
    6: RegionLevel.COUNTY,
    9: RegionLevel.TOWN,
    12: RegionLevel.VILLAGE,
}
_LENGTHS = tuple(_LEVELS)
_REGION = re.compile(r"[1-9][0-9]{1,11}")

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(rf"[{_USCC_ALPHABET}]{{18}}")
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

_IDENTITY = re.compile(r"[0-9]{17}[0-9X]")
_IDENTITY_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_IDENTITY_CHECKS = "10X98765432"


def check_region_code(code: str) -> str:
    """`code` unaltered; BadValue unless it is 2, 4, 6, 9 or 12 digits with a number at each level."""
    if not _REGION.fullmatch(code) or len(code) not in _LEVELS:
        raise BadValue(
            "region_code_invalid",
            zh="行政区划代码应为 2、4、6、9 或 12 位数字（GB/T 2260、GB/T 10114）。",
            en="A region code has 2, 4, 6, 9 or 12 digits (GB/T 2260, GB/T 10114).",
        )
    for above, length in itertools.pairwise(_LENGTHS):
        if length <= len(code) and not code[above:length].strip("0"):
            raise BadValue(
                "region_code_padded",
                zh=f"行政区划代码末尾不要补零，请写 {code[:above]}。",
                en=f"Leave out the zeros that stand for no lower level: write {code[:above]}.",
            )
    return code


def region_level(code: str) -> RegionLevel:
    """The level of a region by the length of its code."""
    return _LEVELS[len(check_region_code(code))]


def is_prefix(region: str, code: str) -> bool:
    """Whether `code` lies in `region` (a region lies in itself); the empty region is the whole country."""
    return code.startswith(region) and (not region or len(region) in _LEVELS)


def parent_code(code: str) -> str | None:
    """The next region up, or None above a province."""
    region_level(code)
    place = _LENGTHS.index(len(code))
    return code[: _LENGTHS[place - 1]] if place else None


def ancestors(code: str) -> tuple[str, ...]:
    """The regions above `code`, nearest first, without `code` itself."""
    region_level(code)
    return tuple(code[:length] for length in reversed(_LENGTHS) if length < len(code))


def uscc_check_character(body: str) -> str:
    """The 18th character for 17 of them: (31 - sum of place values x 3^i) mod 31 (GB 32100-2015, 5.4)."""
    total = sum(_USCC_ALPHABET.index(sign) * weight for sign, weight in zip(body, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[-total % 31]


def check_uscc(code: str) -> str:
    """`code` unaltered; BadValue says whether its form or its check character is wrong."""
    if not _USCC.fullmatch(code):
        raise BadValue(
            "uscc_malformed",
            zh="统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z）。",
            en="A unified social credit code has 18 digits or capitals (no I, O, S, V, Z).",
        )
    expected = uscc_check_character(code[:17])
    if code[17] != expected:
        raise BadValue(
            "uscc_check_failed",
            zh="统一社会信用代码校验位不符，请核对是否有错字或换位。",
            en="The check character does not fit: look for a mistyped or swapped character.",
        )
    return code


def identity_check_character(body: str) -> str:
    """The 18th character for 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _IDENTITY_WEIGHTS, strict=True))
    return _IDENTITY_CHECKS[total % 11]


def check_identity_number(number: str) -> str:
    """`number` unaltered; BadValue names the part that is wrong (and never the number, which is personal)."""
    if not _IDENTITY.fullmatch(number):
        raise BadValue(
            "identity_number_malformed",
            zh="公民身份号码应为 17 位数字加 1 位校验码（数字或 X）。",
            en="An identity number has 17 digits and a check character (digit or X).",
        )
    _birthday(number)
    if number[17] != identity_check_character(number[:17]):
        raise BadValue(
            "identity_number_check_failed",
            zh="公民身份号码校验码不符，请核对是否有错字或换位。",
            en="The check character does not fit: look for a mistyped or swapped digit.",
        )
    return number


def _birthday(number: str) -> date:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise BadValue(
            "identity_number_birth_date",
            zh="公民身份号码第 7 至 14 位不是有效的出生日期。",
            en="Digits 7 to 14 of the identity number are not a date of birth.",
        ) from error


RegionCode = Annotated[str, Field(max_length=12), checked(check_region_code)]
UnifiedCode = Annotated[str, Field(max_length=18), checked(check_uscc)]
IdentityNumber = Annotated[str, Field(max_length=18), checked(check_identity_number)]
