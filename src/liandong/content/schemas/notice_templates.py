"""Texts of notices (通知): a title and a body with `{places}`, filled from the notice's data."""

from __future__ import annotations

from typing import Literal

from liandong.content.schemas.base import Entry, Identifier, PlatformFile, Written
from liandong.content.schemas.verbs import Sentence


class NoticeTemplate(Entry):
    """`reply` says what the reader is asked to do: nothing, open it, or confirm it."""

    title: Sentence
    body: Sentence
    urgency: Literal["FLASH", "URGENT", "ROUTINE"] = "ROUTINE"
    reply: Literal["NONE", "READ", "CONFIRM"] = "READ"


class NoticeTemplatesFile(PlatformFile):
    notice_templates: dict[Identifier, Written]
