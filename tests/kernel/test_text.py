"""Text from outside is kept exactly as sent, or refused with a reason; nothing in between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from liandong.kernel.text import (
    LINE_LENGTH,
    PARAGRAPH_LENGTH,
    FilledParagraph,
    Key,
    Line,
    Localized,
    OptionalLine,
    Paragraph,
    Phone,
    is_clean,
)
from tests.data import naughty_strings

LINE = TypeAdapter[str](Line)
OPTIONAL_LINE = TypeAdapter[str](OptionalLine)
PARAGRAPH = TypeAdapter[str](Paragraph)
PHONE = TypeAdapter[str](Phone)
KEY = TypeAdapter[str](Key)

REASONS = {
    "text_blank",
    "text_control_character",
    "text_half_character",
    "text_line_break",
    "string_unicode",
    "string_too_short",
    "string_too_long",
}


def reason(adapter: TypeAdapter[str], value: object) -> str | None:
    try:
        adapter.validate_python(value)
    except ValidationError as error:
        return str(error.errors()[0]["type"])
    return None


@pytest.mark.parametrize("text", naughty_strings(), ids=ascii)
def test_every_naughty_string_is_kept_unaltered_or_refused_for_a_named_reason(text: str) -> None:
    for adapter in (LINE, OPTIONAL_LINE, PARAGRAPH):
        why = reason(adapter, text)
        if why is None:
            assert adapter.validate_python(text) == text
        else:
            assert why in REASONS


def test_of_the_published_naughty_strings_a_paragraph_refuses_only_the_three_with_terminal_codes() -> None:
    published = naughty_strings()[:485]
    refused = [text for text in published if reason(PARAGRAPH, text)]
    assert len(refused) == 3
    assert all(reason(PARAGRAPH, text) == "text_control_character" for text in refused)


@given(st.text())
def test_what_a_paragraph_accepts_can_be_kept_by_every_database(text: str) -> None:
    if reason(PARAGRAPH, text) is None:
        assert "\x00" not in text
        assert text.encode("utf-8").decode("utf-8") == text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=LINE_LENGTH))
def test_a_line_takes_any_text_without_control_characters_that_says_something(text: str) -> None:
    assert (reason(LINE, text) is None) == bool(text.strip())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\x00b", "text_control_character"),
        ("a\x1b[31m", "text_control_character"),
        ("a\x85b", "text_control_character"),
        ("a\nb", "text_line_break"),
        ("a\tb", "text_line_break"),
        ("\u3000 ", "text_blank"),
        ("", "string_too_short"),
        ("x" * (LINE_LENGTH + 1), "string_too_long"),
    ],
)
def test_a_line_says_why_it_refuses(text: str, why: str) -> None:
    assert reason(LINE, text) == why


def test_a_half_character_is_refused_everywhere() -> None:
    for adapter in (LINE, PARAGRAPH, PHONE, KEY):
        assert reason(adapter, "\ud800") is not None


def test_a_line_of_two_hundred_chinese_characters_fits() -> None:
    assert LINE.validate_python("联" * LINE_LENGTH) == "联" * LINE_LENGTH


def test_a_paragraph_keeps_line_breaks_and_tabs() -> None:
    text = "第一行\r\n\t第二行\n"
    assert PARAGRAPH.validate_python(text) == text


def test_a_paragraph_ends_at_its_bound() -> None:
    assert reason(PARAGRAPH, "x" * PARAGRAPH_LENGTH) is None
    assert reason(PARAGRAPH, "x" * (PARAGRAPH_LENGTH + 1)) == "string_too_long"


def test_a_filled_paragraph_must_say_something() -> None:
    assert reason(TypeAdapter[str](FilledParagraph), "\n \n") == "text_blank"


@pytest.mark.parametrize("number", ["110", "12345", "13800000000", "+86 138-0000-0000", "0351 7000000"])
def test_a_telephone_number_as_people_write_it_is_taken(number: str) -> None:
    assert PHONE.validate_python(number) == number


@pytest.mark.parametrize(
    "number", ["", "12", "1.38E+10", "１２３４５", "138--0000", "+", "12345 ", "1" * 19, "tel:110"]
)
def test_what_is_no_telephone_number_is_refused(number: str) -> None:
    assert reason(PHONE, number) == "text_not_a_phone_number"


@pytest.mark.parametrize("key", ["a", "call-2026/11/23:7", "x" * 200, "who@where+1"])
def test_a_machine_key_is_visible_ascii(key: str) -> None:
    assert KEY.validate_python(key) == key


@pytest.mark.parametrize("key", ["", "-a", "a b", "键", "x" * 201, "a\n"])
def test_a_machine_key_is_nothing_else(key: str) -> None:
    assert reason(KEY, key) is not None


@pytest.mark.parametrize("text", ["a\x00", "a\nb", "\x7f", "\ud800"])
def test_an_address_holds_no_control_or_half_character(text: str) -> None:
    assert not is_clean(text)
    assert is_clean(text.replace(text[-1], "好").replace("\n", ""))


def test_a_refusal_speaks_both_languages() -> None:
    with pytest.raises(ValidationError) as caught:
        LINE.validate_python("a\x07")
    context = caught.value.errors()[0]["ctx"]
    assert "U+0007" in context["zh"]
    assert "U+0007" in context["en"]
    assert "请" in context["zh"]


def test_places_in_a_message_are_filled_in_both_languages() -> None:
    text = Localized(zh="由{who}处理", en="for {who}").format(who="张三")
    assert text.in_language("zh-hans") == "由张三处理"
    assert text.in_language("en-GB") == "for 张三"


def test_a_place_without_a_value_stays_visible_instead_of_failing() -> None:
    assert Localized(zh="{a}{b}", en="{a}{b}").format(a=1).in_language("en") == "1{b}"


def test_a_value_with_braces_is_only_a_value() -> None:
    assert Localized(zh="{a}", en="{a}").format(a="{a.__class__}").in_language("zh") == "{a.__class__}"
