"""States of a response and its tasks, and why an activation is refused. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from liandong.content.planning import LEVELS, NeedLine
from liandong.content.schemas.plans import Plan, ResponseLevel
from liandong.kernel.errors import Invalid, Refused
from liandong.kernel.text import Localized


class ResponseState(StrEnum):
    ACTIVE = "ACTIVE"
    STOOD_DOWN = "STOOD_DOWN"


class TaskState(StrEnum):
    """WAITING for tasks before it; ISSUED as an order; DONE; STOPPED by a change of level or the stand-down."""

    WAITING = "WAITING"
    ISSUED = "ISSUED"
    DONE = "DONE"
    STOPPED = "STOPPED"


OPEN = (TaskState.WAITING, TaskState.ISSUED)

NO_LONGER_APPLIES = "情况变化，不再需要"
"""Why a task was stopped whose condition is known not to hold; it resumes when the condition holds again."""


class MemberRole(StrEnum):
    HEAD = "HEAD"
    DEPUTY = "DEPUTY"
    MEMBER = "MEMBER"
    INFORMATION_OFFICER = "INFORMATION_OFFICER"
    UPPER_TEAM = "UPPER_TEAM"


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in a working group: a standing post and, where it is filled, the person who holds it now."""

    role: MemberRole
    plan_post: str
    post_id: UUID | None = None
    person_id: UUID | None = None

    @property
    def filled(self) -> bool:
        return self.person_id is not None


