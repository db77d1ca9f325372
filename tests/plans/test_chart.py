"""The swim-lane chart of a rehearsal: one page that loads nothing, in which nothing covers anything else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from liandong.content.schemas.plans import Plan
from liandong.content.schemas.scenarios import Scenario
from liandong.plans.rehearsal.chart import Lane, lanes_of, render_chart, write_chart
from liandong.plans.rehearsal.outcome import Happening, Outcome, TaskLine
from tests.plans.small_plan import plan as small_plan
from tests.plans.test_rehearsing import DRILL

START = datetime.fromisoformat("2026-10-13T08:00:00+08:00")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def task(id: str, begins: timedelta, ends: timedelta, limit: timedelta, occurrence: int = 1, **told: str) -> TaskLine:
    done = START + ends
    state = "MET" if done <= START + begins + limit else "LATE"
    title = told.get("title", "任务" + id)
    return TaskLine(id, title, "rescue", occurrence, START + begins, START + begins + limit, done, state, "三（一）")


def outcome(*tasks: TaskLine, plan: Plan | None = None, title: str = "小演练") -> Outcome:
    scenario = Scenario.model_validate(DRILL | {"title": {"zh": title, "en": title}})
    return Outcome(
        plan=plan or small_plan(),
        scenario=scenario,
        seed=1,
        started_at=START,
        ended_at=START + 14 * DAY,
        tasks=tasks,
        groups=("rescue",),
        clocks_met=1,
        clocks_missed=0,
        needs=(),
        happenings=(Happening(START + HOUR, "inject", "情况变化"),),
        stood_down=False,
        differences=(),
    )


def lane(*tasks: TaskLine) -> Lane:
    (only,) = lanes_of(outcome(*tasks))
    return only


DAILY = [task("meeting", n * DAY, n * DAY + 8 * HOUR, DAY, occurrence=n + 1) for n in range(14)]


def test_a_task_that_comes_every_day_takes_one_row() -> None:
    bars = lane(*DAILY).bars
    assert len({bar.y for bar in bars}) == 1
    assert [bar.title for bar in bars] == ["任务meeting", *[""] * 13]


def test_a_limit_that_ends_where_the_next_turn_begins_is_not_drawn_twice() -> None:
    marks = [bar.due_x for bar in lane(*DAILY).bars]
    assert marks[:-1] == [None] * 13
    assert marks[-1] is not None


def test_two_tasks_that_follow_each_other_share_a_row_and_two_at_once_do_not() -> None:
    first, at_once = task("a", 0 * HOUR, HOUR, 2 * HOUR), task("b", 0 * HOUR, HOUR, 2 * HOUR)
    later = task("c", 12 * HOUR, 13 * HOUR, 2 * HOUR)
    one, other, third = lane(first, at_once, later).bars
    assert one.y != other.y
    assert third.y == one.y


def test_no_bar_limit_or_label_reaches_into_another() -> None:
    tasks = [
        task(f"t{n}", n * HOUR, (n + 2) * HOUR, 3 * HOUR, title="很长很长的任务名称" * (n % 3 + 1)) for n in range(30)
    ]
    rows: dict[float, float] = {}
    for bar in lane(*tasks).bars:
        assert bar.x >= rows.get(bar.y, 0.0)
        ends = bar.x + bar.width if bar.label_inside else bar.label_x + 12 * len(bar.title)
        rows[bar.y] = max(ends, bar.due_x or 0.0)


def test_what_never_started_has_no_bar_and_is_listed_below() -> None:
    waiting = replace(task("a", 0 * HOUR, HOUR, HOUR), state="WAITING", done_at=None)
    page = render_chart(outcome(waiting))
    assert lane(waiting).bars == ()
    assert "未启动的任务" in page


@pytest.mark.parametrize("late", [True, False])
def test_late_tasks_are_red_and_listed(late: bool) -> None:
    page = render_chart(outcome(task("a", 0 * HOUR, (3 if late else 1) * HOUR, 2 * HOUR)))
    assert ('fill="#fbeceb"' in page) is late
    assert (">1:00<" in page) is late
    assert ("没有任务超时" in page) is not late


def test_the_page_loads_nothing_and_shows_that_it_is_a_drill(tmp_path: Path) -> None:
    file = tmp_path / "chart.html"
    write_chart(outcome(*DAILY), file)
    page = file.read_text(encoding="utf-8")
    assert not re.search(r"(src|href)=|url\(|@import", page)
    assert "演练 · 推演数据，与真实统计分开" in page


def test_what_a_scenario_says_is_text_and_never_markup() -> None:
    page = render_chart(outcome(task("a", 0 * HOUR, HOUR, HOUR, title="<script>x</script>"), title="<b>粗</b>"))
    assert "<script>" not in page
    assert "&lt;b&gt;粗" in page
