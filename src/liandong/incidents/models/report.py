"""Reports, and apart from them the people who sent them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from liandong.incidents.rules.reports import Channel, ReportKind, ReportState
from liandong.kernel.ids import new_id

if TYPE_CHECKING:
    from uuid import UUID


class Report(models.Model):
    """What a channel delivered, kept as it came; only state, incident and sequence change afterwards."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.CharField(max_length=80)
    client_key = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64)
    raw_hash = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Channel])
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in ReportKind])
    sequence = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default=ReportState.NEW)
    incident: models.ForeignKey[Incident | None, Incident | None] = models.ForeignKey(
        "incidents.Incident", models.PROTECT, null=True, related_name="reports", db_index=False
    )
    follows: models.ForeignKey[Report | None, Report | None] = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followed_by", db_index=False
    )
    event_type = models.CharField(max_length=10, blank=True)
    region_code = models.CharField(max_length=12)
    place = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    given_crs = models.CharField(max_length=10, blank=True)
    cell = models.CharField(max_length=16, blank=True)
    summary = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    source_unit = models.CharField(max_length=200, blank=True)
    phone_hash = models.CharField(max_length=64, blank=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    drill = models.BooleanField(default=False)

    if TYPE_CHECKING:
        incident_id: UUID | None
        follows_id: UUID | None

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "client_key"], name="report_one_key")]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="report_newest"),
            models.Index(
                fields=["-received_at", "-id"],
                name="report_waiting",
                condition=models.Q(state__in=[ReportState.NEW, ReportState.SPLIT]),
            ),
            models.Index(fields=["cell", "occurred_at"], name="report_near", condition=models.Q(cell__gt="")),
            models.Index(
                fields=["phone_hash", "occurred_at"], name="report_caller", condition=models.Q(phone_hash__gt="")
            ),
            models.Index(
                fields=["incident", "received_at"],
                name="report_of_incident",
                condition=models.Q(incident__isnull=False),
            ),
        ]


class Reporter(models.Model):
    """Name and telephone of who reported: shown masked, looked at with a reason, removed after `retain_until`."""

    report: models.OneToOneField[Report, Report] = models.OneToOneField(
        Report, models.CASCADE, primary_key=True, related_name="reporter"
    )
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    retain_until = models.DateTimeField(db_index=True)

    if TYPE_CHECKING:
        report_id: UUID


if TYPE_CHECKING:
    from liandong.incidents.models.incident import Incident
