"""Readiness: sensitive periods, the checks that are due, and the checks that were made."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from liandong.dispatch.models.units import Unit
from liandong.dispatch.rules.readiness import CheckKind, CheckResult
from liandong.kernel.ids import new_id


class SensitivePeriod(models.Model):
    """敏感时期、重要节点: marked by a leader, days of Beijing, both included; lifted early with a reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region_code = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    begins = models.DateField()
    ends = models.DateField()
    marked_at = models.DateTimeField()
    marked_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)
    lifted_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="sensitive_period_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["region_code", "begins"], name="sensitive_period_of_region")]


class ReadinessCheck(models.Model):
    """一次值守点名或紧急拉动. Every moment is measured from `called_at`; `limits` are seconds as they held then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization_id = models.UUIDField()
    region_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in CheckKind])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="checks")
    place = models.CharField(max_length=200, blank=True)
    limits = models.JSONField(default=dict)
    called_at = models.DateTimeField()
    called_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    set_out_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(null=True)
    vehicles = models.PositiveIntegerField(null=True)
    remark = models.TextField(blank=True)
    result = models.CharField(max_length=8, blank=True, choices=[(r.value, r.value) for r in CheckResult])
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization_id"], condition=Q(closed_at__isnull=True), name="check_one_open_a_force"
            )
        ]
        indexes = [
            models.Index(fields=["organization_id", "called_at"], name="check_of_force"),
            models.Index(fields=["region_code", "called_at"], name="check_of_region"),
        ]


class ReadinessDuty(models.Model):
    """A check that is due for a force between two moments; `met_by` the check that met it, perhaps after `ends`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization_id = models.UUIDField()
    region_code = models.CharField(max_length=12)
    every = models.CharField(max_length=5)
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey(ReadinessCheck, on_delete=models.PROTECT, null=True, related_name="duties")
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization_id", "every", "begins"],
                condition=Q(dropped_at__isnull=True),
                name="duty_once_a_force_and_span",
            )
        ]
        indexes = [models.Index(fields=["region_code", "ends"], name="duty_of_region")]
