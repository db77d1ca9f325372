"""A refusal names the region; its data keeps the code for machines."""

from __future__ import annotations

import pytest

from liandong.config.problems import body_of
from liandong.kernel.errors import Forbidden


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("140105", "山西省太原市小店区", "Xiaodian District, Taiyuan, Shanxi"),
        ("", "全部地区", "all regions"),
        ("999999", "999999", "999999"),
    ],
)
def test_a_region_is_told_by_its_name_where_it_is_known(code: str, zh: str, en: str) -> None:
    problem = Forbidden(permission="orders.issue", region=code)
    assert f"（{zh}）" in body_of(problem, "zh-hans")["title"]
    assert f"for {en};" in body_of(problem, "en")["title"]
    assert body_of(problem, "en")["data"]["region"] == code
