"""Running responses: each with the plan it started with, its groups, people, tasks and approvals."""

from __future__ import annotations

from django.db import models

from liandong.kernel.ids import new_id
from liandong.plans.rules import MemberRole, RehearsalState, ResponseState, TaskState


def _choices(kind: type[ResponseState | TaskState | MemberRole | RehearsalState]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in kind]


class Response(models.Model):
    """应急响应: a plan at work for an incident. `snapshot` is the whole plan as it was at activation.

    `judge_at` is the next moment at which time alone may answer one of the plan's conditions differently.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident_id = models.UUIDField()
    plan_id = models.CharField(max_length=80)
    plan_version = models.PositiveIntegerField()
    snapshot = models.JSONField()
    level = models.CharField(max_length=3)
    state = models.CharField(max_length=12, choices=_choices(ResponseState), default=ResponseState.ACTIVE)
    region_code = models.CharField(max_length=12)
    drill = models.BooleanField(default=False)
    reported_at = models.DateTimeField()
    activated_at = models.DateTimeField()
    activated_by = models.UUIDField(null=True)
    approved_by = models.UUIDField(null=True)
    act_first_reason = models.TextField(blank=True)
    commander_post = models.CharField(max_length=80)
    merged_at = models.DateTimeField(null=True)
    stood_down_at = models.DateTimeField(null=True)
    end_announced = models.BooleanField(default=False)
    judge_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            # One active response of a plan for an incident: two people who activate at once must not start two.
            models.UniqueConstraint(
                fields=["incident_id", "plan_id"],
                condition=models.Q(state=ResponseState.ACTIVE.value),
                name="plans_one_active_response",
            ),
        ]
        indexes = [
            models.Index(fields=["region_code", "state"], name="plans_response_by_region"),
            models.Index(fields=["judge_at"], name="plans_judged_next", condition=models.Q(judge_at__isnull=False)),
        ]


class WorkingGroup(models.Model):
    """工作组 of a response; `without_head_because` keeps the reason it started without a head."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="groups")
    group_id = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField()
    without_head_because = models.TextField(blank=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "group_id"], name="plans_one_group_of_a_name"),
        ]


class GroupMember(models.Model):
    """A seat in a working group, filled by a standing post and its holder, from one moment until another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=20, choices=_choices(MemberRole))
    plan_post = models.CharField(max_length=80)
    post_id = models.UUIDField(null=True)
    person_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(role=MemberRole.HEAD.value, until__isnull=True),
                name="plans_one_head_at_a_time",
            ),
        ]


class TaskRun(models.Model):
    """A task of the plan in this response; one row for each occurrence of a task that comes again.

    `counts_from` is the moment the limit of the order counts from. `repeat_at` is when the next occurrence is due to
    be issued; only the newest occurrence carries it, from when it was issued itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="tasks")
    task_id = models.CharField(max_length=80)
    occurrence = models.PositiveIntegerField(default=1)
    group_id = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=_choices(TaskState))
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    counts_from = models.DateTimeField(null=True)
    order_id = models.UUIDField(null=True, unique=True)
    done_at = models.DateTimeField(null=True)
    stopped_because = models.TextField(blank=True)
    repeat_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "task_id", "occurrence"], name="plans_one_occurrence"),
        ]
        indexes = [
            models.Index(fields=["repeat_at"], name="plans_task_repeats", condition=models.Q(repeat_at__isnull=False)),
        ]


class Approval(models.Model):
    """批准: a decision on starting a plan at a level, before the start or, after acting first, behind it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident_id = models.UUIDField()
    plan_id = models.CharField(max_length=80)
    level = models.CharField(max_length=3)
    granted = models.BooleanField()
    reason = models.TextField(blank=True)
    decided_by = models.UUIDField(null=True)
    decided_post = models.UUIDField(null=True)
    decided_at = models.DateTimeField()
    response = models.ForeignKey(Response, null=True, on_delete=models.PROTECT, related_name="approvals")

    class Meta:
        indexes = [models.Index(fields=["incident_id", "plan_id"], name="plans_approvals_of_incident")]


class NeedCheck(models.Model):
    """A comparison of one need with what was ready, kept with its moment: gaps are claims that must be traceable."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="needs")
    need_id = models.CharField(max_length=80)
    resource = models.CharField(max_length=80)
    required = models.FloatField(null=True)
    ready = models.FloatField(null=True)
    checked_at = models.DateTimeField()
    requested_order_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["response", "need_id", "checked_at"], name="plans_needs_over_time")]


class Rehearsal(models.Model):
    """推演: a plan run in simulated time, asked for on a screen; `outcome` is what the command prints."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan_id = models.CharField(max_length=80)
    plan_version = models.PositiveIntegerField()
    scenario = models.CharField(max_length=80)
    seed = models.PositiveIntegerField()
    region_code = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=_choices(RehearsalState), default=RehearsalState.QUEUED)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.JSONField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["plan_id", "-asked_at"], name="plans_rehearsals_of_plan"),
            models.Index(
                fields=["asked_at"],
                name="plans_rehearsals_waiting",
                condition=models.Q(state__in=[RehearsalState.QUEUED.value, RehearsalState.RUNNING.value]),
            ),
        ]
