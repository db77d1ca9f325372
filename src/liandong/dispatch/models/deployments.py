"""Plans of deployment, the answers of their chain, and what was filed with whom."""

from __future__ import annotations

from django.db import models

from liandong.dispatch.models.units import Mission, Unit
from liandong.dispatch.rules.chains import DeploymentState, Verdict
from liandong.kernel.ids import new_id


class Deployment(models.Model):
    """调用方案. `scheme` is a snapshot of the content it started with; `reach` the region up to which help is asked.

    `asks` are kinds and numbers asked of the levels above: `[{"type", "count"}]`. `life_saving`: order first.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident_id = models.UUIDField()
    incident_region = models.CharField(max_length=12)
    region_code = models.CharField(max_length=12)
    reach = models.CharField(max_length=12)
    drill = models.BooleanField(default=False)
    life_saving = models.BooleanField(default=False)
    own_forces = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    asks = models.JSONField(default=list)
    industries = models.JSONField(default=list)
    scheme_id = models.CharField(max_length=80)
    # As one text: PostgreSQL sorts the keys of an object, and the order of steps means something.
    scheme = models.JSONField()
    advice = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in DeploymentState], default=DeploymentState.OPEN.value
    )
    version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()
    drafted_by = models.UUIDField(null=True)
    drafted_by_organization = models.UUIDField(null=True)
    order_id = models.UUIDField(null=True)
    ordered_at = models.DateTimeField(null=True)
    ordered_by = models.UUIDField(null=True)
    chain_at_order = models.CharField(max_length=80, blank=True)
    special_at_order = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["incident_id", "drafted_at"], name="deployment_of_incident"),
            models.Index(fields=["region_code", "state", "drafted_at"], name="deployment_of_region"),
        ]


class DeploymentLine(models.Model):
    """One unit of the plan, what it was chosen for, and the mission it became."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="lines")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lines")
    need = models.CharField(max_length=80, blank=True)
    eta_seconds = models.FloatField(null=True)
    eta_method = models.CharField(max_length=16, blank=True)
    warnings = models.JSONField(default=list)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, null=True, related_name="lines")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deployment", "unit"], name="line_one_a_unit")]


class StepAnswer(models.Model):
    """What one office answered, never changed afterwards; `recorded_for` where another office noted it down."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=120)
    act = models.CharField(max_length=8)
    region_code = models.CharField(max_length=12)
    verdict = models.CharField(max_length=10, choices=[(v.value, v.value) for v in Verdict])
    opinion = models.TextField(blank=True)
    recorded_for = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    by_user_id = models.UUIDField(null=True)
    by_person_id = models.UUIDField(null=True)
    by_organization_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deployment", "key"], name="answer_once_a_step")]


class Filing(models.Model):
    """报备: that an industry department was told of the forces under it that were sent.

    `organization_id` is empty where the region has no such department on file: it is kept, and shown as undelivered.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="filings")
    department = models.CharField(max_length=80)
    region_code = models.CharField(max_length=12)
    organization_id = models.UUIDField(null=True)
    unit_ids = models.JSONField(default=list)
    drill = models.BooleanField(default=False)
    filed_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deployment", "department", "region_code"], name="filing_once_a_department")
        ]
        indexes = [models.Index(fields=["organization_id", "filed_at"], name="filing_of_department")]
