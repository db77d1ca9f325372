"""值班值守调度 and 紧急拉动: what a check measures and how it came out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CheckKind(StrEnum):
    """值守点名 · 紧急拉动."""

    ROLL_CALL = "ROLL_CALL"
    PULL_OUT = "PULL_OUT"


class PullOutStep(StrEnum):
    """驶离 · 到达指定地点."""

    SET_OUT = "SET_OUT"
    ARRIVED = "ARRIVED"


class CheckResult(StrEnum):
    """在时限内 · 超时 · 无应答 · 未出动."""

    PASSED = "PASSED"
    LATE = "LATE"
    SILENT = "SILENT"
    FAILED = "FAILED"


CHECK_WORDS: Mapping[CheckKind, tuple[str, str]] = {
    CheckKind.ROLL_CALL: ("值守点名", "roll call"),
    CheckKind.PULL_OUT: ("紧急拉动", "pull-out test"),
}
RESULT_WORDS: Mapping[CheckResult, tuple[str, str]] = {
    CheckResult.PASSED: ("按时", "in time"),
    CheckResult.LATE: ("超时", "late"),
    CheckResult.SILENT: ("无应答", "no answer"),
    CheckResult.FAILED: ("未完成", "not done"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The moments of a check and, in seconds from the call, what each was allowed to take."""

    kind: CheckKind
    with_place: bool
    called_at: datetime
    answered_at: datetime | None
    set_out_at: datetime | None
    arrived_at: datetime | None
    limits: Mapping[str, float]

    def seconds(self) -> dict[str, float]:
        """By step, how long after the call it happened."""
        told = {"answer": self.answered_at, "set_out": self.set_out_at, "arrive": self.arrived_at}
        return {name: (at - self.called_at).total_seconds() for name, at in told.items() if at is not None}

    def wanted(self) -> tuple[str, ...]:
        """The steps this check measures; arriving only where a place was named."""
        if self.kind is CheckKind.ROLL_CALL:
            return ("answer",)
        return ("answer", "set_out", "arrive") if self.with_place else ("answer", "set_out")


def complete(one: Measured) -> bool:
    """Whether every step has happened."""
    return set(one.wanted()) <= one.seconds().keys()


def result_of(one: Measured) -> CheckResult:
    """How it came out, as far as it got."""
    took = one.seconds()
    if "answer" not in took:
        return CheckResult.SILENT
    if not complete(one):
        return CheckResult.FAILED
    late = any(took[name] > one.limits[name] for name in one.wanted())
    return CheckResult.LATE if late else CheckResult.PASSED
