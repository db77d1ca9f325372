"""Rehearsal: the small plan played in simulated time, with people as fast or slow as a scenario says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from liandong.content.schemas.scenarios import Scenario
from liandong.deadlines.jobs import tick
from liandong.incidents.models import Incident
from liandong.notices.models import Notice
from liandong.orders.models import Order
from liandong.plans.models import Response
from liandong.plans.rehearsal import NeverStarted, Outcome, rehearse
from liandong.plans.rehearsal.outcome import TaskLine
from liandong.plans.rehearsal.words import lines
from tests.plans.conftest import Install
from tests.plans.small_plan import SMALL
from tests.plans.test_running import changed

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
Play = Callable[..., Outcome]

DRILL: dict[str, Any] = {
    "id": "drill",
    "title": {"zh": "小演练", "en": "A small drill"},
    "version": 1,
    "effective_from": "2026-01-01",
    "source": {"document": "试验用情景"},
    "plan": "small",
    "event_type": "20400",
    "report": {"zh": "燃气爆燃", "en": "A gas blast"},
    "region": "140105",
    "start": "2026-10-13T08:00:00+08:00",
    "end_after": "30h",
    "facts": {"people_hurt": 10, "valve_closed": False, "upper_team_joined": False},
    "stock": {"hospital_bed": 15},
    "behaviour": {
        "default": {
            "sign": {"shape": "fixed", "median": "5m"},
            "work": {"shape": "lognormal", "share": 0.5, "spread": 0.2},
        }
    },
    "injects": [
        {
            "at": "20m",
            "title": {"zh": "阀门关闭", "en": "The valve is closed"},
            "facts": {"valve_closed": True},
        },
        {
            "at": "3h",
            "title": {"zh": "明火扑灭", "en": "The fire is out"},
            "facts": {"fire_out_at": "2026-10-13T10:50:00+08:00"},
        },
    ],
}


@pytest.fixture
def play(db: None, library: Install) -> Play:
    """Plays the drill, with parts of it replaced, and leaves nothing behind."""

    def run(seed: int = 1, plan: dict[str, Any] | None = None, keep: bool = False, **changes: Any) -> Outcome:
        scenario = Scenario.model_validate({**DRILL, **changes})
        with transaction.atomic():
            outcome = rehearse(library(**(plan or {})), scenario, seed, turn_clocks=tick)
            transaction.set_rollback(not keep)
        return outcome

    return run


def line(outcome: Outcome, task: str, occurrence: int = 1) -> TaskLine:
    return next(one for one in outcome.tasks if (one.id, one.occurrence) == (task, occurrence))


def inject(at: str, **effect: Any) -> dict[str, Any]:
    return {"at": at, "title": {"zh": "情况变化", "en": "Something happens"}, **effect}


def after_start(outcome: Outcome, task: str) -> timedelta:
    done = line(outcome, task).done_at
    assert done is not None
    return done - outcome.started_at


def test_everybody_is_in_time_where_the_work_takes_half_the_limit(play: Play) -> None:
    outcome = play()
    states = {(one.id, one.occurrence): one.state for one in outcome.tasks}
    assert states == {
        ("close-valve", 1): "MET",
        ("search", 1): "MET",
        ("treat", 1): "MET",
        ("check-rekindling", 1): "MET",
        ("brief", 1): "MET",
        ("brief", 2): "MET",
    }
    assert outcome.clocks_missed == 0
    assert outcome.clocks_met >= 12


def test_what_a_fact_fulfils_is_done_at_that_moment_and_what_waited_starts(play: Play) -> None:
    outcome = play()
    assert after_start(outcome, "close-valve") == timedelta(minutes=20)
    assert line(outcome, "search").starts_at - outcome.started_at == timedelta(minutes=20)


def test_a_limit_counts_from_the_fact_that_an_inject_states(play: Play) -> None:
    assert line(play(), "check-rekindling").due_at.isoformat() == "2026-10-14T02:50:00+00:00"


def test_the_same_seed_gives_the_same_text(play: Play) -> None:
    assert play(seed=7).as_json() == play(seed=7).as_json()


def test_another_seed_gives_other_times_and_the_same_needs(play: Play) -> None:
    one, other = play(seed=1), play(seed=2)
    assert after_start(one, "treat") != after_start(other, "treat")
    assert one.needs == other.needs


def test_needs_are_those_at_the_start_with_what_the_scenario_has_in_store(play: Play) -> None:
    assert play().as_json()["needs"] == [
        {"need": "bed", "resource": "hospital_bed", "required": 20, "ready": 15, "gap": 5}
    ]


def test_slow_people_are_late_and_their_clocks_missed(play: Play) -> None:
    slow = {"default": {"sign": {"shape": "fixed", "median": "25m"}, "work": {"shape": "fixed", "share": 1.5}}}
    outcome = play(behaviour=slow)
    assert line(outcome, "treat").state == "LATE"
    assert outcome.clocks_missed > 4


def test_who_never_finishes_is_overdue_at_the_end(play: Play) -> None:
    endless = {"default": {"sign": {"shape": "fixed", "median": "5m"}, "work": {"shape": "fixed", "median": "40h"}}}
    assert line(play(behaviour=endless), "treat").state == "OVERDUE"


def test_a_task_whose_fact_never_comes_waits_and_is_not_late(play: Play) -> None:
    outcome = play(injects=[])
    assert line(outcome, "check-rekindling").state == "WAITING"


def test_work_that_may_not_end_before_a_moment_takes_its_time_from_then(play: Play) -> None:
    tasks = changed(treat={"not_before": "10h", "within": "20h"})
    working = {"treat": {"work": {"shape": "fixed", "median": "2h"}}}
    outcome = play(plan={"tasks": tasks}, behaviour=DRILL["behaviour"] | {"tasks": working})
    assert after_start(outcome, "treat") == 12 * HOUR


def test_a_missing_head_with_a_reason_blocks_nothing_and_is_told(play: Play) -> None:
    outcome = play(missing_heads={"medical": {"override": "出差", "found_after": "1h"}})
    assert outcome.as_json()["blocked"] == ["医疗组没有组长：出差"]
    assert line(outcome, "treat").starts_at - outcome.started_at == HOUR


def test_without_a_reason_the_start_waits_for_the_head(play: Play) -> None:
    outcome = play(missing_heads={"medical": {"found_after": "90m"}})
    assert outcome.started_at.isoformat() == "2026-10-13T01:30:00+00:00"
    assert "医疗组" in outcome.as_json()["blocked"][0]


def test_a_plan_that_never_starts_says_so(play: Play) -> None:
    with pytest.raises(NeverStarted, match="no head"):
        play(missing_heads={"medical": {}})
    with pytest.raises(NeverStarted, match="give it a `level`"):
        play(facts=DRILL["facts"] | {"people_hurt": 0})


def test_a_head_who_is_lost_leaves_the_tasks_to_whoever_follows(play: Play) -> None:
    outcome = play(
        injects=[
            inject("1h", head_lost="rescue"),
            inject("2h", facts={"valve_closed": True}),
            inject("5h", head_found="rescue"),
        ]
    )
    assert line(outcome, "search").starts_at - outcome.started_at == 5 * HOUR


def test_an_inject_changes_stock_level_grade_and_tells_messages(play: Play) -> None:
    outcome = play(
        keep=True,
        level="III",
        injects=[
            inject("1h", stock={"hospital_bed": 30}),
            inject("2h", level="II", legal_grade="LARGER"),
            inject("3h", message={"zh": "网传有毒气体泄漏", "en": "A rumour"}),
        ],
    )
    assert line(outcome, "treat").starts_at - outcome.started_at == 2 * HOUR
    response = Response.objects.get()
    assert response.needs.order_by("-id").values_list("ready", flat=True)[0] == 30
    assert Incident.objects.get().confirmed_grade == "LARGER"
    assert ("message", "网传有毒气体泄漏") in {(event.kind, event.text) for event in outcome.happenings}


def test_it_stands_down_when_the_condition_holds_and_the_aftermath_stays_open(play: Play) -> None:
    report = {"title": {"zh": "总结", "en": "Report"}, "group": "rescue", "within": "9d", "phase": "AFTERMATH"}
    outcome = play(
        plan={"tasks": SMALL["tasks"] | {"report": report}}, injects=[inject("2h", facts={"people_hurt": 0})]
    )
    assert outcome.stood_down
    assert line(outcome, "report").state == "OPEN"
    assert line(outcome, "close-valve").state == "STOPPED"


def test_what_is_not_as_the_scenario_expects_is_listed(play: Play) -> None:
    expect = {
        "needs": {"bed": {"required": 20, "ready": 15, "gap": 4}, "bus": {"required": 1, "ready": 1, "gap": 0}},
        "met": ["treat"],
        "missed": ["search"],
        "blocked": ["brief"],
        "tasks": 9,
        "stands_down": True,
    }
    assert play(expect=expect).differences == (
        "need bed: expected 20/15/4, found (20, 15, 5)",
        "need bus: expected 1/1/0, found None",
        "task search: expected LATE/OVERDUE, found MET",
        "task brief: expected WAITING, found MET",
        "tasks: expected 9, found 5",
        "stand-down: expected True, found False",
    )


def test_everything_of_it_is_marked_as_a_drill(play: Play) -> None:
    play(keep=True)
    for table in (Incident, Order, Notice, Response):
        assert set(table.objects.values_list("drill", flat=True)) == {True}


def test_it_can_be_read_in_words(play: Play) -> None:
    told = list(lines(play(injects=[], missing_heads={"medical": {"override": "出差", "found_after": "1h"}})))
    assert told[0] == "【演练】小演练 · 《小预案》· 种子 1"
    assert "缺口 床位：需 20张，有 15张，缺 5张" in told
    assert "受阻 医疗组没有组长：出差" in told
    assert "未启动 防复燃巡查" in told
    assert told[-1] == "到情景结束时，终止条件未满足"
