"""The swim-lane chart of a rehearsal: groups as lanes, tasks as bars over time, one self-contained HTML page."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.template.loader import render_to_string

from liandong.plans.queries import BEIJING
from liandong.plans.rehearsal.outcome import Outcome, TaskLine

WIDTH = 1560
LABEL = 168
RIGHT = 56
"""Room for the words of the last mark."""

BAR = 15
ROW = 21
SAME_PLACE = 3.0
"""Pixels within which two marks are one to the eye."""

WORDS = {
    "MET": "按时",
    "LATE": "超时完成",
    "OVERDUE": "超时未完成",
    "OPEN": "进行中",
    "WAITING": "未启动",
    "STOPPED": "已停止",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One task occurrence: from its start to when it was done (or now), with its due mark, if any; pixels."""

    x: float
    y: float
    width: float
    due_x: float | None
    state: str
    title: str
    hint: str
    label_inside: bool

    @property
    def bottom(self) -> float:
        return self.y + BAR

    @property
    def label_x(self) -> float:
        return self.x + 4 if self.label_inside else max(self.x + self.width, self.due_x or 0.0) + 4

    @property
    def label_y(self) -> float:
        return self.y + 12


@dataclass(frozen=True, slots=True)
class Lane:
    title: str
    y: float
    height: float
    bars: tuple[Bar, ...]

    @property
    def title_y(self) -> float:
        return self.y + 20


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    text: str


def write_chart(outcome: Outcome, file: Path) -> None:
    """Write the page; it loads nothing from anywhere."""
    file.write_text(render_chart(outcome), encoding="utf-8")


def render_chart(outcome: Outcome) -> str:
    scale, lanes = _scale_of(outcome), lanes_of(outcome)
    tasks = outcome.tasks
    return render_to_string(
        "plans/rehearsal.html",
        {
            "outcome": outcome,
            "plan": outcome.plan,
            "scenario": outcome.scenario,
            "lanes": lanes,
            "ticks": scale.ticks(),
            "marks": [Mark(scale.x(event.at), event.text) for event in outcome.happenings],
            "happenings": [(_clock(event.at), event) for event in outcome.happenings],
            "width": WIDTH,
            "label": LABEL,
            "height": (lanes[-1].y + lanes[-1].height if lanes else 60) + 12,
            "needs": [(outcome.plan.needs[line.need], line) for line in outcome.needs],
            "missed": [_row(line) for line in tasks if line.state in ("LATE", "OVERDUE")],
            "waiting": [_row(line) for line in tasks if line.state == "WAITING"],
            "done": sum(line.done_at is not None for line in tasks),
            "words": WORDS,
        },
    )


def lanes_of(outcome: Outcome) -> tuple[Lane, ...]:
    """A lane for each group, in the order of the plan."""
    return tuple(_lanes(outcome, _scale_of(outcome)))


def _scale_of(outcome: Outcome) -> _Scale:
    return _Scale(outcome.started_at, _last_moment(outcome))


