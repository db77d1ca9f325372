"""Meetings, who was called, what they said, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from liandong.consultation.rules import MeetingState
from liandong.kernel.ids import new_id

if TYPE_CHECKING:
    from uuid import UUID


class Meeting(models.Model):
    """会议: `proposal_version` counts the conclusions put to it; a stance belongs to the one it was taken on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident_id = models.UUIDField()
    region_code = models.CharField(max_length=12)
    drill = models.BooleanField(default=False)
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    question = models.TextField()
    place = models.CharField(max_length=200, blank=True)
    held_at = models.DateTimeField()
    convened_at = models.DateTimeField()
    convened_by = models.UUIDField(null=True)
    called = models.JSONField(default=list)
    proposal = models.TextField(blank=True)
    proposal_version = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, default=MeetingState.OPEN)
    outcome = models.CharField(max_length=12, blank=True)
    minutes = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["incident_id", "-convened_at", "-id"], name="consultation_of_incident")]


class Opinion(models.Model):
    """意见: added and never changed; the newest of a person on the present conclusion is their stance.

    `recorded_by` is somebody else where it was given by word of mouth.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="opinions", db_index=False)
    person_id = models.UUIDField()
    stance = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    proposal_version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["meeting", "given_at"], name="consultation_opinions")]


class Decision(models.Model):
    """决定: with the opinions it stands on and the order it became."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions", db_index=False)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    opinion_ids = models.JSONField(default=list)
    decided_by = models.UUIDField(null=True)
    decided_post = models.UUIDField(null=True)
    decided_at = models.DateTimeField()
    order_id = models.UUIDField(null=True)

    if TYPE_CHECKING:
        meeting_id: UUID

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="consultation_decision_number")]
