"""Tasks of a response: issued as orders when nothing stands before them, done when their order is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from liandong.content import planning
from liandong.content.schemas.plans import Plan, ResponseLevel
from liandong.incidents import queries as incidents
from liandong.kernel import clock
from liandong.kernel.durations import Limit
from liandong.orders import services as orders
from liandong.orders.rules import Addressee, OrderDraft
from liandong.plans import queries
from liandong.plans.limits import due_of
from liandong.plans.models import GroupMember, Response, TaskRun
from liandong.plans.rules import MemberRole, TaskState
from liandong.plans.services.holding import hold
from liandong.plans.services.runs import PLATFORM, record_task
from liandong.plans.services.stopping import dissolve_idle_groups, mark_stopped


def start_ready_tasks(response: Response) -> list[TaskRun]:
    """Issue every waiting task that nothing stands before any more; answers those that were issued.

    Runs inside the transaction of the verb or fact that made them ready. A task whose groups hold nobody stays
    waiting until a head is appointed.
    """
    of_response = TaskRun.objects.filter(response=response).order_by("starts_at", "id")
    waiting = list(of_response.filter(state=TaskState.WAITING))
    if not waiting:
        return []
    plan = queries.snapshot_of(response)
    incident = incidents.incident_summary(response.incident_id)
    known = queries.moments(incident, response.activated_at)
    done = queries.done_tasks(response)
    present = tuple(of_response.exclude(state=TaskState.STOPPED).values_list("task_id", flat=True))
    ready = [run for run in waiting if queries.ready_to_start(plan, run.task_id, present, done, known)]
    return issue(response, plan, ready, known | {f"task:{task}": moment for task, moment in done.items()})


def issue(response: Response, plan: Plan, runs: Sequence[TaskRun], known: dict[str, datetime]) -> list[TaskRun]:
    """Turn task runs into orders, all with their common clock from the moments known."""
    if not runs:
        return []
    seats = _addressees(response)
    level = queries.level_of(response)
    drafts: list[OrderDraft] = []
    issued: list[TaskRun] = []
    for run in runs:
        addressees = _addressees_of(plan, run.task_id, seats)
        if addressees:
            run.counts_from = _origin(plan, run, known)
            drafts.append(_draft(response, plan, run, level, addressees, run.counts_from))
            issued.append(run)
    for run, order in zip(issued, orders.issue_orders(PLATFORM, drafts), strict=True):
        _note_issued(run, order.id, order.due_at or run.due_at, planning.interval_of(plan, run.task_id, level))
    # An insert that meets the rows: a bulk_update's long CASE takes as long as all the checks of two hundred orders.
    written = ["state", "order_id", "starts_at", "due_at", "counts_from", "repeat_at"]
    TaskRun.objects.bulk_create(issued, update_conflicts=True, unique_fields=["id"], update_fields=written)
    return issued


def _note_issued(run: TaskRun, order_id: UUID, due_at: datetime, interval: timedelta | None) -> None:
    """A later occurrence keeps its turn as its start, so that a daily task comes at the same hour every day."""
    run.state, run.order_id, run.due_at = TaskState.ISSUED, order_id, due_at
    run.starts_at = clock.now() if run.occurrence == 1 else run.starts_at
    run.repeat_at = run.starts_at + interval if interval else None


def _origin(plan: Plan, run: TaskRun, known: dict[str, datetime]) -> datetime:
    """The moment the limit counts from; a later occurrence counts from its own start."""
    if run.occurrence > 1:
        return run.starts_at
    return known.get(plan.tasks[run.task_id].starts, known["activation"])


def _draft(
    response: Response,
    plan: Plan,
    run: TaskRun,
    level: ResponseLevel,
    addressees: tuple[Addressee, ...],
    origin: datetime,
) -> OrderDraft:
    task = plan.tasks[run.task_id]
    return OrderDraft(
        kind=task.order_kind,
        title=task.title.zh,
        body=task.text.zh if task.text else "",
        region_code=response.region_code,
        addressees=addressees,
        due_at=due_of(plan, run.task_id, level, origin, response.region_code),
        sign_within=Limit.parse(task.sign_within),
        starts_at=origin,
        incident_id=response.incident_id,
        response_id=response.id,
        group=task.group,
        task_id=run.task_id,
        clause=f"《{plan.source.document}》{task.clause}",
        in_name_of=plan.posts[plan.levels[level].commander].title.zh,
        drill=response.drill,
    )


def _addressees(response: Response) -> dict[str, list[GroupMember]]:
    seats: dict[str, list[GroupMember]] = {}
    for member in queries.seats_of(response):
        if member.role not in {MemberRole.INFORMATION_OFFICER, MemberRole.UPPER_TEAM}:
            seats.setdefault(member.group.group_id, []).append(member)
    return seats


def _addressees_of(plan: Plan, task_id: str, seats: dict[str, list[GroupMember]]) -> tuple[Addressee, ...]:
    """The first filled seat of each group the task names: its head, else a deputy, else a member."""
    task = plan.tasks[task_id]
    firsts = [seats[group][0] for group in (task.group, *task.with_groups) if seats.get(group)]
    return tuple(dict.fromkeys(_address(member) for member in firsts))


def _address(member: GroupMember) -> Addressee:
    return Addressee.post(member.post_id) if member.post_id else Addressee.person(member.person_id)


@transaction.atomic
def complete_task(order_id: UUID, at: datetime) -> None:
    """The order of a task is done: so is the task, and those that waited for it start."""
    run = _held_run(order_id, TaskState.ISSUED)
    if run is None:
        return
    run.state, run.done_at = TaskState.DONE, at
    run.save(update_fields=["state", "done_at"])
    record_task(run, "plan_task_done", at)
    _go_on(run.response)


@transaction.atomic
def reopen_task(order_id: UUID) -> None:
    """A result was returned after the task had counted as done; what already started on it goes on."""
    run = _held_run(order_id, TaskState.DONE)
    if run is None:
        return
    run.state, run.done_at = TaskState.ISSUED, None
    run.save(update_fields=["state", "done_at"])
    record_task(run, "plan_task_reopened", clock.now())


@transaction.atomic
def stop_task(order_id: UUID, reason: str) -> None:
    """The order of a task was withdrawn: the task stops, and does not hold up those after it."""
    run = _held_run(order_id, TaskState.ISSUED)
    if run is None:
        return
    mark_stopped([run], reason)
    record_task(run, "plan_task_stopped", clock.now(), reason)
    _go_on(run.response)


@transaction.atomic
def follow_due_time(order_id: UUID, due_at: datetime) -> None:
    """The order of a task got another due time, by an extension or by hand: the task shows it."""
    run = TaskRun.objects.filter(order_id=order_id).exclude(due_at=due_at).select_related("response").first()
    if run is None:
        return
    run.due_at = due_at
    run.save(update_fields=["due_at"])
    record_task(run, "plan_task_moved", clock.now(), due_at=due_at.isoformat())


def _held_run(order_id: UUID, state: TaskState) -> TaskRun | None:
    """The task of an order, in that state, with its response held."""
    owner = TaskRun.objects.filter(order_id=order_id, state=state).values_list("response_id", flat=True).first()
    if owner is None:
        return None
    response = hold(owner)
    run = TaskRun.objects.filter(order_id=order_id, state=state).first()
    if run is not None:
        run.response = response
    return run


def _go_on(response: Response) -> None:
    """What waited may start; after the stand-down, a group that has nothing left to do dissolves."""
    start_ready_tasks(response)
    dissolve_idle_groups(response)
