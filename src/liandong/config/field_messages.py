"""What is wrong with one field, in both languages, by pydantic's stable names of errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liandong.kernel.text import BadValue, Localized

_WORDS: tuple[tuple[str, str, str], ...] = (
    ("missing", "此项必填。", "This is needed."),
    ("extra_forbidden", "没有这一项，请检查名称。", "There is no such field; check its name."),
    ("string_type", "应为文字。", "A text is expected."),
    ("string_unicode", "文字中有不完整的字符，请重新输入。", "The text holds half a character; type it again."),
    ("string_too_short", "至少 {min_length} 个字符。", "At least {min_length} characters."),
    ("string_too_long", "最多 {max_length} 个字符，请缩短。", "At most {max_length} characters; shorten it."),
    ("string_pattern_mismatch", "格式不符，应匹配 {pattern}。", "The form does not fit: {pattern}."),
    ("int_type int_parsing", "应为整数。", "A whole number is expected."),
    ("int_parsing_size", "数字过大。", "The number is too large."),
    ("int_from_float", "应为整数，不能有小数。", "A whole number is expected, without a fraction."),
    ("float_type float_parsing decimal_type decimal_parsing", "应为数字。", "A number is expected."),
    ("finite_number", "应为有限的数字。", "A finite number is expected."),
    ("decimal_max_digits", "最多 {max_digits} 位数字。", "At most {max_digits} digits."),
    ("decimal_max_places", "最多 {decimal_places} 位小数。", "At most {decimal_places} decimal places."),
    ("decimal_whole_digits", "整数部分最多 {whole_digits} 位。", "At most {whole_digits} whole digits."),
    ("greater_than", "应大于 {gt}。", "More than {gt} is expected."),
    ("greater_than_equal", "应不小于 {ge}。", "At least {ge} is expected."),
    ("less_than", "应小于 {lt}。", "Less than {lt} is expected."),
    ("less_than_equal", "应不大于 {le}。", "At most {le} is expected."),
    ("multiple_of", "应为 {multiple_of} 的倍数。", "A multiple of {multiple_of} is expected."),
    ("bool_type bool_parsing", "应为是或否（true、false）。", "true or false is expected."),
    ("enum literal_error", "应为以下之一：{expected}。", "One of {expected} is expected."),
    ("uuid_type uuid_parsing", "应为编号（UUID）。", "An id (UUID) is expected."),
    (
        "datetime_type datetime_parsing datetime_from_date_parsing",
        "应为带时区的时间，如 2026-11-23T08:00:00+08:00。",
        "A time such as 2026-11-23T08:00:00+08:00.",
    ),
    ("timezone_aware", "时间需要时区，如 +08:00。", "The time needs a zone, such as +08:00."),
    ("date_type date_parsing date_from_datetime_parsing", "应为日期，如 2026-11-23。", "A date such as 2026-11-23."),
    ("list_type tuple_type", "应为列表。", "A list is expected."),
    ("dict_type model_type model_attributes_type", "应为键值对象。", "An object is expected."),
    ("too_short", "至少 {min_length} 项。", "At least {min_length} items."),
    ("too_long", "最多 {max_length} 项，请分批提交。", "At most {max_length} items; send them in parts."),
)
_MESSAGES = {kind: Localized(zh=zh, en=en) for kinds, zh, en in _WORDS for kind in kinds.split()}
_OTHERWISE = "此项不符合要求，请检查。"


def field_message(kind: str, context: Mapping[str, Any], english: str) -> tuple[str, Localized]:
    """The stable code and the words for one of pydantic's errors; our own checks bring theirs in `context`."""
    cause = context.get("error")
    if isinstance(cause, BadValue):
        return cause.code, cause.message
    if "zh" in context and "en" in context:
        return kind, Localized(zh=str(context["zh"]), en=str(context["en"]))
    known = _MESSAGES.get(kind, Localized(zh=_OTHERWISE, en=english))
    return kind, known.format(**context) if kind in _MESSAGES else known
