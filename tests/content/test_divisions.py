"""The division table answers by code and by name, and refuses codes that no place has."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.content import divisions
from liandong.content.problems import UnknownContent

CODES = [one.code for one in divisions.regions()]


def test_the_whole_country_is_there_down_to_towns_and_streets() -> None:
    by_level: dict[str, int] = {}
    for one in divisions.regions():
        by_level[one.level] = by_level.get(one.level, 0) + 1
    assert by_level == {"PROVINCE": 34, "CITY": 342, "COUNTY": 2978, "TOWN": 41352}


def test_a_code_gives_name_level_and_parent() -> None:
    assert divisions.region("140105001") == divisions.Region("140105001", "坞城街道", "TOWN", "140105")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("140105", "山西省太原市小店区"),
        ("140105001", "山西省太原市小店区坞城街道"),
        ("110101001", "北京市东城区东华门街道"),
        ("14", "山西省"),
        ("469001", "海南省五指山市"),
        ("81", "香港特别行政区"),
    ],
)
def test_a_place_is_said_without_the_rows_that_only_group(code: str, said: str) -> None:
    assert divisions.path(code) == said


@pytest.mark.parametrize(
    ("written", "meant"), [("140000", "14"), ("140100", "1401"), ("140105", "140105"), ("441900", "441900")]
)
def test_closing_zeros_are_understood(written: str, meant: str) -> None:
    assert divisions.canonical(written) == meant


@pytest.mark.parametrize(
    "code", ["", "1", "99", "149999", "140105999", "1401051", "abc", "１４", "14010500", "140105001001"]
)
def test_an_unknown_code_is_refused(code: str) -> None:
    assert not divisions.is_region(code)
    with pytest.raises(UnknownContent):
        divisions.region(code)


def test_children_are_one_level_down_in_the_order_of_codes() -> None:
    names = [one.name for one in divisions.children("140105")]
    assert names[:2] == ["坞城街道", "营盘街道"]
    assert {one.level for one in divisions.children("140105")} == {"TOWN"}
    assert len(divisions.children()) == 34


def test_search_puts_the_highest_level_and_the_closest_name_first() -> None:
    found = divisions.search("小店")
    assert (found[0].code, found[0].level) == ("140105", "COUNTY")
    assert [one.code for one in divisions.search("小店", within="1401")] == ["140105", "140105006"]


@pytest.mark.parametrize("text", ["", "   ", "没有这个地方"])
def test_search_for_nothing_finds_nothing(text: str) -> None:
    assert divisions.search(text) == []


@given(st.sampled_from(CODES))
def test_every_place_lies_in_its_parent_and_its_parent_is_known(code: str) -> None:
    one = divisions.region(code)
    assert code.startswith(one.parent)
    assert not one.parent or divisions.is_region(one.parent)
    assert [ancestor.code for ancestor in divisions.ancestors(code)][-1] == code


def test_the_table_is_not_read_when_the_process_starts() -> None:
    told = "import sys; import liandong.content.divisions as d; print(d._table.cache_info().currsize)"
    answer = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd="src")
    assert answer.stdout.strip() == "0"