def _last_moment(outcome: Outcome) -> datetime:
    """The chart ends with the last task that was done, not with an empty fortnight."""
    ends = [line.done_at or line.due_at for line in outcome.tasks if line.state != "WAITING"]
    return min(outcome.ended_at, max(ends, default=outcome.ended_at) + timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Simulated time on the page. The first day is spread over half of it: that is when minutes count."""

    begin: datetime
    end: datetime

    def x(self, moment: datetime) -> float:
        room, hours = WIDTH - LABEL - RIGHT, max(0.0, (moment - self.begin) / timedelta(hours=1))
        whole = max((self.end - self.begin) / timedelta(hours=1), 1.0)
        first = min(24.0, whole)
        if hours <= first or whole <= first:
            share = (hours / first) * (0.5 if whole > first else 1.0)
        else:
            share = 0.5 + 0.5 * (hours - first) / (whole - first)
        return round(LABEL + room * min(share, 1.0), 1)

    def ticks(self) -> list[Mark]:
        hours = [0, 4, 8, 12, 18, 24]
        days = range(2, int((self.end - self.begin).days) + 1)
        moments = [(timedelta(hours=h), f"+{h} 小时") for h in hours] + [
            (timedelta(days=d), f"第 {d} 天") for d in days
        ]
        return [Mark(self.x(self.begin + after), text) for after, text in moments if self.begin + after <= self.end]


def _lanes(outcome: Outcome, scale: _Scale) -> Iterable[Lane]:
    y = 40.0
    for group in outcome.groups:
        lines = [line for line in outcome.tasks if line.group == group and line.state != "WAITING"]
        bars, rows = _bars(lines, scale, y, outcome.ended_at)
        height = max(rows, 1) * ROW + 10
        yield Lane(outcome.plan.groups[group].title.zh, y, height, tuple(bars))
        y += height


def _bars(lines: list[TaskLine], scale: _Scale, top: float, now: datetime) -> tuple[list[Bar], int]:
    """Bars in as few rows as keep them and their labels apart; a task that comes again keeps one row to itself."""
    free: list[float] = []
    bars = []
    for turns in _by_task(lines):
        spans = [_Span.of(line, scale, now) for line in turns]
        row = next((n for n, until in enumerate(free) if until <= spans[0].x), len(free))
        free[row : row + 1] = [math.inf if len(turns) > 1 else spans[0].taken]
        following = [*(span.x for span in spans[1:]), math.inf]
        y = top + 5 + row * ROW
        bars += [_bar(line, span, y, next_x) for line, span, next_x in zip(turns, spans, following, strict=True)]
    return bars, len(free)


def _by_task(lines: list[TaskLine]) -> list[list[TaskLine]]:
    """The occurrences of each task, the task that started first in front."""
    turns: dict[str, list[TaskLine]] = {}
    for line in sorted(lines, key=lambda line: (line.starts_at, line.due_at, line.id)):
        turns.setdefault(line.id, []).append(line)
    return list(turns.values())


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a bar begins and ends, where its limit lies, and how far it and its label reach; pixels."""

    x: float
    width: float
    due_x: float
    text: float

    @classmethod
    def of(cls, line: TaskLine, scale: _Scale, now: datetime) -> _Span:
        x, end = scale.x(line.starts_at), scale.x(line.done_at or min(now, line.due_at))
        return cls(x, max(end - x, 3.0), scale.x(line.due_at), 12.0 * len(line.title) + 10)

    @property
    def holds_label(self) -> bool:
        return self.width >= self.text

    @property
    def taken(self) -> float:
        return max(self.x + self.width, self.due_x) + (0 if self.holds_label else self.text)


def _bar(line: TaskLine, span: _Span, y: float, next_x: float) -> Bar:
    """A limit that ends where the next turn begins is not drawn again: the next bar's edge shows it."""
    done = f"完成 {_clock(line.done_at)}" if line.done_at else WORDS[line.state]
    hint = f"{line.title}（{line.clause}）：开始 {_clock(line.starts_at)}，时限 {_clock(line.due_at)}，{done}"
    due_x = None if abs(span.due_x - next_x) < SAME_PLACE else span.due_x
    title = line.title if line.occurrence == 1 else ""
    return Bar(span.x, y, span.width, due_x, line.state, title, hint, span.holds_label)


def _row(line: TaskLine) -> dict[str, str]:
    late = ((line.done_at - line.due_at) if line.done_at else timedelta()) // timedelta(minutes=1)
    return {
        "title": line.title,
        "due": _clock(line.due_at),
        "done": _clock(line.done_at) if line.done_at else "—",
        "late": f"{late // 60}:{late % 60:02d}" if late else "",
        "state": WORDS[line.state],
        "clause": line.clause,
    }


def _clock(moment: datetime) -> str:
    local = moment.astimezone(BEIJING)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
