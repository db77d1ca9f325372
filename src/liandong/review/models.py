"""Reviews and what is to be mended."""

from __future__ import annotations

from django.db import models

from liandong.kernel.ids import new_id
from liandong.review.rules import ItemState, ReviewState


class Review(models.Model):
    """复盘: one for an incident. `sections` maps a section's name to its text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident_id = models.UUIDField(unique=True)
    region_code = models.CharField(max_length=12)
    drill = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=ReviewState.DRAFT)
    sections = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["region_code", "state"], name="review_by_region")]


class Improvement(models.Model):
    """整改事项: found in a review, with an owner and a due time; `entry_ids` are the timeline entries it stands on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="improvements")
    text = models.TextField()
    plan_id = models.CharField(max_length=80, blank=True)
    entry_ids = models.JSONField(default=list)
    owner_organization_id = models.UUIDField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=4, default=ItemState.OPEN)
    done_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["review", "due_at"], name="review_improvements")]
