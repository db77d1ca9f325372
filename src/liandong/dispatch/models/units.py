"""Units, their states one after the other, and where they were."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liandong.dispatch.rules.states import UnitState, Via
from liandong.kernel.ids import new_id

_STATES = [(one.value, one.value) for one in UnitState]


class Unit(models.Model):
    """出动单元: a team or vehicle among the resources, as the dispatch desk sees it.

    `region_code` and `organization_id` are the resource's. `station_*` is where it stands when nothing is told;
    `lon`, `lat` the last position told (CGCS2000). `crew` counts people on board, `uninsured` those of them without
    accident insurance. `phone` is the number of the unit's terminal, no person's.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    resource = models.OneToOneField("resources.Resource", on_delete=models.PROTECT, related_name="+")
    callsign = models.CharField(max_length=40)
    type = models.CharField(max_length=80)
    region_code = models.CharField(max_length=12)
    county = models.CharField(max_length=6)
    organization_id = models.UUIDField(null=True)
    phone = models.CharField(max_length=20, blank=True)
    skills = models.JSONField(default=list)
    equipment = models.JSONField(default=dict)
    crew = models.PositiveIntegerField(default=0)
    uninsured = models.PositiveIntegerField(default=0)
    plates = models.JSONField(default=list)
    drill = models.BooleanField(default=False)

    state = models.CharField(max_length=16, choices=_STATES, default=UnitState.AVAILABLE.value)
    state_at = models.DateTimeField()
    state_via = models.CharField(max_length=8, choices=[(v.value, v.value) for v in Via], default=Via.SYSTEM.value)
    state_by = models.UUIDField(null=True)
    incident_id = models.UUIDField(null=True)
    station_lon = models.FloatField(null=True)
    station_lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    positioned_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "callsign"], name="unit_one_callsign_a_county"),
            models.CheckConstraint(condition=Q(uninsured__lte=models.F("crew")), name="unit_uninsured_are_of_the_crew"),
        ]
        indexes = [
            models.Index(fields=["region_code", "type"], name="unit_place_type"),
            models.Index(fields=["type", "state"], name="unit_type_state"),
            models.Index(fields=["phone"], name="unit_phone", condition=~Q(phone="")),
            models.Index(fields=["incident_id"], name="unit_of_incident", condition=Q(incident_id__isnull=False)),
            models.Index(fields=["organization_id"], name="unit_of_organization"),
        ]


class Mission(models.Model):
    """任务: one unit sent to one incident. A drill's mission leaves the unit's real state alone.

    Times are when the crew said it happened; `ended_at` closes it. `use_id` is what it holds in resources.
    `crew_due_at`: until when its people must be counted; null where no such clock runs.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="missions")
    incident_id = models.UUIDField()
    incident_region = models.CharField(max_length=12)
    unit_region = models.CharField(max_length=12)
    organization_id = models.UUIDField(null=True)
    deployment_id = models.UUIDField(null=True)
    assignment_id = models.UUIDField(null=True)
    use_id = models.UUIDField()
    drill = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=_STATES, default=UnitState.NOTIFIED.value)
    version = models.PositiveIntegerField(default=1)
    eta_seconds = models.FloatField(null=True)
    eta_method = models.CharField(max_length=16, blank=True)
    warnings = models.JSONField(default=list)
    assigned_at = models.DateTimeField()
    assigned_by = models.UUIDField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    en_route_at = models.DateTimeField(null=True)
    on_scene_at = models.DateTimeField(null=True)
    transporting_at = models.DateTimeField(null=True)
    returning_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=500, blank=True)
    crew_due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "drill"], condition=Q(ended_at__isnull=True), name="mission_one_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["incident_id", "assigned_at"], name="mission_of_incident"),
            models.Index(fields=["assignment_id"], name="mission_of_task", condition=Q(assignment_id__isnull=False)),
            models.Index(fields=["deployment_id"], name="mission_of_deployment"),
            models.Index(fields=["organization_id", "assigned_at"], name="mission_of_force"),
        ]


class StateReport(models.Model):
    """One message of a unit's state. `applied` is False where a later state was known already."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reports")
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, null=True, related_name="reports")
    before = models.CharField(max_length=16, choices=_STATES)
    state = models.CharField(max_length=16, choices=_STATES)
    via = models.CharField(max_length=8, choices=[(v.value, v.value) for v in Via])
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by_person_id = models.UUIDField(null=True)
    text = models.CharField(max_length=200, blank=True)
    applied = models.BooleanField(default=True)
    drill = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["unit", "-at"], name="state_report_of_unit")]


class TrackPoint(models.Model):
    """轨迹: where a unit was on a mission (CGCS2000)."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="track")
    lon = models.FloatField()
    lat = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["mission", "at"], name="track_of_mission")]


class CrewCheck(models.Model):
    """人员清点: how many of the crew were counted on scene, and how many were not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="crew_checks")
    people = models.PositiveIntegerField()
    missing = models.PositiveIntegerField(default=0)
    remark = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by_person_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "-at"], name="crew_check_of_mission")]
