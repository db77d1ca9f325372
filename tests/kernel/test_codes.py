"""Codes are checked as their standards say: GB/T 2260 and 10114, GB 32100-2015, GB 11643-1999."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from liandong.kernel.codes import (
    RegionCode,
    RegionLevel,
    ancestors,
    check_identity_number,
    check_region_code,
    check_uscc,
    identity_check_character,
    is_prefix,
    parent_code,
    region_level,
    uscc_check_character,
)
from liandong.kernel.text import BadValue

USCC = "91350100M000100Y43"
IDENTITY = "11010519491231002X"
USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("14", RegionLevel.PROVINCE),
        ("1401", RegionLevel.CITY),
        ("140105", RegionLevel.COUNTY),
        ("140105001", RegionLevel.TOWN),
        ("140105001001", RegionLevel.VILLAGE),
    ],
)
def test_the_level_of_a_region_is_the_length_of_its_code(code: str, level: RegionLevel) -> None:
    assert region_level(code) is level
    assert TypeAdapter[str](RegionCode).validate_python(code) == code


@pytest.mark.parametrize(
    "code", ["", "1", "140", "14010", "1401051", "１４０１０５", "14010a", "0401", "140105001001001", "14\n"]
)
def test_what_has_no_level_is_no_region_code(code: str) -> None:
    with pytest.raises(BadValue, match="region_code_invalid"):
        check_region_code(code)


@pytest.mark.parametrize(
    ("code", "meant"), [("140000", "14"), ("140100", "1401"), ("140105000", "140105"), ("1400", "14")]
)
def test_zeros_that_stand_for_no_lower_level_are_refused_with_the_short_form(code: str, meant: str) -> None:
    with pytest.raises(BadValue, match=f"write {meant}\\."):
        check_region_code(code)


def test_the_wire_type_of_a_region_names_its_error() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter[str](RegionCode).validate_python("140000")
    assert caught.value.errors()[0]["type"] == "region_code_padded"


def test_ancestors_lead_to_the_province() -> None:
    assert ancestors("140105001001") == ("140105001", "140105", "1401", "14")
    assert ancestors("14") == ()
    assert parent_code("140105001") == "140105"
    assert parent_code("14") is None


@pytest.mark.parametrize(
    ("region", "code", "inside"),
    [
        ("14", "140105", True),
        ("140105", "140105", True),
        ("140105", "1401", False),
        ("1401", "140205", False),
        ("", "140105", True),
        ("1", "140105", False),
        ("140", "140105", False),
        ("14010", "140105", False),
        ("1401050", "140105001", False),
    ],
)
def test_a_region_holds_what_begins_with_its_code(region: str, code: str, inside: bool) -> None:
    assert is_prefix(region, code) is inside


@given(
    st.from_regex(r"[1-9][1-9]{11}", fullmatch=True),
    st.sampled_from([2, 4, 6, 9, 12]),
    st.sampled_from([2, 4, 6, 9, 12]),
)
def test_a_region_lies_in_its_ancestors_and_in_nothing_else(village: str, one: int, other: int) -> None:
    region, code = village[:one], village[:other]
    assert is_prefix(region, code) == (region == code or region in ancestors(code))


def test_the_credit_code_of_the_standard_is_valid() -> None:
    assert check_uscc(USCC) == USCC
    assert uscc_check_character("91350100M000100Y4") == "3"
    with pytest.raises(BadValue, match="uscc_malformed"):
        check_uscc("91350100M000100Y4Z")


@pytest.mark.parametrize(
    "code", ["", USCC.lower(), USCC[:17], USCC + "0", "91350100I000100Y43", "91350100 000100Y43", "９" * 18]
)
def test_a_malformed_credit_code_is_refused(code: str) -> None:
    with pytest.raises(BadValue, match="uscc_malformed"):
        check_uscc(code)


@given(st.text(USCC_SIGNS, min_size=17, max_size=17), st.integers(0, 17), st.sampled_from(USCC_SIGNS))
def test_one_mistyped_character_of_a_credit_code_is_always_found(body: str, place: int, sign: str) -> None:
    code = body + uscc_check_character(body)
    assert check_uscc(code) == code
    wrong = code[:place] + sign + code[place + 1 :]
    assume(wrong != code)
    with pytest.raises(BadValue, match="uscc_check_failed"):
        check_uscc(wrong)


@given(st.text(USCC_SIGNS, min_size=17, max_size=17), st.integers(0, 15))
def test_two_swapped_neighbours_of_a_credit_code_are_always_found(body: str, place: int) -> None:
    code = body + uscc_check_character(body)
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assume(wrong != code)
    with pytest.raises(BadValue, match="uscc_check_failed"):
        check_uscc(wrong)


def test_the_identity_number_of_the_standard_is_valid() -> None:
    assert check_identity_number(IDENTITY) == IDENTITY
    assert identity_check_character(IDENTITY[:17]) == "X"


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("", "malformed"),
        ("11010519491231002x", "malformed"),
        ("110105194912310021", "check_failed"),
        ("110105491231002", "malformed"),
        ("11010519491331002X", "birth_date"),
        ("110105190002290029", "birth_date"),
        ("1１0105194912310021", "malformed"),
    ],
)
def test_a_wrong_identity_number_is_refused_by_the_part_at_fault(number: str, why: str) -> None:
    with pytest.raises(BadValue, match=f"identity_number_{why}"):
        check_identity_number(number)


def test_a_refused_identity_number_is_never_repeated_in_the_message() -> None:
    with pytest.raises(BadValue) as caught:
        check_identity_number("110105194912310021")
    assert "1949" not in str(caught.value) + caught.value.message.zh


@given(st.dates(), st.integers(0, 999), st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_mistyped_digit_of_an_identity_number_is_always_found(
    day: object, serial: int, place: int, digit: str
) -> None:
    body = f"110105{day:%Y%m%d}".replace(" ", "0")
    body = body[:6] + body[6:].rjust(8, "0") + f"{serial:03d}"
    number = body + identity_check_character(body)
    assert check_identity_number(number) == number
    wrong = number[:place] + digit + number[place + 1 :]
    assume(wrong != number)
    with pytest.raises(BadValue):
        check_identity_number(wrong)
