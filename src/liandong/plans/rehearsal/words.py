"""A rehearsal in words, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from liandong.plans.queries import BEIJING
from liandong.plans.rehearsal.outcome import Outcome, TaskLine


def lines(outcome: Outcome) -> Iterator[str]:
    """What was met, missed, blocked and short, and where it differs from what the scenario expects."""
    plan, tasks = outcome.plan, outcome.tasks
    yield f"【演练】{outcome.scenario.title.zh} · 《{plan.title.zh}》· 种子 {outcome.seed}"
    done = sum(line.done_at is not None for line in tasks)
    yield f"任务 {len(tasks)} 项，完成 {done}；时限按时 {outcome.clocks_met}，超时 {outcome.clocks_missed}"
    for need in outcome.needs:
        if need.gap:
            title, unit = plan.needs[need.need].title.zh, plan.needs[need.need].unit.zh
            yield f"缺口 {title}：需 {need.required}{unit}，有 {need.ready}{unit}，缺 {need.gap}{unit}"
    yield from (f"受阻 {event.text}" for event in outcome.happenings if event.kind == "blocked")
    yield from (_late(line) for line in tasks if line.state in ("LATE", "OVERDUE"))
    yield from (f"未启动 {line.title}" for line in tasks if line.state == "WAITING")
    yield "终止条件已满足，响应终止" if outcome.stood_down else "到情景结束时，终止条件未满足"
    yield from (f"与情景预期不符 {difference}" for difference in outcome.differences)


def _late(line: TaskLine) -> str:
    end = _clock(line.done_at) if line.done_at else "未完成"
    return f"超时 {line.title}：时限 {_clock(line.due_at)}，{end}"


def _clock(moment: datetime) -> str:
    local = moment.astimezone(BEIJING)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