@dataclass(frozen=True, slots=True)
class GroupLineUp:
    """A working group as it would be set up: the head's seat first, then deputies and members."""

    group: str
    head_required: bool
    seats: tuple[Seat, ...]

    @property
    def head(self) -> Seat:
        return self.seats[0]

    @property
    def blocks(self) -> bool:
        """A group that must have a head and has none blocks the activation (D-09)."""
        return self.head_required and not self.head.filled


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task on paper: from when, until when, and whether it becomes an order at once."""

    task: str
    group: str
    starts_at: datetime
    due_at: datetime
    at_once: bool


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would start, who is missing, which resource falls short."""

    plan: Plan
    level: ResponseLevel
    groups: tuple[GroupLineUp, ...]
    tasks: tuple[PlannedTask, ...]
    needs: tuple[NeedLine, ...]
    approval_by: str

    @property
    def headless(self) -> tuple[str, ...]:
        return tuple(group.group for group in self.groups if group.blocks)

    @property
    def short(self) -> tuple[NeedLine, ...]:
        return tuple(line for line in self.needs if line.gap)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that fits an incident: the level its conditions give, and graver ones that missing facts leave open."""

    plan: Plan
    level: ResponseLevel | None
    undecided: tuple[ResponseLevel, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class LevelDifference:
    """What a change of level starts, stops and gives another limit."""

    before: ResponseLevel
    after: ResponseLevel
    groups_start: tuple[str, ...]
    groups_stop: tuple[str, ...]
    tasks_start: tuple[str, ...]
    tasks_stop: tuple[str, ...]
    tasks_move: tuple[str, ...]

    @property
    def is_higher(self) -> bool:
        return LEVELS.index(self.after) < LEVELS.index(self.before)


def blocking(groups: Iterable[GroupLineUp], overrides: Mapping[str, str]) -> tuple[str, ...]:
    """The groups that still block: no head, and no reason given to go on without one."""
    return tuple(group.group for group in groups if group.blocks and not overrides.get(group.group, "").strip())


def fits(plan: Plan, event_type: str) -> bool:
    """Whether the plan is meant for the event type: the same code, or a class above it (`20000` holds `20400`)."""
    return any(event_type.startswith(code.rstrip("0") or code) for code in plan.event_types)


def may_follow(before: ResponseLevel, after: ResponseLevel) -> bool:
    """A change of level leads to another one, in either direction."""
    return before != after


class GroupWithoutHead(Refused):
    code = "group_without_head"
    message = Localized(
        zh="以下工作组没有组长：{titles}。请先指定组长；确需先行启动的，请逐组写明理由。",
        en="These groups have no head: {titles}. Appoint heads, or give a reason for each to go on without one.",
    )


class ApprovalMissing(Refused):
    code = "activation_needs_approval"
    message = Localized(
        zh="{plan}（{level}级）须经{approver}批准后启动。情况紧急的，可写明理由先启动、后补批。",
        en="{plan} at level {level} starts after approval by {approver}. In an emergency act first and say why; "
        "approval is then asked for afterwards.",
    )


class AlreadyActive(Refused):
    code = "plan_already_active"
    message = Localized(
        zh="该事件已启动{plan}（{level}级）。需要加强或降低的，请调整响应级别。",
        en="{plan} is already active at level {level} for this incident; change the level instead.",
    )


class NotActive(Refused):
    code = "response_not_active"
    message = Localized(
        zh="响应已终止，不能再作此操作。", en="The response has been stood down; this is no longer possible."
    )


class LevelNotInPlan(Refused):
    code = "level_not_in_plan"
    message = Localized(
        zh="{plan}没有{level}级响应，可选：{levels}。", en="{plan} has no level {level}; choose one of {levels}."
    )


class SameLevel(Refused):
    code = "same_level"
    message = Localized(zh="响应已经是{level}级。", en="The response is already at level {level}.")


class StandDownTooEarly(Refused):
    code = "stand_down_condition_not_met"
    message = Localized(
        zh="终止条件尚未满足：{condition}。确需提前终止的，请由{approver}写明理由。",
        en="The condition for standing down is not met: {condition}. To end early, {approver} must give a reason.",
    )


class OnlyCommanderOrders(Refused):
    code = "only_commander_orders"
    message = Localized(
        zh="融合办公期间，指令统一以指挥长（{commander}）名义下达，请报请其下达。",
        en="While the offices are merged, orders are given in the commander's name only; ask {commander} to issue it.",
    )


class ConditionOfTask(Refused):
    code = "task_condition_not_met"
    message = Localized(
        zh="任务“{task}”的完成条件还未满足：{condition}。请先补齐事实再提交。",
        en="The task “{task}” cannot be reported done yet: {condition}. Record the missing facts first.",
    )


class TooEarly(Refused):
    code = "task_too_early"
    message = Localized(
        zh="任务“{task}”最早{moment}才能办结，请到时再报。",
        en="The task “{task}” may not be done before {moment} ({earliest}); report it then.",
    )


class NeedsApproval(Refused):
    code = "needs_approval"
    message = Localized(
        zh="{act}：请报{approver}批准后再办。", en="{act_en}: ask {approver} to approve before you go on."
    )


class NeedNotKnown(Refused):
    code = "need_not_known"
    message = Localized(
        zh="“{need}”的需求还算不出来，请先补齐有关事实再申请。",
        en="How much of “{need}” is needed cannot be worked out yet; record the missing facts first.",
    )


class UnknownGroup(Refused):
    code = "unknown_group"
    message = Localized(zh="本次响应没有工作组“{group}”。", en="This response has no group “{group}”; see its groups.")


class NotMerged(Refused):
    code = "offices_not_merged"
    message = Localized(
        zh="还没有合并办公，请先登记上级专班到达。",
        en="The offices have not merged yet; record first that the upper team has come.",
    )


class NotOfUpperLevel(Invalid):
    code = "post_not_of_upper_level"
    message = Localized(
        zh="“{post}”不是上级单位的岗位，请选择省、市专班的岗位。",
        en="The post “{post}” is not of a level above; choose one of the city or the province.",
    )


class PostVacant(Refused):
    code = "post_vacant"
    message = Localized(
        zh="“{post}”现无人任职，请先补任或改选岗位。", en="Nobody holds the post “{post}”; fill it or choose another."
    )


class OneAddressee(Invalid):
    code = "one_addressee"
    message = Localized(
        zh="请指定一个受请单位或一个受请岗位（二者选一）。",
        en="Name one organisation or one post to ask, not both or none.",
    )


class RehearsalState(StrEnum):
    """A rehearsal asked for on a screen: waits, runs, has its outcome, or could not be run."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class ScenarioOfAnotherPlan(Invalid):
    """The scenario rehearses another plan."""

    code = "scenario_of_another_plan"
    message = Localized(
        zh="情景“{scenario}”是为预案“{plan}”写的；请选择本预案的情景。",
        en="The scenario “{scenario}” is written for the plan “{plan}”; choose one of this plan.",
    )
