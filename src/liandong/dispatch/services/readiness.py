"""值守点名与紧急拉动: call a force, measure its answer, setting out and arrival, keep the result on its record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import dispatching
from liandong.content.schemas.readiness import ReadinessRule
from liandong.deadlines import services as deadlines
from liandong.deadlines.rules import Holder
from liandong.dispatch.models import ReadinessCheck, Unit
from liandong.dispatch.queries.readiness import access_check, measured, region_of_force
from liandong.dispatch.rules.problems import (
    CheckAnswered,
    CheckEnded,
    CheckRunning,
    NoPullOut,
    NotYourCheck,
    StepBeforeAnswer,
    UnitOfAnotherForce,
)
from liandong.dispatch.rules.readiness import CHECK_WORDS, RESULT_WORDS, CheckKind, PullOutStep, complete, result_of
from liandong.dispatch.services.readiness_duties import meet_duties
from liandong.kernel import clock
from liandong.kernel.durations import Limit
from liandong.kernel.ids import Subject
from liandong.notices import services as notices
from liandong.notices.rules import Recipient, Urgency
from liandong.organizations import queries as organizations
from liandong.timeline import services as timeline

CHECK, ANSWER = "dispatch.check_readiness", "dispatch.report_state"
ANSWER_CLOCK, SET_OUT_CLOCK = "readiness_answer", "readiness_set_out"


@transaction.atomic
def call_check(
    actor: Actor, organization_id: UUID, kind: CheckKind, *, unit_id: UUID | None = None, place: str = ""
) -> ReadinessCheck:
    """Call the force, unannounced; the time runs from now. CheckRunning where a call is open already."""
    region = region_of_force(organization_id)
    access.require(actor, CHECK, region)
    rule = dispatching.readiness_rule(region)
    if unit_id is not None and not Unit.objects.filter(id=unit_id, organization_id=organization_id).exists():
        raise UnitOfAnotherForce
    check = ReadinessCheck(
        organization_id=organization_id,
        region_code=region,
        kind=kind.value,
        unit_id=unit_id,
        place=place if kind is CheckKind.PULL_OUT else "",
        limits=_limits(rule),
        called_at=clock.now(),
        called_by=actor.person_id,
    )
    try:
        with transaction.atomic():
            check.save(force_insert=True)
    except IntegrityError as taken:
        raise CheckRunning(force=_name(check)) from taken
    _start_clock(actor, check, ANSWER_CLOCK, rule.answer_within)
    _record(actor, check, "readiness_called")
    _call(actor, check)
    return check


@transaction.atomic
def answer_check(actor: Actor, check_id: UUID, *, people: int, vehicles: int, remark: str = "") -> ReadinessCheck:
    """The force tells who is on duty and what can leave, by itself or by telephone to the desk."""
    check = _open(actor, check_id)
    if check.answered_at is not None:
        raise CheckAnswered(at=check.answered_at.isoformat())
    check.answered_at, check.answered_by = clock.now(), actor.person_id
    check.people, check.vehicles, check.remark = people, vehicles, remark
    check.save()
    deadlines.meet(actor, _subject(check), ANSWER_CLOCK, check.answered_at)
    _record(actor, check, "readiness_answered", people=people, vehicles=vehicles)
    if check.kind == CheckKind.PULL_OUT:
        rule = dispatching.readiness_rule(check.region_code)
        _start_clock(actor, check, SET_OUT_CLOCK, rule.pull_out.set_out_within)
    return _conclude_if_complete(actor, check)


@transaction.atomic
def note_pull_out(actor: Actor, check_id: UUID, step: PullOutStep) -> ReadinessCheck:
    """The first vehicle has left, or has arrived; saying it twice changes nothing."""
    check = _open(actor, check_id)
    if check.kind != CheckKind.PULL_OUT:
        raise NoPullOut
    if check.answered_at is None:
        raise StepBeforeAnswer
    now = clock.now()
    first = step is PullOutStep.SET_OUT and check.set_out_at is None
    arrived = step is PullOutStep.ARRIVED and check.arrived_at is None
    if not first and not arrived:
        return check
    # who arrives has set out, even where nobody said so
    check.set_out_at = check.set_out_at or now
    check.arrived_at = now if arrived else None
    check.save(update_fields=["set_out_at", "arrived_at"])
    deadlines.meet(actor, _subject(check), SET_OUT_CLOCK, check.set_out_at)
    _record(actor, check, "readiness_arrived" if arrived else "readiness_set_out")
    return _conclude_if_complete(actor, check)


@transaction.atomic
def close_check(actor: Actor, check_id: UUID, *, remark: str = "") -> ReadinessCheck:
    """The desk ends it where it stands: without an answer, or without having set out."""
    check = access_check(actor, check_id)
    access.require(actor, CHECK, check.region_code)
    check = _locked(check_id)
    check.remark = f"{check.remark}\n{remark}".strip()
    return _conclude(actor, check)


@transaction.atomic
def note_silence(actor: Actor, check_id: UUID) -> None:
    """Nobody answered in time: the call is over, and that is its result."""
    check = ReadinessCheck.objects.select_for_update().filter(id=check_id, closed_at__isnull=True).first()
    if check is not None and check.answered_at is None:
        _conclude(actor, check)


def _conclude_if_complete(actor: Actor, check: ReadinessCheck) -> ReadinessCheck:
    return _conclude(actor, check) if complete(measured(check)) else check


def _conclude(actor: Actor, check: ReadinessCheck) -> ReadinessCheck:
    """The result stands on the record of the force; whatever check was due is done, however it came out."""
    result = result_of(measured(check))
    check.result, check.closed_at = result.value, clock.now()
    check.save(update_fields=["result", "closed_at", "remark"])
    zh, en = RESULT_WORDS[result]
    _record(actor, check, "readiness_concluded", result={"zh": zh, "en": en}, seconds=measured(check).seconds())
    meet_duties(actor, check)
    # The clock that has just spoken of a silence is its caller's: only what still waits is put away.
    deadlines.cancel_all(actor, _subject(check), "调度已结束")
    return check


def _open(actor: Actor, check_id: UUID) -> ReadinessCheck:
    """The open check, locked, for the force itself or the desk of its region."""
    seen = access_check(actor, check_id)
    own = seen.organization_id == actor.organization_id and access.may(actor, ANSWER, seen.region_code)
    if not own and not access.may(actor, CHECK, seen.region_code):
        raise NotYourCheck(force=_name(seen), permission=ANSWER, region=seen.region_code)
    return _locked(check_id)


def _locked(check_id: UUID) -> ReadinessCheck:
    check = ReadinessCheck.objects.select_for_update().get(id=check_id)
    if check.closed_at is not None:
        raise CheckEnded(at=check.closed_at.isoformat(), result=RESULT_WORDS[result_of(measured(check))][0])
    return check


def _limits(rule: ReadinessRule) -> dict[str, float]:
    """Seconds, as they hold now: a later change of the rule does not judge this check."""
    written = {
        "answer": rule.answer_within,
        "set_out": rule.pull_out.set_out_within,
        "arrive": rule.pull_out.arrive_within,
    }
    return {name: Limit.parse(text).clock.total_seconds() for name, text in written.items()}


def _start_clock(actor: Actor, check: ReadinessCheck, kind: str, within: str) -> None:
    deadlines.start(
        actor,
        _subject(check),
        kind,
        region_code=check.region_code,
        holder=Holder(organization_id=check.organization_id),
        starts_at=check.called_at,
        within=Limit.parse(within),
        data={"title": _name(check)},
    )


def _call(actor: Actor, check: ReadinessCheck) -> None:
    zh, en = CHECK_WORDS[CheckKind(check.kind)]
    callsign = check.unit.callsign if check.unit else ""
    notices.notify(
        actor,
        to=[Recipient.organization(check.organization_id)],
        template="readiness_pull_out" if check.kind == CheckKind.PULL_OUT else "readiness_called",
        data={"check": zh, "check_en": en, "unit": callsign or "值班力量", "place": check.place or "驻地门前"},
        urgency=Urgency.FLASH,
        region_code=check.region_code,
        subject=_subject(check),
        key=f"readiness:{check.id}:called",
    )


def _subject(check: ReadinessCheck) -> Subject:
    return Subject.of("readiness_check", check.id)


def _name(check: ReadinessCheck) -> str:
    return organizations.names([check.organization_id]).get(check.organization_id, "")


def _record(actor: Actor, check: ReadinessCheck, verb: str, **data: Any) -> None:
    """On the record of the force itself."""
    zh, en = CHECK_WORDS[CheckKind(check.kind)]
    told = {"check_id": str(check.id), "force": _name(check), "check": {"zh": zh, "en": en}, **data}
    subject = Subject.of("organization", check.organization_id)
    timeline.record(actor, subject, verb, region_code=check.region_code, data=told)
