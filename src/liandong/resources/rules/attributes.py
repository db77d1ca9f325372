"""Attributes of a resource, checked against its type in content."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from liandong.kernel.codes import check_uscc
from liandong.kernel.text import BadValue, check_line, check_phone
from liandong.organizations.rules import masked_phone
from liandong.resources.rules.problems import AttributeInvalid, AttributeMissing, AttributeUnknown

if TYPE_CHECKING:
    from liandong.content.schemas.resource_types import Attribute, ResourceType

_EXPECTED = {
    "text": ("一行文字", "one line of text"),
    "address": ("一行文字", "one line of text"),
    "number": ("数字", "a finite number"),
    "integer": ("整数", "a whole number"),
    "boolean": ("是或否", "true or false"),
    "date": ("日期（2026-11-23）", "a date (2026-11-23)"),
    "phone": ("电话号码", "a telephone number"),
    "video": (
        "国标编码（20 位数字）或 rtsp://、http(s):// 播放地址",
        "a GB/T 28181 id (20 digits) or an rtsp:// or http(s):// address",
    ),
}
_VIDEO = re.compile(r"[0-9]{20}|(?:rtsps?|https?)://[^\s@]{1,180}")
"""GB/T 28181-2022, annex E: a device has 20 digits. An address with a name and password in it is refused."""


def check_attributes(type: ResourceType, given: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes as given, when the type knows each, none that it requires is missing, and each fits its kind."""
    for name in given:
        if name not in type.attributes:
            known = "、".join(type.attributes) or "—"
            raise AttributeUnknown(type=type.title.zh, attribute=name[:80], known=known)
    for name, attribute in type.attributes.items():
        if attribute.required and given.get(name) is None:
            raise AttributeMissing(type=type.title.zh, attribute=attribute.title.zh)
    return {name: _checked(name, type.attributes[name], value) for name, value in given.items() if value is not None}


def missing_attributes(type: ResourceType, given: Mapping[str, Any]) -> list[str]:
    """What the type expects and the record does not say, by the attributes' ids."""
    return [
        name
        for name, attribute in type.attributes.items()
        if (attribute.expected or attribute.required) and given.get(name) in (None, "", [])
    ]


def shown(type: ResourceType, given: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes as they leave the platform: a person's data masked."""
    known = type.attributes
    return {name: _masked(known[name], v) if name in known and known[name].personal else v for name, v in given.items()}


def unmasked(type: ResourceType, given: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent back as it was shown is what is kept; nobody writes the stars of a mask over the number."""
    seen = shown(type, kept)
    return {name: kept[name] if name in kept and value == seen[name] else value for name, value in given.items()}


def phone_of(given: Mapping[str, Any]) -> str:
    """The telephone that the record carries, unmasked; empty where it has none."""
    return str(given.get("phone") or "")


def _masked(attribute: Attribute, value: Any) -> Any:
    if not isinstance(value, str):
        return None
    return masked_phone(value) if attribute.type == "phone" else value[:1] + "*" * (len(value) - 1)


def _checked(name: str, attribute: Attribute, value: Any) -> Any:
    if attribute.type in {"choice", "choices"}:
        return _chosen(name, attribute, value)
    if attribute.type == "uscc":
        return _uscc(name, value)
    if not _FITS[attribute.type](value):
        expected, expected_en = _EXPECTED[attribute.type]
        raise AttributeInvalid(attribute=name, expected=expected, expected_en=expected_en)
    return value


def _chosen(name: str, attribute: Attribute, value: Any) -> Any:
    chosen = value if attribute.type == "choices" and isinstance(value, list) else [value]
    if not all(isinstance(one, str) and one in attribute.choices for one in chosen):
        options = "、".join(attribute.choices)
        raise AttributeInvalid(attribute=name, expected=f"其中之一：{options}", expected_en=f"one of {options}")
    return chosen if attribute.type == "choices" else value


def _uscc(name: str, value: Any) -> str:
    """GB 32100-2015: form and check character."""
    try:
        return check_uscc(value if isinstance(value, str) else "")
    except BadValue as bad:
        zh, en = bad.message.zh.rstrip("。"), bad.message.en.rstrip(".")
        raise AttributeInvalid(attribute=name, expected=f"统一社会信用代码（{zh}）", expected_en=en) from bad


def _passes(check: Callable[[str], str], value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(check(value))
    except BadValue:
        return False


def _is_text(value: Any) -> bool:
    return _passes(check_line, value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "text": _is_text,
    "address": _is_text,
    "number": _is_number,
    "integer": _is_integer,
    "boolean": lambda value: isinstance(value, bool),
    "date": _is_date,
    "phone": lambda value: _passes(check_phone, value),
    "video": lambda value: isinstance(value, str) and _VIDEO.fullmatch(value) is not None,
}
