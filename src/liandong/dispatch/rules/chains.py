"""Where a chain of consent stands: what is open, what the order still waits for. Pure; the steps come from content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from liandong.content.approvals import Step, before


class Verdict(StrEnum):
    """同意 · 转报上级 · 不同意. FORWARDED: this level cannot help and hands the request up."""

    AGREED = "AGREED"
    FORWARDED = "FORWARDED"
    REFUSED = "REFUSED"


class DeploymentState(StrEnum):
    """办理中 · 已下令 · 未获同意 · 已撤回."""

    OPEN = "OPEN"
    ORDERED = "ORDERED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


class StepState(StrEnum):
    """未到 · 待办 · 已同意 · 已转报 · 不同意 · 已完成 · 不再需要."""

    WAITING = "WAITING"
    OPEN = "OPEN"
    AGREED = "AGREED"
    FORWARDED = "FORWARDED"
    REFUSED = "REFUSED"
    DONE = "DONE"
    DROPPED = "DROPPED"


STATE_WORDS: Mapping[DeploymentState, str] = {
    DeploymentState.OPEN: "正在办理",
    DeploymentState.ORDERED: "已下达出动指令",
    DeploymentState.REFUSED: "未获同意",
    DeploymentState.WITHDRAWN: "已撤回",
}

BY_THE_PLATFORM = frozenset({"FILE"})
"""Acts that nobody answers: they happen with the order."""

Answers = Mapping[str, Verdict]


def order_step(steps: Sequence[Step]) -> Step:
    return next(step for step in steps if step.act == "ORDER")


def states(steps: Sequence[Step], answers: Answers, *, ordered: bool) -> dict[str, StepState]:
    """Each step's state. A needed refusal before the order stops everything that was still to come."""
    order = order_step(steps)
    needed = before(steps, order)
    stopped = not ordered and any(answers.get(key) is Verdict.REFUSED for key in needed)
    done = _done(steps, answers, ordered=ordered)
    return {step.key: _state(step, answers, done, order, ordered=ordered, stopped=stopped) for step in steps}


def open_steps(steps: Sequence[Step], answers: Answers, *, ordered: bool) -> list[Step]:
    """What somebody may do now, the order among it when nothing is missing."""
    found = states(steps, answers, ordered=ordered)
    return [step for step in steps if found[step.key] is StepState.OPEN]


def missing_before_order(steps: Sequence[Step], answers: Answers) -> list[Step]:
    """The steps that must be agreed to and are not, in the order of the chain."""
    needed = before(steps, order_step(steps))
    return [step for step in steps if step.key in needed and not _agreed(answers.get(step.key))]


def refused_before_order(steps: Sequence[Step], answers: Answers) -> bool:
    """Whether somebody whose consent the order needs has refused it."""
    return any(answers.get(step.key) is Verdict.REFUSED for step in missing_before_order(steps, answers))


def _done(steps: Sequence[Step], answers: Answers, *, ordered: bool) -> set[str]:
    done = {key for key, verdict in answers.items() if _agreed(verdict)}
    return done | ({order_step(steps).key} if ordered else set())


def _state(step: Step, answers: Answers, done: set[str], order: Step, *, ordered: bool, stopped: bool) -> StepState:
    if step.key in answers:
        return StepState(answers[step.key].value)
    if step.key == order.key and ordered:
        return StepState.DONE
    if step.act in BY_THE_PLATFORM:
        return StepState.DONE if ordered else StepState.WAITING
    if stopped:
        return StepState.DROPPED
    return StepState.OPEN if step.after <= done else StepState.WAITING


def _agreed(verdict: Verdict | None) -> bool:
    return verdict in (Verdict.AGREED, Verdict.FORWARDED)
