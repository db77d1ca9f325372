"""Reports upward, and the signatures on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from liandong.incidents.rules.submissions import State
from liandong.kernel.ids import new_id

if TYPE_CHECKING:
    from uuid import UUID


class Submission(models.Model):
    """One report from one level to the next: 首报、续报(一、二…)、终报. `facts` and `text` are what it says."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="submissions", db_index=False)
    clock = models.CharField(max_length=80)
    stage = models.CharField(max_length=12)
    sequence = models.PositiveIntegerField(default=0)
    from_level = models.CharField(max_length=10)
    to_level = models.CharField(max_length=10)
    from_region = models.CharField(max_length=12)
    to_region = models.CharField(max_length=12, blank=True)
    to_organization_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, default=State.DUE)
    grade = models.CharField(max_length=12, null=True)
    starts_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    clause = models.CharField(max_length=500)
    round = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(blank=True)
    items = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    verifying = models.JSONField(default=list)
    prepared_at = models.DateTimeField(null=True)
    prepared_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.UUIDField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.UUIDField(null=True)

    if TYPE_CHECKING:
        incident_id: UUID

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "clock", "to_level", "sequence"], name="submission_once"),
        ]


class Endorsement(models.Model):
    """One signature of 批转; the hash binds it to the text that was signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="endorsements", db_index=False)
    ordinal = models.PositiveSmallIntegerField()
    signer = models.CharField(max_length=14)
    person_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    opinion = models.CharField(max_length=500, blank=True)
    text_hash = models.CharField(max_length=64)
    round = models.PositiveSmallIntegerField(default=1)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "round", "ordinal"], name="endorsement_in_order"),
        ]
