"""Orders, the task of each addressee, feedback, milestones and the serial numbers of a day."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from liandong.kernel.ids import new_id
from liandong.orders.rules import LIVE, OPEN, AddresseeKind, AssignmentState, OrderState, Priority, Verb


def _choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in kind]


class Order(models.Model):
    """指令. `due_at` is the common clock of all addressees; `version` counts every change to it or its tasks."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    region_code = models.CharField(max_length=12)
    incident_id = models.UUIDField(null=True)
    response_id = models.UUIDField(null=True)
    group = models.CharField(max_length=80, blank=True)
    task_id = models.CharField(max_length=80, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    in_name_of = models.CharField(max_length=200, blank=True)
    priority = models.CharField(max_length=8, choices=_choices(Priority))
    drill = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=_choices(OrderState), default=OrderState.ISSUED)
    version = models.PositiveIntegerField(default=1)
    issuer_user_id = models.UUIDField(null=True)
    issuer_person_id = models.UUIDField(null=True)
    issuer_post_id = models.UUIDField(null=True)
    issuer_organization_id = models.UUIDField(null=True)
    issued_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-issued_at", "-id"], name="order_newest_first"),
            models.Index(fields=["region_code", "-issued_at"], name="order_of_region"),
            models.Index(fields=["state", "-issued_at"], name="order_in_state"),
            models.Index(
                fields=["incident_id", "due_at"],
                name="order_of_incident",
                condition=models.Q(incident_id__isnull=False),
            ),
            models.Index(
                fields=["response_id", "task_id"], name="order_of_task", condition=models.Q(response_id__isnull=False)
            ),
        ]


class Assignment(models.Model):
    """One addressee's task in an order (受令任务).

    `organization_id` is always the unit that answers for it, also where a post or a person is addressed. `done_at` is
    the moment that counts against `due_at`; a return clears it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="assignments")
    sequence = models.PositiveSmallIntegerField(default=1)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="forwarded_to")
    addressee_kind = models.CharField(max_length=12, choices=_choices(AddresseeKind))
    addressee_id = models.UUIDField()
    organization_id = models.UUIDField()
    region_code = models.CharField(max_length=12)
    state = models.CharField(max_length=12, choices=_choices(AssignmentState), default=AssignmentState.NOTIFIED)
    version = models.PositiveIntegerField(default=1)
    drill = models.BooleanField(default=False)
    percent = models.PositiveSmallIntegerField(default=0)
    assigned_at = models.DateTimeField()
    sign_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)
    doer_user_id = models.UUIDField(null=True)
    doer_person_id = models.UUIDField(null=True)
    doer_organization_id = models.UUIDField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    returns = models.PositiveSmallIntegerField(default=0)
    urges = models.PositiveSmallIntegerField(default=0)
    unsigned_escalated_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by_user_id = models.UUIDField(null=True)
    changed_by_person_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="assignment_percent_is_a_share"),
            models.UniqueConstraint(
                fields=["order", "addressee_id"],
                name="assignment_once_for_an_addressee",
                condition=models.Q(state__in=sorted(LIVE)),
            ),
        ]
        indexes = [
            models.Index(fields=["organization_id", "state"], name="assignment_of_organization"),
            models.Index(fields=["addressee_id", "state"], name="assignment_of_addressee"),
            models.Index(fields=["due_at"], name="assignment_open_by_due", condition=models.Q(state__in=sorted(OPEN))),
            models.Index(fields=["assigned_at"], name="assignment_by_day"),
        ]


class Feedback(models.Model):
    """反馈: one message on a task; `kind` says which step it came with. Never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="feedback")
    kind = models.CharField(max_length=16, choices=_choices(Verb))
    text = models.TextField(blank=True)
    percent = models.PositiveSmallIntegerField(null=True)
    file_ids = models.JSONField(default=list)
    at = models.DateTimeField()
    by_user_id = models.UUIDField(null=True)
    by_person_id = models.UUIDField(null=True)
    by_organization_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["assignment", "at"], name="feedback_of_assignment")]


class Milestone(models.Model):
    """倒排节点: one step of an order's schedule; `weight` is its share of the progress."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="milestones")
    sequence = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    weight = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reached_at = models.DateTimeField(null=True)
    reached_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "sequence"], name="milestone_in_sequence"),
            models.CheckConstraint(condition=models.Q(weight__gte=1), name="milestone_weighs_something"),
        ]


class DaySerial(models.Model):
    """The last serial given to orders of one word (令, 督) in one region on one day."""

    id = models.BigAutoField(primary_key=True)
    word = models.CharField(max_length=8)
    region_code = models.CharField(max_length=12)
    day = models.DateField()
    drill = models.BooleanField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["word", "region_code", "day", "drill"], name="serial_once_a_day"),
        ]
