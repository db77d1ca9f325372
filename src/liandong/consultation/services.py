"""Verbs of a meeting: call it, put a conclusion, give an opinion, close it with minutes, decide, order the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from liandong.access.queries import require
from liandong.access.rules import Actor
from liandong.consultation import queries, rules
from liandong.consultation.models import Decision, Meeting, Opinion
from liandong.consultation.rules import OUTCOME_WORDS, STANCE_WORDS, MeetingState, Outcome, Stance
from liandong.content import office
from liandong.incidents import queries as incidents
from liandong.kernel import clock
from liandong.kernel.errors import NotFound
from liandong.kernel.ids import Subject
from liandong.notices import services as notices
from liandong.notices.rules import Recipient, Urgency
from liandong.orders import services as orders
from liandong.orders.rules import OrderDraft
from liandong.organizations import queries as organizations
from liandong.timeline.services import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """召集: what is asked of whom, when and where."""

    kind: str
    title: str
    question: str
    called: Sequence[UUID]
    held_at: datetime | None = None
    place: str = ""


@transaction.atomic
def convene_meeting(actor: Actor, incident_id: UUID, call: Call) -> Meeting:
    """Call people to a meeting of the incident; each of them is told and confirms."""
    incident = incidents.access_incident(actor, incident_id)
    require(actor, "consultation.convene", incident.region_code)
    title = office.meeting_kind(call.kind).title
    people = _known(call.called)
    meeting = Meeting.objects.create(
        incident_id=incident.id,
        region_code=incident.region_code,
        drill=incident.drill,
        kind=call.kind,
        title=call.title,
        question=call.question,
        place=call.place,
        held_at=call.held_at or clock.now(),
        convened_at=clock.now(),
        convened_by=_who(actor),
        called=[str(person) for person in people],
    )
    _record(actor, meeting, "meeting_convened", kind=title.zh, kind_en=title.en)
    _tell(actor, meeting, people)
    return meeting


@transaction.atomic
def propose_conclusion(actor: Actor, meeting_id: UUID, text: str) -> Meeting:
    """Put a conclusion to the meeting; stances on an earlier one no longer count."""
    meeting = _open(actor, meeting_id, "consultation.convene")
    meeting.proposal, meeting.proposal_version = text, meeting.proposal_version + 1
    meeting.save(update_fields=["proposal", "proposal_version"])
    _record(actor, meeting, "conclusion_proposed", text=text[:200])
    return meeting


@transaction.atomic
def give_opinion(
    actor: Actor, meeting_id: UUID, stance: Stance, text: str, *, person_id: UUID | None = None
) -> Opinion:
    """Say something, or where one stands on the conclusion; the convener writes down what was said by word of mouth."""
    own = person_id is None or person_id == actor.person_id
    meeting = _open(actor, meeting_id, "consultation.opine" if own else "consultation.convene")
    speaker = person_id or actor.person_id
    if speaker is None or str(speaker) not in meeting.called:
        raise rules.NotCalled(permission="consultation.opine", region=meeting.region_code)
    if stance is not Stance.NOTE and not meeting.proposal_version:
        raise rules.NothingProposed
    opinion = Opinion.objects.create(
        meeting=meeting,
        person_id=speaker,
        stance=stance,
        text=text,
        proposal_version=meeting.proposal_version,
        given_at=clock.now(),
        recorded_by=None if own else _who(actor),
    )
    word = STANCE_WORDS[stance]
    _record(actor, meeting, "opinion_given", expert_id=str(speaker), stance=word.zh, stance_en=word.en)
    return opinion


@transaction.atomic
def close_meeting(actor: Actor, meeting_id: UUID, minutes: str) -> Meeting:
    """End the meeting with its minutes; whether it agreed follows from who agreed, nobody states it."""
    meeting = _open(actor, meeting_id, "consultation.convene")
    kind = office.meeting_kind(meeting.kind)
    if kind.opinions and not meeting.proposal_version:
        raise rules.NothingProposed
    called = [UUID(one) for one in meeting.called]
    found = rules.outcome_of(called, queries.stances(meeting), kind.consensus) if kind.opinions else Outcome.HELD
    meeting.state, meeting.outcome, meeting.minutes = MeetingState.CLOSED, found, minutes
    meeting.closed_at, meeting.closed_by = clock.now(), _who(actor)
    meeting.save(update_fields=["state", "outcome", "minutes", "closed_at", "closed_by"])
    word = OUTCOME_WORDS[found]
    _record(actor, meeting, "meeting_closed", outcome=word.zh, outcome_en=word.en)
    return meeting


@transaction.atomic
def take_decision(actor: Actor, meeting_id: UUID, text: str, opinion_ids: Sequence[UUID] = ()) -> Decision:
    """Decide on the basis of the meeting; after a consultation the opinions it stands on are named (三（五）)."""
    meeting = _locked(actor, meeting_id, "consultation.decide")
    if meeting.state != MeetingState.CLOSED:
        raise rules.MeetingStillOpen
    if office.meeting_kind(meeting.kind).opinions and not opinion_ids:
        raise rules.OpinionsNeeded
    if meeting.opinions.filter(id__in=opinion_ids).count() != len(set(opinion_ids)):
        raise rules.OpinionElsewhere
    decision = Decision.objects.create(
        meeting=meeting,
        number=meeting.decisions.count() + 1,
        text=text,
        opinion_ids=[str(one) for one in dict.fromkeys(opinion_ids)],
        decided_by=_who(actor),
        decided_post=actor.post_id,
        decided_at=clock.now(),
    )
    _record(actor, meeting, "decision_taken", number=decision.number, text=text[:200], opinions=decision.opinion_ids)
    return decision


@transaction.atomic
def order_decision(actor: Actor, decision_id: UUID, draft: OrderDraft) -> Decision:
    """Issue the order that carries a decision out; it names the meeting and the number as its clause."""
    meeting_id = queries.access_decision(actor, decision_id).meeting_id
    meeting = _locked(actor, meeting_id, "consultation.read")
    decision = Decision.objects.select_for_update().get(id=decision_id)
    if decision.order_id is not None:
        raise rules.AlreadyOrdered
    clause = f"{office.meeting_kind(meeting.kind).title.zh}“{meeting.title}”第{decision.number}项决定"[:200]
    bound = replace(
        draft,
        incident_id=meeting.incident_id,
        region_code=meeting.region_code,
        clause=clause,
        drill=meeting.drill,
    )
    order = orders.issue_order(actor, bound)
    decision.order_id = order.id
    decision.save(update_fields=["order_id"])
    _record(actor, meeting, "decision_ordered", number=decision.number, order_no=order.number)
    return decision


def _known(called: Sequence[UUID]) -> list[UUID]:
    """Those called, nobody twice; NotFound for somebody who stands in no directory."""
    people = list(dict.fromkeys(called))
    missing = set(people) - set(organizations.names(people))
    if missing:
        raise NotFound(kind="person", id=str(min(missing)))
    if not people:
        raise rules.NobodyCalled
    return people


def _open(actor: Actor, meeting_id: UUID, permission: str) -> Meeting:
    meeting = _locked(actor, meeting_id, permission)
    if meeting.state != MeetingState.OPEN:
        raise rules.MeetingClosed
    return meeting


def _locked(actor: Actor, meeting_id: UUID, permission: str) -> Meeting:
    require(actor, permission, queries.access_meeting(actor, meeting_id).region_code)
    return Meeting.objects.select_for_update().get(id=meeting_id)


def _who(actor: Actor) -> UUID | None:
    return actor.person_id or actor.user_id


def _tell(actor: Actor, meeting: Meeting, people: Sequence[UUID]) -> None:
    title = office.meeting_kind(meeting.kind).title
    notices.notify(
        actor,
        to=[Recipient.person(person) for person in people],
        template="meeting_called",
        data={
            "kind": title.zh,
            "kind_en": title.en,
            "title": meeting.title,
            "question": meeting.question,
            "held_at": meeting.held_at.isoformat(),
            "place": meeting.place or "—",
        },
        urgency=Urgency.URGENT,
        region_code=meeting.region_code,
        incident_id=meeting.incident_id,
        subject=Subject.of("meeting", meeting.id),
        drill=meeting.drill,
        key=f"meeting:{meeting.id}:called",
    )


def _record(actor: Actor, meeting: Meeting, verb: str, **data: object) -> None:
    record(
        actor,
        Subject.of("meeting", meeting.id),
        verb,
        region_code=meeting.region_code,
        data={"title": meeting.title, **data},
        incident_id=meeting.incident_id,
        drill=meeting.drill,
    )
