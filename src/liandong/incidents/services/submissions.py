"""Reports upward: settled whenever the grade changes, prepared, endorsed hop by hop, sent, received."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.incidents import reporting
from liandong.incidents.events import SubmissionSent
from liandong.incidents.models import Endorsement, Incident, Report, Submission
from liandong.incidents.queries.incidents import access_incident
from liandong.incidents.reporting import Hop
from liandong.incidents.rules.problems import SameEndorser
from liandong.incidents.rules.reports import Channel
from liandong.incidents.rules.submissions import (
    ROUTE,
    UNSENT,
    Signer,
    Stage,
    State,
    check_signer,
    check_step,
)
from liandong.incidents.services import clocks, recording
from liandong.incidents.services.authority import with_reason
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.kernel.events import publish

SIGNER_PERMISSION = {
    Signer.DUTY_OFFICER: "incidents.endorse_as_officer",
    Signer.DUTY_LEADER: "incidents.endorse_as_leader",
    Signer.DIRECTOR: "incidents.endorse_as_director",
}


def settle(actor: Actor, incident: Incident, reason: str, *, announce: bool) -> None:
    """Make the reports owed agree with the grade in force: new recipients join, limits move, what fell away ends."""
    if incident.historical:
        return
    wanted = {(hop.clock, hop.to): hop for hop in reporting.first_hops(incident)}
    rows = Submission.objects.filter(incident=incident, stage=Stage.FIRST)
    existing = {(row.clock, row.to_level): row for row in rows}
    for key, hop in wanted.items():
        if key not in existing:
            _owe(actor, incident, hop, reason)
        elif announce:
            _readjust(actor, incident, existing[key], hop, reason)
    for key, row in existing.items():
        if key not in wanted and row.state in UNSENT:
            _cancel(actor, incident, row, reason)


def require_final(actor: Actor, incident: Incident) -> None:
    """At the end: pending follow-ups fall away and the final report is owed."""
    for row in Submission.objects.filter(incident=incident, stage=Stage.FOLLOW_UP, state__in=UNSENT):
        _cancel(actor, incident, row, incident.conclusion)
    if not incident.historical:
        for hop in reporting.final_hops(incident):
            _owe(actor, incident, hop, incident.conclusion)


def note_unit_report(actor: Actor, incident: Incident, report: Report) -> None:
    """The unit's own report has come in: its clock is met."""
    if report.channel != Channel.UNIT_REPORT:
        return
    for row in Submission.objects.filter(incident=incident, from_level="UNIT", state__in=UNSENT):
        row.state, row.sent_at, row.received_at = State.RECEIVED, report.received_at, report.received_at
        row.facts = report.facts
        row.save()
        recording.of_submission(actor, incident, row, "submission_received", {"report_id": str(report.id)})
        clocks.meet(actor, row, at=report.received_at)


@transaction.atomic
def prepare_submission(
    actor: Actor, submission_id: UUID, *, text: str = "", items: Mapping[str, str] | None = None
) -> Submission:
    """拟稿: what the report says, with the facts as they stand now. What is still missing goes up as being verified."""
    row, incident = _locked(actor, submission_id, "incidents.handle")
    check_step(State(row.state), "prepare")
    row.state, row.text, row.items = State.PREPARED, text or incident.summary, dict(items or {})
    row.facts, row.grade = incident.facts, incident.legal_grade
    row.prepared_at, row.prepared_by = clock.now(), actor.user_id
    row.verifying = [item.id for item in reporting.missing_items(incident, Stage(row.stage), row.items)]
    row.round += 1 if row.endorsements.filter(round=row.round).exists() else 0
    row.save()
    recording.of_submission(actor, incident, row, "submission_prepared", {"verifying": row.verifying})
    clocks.tell_whose_turn(actor, incident, row, signed=0)
    return row


@transaction.atomic
def endorse_submission(actor: Actor, submission_id: UUID, signer: str, opinion: str = "") -> Submission:
    """批转: one signature, in the order of the route; bound to the text by its hash."""
    hop = Signer(signer)
    row, incident = _locked(actor, submission_id, SIGNER_PERMISSION[hop])
    check_step(State(row.state), "endorse")
    signed = list(row.endorsements.filter(round=row.round).order_by("ordinal"))
    check_signer(len(signed), hop)
    if actor.user_id is not None and any(one.user_id == actor.user_id for one in signed):
        raise SameEndorser
    Endorsement.objects.create(
        submission=row,
        round=row.round,
        ordinal=len(signed),
        signer=hop,
        person_id=actor.person_id,
        user_id=actor.user_id,
        post_id=actor.post_id,
        opinion=opinion[:500],
        text_hash=text_hash(row),
        signed_at=clock.now(),
    )
    if len(signed) + 1 == len(ROUTE):
        row.state = State.ENDORSED
        row.save(update_fields=["state"])
    recording.of_submission(actor, incident, row, "submission_endorsed", {"signer": hop, "hop": len(signed) + 1})
    clocks.tell_whose_turn(actor, incident, row, signed=len(signed) + 1)
    return row


@transaction.atomic
def return_submission(actor: Actor, submission_id: UUID, reason: str) -> Submission:
    """退回: an endorser sends it back to be prepared again; the next round is signed from the start."""
    row, incident = _locked(actor, submission_id, "incidents.endorse_as_leader")
    check_step(State(row.state), "endorse")
    row.state, row.round = State.DUE, row.round + 1
    row.save(update_fields=["state", "round"])
    recording.of_submission(actor, incident, row, "submission_returned", reason=with_reason(reason))
    clocks.tell_returned(actor, incident, row, reason)
    return row


