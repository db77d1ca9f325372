"""Regions in English sentences: by the pinyin of their names, the narrowest part first."""

from __future__ import annotations

import pytest

from liandong.content import queries as content
from liandong.content.problems import UnknownContent


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("14", "Shanxi"),
        ("61", "Shaanxi"),
        ("1401", "Taiyuan, Shanxi"),
        ("6101", "Xi'an, Shaanxi"),
        ("140105", "Xiaodian District, Taiyuan, Shanxi"),
        ("140105001", "Wucheng Subdistrict, Xiaodian District, Taiyuan, Shanxi"),
        ("110101", "Dongcheng District, Beijing"),
        ("140203", "140203"),
    ],
)
def test_a_region_is_told_from_the_narrowest_part(code: str, name: str) -> None:
    if name == code:
        with pytest.raises(UnknownContent):
            content.region_name_en(code)
        return
    assert content.region_name_en(code) == name
