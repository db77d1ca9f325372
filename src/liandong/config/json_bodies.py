"""Reading a JSON body: exactly RFC 8259, and nothing that two readers could understand differently.

Python's own reader takes NaN, Infinity, 1e999, a key given twice (the last one wins), half a character and UTF-16;
each of them becomes a wrong record or an error deep inside. Here they are refused at the door, with the reason.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from liandong.config.problems import BadRequest, UnsupportedMedia
from liandong.kernel.text import Localized

DEEPEST = 32
LARGEST_WHOLE = 2**63

_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


class BadJson(BadRequest):
    """`reason` is a stable word; the message says where and what."""

    code = "json_unreadable"
    message = Localized(
        zh="内容不是有效的 JSON（第 {line} 行第 {column} 列），请检查格式。",
        en="The body is not valid JSON (line {line}, column {column}); check its form.",
    )


class NotUtf8(BadJson):
    code = "json_not_utf8"
    message = Localized(zh="内容不是 UTF-8 编码，请转换后提交。", en="The body is not UTF-8; convert it first.")


class NotANumber(BadJson):
    code = "json_number_unusable"
    message = Localized(
        zh="{value} 不是可用的数字（NaN、无穷大或过大），请填写实际数值或省略。",
        en="{value} is no usable number (NaN, infinite or too large); give a real one or leave it out.",
    )


class KeyTwice(BadJson):
    code = "json_key_twice"
    message = Localized(zh="“{key}”出现了两次，请只保留一个。", en="“{key}” is given twice; keep one.")


class TooDeep(BadJson):
    code = "json_too_deep"
    message = Localized(zh="嵌套超过 {limit} 层，请简化结构。", en="Nested more than {limit} deep; make it flatter.")


class BadCharacter(BadJson):
    code = "json_character_unusable"
    message = Localized(
        zh="文字中有空字符（U+0000）或不完整的字符，请删除后重新提交。",
        en="A text holds NUL (U+0000) or half a character; remove it and send again.",
    )


class NotAStructure(BadJson):
    """A bare text or number: the schema would read the text's own attributes as if they were fields."""

    code = "json_not_a_structure"
    message = Localized(zh="内容应为 JSON 对象 {{…}}。", en="A JSON object {{…}} is expected.")


class StrictParser(Parser):
    """Ninja's reader of bodies, made strict."""

    def parse_body(self, request: HttpRequest) -> Any:
        given = (request.content_type or "").lower()
        if given and given != "application/json" and not given.endswith("+json"):
            raise UnsupportedMedia(given=given[:100])
        value = read_json(request.body)
        if not isinstance(value, (dict, list)):
            raise NotAStructure
        return value


def read_json(body: bytes) -> Any:
    """The value in `body`; BadJson (or one of its kinds) says what is wrong with it."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotUtf8 from error
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise BadJson(line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise TooDeep(limit=DEEPEST) from error
    if _is_suspect(text):
        _check_texts(value)
    _check_depth(value)
    return value


def _is_suspect(text: str) -> bool:
    # NUL and lone surrogates can only come in as escapes: unescaped NUL is no JSON, and UTF-8 carries no surrogates.
    return "\\u" in text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise KeyTwice(key=_FORBIDDEN.sub("?", twice)[:100])
    return read


def _not_a_number(text: str) -> NoReturn:
    raise NotANumber(value=text[:40])


def _float(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _not_a_number(text)


def _int(text: str) -> int:
    # The length first: turning a million digits into a number takes seconds.
    if len(text) > 20 or not -LARGEST_WHOLE <= int(text) < LARGEST_WHOLE:
        _not_a_number(text)
    return int(text)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_not_a_number, parse_float=_float, parse_int=_int)


def _check_depth(value: Any) -> None:
    level, depth = [value], 0
    while level:
        if depth > DEEPEST:
            raise TooDeep(limit=DEEPEST)
        level = [item for parent in level for item in _children(parent)]
        depth += 1


def _children(value: Any) -> list[Any]:
    """What is inside; scalars are left out at once, they have no depth."""
    if isinstance(value, dict):
        return [item for item in value.values() if isinstance(item, (dict, list))]
    if isinstance(value, list):
        return [item for item in value if isinstance(item, (dict, list))]
    return []


def _check_texts(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if _FORBIDDEN.search(item):
                raise BadCharacter
        elif isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
