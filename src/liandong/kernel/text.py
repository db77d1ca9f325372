"""Text in the two languages of the platform, and the types through which every text from outside comes in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

LINE_LENGTH = 200
PARAGRAPH_LENGTH = 20_000

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BREAK = re.compile("[\t\n\r]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PHONE = re.compile(r"\+?[0-9](?:[ -]?[0-9]){2,17}")


@dataclass(frozen=True, slots=True)
class Localized:
    """One text in Chinese and English; `{name}` places are filled by `format`."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language.lower().startswith("en") else self.zh

    def format(self, **values: object) -> Localized:
        """Places filled; a place without a value stays visible rather than failing the message it is in."""
        filled = _Lenient(values)
        return Localized(zh=self.zh.format_map(filled), en=self.en.format_map(filled))


class _Lenient(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


class BadValue(ValueError):
    """A value from outside that cannot be taken: `code` is stable, `message` says what is wrong and what to do."""

    def __init__(self, code: str, *, zh: str, en: str) -> None:
        self.code = code
        self.message = Localized(zh=zh, en=en)
        super().__init__(f"{code}: {en}")


V = TypeVar("V")


def checked(check: Callable[[V], V]) -> AfterValidator:
    """`check` as a pydantic validator whose error keeps the code and both languages."""

    def validate(value: V) -> V:
        try:
            return check(value)
        except BadValue as bad:
            raise as_pydantic(bad) from bad

    return AfterValidator(validate)


def as_pydantic(bad: BadValue) -> PydanticCustomError:
    """The same refusal as pydantic carries it; `ctx` holds both languages."""
    return PydanticCustomError(bad.code, "{en}", {"zh": bad.message.zh, "en": bad.message.en})


def check_line(text: str, longest: int = LINE_LENGTH) -> str:
    """`text` unaltered; BadValue when it holds a control character, a line break, half a character or too much."""
    found = _BREAK.search(text)
    if found:
        raise BadValue(
            "text_line_break",
            zh=f"第 {found.start() + 1} 个字符是换行或制表符，此处只能写一行。",
            en=f"Character {found.start() + 1} is a line break or tab; only one line fits here.",
        )
    return check_paragraph(text, longest)


def check_paragraph(text: str, longest: int = PARAGRAPH_LENGTH) -> str:
    """As `check_line`, but line breaks and tabs are allowed.

    PostgreSQL cannot keep NUL, UTF-8 cannot carry half a surrogate pair, and other control characters (C0, C1)
    only ever come from broken senders or from someone who wants to disturb a screen or a log.
    """
    found = _SURROGATE.search(text)
    if found:
        raise BadValue(
            "text_half_character",
            zh=f"第 {found.start() + 1} 个字符不完整（孤立代理项），请重新输入。",
            en=f"Character {found.start() + 1} is incomplete (a lone surrogate); type it again.",
        )
    found = _CONTROL.search(text)
    if found:
        raise BadValue(
            "text_control_character",
            zh=f"第 {found.start() + 1} 个字符是控制字符 U+{ord(found[0]):04X}，请删除。",
            en=f"Character {found.start() + 1} is the control character U+{ord(found[0]):04X}; remove it.",
        )
    if len(text) > longest:
        raise BadValue(
            "text_too_long",
            zh=f"共 {len(text)} 个字符，最多 {longest} 个，请缩短。",
            en=f"{len(text)} characters, at most {longest} fit; shorten it.",
        )
    return text


def check_filled(text: str) -> str:
    """`text` unaltered; BadValue when there is nothing in it to read."""
    if not text.strip():
        raise BadValue("text_blank", zh="内容为空，请填写。", en="There is nothing but spaces; fill it in.")
    return text


def check_phone(text: str) -> str:
    """`text` unaltered; BadValue unless 3 to 18 digits with optional `+`, single spaces or hyphens between."""
    if not _PHONE.fullmatch(text):
        raise BadValue(
            "text_not_a_phone_number",
            zh="电话号码应为 3 至 18 位数字，可含开头的 +、空格或连字符。",
            en="A phone number is 3 to 18 digits; a leading +, spaces and hyphens are allowed.",
        )
    return text


def is_clean(text: str) -> bool:
    """Whether `text` could be part of an address (a path or a query): no control character, no half character."""
    return not (_CONTROL.search(text) or _SURROGATE.search(text) or _BREAK.search(text))


Line = Annotated[str, Field(min_length=1, max_length=LINE_LENGTH), checked(check_line), checked(check_filled)]
"""One line that says something: 1 to 200 characters, no control character, kept exactly as sent."""

OptionalLine = Annotated[str, Field(max_length=LINE_LENGTH), checked(check_line)]
"""0 to 200 characters, no control character, kept exactly as sent."""

Paragraph = Annotated[str, Field(max_length=PARAGRAPH_LENGTH), checked(check_paragraph)]
"""0 to 20,000 characters, line breaks and tabs allowed, no other control character, kept exactly as sent."""

FilledParagraph = Annotated[Paragraph, Field(min_length=1), checked(check_filled)]
"""A paragraph that says something."""

Phone = Annotated[str, Field(max_length=40), checked(check_phone)]
"""A telephone number as dialled."""

Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/@+-]*$")]
"""A key given by the sender's machine: visible ASCII, 1 to 200 characters."""
