"""The clocks, what they fired, the extensions asked for and the heartbeats of the processes that turn them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liandong.deadlines.rules import OPEN, Decision, Holder, HolderKind, State
from liandong.kernel.ids import Subject, new_id


class Deadline(models.Model):
    """One obligation against time. `next_at` is when it must be looked at; null once nothing more will come."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State], default=State.RUNNING.value)

    starts_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    limit = models.CharField(max_length=20, blank=True, default="")
    provisional = models.BooleanField(default=False)
    terms = models.JSONField()
    source = models.CharField(max_length=400)

    next_at = models.DateTimeField(null=True)
    round = models.PositiveIntegerField(default=1)
    fired = models.JSONField(default=list)
    claimed_until = models.DateTimeField(null=True)
    claimed_by = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=400, blank=True, default="")
    dead_at = models.DateTimeField(null=True)
    flagged_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.UUIDField(null=True)
    acknowledged_round = models.PositiveIntegerField(default=0)

    holder_kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in HolderKind])
    holder_id = models.UUIDField()
    region_code = models.CharField(max_length=12)
    incident_id = models.UUIDField(null=True)
    drill = models.BooleanField(default=False)
    data = models.JSONField(default=dict)

    met_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind", "key"],
                condition=Q(state__in=[s.value for s in OPEN]),
                name="deadlines_one_open_clock_of_a_kind",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=models.F("starts_at")), name="deadlines_due_after_start"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="deadlines_next"),
            models.Index(fields=["subject_kind", "subject_id"], name="deadlines_subject"),
            models.Index(fields=["incident_id", "due_at"], name="deadlines_incident"),
            models.Index(fields=["region_code", "state", "due_at"], name="deadlines_scope"),
            models.Index(fields=["holder_id", "state"], name="deadlines_holder"),
            models.Index(fields=["dead_at"], condition=Q(dead_at__isnull=False), name="deadlines_dead"),
        ]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)

    @property
    def holder(self) -> Holder:
        return Holder.of(self.holder_kind, self.holder_id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_acknowledged(self) -> bool:
        """Somebody of the desk has taken the alarm of this round; a clock that was moved alarms anew."""
        return self.acknowledged_round == self.round

    @property
    def late(self) -> bool:
        """Met, but after the due time."""
        return self.met_at is not None and self.met_at > self.due_at


class Firing(models.Model):
    """That a step fired: the unique row is what makes it happen once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="firings")
    round = models.PositiveIntegerField()
    step = models.CharField(max_length=60)
    planned_at = models.DateTimeField()
    fired_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline", "round", "step"], name="deadlines_a_step_fires_once"),
        ]


class Extension(models.Model):
    """An extension asked before the due time, with a reason, and the leader's decision."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="extensions")
    due_at_before = models.DateTimeField()
    due_at_asked = models.DateTimeField()
    reason = models.TextField()
    decision = models.CharField(
        max_length=8, choices=[(d.value, d.value) for d in Decision], default=Decision.ASKED.value
    )
    decision_reason = models.TextField(blank=True, default="")
    asked_by = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"], condition=Q(decision="ASKED"), name="deadlines_one_extension_waiting"
            ),
        ]


class ClockProcess(models.Model):
    """A process that turns the clocks; `beat_at` shows that it lives, `jump_seconds` its last clock jump."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    host = models.CharField(max_length=200)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)
    fired = models.PositiveBigIntegerField(default=0)
    jumps = models.PositiveIntegerField(default=0)
    jump_seconds = models.FloatField(default=0)
    jumped_at = models.DateTimeField(null=True)
