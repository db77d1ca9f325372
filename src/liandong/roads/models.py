"""Closures of roads."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from liandong.kernel.ids import new_id
from liandong.roads.rules.closures import ClosureKind


class RoadClosure(models.Model):
    """道路封闭或限速: a place on the map, not arcs of a graph, so that it holds when the graph is imported anew.

    `geometry` is GeoJSON (CGCS2000), widened by `within_m`; with `road` only roads of that name are meant. Once told
    it is never altered; lifting sets `until`, which is also the end foreseen when it was told.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in ClosureKind])
    speed_share = models.FloatField(null=True)
    geometry = models.JSONField()
    within_m = models.FloatField()
    road = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    incident_id = models.UUIDField(null=True)
    starts_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    drill = models.BooleanField(default=False)
    told_at = models.DateTimeField()
    told_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="SLOW", speed_share__gt=0) | Q(kind="CLOSED", speed_share__isnull=True),
                name="closure_share_fits_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("starts_at")), name="closure_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["until", "starts_at"], name="closure_in_force"),
            models.Index(fields=["region_code"], name="closure_place"),
        ]
