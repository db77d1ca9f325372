"""Incidents with what is known, who commands, where, and in which phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Substr

from liandong.incidents.rules.command import CommandKind
from liandong.incidents.rules.grades import Branch, Framework
from liandong.incidents.rules.lifecycle import Phase, State
from liandong.kernel.ids import new_id

if TYPE_CHECKING:
    from uuid import UUID


def _region_part(digits: int) -> models.GeneratedField:
    """The region code down to one level: lists of one scope read it by equality, newest first, from one index."""
    return models.GeneratedField(
        expression=Substr("region_code", 1, digits), output_field=models.CharField(max_length=12), db_persist=True
    )


class Incident(models.Model):
    """突发事件. `legal_grade` is in force; `proposed_grade` the rule's, `confirmed_grade` a person's.

    `reported_at` is when its first report was received: the clocks of reporting count from it. A `historical` one
    was loaded from old records, so none run.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    event_type = models.CharField(max_length=10)
    region_code = models.CharField(max_length=12)
    province = _region_part(2)
    city = _region_part(4)
    county = _region_part(6)
    town = _region_part(9)
    place = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    cell = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=10, default=State.OPEN)
    phase = models.CharField(max_length=10, default=Phase.IMMEDIATE)
    facts = models.JSONField(default=dict)
    proposed_grade = models.CharField(max_length=12, null=True)
    confirmed_grade = models.CharField(max_length=12, null=True)
    legal_grade = models.CharField(max_length=12, null=True)
    proposal = models.JSONField(default=dict)
    response_branch = models.CharField(max_length=14, default=Branch.LINKAGE)
    branch_overridden = models.BooleanField(default=False)
    framework = models.CharField(max_length=10, default=Framework.LINKAGE)
    framework_overridden = models.BooleanField(default=False)
    special = models.BooleanField(default=False)
    commander_kind = models.CharField(max_length=10, default=CommandKind.FRT)
    commander_organization_id = models.UUIDField(null=True)
    commander_post_id = models.UUIDField(null=True)
    commander_person_id = models.UUIDField(null=True)
    drill = models.BooleanField(default=False)
    historical = models.BooleanField(default=False)
    occurred_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    conclusion = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="incident_newest"),
            models.Index(fields=["province", "-opened_at", "-id"], name="incident_of_province"),
            models.Index(fields=["city", "-opened_at", "-id"], name="incident_of_city"),
            models.Index(fields=["county", "-opened_at", "-id"], name="incident_of_county"),
            models.Index(fields=["town", "-opened_at", "-id"], name="incident_of_town"),
            models.Index(fields=["-opened_at", "-id"], name="incident_open", condition=models.Q(state=State.OPEN)),
            models.Index(
                fields=["county", "-opened_at", "-id"],
                name="incident_open_in_county",
                condition=models.Q(state=State.OPEN),
            ),
            models.Index(fields=["cell"], name="incident_near", condition=models.Q(cell__gt="")),
        ]


class NumberSeries(models.Model):
    """The last serial given out for a region on a day (Beijing), exercises counted apart."""

    id = models.BigAutoField(primary_key=True)
    region_code = models.CharField(max_length=12)
    day = models.DateField()
    drill = models.BooleanField(default=False)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region_code", "day", "drill"], name="number_series_one"),
        ]


class FactStatement(models.Model):
    """See `rules.facts.Statement`: rows are added and withdrawn, never overwritten."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="statements", db_index=False)
    report = models.ForeignKey("incidents.Report", models.PROTECT, null=True, related_name="+", db_index=False)
    fact = models.CharField(max_length=64)
    value = models.JSONField(null=True)
    stated_by_person = models.UUIDField(null=True)
    stated_by_organization = models.UUIDField(null=True)
    stated_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    withdrawn = models.BooleanField(default=False)

    if TYPE_CHECKING:
        incident_id: UUID
        report_id: UUID | None

    class Meta:
        indexes = [models.Index(fields=["incident", "recorded_at"], name="fact_history")]


class PhaseRecord(models.Model):
    """One stay in a phase, and what was fed back from it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="phases", db_index=False)
    phase = models.CharField(max_length=10)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    feedback = models.TextField(blank=True)
    feedback_at = models.DateTimeField(null=True)
    feedback_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], name="phase_one_present", condition=models.Q(left_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["incident", "entered_at"], name="phase_log")]


class CommandHolding(models.Model):
    """指挥权: who held command from when until when; it begins when both sides have signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="commands", db_index=False)
    kind = models.CharField(max_length=10)
    organization_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    handed_over_by = models.UUIDField(null=True)
    taken_over_by = models.UUIDField(null=True)
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"],
                name="command_one_present",
                condition=models.Q(begins_at__isnull=False, ends_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["incident"],
                name="command_one_pending",
                condition=models.Q(begins_at__isnull=True, ends_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["incident", "proposed_at"], name="command_log")]


class Zone(models.Model):
    """A drawn area with a kind from content; lifted, never erased."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="zones", db_index=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    geometry = models.JSONField()
    area_m2 = models.FloatField(null=True)
    set_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["incident", "set_at"], name="zone_log")]


class Plot(models.Model):
    """标绘: a sign, line or area with its text on the incident's map; taken off, never erased."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="plots", db_index=False)
    symbol = models.CharField(max_length=80)
    title = models.CharField(max_length=200, blank=True)
    geometry = models.JSONField()
    drawn_at = models.DateTimeField()
    drawn_by = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["incident", "drawn_at"], name="plot_log")]
