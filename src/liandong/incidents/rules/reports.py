"""What a report is, which states it goes through, and what makes two deliveries of it the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from liandong.incidents.rules.problems import ReportStateRefuses


class Channel(StrEnum):
    """By which way the signal came (接报渠道)."""

    POLICE_110 = "POLICE_110"
    FIRE_119 = "FIRE_119"
    MEDICAL_120 = "MEDICAL_120"
    TRAFFIC_122 = "TRAFFIC_122"
    HOTLINE_12345 = "HOTLINE_12345"
    DUTY_REPORT = "DUTY_REPORT"
    UNIT_REPORT = "UNIT_REPORT"
    SENSOR = "SENSOR"
    CAP = "CAP"
    FIELD_APP = "FIELD_APP"
    PUBLIC = "PUBLIC"
    MEDIA = "MEDIA"
    OTHER = "OTHER"


CHANNEL_OF_NUMBER = {
    "110": Channel.POLICE_110,
    "119": Channel.FIRE_119,
    "120": Channel.MEDICAL_120,
    "122": Channel.TRAFFIC_122,
    "12345": Channel.HOTLINE_12345,
}
"""Connectors name a channel by the number that was dialled."""


class ReportKind(StrEnum):
    """初报、续报、终报."""

    INITIAL = "INITIAL"
    FOLLOW_UP = "FOLLOW_UP"
    FINAL = "FINAL"


class ReportState(StrEnum):
    """NEW waits for a person; SPLIT was taken out of an incident again and waits too."""

    NEW = "NEW"
    ATTACHED = "ATTACHED"
    PROMOTED = "PROMOTED"
    FALSE = "FALSE"
    SPLIT = "SPLIT"


WAITING = (ReportState.NEW, ReportState.SPLIT)

# A report judged false that turns out true is attached or promoted after all, so FALSE is a source of both.
_STEPS: dict[str, tuple[frozenset[ReportState], ReportState]] = {
    "attach": (frozenset({ReportState.NEW, ReportState.SPLIT, ReportState.FALSE}), ReportState.ATTACHED),
    "promote": (frozenset({ReportState.NEW, ReportState.SPLIT, ReportState.FALSE}), ReportState.PROMOTED),
    "mark_false": (frozenset({ReportState.NEW, ReportState.SPLIT}), ReportState.FALSE),
    "split": (frozenset({ReportState.ATTACHED}), ReportState.SPLIT),
}


def state_after(state: ReportState, verb: str) -> ReportState:
    """The state that `verb` (attach, promote, mark_false, split) leads to; Refused where it does not apply."""
    sources, target = _STEPS[verb]
    if state not in sources:
        raise ReportStateRefuses(state=state.value, verb=verb)
    return target


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """A report as a channel delivers it.

    lon, lat: degrees, in CGCS2000 (the API converts). `received_at` is given only by replays and by connectors that
    delivered late; else it is now. `follows` is the report that this one continues.
    """

    client_key: str
    channel: Channel
    summary: str = ""
    kind: ReportKind = ReportKind.INITIAL
    event_type: str = ""
    region_code: str = ""
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    crs: str = "CGCS2000"
    occurred_at: datetime | None = None
    received_at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    source_unit: str = ""
    reporter_name: str = ""
    reporter_phone: str = ""
    follows: UUID | None = None
    incident_id: UUID | None = None
    raw_hash: str = ""
    drill: bool = False

    def located(self, region_code: str) -> ReportDraft:
        return replace(self, region_code=region_code)


@dataclass(frozen=True, slots=True)
class ReportReceipt:
    """What the sender gets back; `repeated` says that this delivery was already kept under the same key."""

    report_id: UUID
    repeated: bool
    candidates: tuple[Any, ...] = ()


_SAID = tuple(one.name for one in fields(ReportDraft) if one.name not in ("client_key", "raw_hash"))


def content_hash(draft: ReportDraft) -> str:
    """SHA-256 over what the report says, whatever order or spacing it was sent in; the key is not part of it."""
    said = [getattr(draft, name) for name in _SAID]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def digits_of(phone: str) -> str:
    """The digits of a telephone number without the country code, so that +86 138… and 138… are one caller."""
    digits = "".join(character for character in phone if character.isdecimal())
    return digits[-11:] if len(digits) > 11 else digits


def masked_phone(phone: str) -> str:
    """138****5678; a number shorter than eight digits shows only its last two."""
    if len(phone) < 8:
        return "*" * max(0, len(phone) - 2) + phone[-2:]
    return f"{phone[:3]}****{phone[-4:]}"


def masked_name(name: str) -> str:
    """Keeps the family name: 王**."""
    return name[:1] + "*" * (len(name) - 1) if name else ""
