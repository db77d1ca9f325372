"""A JSON body is read as RFC 8259 says, and refused where two readers could differ."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.config.json_bodies import DEEPEST, LARGEST_WHOLE, BadJson, read_json
from tests.data import json_cases

# Allowed by the grammar; refused by us because a record would differ from what was sent, or two readers would.
ALLOWED_BY_THE_GRAMMAR_BUT_REFUSED = {
    "y_object_duplicated_key": "json_key_twice",
    "y_object_duplicated_key_and_value": "json_key_twice",
    "y_string_null_escape": "json_character_unusable",
    "y_object_escaped_null_in_key": "json_character_unusable",
}


def code(body: bytes) -> str | None:
    try:
        read_json(body)
    except BadJson as bad:
        return bad.code
    return None


@pytest.mark.parametrize(("name", "body"), json_cases(), ids=[name for name, _ in json_cases()])
def test_the_public_suite_is_answered_as_it_demands(name: str, body: bytes) -> None:
    refused = code(body)
    if name in ALLOWED_BY_THE_GRAMMAR_BUT_REFUSED:
        assert refused == ALLOWED_BY_THE_GRAMMAR_BUT_REFUSED[name]
    elif name.startswith("y_"):
        assert refused is None
        assert read_json(body) == json.loads(body)
    elif name.startswith("n_"):
        assert refused is not None


def test_the_suite_is_complete() -> None:
    kinds = [name[0] for name, _ in json_cases()]
    assert (kinds.count("y"), kinds.count("n"), kinds.count("i")) == (95, 188, 35)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"a": NaN}', "json_number_unusable"),
        (b"[Infinity]", "json_number_unusable"),
        (b"[-Infinity]", "json_number_unusable"),
        (b"[1e999]", "json_number_unusable"),
        (b"[-1e999]", "json_number_unusable"),
        (b"[" + b"9" * 1_000_000 + b"]", "json_number_unusable"),
        (f"[{LARGEST_WHOLE}]".encode(), "json_number_unusable"),
        (b'{"a": 1, "a": 2}', "json_key_twice"),
        (b'{"o": {"\\u0061": 1, "a": 1}}', "json_key_twice"),
        (b'["\\u0000"]', "json_character_unusable"),
        (b'{"\\u0000": 1}', "json_character_unusable"),
        (b'["\\ud800"]', "json_character_unusable"),
        (b'["\\udc00\\ud800"]', "json_character_unusable"),
        ("[1]".encode("utf-16"), "json_not_utf8"),
        ("[1]".encode("utf-8-sig"), "json_unreadable"),
        ('["应急"]'.encode("gb18030"), "json_not_utf8"),
        (b"[" * 100_000, "json_too_deep"),
        (b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2), "json_too_deep"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "json_too_deep"),
        (b"{'a': 1}", "json_unreadable"),
        (b'["a\nb"]', "json_unreadable"),
        (b"[1] // so", "json_unreadable"),
        (b"", "json_unreadable"),
    ],
)
def test_what_is_refused_is_named(body: bytes, why: str) -> None:
    assert code(body) == why


def test_a_whole_emoji_written_as_two_escapes_is_one_character() -> None:
    assert read_json(b'["\\ud83d\\ude00"]') == ["😀"]


def test_bounds_are_inclusive() -> None:
    assert read_json(f"[{LARGEST_WHOLE - 1}, {-LARGEST_WHOLE}]".encode()) == [LARGEST_WHOLE - 1, -LARGEST_WHOLE]
    assert code(b"[" * DEEPEST + b"]" * DEEPEST) is None


def test_a_refusal_says_where() -> None:
    with pytest.raises(BadJson) as caught:
        read_json(b'{\n  "a": }')
    assert caught.value.data == {"line": 2, "column": 8}
    assert "第 2 行第 8 列" in caught.value.text("zh")


def test_a_hostile_body_costs_less_than_two_seconds_of_work() -> None:
    bodies = [b"[" + b"1" * 2_000_000 + b"]", b"[" * 2_000_000, b'{"a":' * 400_000, b"[" + b"[]," * 600_000 + b"[]]"]
    bodies.append(b'["' + b"\\u0041" * 300_000 + b'"]')
    for body in bodies:
        start = time.process_time()
        code(body)
        assert time.process_time() - start < 2


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST_WHOLE, LARGEST_WHOLE - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc", min_size=1), inner),
    max_leaves=30,
)


@given(json_values, st.booleans())
def test_whatever_a_proper_writer_writes_is_read_back_the_same(value: Any, ascii_only: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=ascii_only).encode("utf-8")) == value


@given(st.binary(max_size=200) | st.text('[]{}:,"\\u0dD8eE+-.1 tfn', max_size=60).map(lambda text: text.encode()))
def test_any_bytes_are_read_or_refused_but_never_break(body: bytes) -> None:
    code(body)
