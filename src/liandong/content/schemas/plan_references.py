"""Names inside one plan file that must stand in the same file: groups, posts, tasks, needs, facts, rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from liandong.content.schemas.misplaced import NAME, Mistake, Path
from liandong.kernel.expressions import names

if TYPE_CHECKING:
    from liandong.content.schemas.plans import Plan


def mistakes_in(plan: Plan) -> list[Mistake]:
    """Every name that leads nowhere, and tasks that wait for each other in a circle."""
    return [
        *_unknown_groups(plan),
        *_unknown_waits(plan),
        *_unknown_needs(plan),
        *_groups_not_set_up(plan),
        *_unknown_posts(plan),
        *_undeclared(plan),
        *_circles(plan),
    ]


def _unknown(path: Path, who: str, verb: str, kind: tuple[str, str], name: str) -> Mistake:
    zh = f"“{path[1]}”" if len(path) > 1 else f"“{path[0]}”"
    return Mistake.at(
        *path, zh=f"{zh}指向文件中没有的{kind[0]}“{name}”", en=f"{who} {verb} the unknown {kind[1]} {name}", mend=NAME
    )


def _unknown_groups(plan: Plan) -> Iterator[Mistake]:
    for name, task in plan.tasks.items():
        named: list[tuple[Path, str]] = [(("tasks", name, "group"), task.group)]
        named += [(("tasks", name, "with_groups", at), group) for at, group in enumerate(task.with_groups)]
        for path, group in named:
            if group not in plan.groups:
                yield _unknown(path, f"task {name}", "names", ("工作组", "group"), group)


def _unknown_waits(plan: Plan) -> Iterator[Mistake]:
    for name, task in plan.tasks.items():
        named: list[tuple[Path, str]] = [(("tasks", name, "after", at), waited) for at, waited in enumerate(task.after)]
        if task.starts.startswith("task:"):
            named.append((("tasks", name, "starts"), task.starts.removeprefix("task:")))
        for path, waited in named:
            if waited not in plan.tasks:
                yield _unknown(path, f"task {name}", "waits for", ("任务", "task"), waited)


def _unknown_needs(plan: Plan) -> Iterator[Mistake]:
    for name, task in plan.tasks.items():
        for at, need in enumerate(task.needs):
            if need not in plan.needs:
                yield _unknown(("tasks", name, "needs", at), f"task {name}", "needs", ("资源需求", "need"), need)


def _groups_not_set_up(plan: Plan) -> Iterator[Mistake]:
    for name, task in plan.tasks.items():
        group = plan.groups.get(task.group)
        for level in plan.levels:
            if group and level in task.levels and level not in group.levels:
                yield Mistake.at(
                    "tasks",
                    name,
                    zh=f"任务“{name}”在 {level} 级启动，而工作组“{task.group}”该级不设",
                    en=f"task {name} starts at level {level}, where its group {task.group} is not set up",
                )


def _posts_named(plan: Plan) -> Iterator[tuple[Path, str, str]]:
    for level, stated in plan.levels.items():
        yield ("levels", level, "approved_by"), f"level {level}", stated.approved_by
        yield ("levels", level, "commander"), f"level {level}", stated.commander
    for at, approval in enumerate(plan.approvals):
        yield ("approvals", at, "by"), "approval", approval.by
    for at, passing in enumerate(plan.command_passes):
        yield ("command_passes", at, "to"), "change of command", passing.to
    yield ("stand_down", "approved_by"), "stand-down", plan.stand_down.approved_by
    for name, group in plan.groups.items():
        yield ("groups", name, "lead"), f"group {name}", group.lead
        for at, post in enumerate(group.members):
            yield ("groups", name, "members", at), f"group {name}", post


def _unknown_posts(plan: Plan) -> Iterator[Mistake]:
    for path, who, post in _posts_named(plan):
        if post not in plan.posts:
            yield _unknown(path, who, "names", ("岗位", "post"), post)


def expressions(plan: Plan) -> Iterator[tuple[Path, str]]:
    """Every condition and formula of a plan, with where it stands."""
    yield ("activate_when",), plan.activate_when
    yield ("stand_down", "when"), plan.stand_down.when
    yield from ((("levels", name, "activate_when"), level.activate_when) for name, level in plan.levels.items())
    yield from ((("command_passes", at, "when"), passing.when) for at, passing in enumerate(plan.command_passes))
    yield from ((("mechanisms", name, "when"), mechanism.when) for name, mechanism in plan.mechanisms.items())
    yield from ((("rules", n, "expression"), rule.expression) for n, rule in plan.rules.items() if rule.expression)
    yield from ((("approvals", at, "unless"), approval.unless) for at, approval in enumerate(plan.approvals))
    for name, need in plan.needs.items():
        yield ("needs", name, "formula"), need.formula
        yield ("needs", name, "ready"), need.ready or "true"
    for name, task in plan.tasks.items():
        yield ("tasks", name, "applies_when"), task.applies_when
        yield ("tasks", name, "done_when"), task.done_when or "true"
        yield ("tasks", name, "repeat", "until"), task.repeat.until if task.repeat else "true"


def _undeclared(plan: Plan) -> Iterator[Mistake]:
    """A fact or rule that an expression or a start reads must be declared, so that a slip of the pen is seen."""
    known = {f"facts.{name}" for name in plan.facts} | {f"rules.{name}" for name in plan.rules}
    for place, text in expressions(plan):
        for path in sorted(names(text)):
            if path.startswith(("facts.", "rules.")) and ".".join(path.split(".")[:2]) not in known:
                where = " ".join(map(str, place))
                yield Mistake.at(
                    *place,
                    zh=f"条件用到文件中未声明的“{path}”",
                    en=f"{where} reads {path}, which the file does not declare",
                )
    for name, task in plan.tasks.items():
        fact = task.starts.removeprefix("fact:")
        if task.starts.startswith("fact:") and fact not in plan.facts:
            yield Mistake.at(
                "tasks",
                name,
                "starts",
                zh=f"任务“{name}”从未声明的事实“{fact}”起算",
                en=f"task {name} counts from the fact {fact}, which the file does not declare",
            )


def _circles(plan: Plan) -> Iterator[Mistake]:
    settled: set[str] = set()
    remaining = dict.fromkeys(plan.tasks)
    while remaining:
        ready = [t for t in remaining if all(w in settled or w not in plan.tasks for w in plan.waits_for(t))]
        if not ready:
            listed = ", ".join(remaining)
            zh, en = f"任务互相等待成环：{listed}", f"tasks wait for each other in a circle: {listed}"
            yield Mistake.at("tasks", next(iter(remaining)), zh=zh, en=en)
            return
        for task_id in ready:
            settled.add(task_id)
            remaining.pop(task_id)
