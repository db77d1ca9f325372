"""Figures as Chinese reports write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.content.numerals import number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("１２", 12),
        ("1,234", 1234),
        ("3.5万", 35_000),
        ("2亿", 200_000_000),
        ("3百", 300),
        ("5千万", 50_000_000),
        ("20余", 20),
        ("近万", 10_000),
        ("三", 3),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("两千三百", 2300),
        ("九千二百余", 9200),
        ("三万五千", 35_000),
        ("一亿两千万", 120_000_000),
        ("二〇〇八", 2008),
    ],
)
def test_a_number(text: str, number: float) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("text", ["", "many", "无", "-3", "3-4", "十人", "1.2.3", "余"])
def test_no_number(text: str) -> None:
    assert number_in(text) is None


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_none(text: str) -> None:
    found = number_in(text)
    assert found is None or found >= 0


@given(st.integers(1, 9999))
def test_numbers_in_chinese_are_read_as_they_are_said(number: int) -> None:
    digits = "零一二三四五六七八九"
    said = ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            said += digits[digit] + unit
    assert number_in(said) == number or (len(said) > 1 and all(char in digits for char in said))