@transaction.atomic
def send_submission(actor: Actor, submission_id: UUID) -> Submission:
    """报出: stops the clock, tells the recipients, starts the next level's clock and the next follow-up's."""
    row, incident = _locked(actor, submission_id, "incidents.handle")
    check_step(State(row.state), "send")
    row.state, row.sent_at, row.sent_by = State.SENT, clock.now(), actor.user_id
    row.save(update_fields=["state", "sent_at", "sent_by"])
    recording.of_submission(actor, incident, row, "submission_sent", {"grade": row.grade})
    clocks.meet(actor, row, at=row.sent_at)
    clocks.tell_recipients(actor, incident, row)
    _start_waiting(actor, incident, row)
    _owe_follow_up(actor, incident, row)
    publish(SubmissionSent(incident.id, row.id, row.stage, row.to_region))
    return row


@transaction.atomic
def receive_submission(actor: Actor, submission_id: UUID) -> Submission:
    """收件回执: the level above confirms that it has the report."""
    row, incident = _found(actor, submission_id)
    access.require(actor, "incidents.handle", row.to_region)
    check_step(State(row.state), "receive")
    row.state, row.received_at, row.received_by = State.RECEIVED, clock.now(), actor.user_id
    row.save(update_fields=["state", "received_at", "received_by"])
    recording.of_submission(actor, incident, row, "submission_received")
    return row


def text_hash(row: Submission) -> str:
    """What a signature binds: text, items, facts and grade."""
    said = repr((row.text, sorted(row.items.items()), sorted(row.facts.items()), row.grade))
    return hashlib.sha256(said.encode()).hexdigest()


def _owe(actor: Actor, incident: Incident, hop: Hop, reason: str, sequence: int = 0) -> Submission:
    row = Submission.objects.create(
        incident=incident,
        clock=hop.clock,
        stage=hop.stage,
        sequence=sequence,
        from_level=hop.reporter,
        to_level=hop.to,
        from_region=hop.from_region,
        to_region=hop.to_region,
        to_organization_id=clocks.office_of(hop.to_region),
        state=State.DUE if hop.due_at else State.WAITING,
        grade=incident.legal_grade,
        starts_at=hop.starts_at,
        due_at=hop.due_at,
        clause=hop.clause[:500],
    )
    data = {"due_at": hop.due_at.isoformat() if hop.due_at else "", "clause": hop.clause}
    recording.of_submission(actor, incident, row, "submission_owed", data, reason=reason)
    clocks.start(actor, incident, row, hop)
    return row


def _readjust(actor: Actor, incident: Incident, row: Submission, hop: Hop, reason: str) -> None:
    """The grade changed while the report was not yet sent: its limit may be another one now."""
    if row.state not in UNSENT or row.due_at == hop.due_at or hop.due_at is None:
        return
    row.due_at, row.clause = hop.due_at, hop.clause[:500]
    row.save(update_fields=["due_at", "clause"])
    clocks.move(actor, row, hop.due_at, reason)


def _cancel(actor: Actor, incident: Incident, row: Submission, reason: str) -> None:
    row.state = State.CANCELLED
    row.save(update_fields=["state"])
    recording.of_submission(actor, incident, row, "submission_cancelled", reason=reason)
    clocks.cancel(actor, row, reason)


def _start_waiting(actor: Actor, incident: Incident, sent: Submission) -> None:
    """The level that has now been told owes its own report onward."""
    waiting = Submission.objects.filter(
        incident=incident, stage=sent.stage, from_level=sent.to_level, state=State.WAITING
    )
    for row in waiting:
        hop = reporting.hop_of(incident, row, starts_at=_sent(sent))
        row.state, row.starts_at, row.due_at = State.DUE, hop.starts_at, hop.due_at
        row.save(update_fields=["state", "starts_at", "due_at"])
        clocks.start(actor, incident, row, hop)


def _owe_follow_up(actor: Actor, incident: Incident, sent: Submission) -> None:
    """续报一、二 …: while the incident is open, each report sent starts the limit of the next."""
    if incident.state != "OPEN" or sent.stage not in (Stage.FIRST, Stage.FOLLOW_UP):
        return
    for hop in reporting.follow_up_hops(incident, sent, _sent(sent)):
        pending = Submission.objects.filter(incident=incident, stage=Stage.FOLLOW_UP, to_level=hop.to, clock=hop.clock)
        if not pending.filter(state__in=UNSENT).exists():
            _owe(actor, incident, hop, "", sequence=pending.count() + 1)


def _sent(row: Submission) -> datetime:
    return row.sent_at or clock.now()


def _found(actor: Actor, submission_id: UUID) -> tuple[Submission, Incident]:
    """NotFound unless the actor sees the incident it belongs to."""
    row = Submission.objects.filter(id=submission_id).first()
    if row is None:
        raise NotFound(kind="submission", id=str(submission_id))
    access_incident(actor, row.incident_id)
    incident = Incident.objects.select_for_update().get(id=row.incident_id)
    return Submission.objects.select_for_update().get(id=submission_id), incident


def _locked(actor: Actor, submission_id: UUID, permission: str) -> tuple[Submission, Incident]:
    """The row, locked, for an act of the reporting side."""
    row, incident = _found(actor, submission_id)
    access.require(actor, permission, row.from_region)
    return row, incident
