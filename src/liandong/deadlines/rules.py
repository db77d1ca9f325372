"""States of a clock, the terms it runs under and what it must do next. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from liandong.kernel.durations import Limit
from liandong.kernel.errors import Invalid, Refused
from liandong.kernel.text import Localized


class State(StrEnum):
    RUNNING = "RUNNING"
    WARNED = "WARNED"
    OVERDUE = "OVERDUE"
    MET = "MET"
    WAIVED = "WAIVED"
    CANCELLED = "CANCELLED"


OPEN = (State.RUNNING, State.WARNED, State.OVERDUE)
CLOSED = (State.MET, State.WAIVED, State.CANCELLED)


class Decision(StrEnum):
    ASKED = "ASKED"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


class HolderKind(StrEnum):
    PERSON = "PERSON"
    POST = "POST"
    ORGANIZATION = "ORGANIZATION"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who must act: exactly one of a person, a post or an organisation."""

    person_id: UUID | None = None
    post_id: UUID | None = None
    organization_id: UUID | None = None

    def __post_init__(self) -> None:
        if sum(one is not None for one in (self.person_id, self.post_id, self.organization_id)) != 1:
            raise ValueError("a holder is exactly one of a person, a post or an organisation")

    @classmethod
    def of(cls, kind: str, id: UUID) -> Holder:
        return cls(**{f"{HolderKind(kind).value.lower()}_id": id})

    @property
    def kind(self) -> HolderKind:
        if self.person_id is not None:
            return HolderKind.PERSON
        return HolderKind.POST if self.post_id is not None else HolderKind.ORGANIZATION

    @property
    def id(self) -> UUID:
        found = self.person_id or self.post_id or self.organization_id
        assert found is not None  # noqa: S101 - __post_init__ has made sure of it
        return found


