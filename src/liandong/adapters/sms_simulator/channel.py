"""The gateway in memory and its faults."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from liandong.kernel.text import Localized
from liandong.notices.channels import ChannelTrouble, Outgoing, Taken, TestedAgainst


class Fault(StrEnum):
    """What the next call meets. LOST_ANSWER: sent, but the answer never comes back. LOST: taken, never sent."""

    NONE = "NONE"
    SERVER_ERROR = "SERVER_ERROR"
    TIMEOUT = "TIMEOUT"
    LOST_ANSWER = "LOST_ANSWER"
    LOST = "LOST"
    NO_SUCH_NUMBER = "NO_SUCH_NUMBER"


@dataclass(frozen=True, slots=True)
class Sms:
    """One message on one handset."""

    reference: str
    number: str
    text: str


class SmsSimulator:
    """A gateway in memory: `handsets` holds what was really sent, `faults` what the next calls meet, in order."""

    id = "sms"
    title = Localized(zh="短信（模拟）", en="SMS (simulator)")
    tested_against: TestedAgainst = "simulator"
    real_target = False
    longest_text = 500

    def __init__(self) -> None:
        self.handsets: list[Sms] = []
        self.faults: deque[Fault] = deque()
        self.always: Fault = Fault.NONE
        self.calls = 0
        self._taken: dict[str, str] = {}
        self._lock = threading.Lock()

    def send(self, message: Outgoing) -> Taken:
        with self._lock:
            self.calls += 1
            fault = self.faults.popleft() if self.faults else self.always
            _refuse(fault)
            reference = self._take(message, lost=fault is Fault.LOST)
        if fault is Fault.LOST_ANSWER:
            raise ChannelTrouble("no answer within 5 s")
        return Taken(reference=reference)

    def _take(self, message: Outgoing, *, lost: bool) -> str:
        """Once a key: the second time the first reference is answered and nothing is sent."""
        if message.provider_key in self._taken:
            return self._taken[message.provider_key]
        reference = f"sim-{len(self._taken) + 1}"
        self._taken[message.provider_key] = reference
        if not lost:
            text = f"{message.title}\n{message.body}"[: self.longest_text]
            self.handsets.append(Sms(reference, message.address, text))
        return reference


def _refuse(fault: Fault) -> None:
    if fault is Fault.SERVER_ERROR:
        raise ChannelTrouble("HTTP 500")
    if fault is Fault.TIMEOUT:
        raise ChannelTrouble("no answer within 5 s")
    if fault is Fault.NO_SUCH_NUMBER:
        raise ChannelTrouble("no such number", permanent=True)
