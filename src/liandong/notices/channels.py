"""The port that a channel adapter fills, and the register of those that are in use (filled by `config.wiring`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from liandong.kernel.ids import Subject
from liandong.kernel.text import Localized
from liandong.notices.rules import UnknownChannel, Urgency

TestedAgainst = Literal["nothing", "simulator", "vendor sandbox", "live"]
IN_APP = "in_app"
"""The inbox: the notice row itself, so it needs no adapter and no delivery."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one address. `provider_key` is the same at every retry: a provider that has seen it sends once."""

    provider_key: str
    notice_id: UUID
    address: str
    title: str
    body: str
    urgency: Urgency
    region_code: str
    drill: bool
    subject: Subject | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """The channel took it; `delivered` only where that already means it reached the reader."""

    reference: str = ""
    delivered: bool = False


class ChannelTrouble(Exception):
    """The channel did not take it; `permanent` when trying again cannot help (the number does not exist)."""

    def __init__(self, detail: str, *, permanent: bool = False) -> None:
        self.permanent = permanent
        super().__init__(detail)


class Channel(Protocol):
    """An adapter. `send` returns or raises within a few seconds and raises nothing but `ChannelTrouble` on purpose."""

    @property
    def id(self) -> str: ...

    @property
    def title(self) -> Localized: ...

    @property
    def tested_against(self) -> TestedAgainst: ...

    @property
    def real_target(self) -> bool:
        """Whether it can reach people outside this machine: a drill never uses such a channel."""

    def send(self, message: Outgoing) -> Taken: ...


_register: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Put a channel to use, in place of one of the same id."""
    _register[channel.id] = channel


def withdraw(channel_id: str) -> None:
    _register.pop(channel_id, None)


def in_use() -> dict[str, Channel]:
    return dict(_register)


def channel(channel_id: str) -> Channel:
    if channel_id not in _register:
        raise UnknownChannel(channel=channel_id)
    return _register[channel_id]
