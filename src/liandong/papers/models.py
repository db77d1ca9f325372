"""Papers, the hops on their way, and the copies that were handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from liandong.kernel.ids import new_id
from liandong.papers.rules import ArrivedBy, PaperState

if TYPE_CHECKING:
    from uuid import UUID


class Paper(models.Model):
    """文电: `step` is how many steps of its route are signed in this round."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    route = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    file_ids = models.JSONField(default=list)
    from_unit = models.CharField(max_length=200, blank=True)
    via = models.CharField(max_length=10, default=ArrivedBy.PLATFORM)
    region_code = models.CharField(max_length=12)
    incident_id = models.UUIDField(null=True)
    drill = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=PaperState.MOVING)
    round = models.PositiveSmallIntegerField(default=1)
    step = models.PositiveSmallIntegerField(default=0)
    registered_at = models.DateTimeField()
    registered_by = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["region_code", "state", "-registered_at"], name="papers_of_region"),
            models.Index(fields=["incident_id", "-registered_at"], name="papers_of_incident"),
        ]


class Hop(models.Model):
    """一环: who signed which step when, from when it lay with them, and the hash of what they signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="hops", db_index=False)
    round = models.PositiveSmallIntegerField()
    ordinal = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=80)
    person_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    opinion = models.CharField(max_length=500, blank=True)
    text_hash = models.CharField(max_length=64)
    came_at = models.DateTimeField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "round", "ordinal"], name="papers_one_hop")]


class Copy(models.Model):
    """转办 to one organisation, and its receipt."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="copies", db_index=False)
    organization_id = models.UUIDField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.UUIDField(null=True)

    if TYPE_CHECKING:
        paper_id: UUID

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "organization_id"], name="papers_one_copy")]
