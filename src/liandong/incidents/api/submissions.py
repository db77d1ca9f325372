"""Reports upward: what is owed, what is missing, prepare, endorse, send, receive."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from liandong.access.api import actor_of
from liandong.incidents import queries, services
from liandong.incidents.api.answers import submission_body
from liandong.incidents.reporting import Item
from liandong.incidents.rules.submissions import Stage
from liandong.incidents.schemas.incidents import EndorseIn, MissingItemOut, SubmissionOut, SubmissionPrepareIn
from liandong.incidents.schemas.reports import IncidentReasonIn

router = Router()


@router.get("/incidents/{incident_id}/submissions", response=list[SubmissionOut])
def list_submissions(request: HttpRequest, incident_id: UUID) -> list[dict[str, Any]]:
    """Every report upward that is owed or was sent, the next due first."""
    return [submission_body(row) for row in queries.submissions_of(actor_of(request), incident_id)]


@router.get("/incidents/{incident_id}/missing-items", response=list[MissingItemOut])
def list_missing_items(request: HttpRequest, incident_id: UUID, stage: Stage = Stage.FIRST) -> list[Item]:
    """What the next report upward still lacks."""
    return queries.missing_for_next_report(actor_of(request), incident_id, stage)


@router.get("/submissions/{submission_id}", response=SubmissionOut)
def read_submission(request: HttpRequest, submission_id: UUID) -> dict[str, Any]:
    return submission_body(queries.access_submission(actor_of(request), submission_id))


@router.post("/submissions/{submission_id}/prepare", response=SubmissionOut)
def prepare_submission(request: HttpRequest, submission_id: UUID, body: SubmissionPrepareIn) -> dict[str, Any]:
    """拟稿."""
    row = services.prepare_submission(actor_of(request), submission_id, text=body.text, items=body.items)
    return submission_body(row)


@router.post("/submissions/{submission_id}/endorse", response=SubmissionOut)
def endorse_submission(request: HttpRequest, submission_id: UUID, body: EndorseIn) -> dict[str, Any]:
    """批转: 值班员 → 带班领导 → 主任, one signature a hop; skipping one is refused."""
    row = services.endorse_submission(actor_of(request), submission_id, body.signer, body.opinion)
    return submission_body(row)


@router.post("/submissions/{submission_id}/return", response=SubmissionOut)
def return_submission(request: HttpRequest, submission_id: UUID, body: IncidentReasonIn) -> dict[str, Any]:
    """退回重拟."""
    return submission_body(services.return_submission(actor_of(request), submission_id, body.reason))


@router.post("/submissions/{submission_id}/send", response=SubmissionOut)
def send_submission(request: HttpRequest, submission_id: UUID) -> dict[str, Any]:
    """报出."""
    return submission_body(services.send_submission(actor_of(request), submission_id))


@router.post("/submissions/{submission_id}/receive", response=SubmissionOut)
def receive_submission(request: HttpRequest, submission_id: UUID) -> dict[str, Any]:
    """收件回执, by the level above."""
    return submission_body(services.receive_submission(actor_of(request), submission_id))