Effect = Literal["warn", "overdue", "escalate", "remind"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: `after_s` seconds after the due time, tell `to` with `template`."""

    id: str
    after_s: float
    to: tuple[str, ...]
    template: str
    urgency: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a clock runs under, copied when it starts: editing the content never changes a running clock."""

    title_zh: str
    title_en: str
    warn_ratio: float
    warn_template: str
    overdue_template: str
    urgency: str
    rungs: tuple[Rung, ...] = ()
    remind_every_s: float = 0
    remind_at_most: int = 0
    remind_template: str = ""
    extensions: int = 0
    extension_at_most_s: float = 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Terms:
        rungs = tuple(Rung(**{**rung, "to": tuple(rung["to"])}) for rung in data["rungs"])
        return cls(**{**data, "rungs": rungs})


@dataclass(frozen=True, slots=True)
class Step:
    """Something the clock does at a moment; `name` is unique within one due time. `to` are targets (recipients.py)."""

    name: str
    at: datetime
    effect: Effect
    template: str
    urgency: str
    to: tuple[str, ...] = ("holder",)


def warn_time(starts_at: datetime, due_at: datetime, ratio: float) -> datetime:
    """The moment at which `ratio` of the time has gone; 75 % by default (ours: no document states a figure)."""
    return starts_at + (due_at - starts_at) * ratio


def ladder(terms: Terms, warn_at: datetime, due_at: datetime) -> list[Step]:
    """What the clock will do for this due time, once each, in order of time. Reminders come beside it."""
    rungs = (
        Step(f"escalate:{r.id}", due_at + timedelta(seconds=r.after_s), "escalate", r.template, r.urgency, r.to)
        for r in terms.rungs
    )
    warn = Step("warn", warn_at, "warn", terms.warn_template, terms.urgency)
    overdue = Step("overdue", due_at, "overdue", terms.overdue_template, terms.urgency)
    return [warn, overdue, *sorted(rungs, key=lambda step: step.at)]


def reminder(terms: Terms, due_at: datetime, now: datetime) -> Step | None:
    """The reminder whose turn it is at `now`: of several that were missed only the last.

    A clock process that was away for a day must not send a day's reminders at once.
    """
    if not terms.remind_every_s or now < due_at:
        return None
    number = min(_reminders_until(terms, due_at, now), terms.remind_at_most)
    return _reminder(terms, due_at, number) if number else None


def _reminder(terms: Terms, due_at: datetime, number: int) -> Step:
    at = due_at + timedelta(seconds=terms.remind_every_s * number)
    return Step(f"remind:{number}", at, "remind", terms.remind_template, terms.urgency)


def _reminders_until(terms: Terms, due_at: datetime, now: datetime) -> int:
    return max(0, (now - due_at) // timedelta(seconds=terms.remind_every_s))


def due_steps(terms: Terms, warn_at: datetime, due_at: datetime, fired: Collection[str], now: datetime) -> list[Step]:
    """The steps whose moment has come and that have not fired for this due time."""
    passed = [step for step in ladder(terms, warn_at, due_at) if step.at <= now]
    again = reminder(terms, due_at, now)
    return [step for step in [*passed, *([again] if again else [])] if step.name not in fired]


def next_moment(terms: Terms, warn_at: datetime, due_at: datetime, now: datetime) -> datetime | None:
    """When the clock must be looked at again: its first step after `now`; None when nothing more will come."""
    coming = [step.at for step in ladder(terms, warn_at, due_at) if step.at > now]
    if terms.remind_every_s and (done := _reminders_until(terms, due_at, now)) < terms.remind_at_most:
        coming.append(_reminder(terms, due_at, done + 1).at)
    return min(coming, default=None)


def kept_names(fired: Iterable[str], steps: Iterable[Step]) -> list[str]:
    """The names that must be remembered once `steps` have fired: the ladder's, and only the last reminder."""
    names = [*fired, *(step.name for step in steps)]
    reminders = [name for name in names if name.startswith("remind:")]
    return [name for name in names if name not in reminders[:-1]]


def state_after(state: State, effect: Effect) -> State:
    """RUNNING → WARNED → OVERDUE; a later effect never takes a clock back."""
    if effect == "warn":
        return State.WARNED if state is State.RUNNING else state
    if effect == "overdue":
        return State.OVERDUE
    return state


def check_limit(within: Limit | None, due_at: datetime | None) -> None:
    if within is not None and due_at is not None:
        raise LimitTwice()


class LimitTwice(Invalid):
    code = "deadline_limit_twice"
    message = Localized(
        zh="请只给出时长或截止时刻之一，不要同时给出。", en="Give either a limit or a due time, not both."
    )


class LimitMissing(Invalid):
    code = "deadline_limit_missing"
    message = Localized(
        zh="“{kind}”没有默认时限，请给出时长或截止时刻。",
        en="The kind “{kind}” has no default limit; give a limit or a due time.",
    )


class DueBeforeStart(Invalid):
    code = "deadline_due_before_start"
    message = Localized(
        zh="截止时刻必须晚于开始时刻，请改正后再提交。", en="The due time must lie after the start; correct it."
    )


class AlreadyRunning(Refused):
    code = "deadline_already_running"
    message = Localized(
        zh="这一事项的“{kind}”时限已在计时，请改期而不要重新开始。",
        en="The clock “{kind}” already runs for this subject; move it instead of starting another.",
    )


class NotOpen(Refused):
    code = "deadline_not_open"
    message = Localized(
        zh="该时限已结束（{state}），不能再更改。", en="This clock has ended ({state}) and cannot be changed."
    )


class NotDead(Refused):
    code = "deadline_not_dead"
    message = Localized(
        zh="该时限没有停摆，无需重新启动。", en="This clock has not been given up; there is nothing to re-arm."
    )


class NothingToAcknowledge(Refused):
    code = "deadline_not_overdue"
    message = Localized(
        zh="该时限没有超时或已办结，没有告警可确认。",
        en="This clock is not overdue or has ended; there is no alarm to acknowledge.",
    )


class ReasonMissing(Invalid):
    code = "deadline_reason_missing"
    message = Localized(zh="请写明理由。", en="State a reason.")


class ExtensionTooLate(Refused):
    code = "deadline_extension_too_late"
    message = Localized(
        zh="时限已到，不能再申请延期；请尽快办结并说明情况。",
        en="The due time has passed, so no extension can be asked; finish soon and explain.",
    )


class ExtensionPending(Refused):
    code = "deadline_extension_pending"
    message = Localized(zh="已有一份延期申请在等待决定。", en="An extension is already waiting for a decision.")


class ExtensionNotLater(Invalid):
    code = "deadline_extension_not_later"
    message = Localized(
        zh="延期后的截止时刻必须晚于现在的截止时刻。", en="The due time asked for must lie after the present one."
    )


class ExtensionNotAllowed(Refused):
    code = "deadline_extension_not_allowed"
    message = Localized(
        zh="“{title}”不能（再）延期：最多 {times} 次，每次最长 {at_most}（0s 为不限）。",
        en="“{title_en}” cannot be extended (again): at most {times} times, by at most {at_most} each (0s: no bound).",
    )


class ExtensionDecided(Refused):
    code = "deadline_extension_decided"
    message = Localized(zh="该延期申请已有决定。", en="This extension has already been decided.")


class OwnExtension(Refused):
    code = "deadline_own_extension"
    message = Localized(
        zh="申请人不能批准自己的延期，请由领导决定。", en="Who asked may not decide; let a leader decide."
    )
