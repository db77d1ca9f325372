"""Verbs of the review: start, write, submit, accept or return; name improvements and finish them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from liandong.access.queries import may, require
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.deadlines import services as deadlines
from liandong.deadlines.rules import Holder
from liandong.incidents import queries as incidents
from liandong.kernel import clock
from liandong.kernel.ids import Subject
from liandong.organizations import queries as organizations
from liandong.review import queries, rules, telling
from liandong.review.models import Improvement, Review
from liandong.review.rules import ItemState, ReviewState, Section
from liandong.timeline import queries as timeline
from liandong.timeline.services import record


@transaction.atomic
def start_review(actor: Actor, incident_id: UUID) -> Review:
    """The review of an incident: the one there is, or a new draft."""
    incident = incidents.access_incident(actor, incident_id)
    require(actor, "review.write", incident.region_code)
    review, started = Review.objects.get_or_create(
        incident_id=incident_id,
        defaults={"region_code": incident.region_code, "drill": incident.drill, "started_at": clock.now()},
    )
    if started:
        _record(actor, review, "review_started")
    return review


@transaction.atomic
def write_section(actor: Actor, review_id: UUID, section: Section, text: str) -> Review:
    """Put the text of a section in place of what stood there."""
    review = _to_write(actor, review_id)
    review.sections = {**review.sections, section.value: text}
    review.save(update_fields=["sections"])
    _record(actor, review, "review_section_written", section=rules.LABELS[section].zh, characters=len(text))
    return review


@transaction.atomic
def submit_review(actor: Actor, review_id: UUID) -> Review:
    """Hand the review to the emergency management department; all three sections must be there (S4-21)."""
    review = _to_write(actor, review_id)
    rules.check_complete(review.sections)
    if incidents.incident_summary(review.incident_id).closed_at is None:
        raise rules.IncidentStillOpen
    review.state, review.submitted_at, review.submitted_by = ReviewState.SUBMITTED, clock.now(), _who(actor)
    review.save(update_fields=["state", "submitted_at", "submitted_by"])
    _record(actor, review, "review_submitted")
    telling.accepting_department(actor, review)
    return review


@transaction.atomic
def accept_review(actor: Actor, review_id: UUID) -> Review:
    """Accept a submitted review; never one's own."""
    review = _to_judge(actor, review_id)
    review.state, review.accepted_at, review.accepted_by = ReviewState.ACCEPTED, clock.now(), _who(actor)
    review.save(update_fields=["state", "accepted_at", "accepted_by"])
    _record(actor, review, "review_accepted")
    return review


@transaction.atomic
def return_review(actor: Actor, review_id: UUID, reason: str) -> Review:
    """Give a submitted review back to be written further."""
    review = _to_judge(actor, review_id)
    telling.author(actor, review, reason)
    review.state, review.submitted_at, review.submitted_by = ReviewState.DRAFT, None, None
    review.save(update_fields=["state", "submitted_at", "submitted_by"])
    _record(actor, review, "review_returned", reason)
    return review


@transaction.atomic
def name_improvement(
    actor: Actor,
    review_id: UUID,
    *,
    text: str,
    owner_organization_id: UUID,
    due_at: datetime,
    entry_ids: Sequence[UUID] = (),
    plan_id: str = "",
) -> Improvement:
    """What is to be mended, by whom, until when; runs against a clock like every other obligation."""
    review = queries.access_review(actor, review_id)
    require(actor, "review.write", review.region_code)
    if due_at <= clock.now():
        raise rules.DueInThePast
    owner = organizations.organization(owner_organization_id)
    _check_cited(actor, review, entry_ids, plan_id)
    item = Improvement.objects.create(
        review=review,
        text=text,
        plan_id=plan_id,
        entry_ids=[str(entry) for entry in entry_ids],
        owner_organization_id=owner.id,
        due_at=due_at,
    )
    _start_clock(actor, item)
    _record(actor, review, "improvement_named", text=text[:200], owner=owner.name)
    telling.owner(actor, review, item)
    return item


@transaction.atomic
def finish_improvement(actor: Actor, improvement_id: UUID, result: str) -> Improvement:
    """The improvement is done; its owner, or whoever keeps the review, says what was done."""
    queries.access_improvement(actor, improvement_id)
    item = Improvement.objects.select_for_update(of=("self",)).select_related("review").get(id=improvement_id)
    _check_may_finish(actor, item)
    if item.state == ItemState.DONE:
        raise rules.ItemAlreadyDone
    item.state, item.done_at, item.result = ItemState.DONE, clock.now(), result
    item.save(update_fields=["state", "done_at", "result"])
    deadlines.meet(actor, Subject.of("improvement", item.id), "improvement")
    _record(actor, item.review, "improvement_finished", text=item.text[:200])
    return item


def _locked(actor: Actor, review_id: UUID, permission: str) -> Review:
    """The row, locked until the transaction ends: two writers of different sections both keep theirs."""
    require(actor, permission, queries.access_review(actor, review_id).region_code)
    return Review.objects.select_for_update().get(id=review_id)


def _to_write(actor: Actor, review_id: UUID) -> Review:
    review = _locked(actor, review_id, "review.write")
    if review.state != ReviewState.DRAFT:
        raise rules.AlreadySubmitted
    return review


def _to_judge(actor: Actor, review_id: UUID) -> Review:
    review = _locked(actor, review_id, "review.approve")
    if review.state != ReviewState.SUBMITTED:
        raise rules.NotSubmitted
    if _who(actor) is not None and _who(actor) == review.submitted_by:
        raise rules.OwnReview
    return review


def _who(actor: Actor) -> UUID | None:
    """The person, or the account of somebody who stands in no directory."""
    return actor.person_id or actor.user_id


def _check_cited(actor: Actor, review: Review, entry_ids: Sequence[UUID], plan_id: str) -> None:
    """What an improvement stands on must exist: entries of this incident's timeline, a plan of the library."""
    for entry_id in entry_ids:
        if timeline.access_entry(actor, entry_id).incident_id != review.incident_id:
            raise rules.EntryOfAnotherIncident(entry_id=entry_id)
    if plan_id:
        content.plan(plan_id)


def _check_may_finish(actor: Actor, item: Improvement) -> None:
    """A unit's handler reports for their own unit alone; whoever writes reviews may report for any."""
    if may(actor, "review.write", item.review.region_code):
        return
    require(actor, "review.finish", item.review.region_code)
    if actor.organization_id != item.owner_organization_id:
        raise rules.NotTheOwner(owner=organizations.organization(item.owner_organization_id).name)


def _start_clock(actor: Actor, item: Improvement) -> None:
    deadlines.start(
        actor,
        Subject.of("improvement", item.id),
        "improvement",
        region_code=item.review.region_code,
        holder=Holder(organization_id=item.owner_organization_id),
        starts_at=clock.now(),
        due_at=item.due_at,
        incident_id=item.review.incident_id,
        drill=item.review.drill,
        source="复盘整改事项",
        data={"title": item.text[:60]},
    )


def _record(actor: Actor, review: Review, verb: str, reason: str = "", **data: object) -> None:
    record(
        actor,
        Subject.of("review", review.id),
        verb,
        region_code=review.region_code,
        data=data,
        incident_id=review.incident_id,
        drill=review.drill,
        reason=reason,
    )
