"""What was to be said to whom, each way it was tried, and each trial."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from liandong.kernel.ids import Subject, new_id
from liandong.notices.rules import DeliveryState, NoticeState, Outcome, Reply, Urgency


class Notice(models.Model):
    """One message for one person; `next_at` is when silence has a consequence (the next rung, the unread alarm)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=200)
    addressee = models.CharField(max_length=120)
    recipient = models.CharField(max_length=120)
    person_id = models.UUIDField(null=True)
    template = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    urgency = models.CharField(max_length=8, choices=[(u.value, u.value) for u in Urgency])
    reply = models.CharField(max_length=8, choices=[(r.value, r.value) for r in Reply])
    region_code = models.CharField(max_length=12)
    incident_id = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=40, blank=True, default="")
    subject_id = models.CharField(max_length=80, blank=True, default="")
    drill = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=[(s.value, s.value) for s in NoticeState])

    created_at = models.DateTimeField()
    rung = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "addressee"], name="notices_said_once")]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="notices_next"),
            models.Index(fields=["person_id", "-created_at"], name="notices_inbox"),
            models.Index(fields=["region_code", "state", "-created_at"], name="notices_scope"),
            models.Index(fields=["incident_id"], name="notices_incident"),
        ]

    @property
    def subject(self) -> Subject | None:
        return Subject(self.subject_kind, self.subject_id) if self.subject_kind else None

    @property
    def answered(self) -> bool:
        """Whether the reader did what was asked: confirmed, or read where no confirmation is asked."""
        return self.confirmed_at is not None or (self.reply != Reply.CONFIRM and self.read_at is not None)


class Delivery(models.Model):
    """One channel's try at a notice; `series` counts “send again”, which gives the provider a new key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=40)
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in DeliveryState], default=DeliveryState.WAITING.value
    )
    priority = models.PositiveSmallIntegerField(default=1)
    series = models.PositiveSmallIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    claimed_by = models.UUIDField(null=True)
    reference = models.CharField(max_length=200, blank=True, default="")
    last_detail = models.CharField(max_length=400, blank=True, default="")
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="notices_one_delivery_a_channel")]
        indexes = [
            models.Index(
                fields=["channel", "priority", "next_at"], condition=Q(state="WAITING"), name="notices_waiting"
            ),
            models.Index(fields=["state", "settled_at"], name="notices_settled"),
            models.Index(fields=["reference"], condition=~Q(reference=""), name="notices_reference"),
        ]

    @property
    def provider_key(self) -> str:
        return f"{self.id}-{self.series}"


class Attempt(models.Model):
    """One trial of one delivery: written before the channel is called, completed after."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="trials")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=[(o.value, o.value) for o in Outcome])
    detail = models.CharField(max_length=400, blank=True, default="")


class ContactPoint(models.Model):
    """Where a person is reached on a channel; `enabled` off means the person does not want it there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField()
    channel = models.CharField(max_length=40)
    address = models.CharField(max_length=400, blank=True, default="")
    enabled = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "channel"], name="notices_one_point_a_channel")]


class ChannelHealth(models.Model):
    """The breaker of a channel, shared by all processes."""

    channel = models.CharField(primary_key=True, max_length=40)
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
