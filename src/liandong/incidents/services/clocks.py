"""The clocks of reports upward, and who is told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from liandong.access.rules import Actor
from liandong.deadlines import services as deadlines
from liandong.deadlines.rules import Holder
from liandong.incidents.models import Incident, Submission
from liandong.incidents.reporting import Hop
from liandong.incidents.rules.submissions import Signer, Stage, next_signer
from liandong.kernel.ids import Subject
from liandong.notices import services as notices
from liandong.notices.rules import Recipient, Urgency
from liandong.organizations import queries as organizations

_KIND = {Stage.FIRST: "report_first", Stage.FOLLOW_UP: "report_follow_up", Stage.FINAL: "report_final"}


def office_of(region_code: str) -> UUID | None:
    """The office that answers for reports of a region: emergency management, else its linkage centre."""
    if not region_code:
        return None
    for kind in ("emergency_management", "linkage_centre", "coordination_office"):
        found = organizations.organizations_in(region_code, kind)
        if found:
            return found[0].id
    return None


def start(actor: Actor, incident: Incident, row: Submission, hop: Hop) -> None:
    """Run the limit for the office that must report; a unit's limit is watched by the county's office."""
    holder = office_of(row.from_region[:6])
    if holder is None or hop.starts_at is None or hop.due_at is None:
        return
    deadlines.start(
        actor,
        _subject(row),
        kind_of(row),
        region_code=row.from_region[:6],
        holder=Holder(organization_id=holder),
        starts_at=hop.starts_at,
        due_at=hop.due_at,
        incident_id=incident.id,
        drill=incident.drill,
        source=hop.clause,
        data={"number": incident.number, "to_region": row.to_region, "title": hop.title_zh},
    )


def kind_of(row: Submission) -> str:
    return "report_unit" if row.from_level == "UNIT" else _KIND[Stage(row.stage)]


def meet(actor: Actor, row: Submission, at: datetime | None) -> None:
    deadlines.meet(actor, _subject(row), kind_of(row), at=at)


def move(actor: Actor, row: Submission, due_at: datetime, reason: str) -> None:
    deadlines.move(actor, _subject(row), kind_of(row), due_at=due_at, reason=reason)


def cancel(actor: Actor, row: Submission, reason: str) -> None:
    deadlines.cancel_all(actor, _subject(row), reason)


def tell_recipients(actor: Actor, incident: Incident, row: Submission) -> None:
    """The duty officer of the level above is told at once (信息接报)."""
    if row.to_organization_id is None:
        return
    notices.notify(
        actor,
        to=[Recipient.organization(row.to_organization_id)],
        template="submission_sent",
        data={
            "number": incident.number,
            "title": incident.title,
            "from_region": row.from_region,
            "grade": row.grade or "",
        },
        urgency=Urgency.URGENT,
        region_code=row.to_region,
        incident_id=incident.id,
        subject=_subject(row),
        drill=incident.drill,
        key=f"submission:{row.id}:sent",
    )


def tell_whose_turn(actor: Actor, incident: Incident, row: Submission, signed: int) -> None:
    """批转: whoever signs next, after the last signature the duty officer, who sends it."""
    turn = next_signer(signed)
    recipient = _signer(row, turn) if turn else _duty(row, "DUTY_OFFICER")
    if recipient is not None:
        template = "submission_to_sign" if turn else "submission_to_send"
        _tell_own_side(actor, incident, row, template, recipient, occasion=f"{row.round}:{signed}")


def tell_returned(actor: Actor, incident: Incident, row: Submission, reason: str) -> None:
    recipient = _duty(row, "DUTY_OFFICER")
    _tell_own_side(actor, incident, row, "submission_returned", recipient, occasion=str(row.round), reason=reason)


def _signer(row: Submission, signer: Signer) -> Recipient | None:
    """Officer and leader are those on duty now; the director is who leads the office."""
    if signer is not Signer.DIRECTOR:
        return _duty(row, signer.value)
    office = office_of(row.from_region[:6])
    leader = organizations.leader_of(office) if office else None
    return Recipient.post(leader) if leader else None


def _duty(row: Submission, role: str) -> Recipient:
    return Recipient.region_duty(row.from_region[:6], role)


def _tell_own_side(
    actor: Actor, incident: Incident, row: Submission, template: str, to: Recipient, *, occasion: str, reason: str = ""
) -> None:
    notices.notify(
        actor,
        to=[to],
        template=template,
        data={"number": incident.number, "title": incident.title, "reason": reason},
        urgency=Urgency.URGENT,
        region_code=row.from_region,
        incident_id=incident.id,
        subject=_subject(row),
        drill=incident.drill,
        key=f"{template}:{row.id}:{occasion}",
    )


def _subject(row: Submission) -> Subject:
    return Subject.of("submission", row.id)
