"""D-23: a flood plan of four levels and 23 tasks starts at level II; an exercise of it never counts as real."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.deadlines.models import Deadline
from liandong.incidents.models import Incident
from liandong.incidents.queries import listed_incidents
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.notices.models import Notice
from liandong.notices.rendering import words
from liandong.orders.models import Assignment, Order
from liandong.orders.queries import league_table, supervision_list
from liandong.plans import queries, services
from liandong.plans.models import Response, TaskRun
from liandong.timeline.models import StoredEntry
from tests.cast import Cast
from tests.incidents.telling import opened

FLOOD, LEVEL = "flood-drought", "II"
FLOOD_EVENT = "10100"
AT_LEVEL_II = {"people_threatened": 1000, "river_stage_m": 12.0, "warning_stage_m": 10.0, "dyke_breached": True}


DROUGHT = {"deliver-drinking-water", "allocate-drought-water"}


def of_level_two() -> set[str]:
    plan = content.plan(FLOOD)
    return {name for name, task in plan.tasks.items() if LEVEL in (task.levels or plan.levels)}


def a_flood(cast: Cast, drill: bool = False) -> Incident:
    return opened(cast.duty_officer, event_type=FLOOD_EVENT, summary="汾河支流堤防决口", facts=AT_LEVEL_II, drill=drill)


def start(actor: Actor, incident: Incident) -> Response:
    """Approve and start the plan; a group whose head the district does not have goes on with a reason."""
    services.decide_activation(actor, incident.id, FLOOD, LEVEL, granted=True, reason="会商研判同意")
    headless = [line.group for line in queries.dry_run(actor, incident.id, FLOOD, LEVEL).groups if line.blocks]
    overrides = dict.fromkeys(headless, "由副组长主持")
    return services.activate_plan(actor, incident.id, FLOOD, LEVEL, overrides=overrides)


def seconds_to_start(cast: Cast) -> float:
    incident = a_flood(cast)
    began = time.perf_counter()
    start(cast.commander, incident)
    return time.perf_counter() - began


class TestThePlan:
    def test_is_a_natural_disaster_of_the_sub_type_flood_and_drought_with_four_levels_and_23_tasks(self) -> None:
        plan = content.plan(FLOOD)
        assert content.plan_classes()[plan.plan_class].title.zh == "自然灾害"
        assert content.plan_sub_types()[plan.sub_type].title.zh == "防汛抗旱"
        assert sorted(plan.levels) == ["I", "II", "III", "IV"]
        assert len(plan.tasks) == 23

    def test_is_proposed_at_level_two_for_such_a_flood(self, cast: Cast) -> None:
        proposed = queries.propose(cast.duty_leader, a_flood(cast).id)
        assert (FLOOD, LEVEL) in [(one.plan.id, one.level) for one in proposed]


class TestLevelTwo:
    def test_starts_within_two_seconds(self, cast: Cast) -> None:
        """The best of three: other work on this machine is not the plan's time."""
        assert min(seconds_to_start(cast) for _ in range(3)) < 2

    def test_starts_with_every_task_of_the_level(self, cast: Cast) -> None:
        response = start(cast.commander, a_flood(cast))
        started = {run.task_id for run in TaskRun.objects.filter(response=response)}
        assert started == of_level_two() - DROUGHT

    def test_starts_the_tasks_of_a_drought_only_where_there_is_one(self, cast: Cast) -> None:
        drought = {"drought_grade": "severe", "people_short_of_water": 12000}
        incident = opened(cast.duty_officer, event_type=FLOOD_EVENT, summary="旱情加重", facts=drought)
        started = {run.task_id for run in TaskRun.objects.filter(response=start(cast.commander, incident))}
        assert started >= DROUGHT
        assert started < of_level_two()

    def test_every_task_has_its_group_a_responsible_post_and_a_due_time(self, cast: Cast) -> None:
        response = start(cast.commander, a_flood(cast))
        groups = set(response.groups.values_list("group_id", flat=True))
        for run in TaskRun.objects.filter(response=response):
            assert run.group_id in groups, run.task_id
            assert run.due_at > response.activated_at, run.task_id
            assert run.due_at >= run.starts_at, run.task_id

    def test_every_task_that_may_start_is_an_order_that_somebody_must_sign_for(self, cast: Cast) -> None:
        response = start(cast.commander, a_flood(cast))
        issued = TaskRun.objects.filter(response=response, order_id__isnull=False)
        waiting = TaskRun.objects.filter(response=response, order_id__isnull=True)
        assert issued.count() > 15
        assert all(content.plan(FLOOD).waits_for(run.task_id) for run in waiting)
        for run in issued:
            tasks = Assignment.objects.filter(order_id=run.order_id)
            assert {(task.state, task.due_at) for task in tasks} == {("NOTIFIED", run.due_at)}

    def test_the_clocks_run(self, cast: Cast, clock: SimulatedClock) -> None:
        response = start(cast.commander, a_flood(cast))
        due = set(Deadline.objects.filter(kind="order_complete").values_list("due_at", flat=True))
        assert due == set(
            TaskRun.objects.filter(response=response, order_id__isnull=False).values_list("due_at", flat=True)
        )


class TestTheKnowledgeBase:
    def test_holds_35_sub_types(self) -> None:
        assert len(content.plan_sub_types()) == 35

    def test_holds_five_kinds_of_content(self) -> None:
        titles = [kind.title.zh for kind in content.knowledge_kinds().values()]
        assert titles == ["应急知识", "法律法规", "模型分析", "应急预案", "演练方案"]


class TestAnExercise:
    @pytest.fixture
    def drill(self, cast: Cast) -> Response:
        return start(cast.commander, a_flood(cast, drill=True))

    def test_is_marked_on_everything_it_made(self, drill: Response) -> None:
        assert drill.drill
        for rows in (
            Order.objects.filter(incident_id=drill.incident_id),
            Assignment.objects.filter(order__incident_id=drill.incident_id),
            Deadline.objects.filter(incident_id=drill.incident_id),
            Notice.objects.filter(incident_id=drill.incident_id),
            StoredEntry.objects.filter(incident_id=drill.incident_id),
        ):
            assert rows.exists()
            assert set(rows.values_list("drill", flat=True)) == {True}

    def test_says_so_in_every_message_and_number(self, drill: Response) -> None:
        assert Incident.objects.get(id=drill.incident_id).number.startswith("演")
        for notice in Notice.objects.filter(incident_id=drill.incident_id):
            assert words(notice).title.startswith("【演练】")

    def test_never_counts_among_the_real(self, cast: Cast, drill: Response) -> None:
        real = start(cast.commander, a_flood(cast))
        now = kernel_clock.now()
        day = (now - timedelta(days=1), now + timedelta(days=1))
        counted = league_table(cast.commander, "organization", *day).total.issued
        assert counted == Assignment.objects.filter(order__incident_id=real.incident_id).count()
        assert [row["id"] for row in listed_incidents(cast.commander)] == [real.incident_id]
        watched = set(supervision_list(cast.commander).values_list("order__incident_id", flat=True))
        assert watched == {real.incident_id}
