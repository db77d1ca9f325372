"""Why an order, or a step of it, is refused, and what to do instead."""

from __future__ import annotations

from liandong.kernel.errors import Forbidden, Invalid, NotFound, Refused
from liandong.kernel.text import Localized


class NoAddressee(Invalid):
    code = "order_without_addressee"
    message = Localized(
        zh="指令必须至少有一个受令单位、岗位或人员。",
        en="An order needs at least one organisation, post or person to address.",
    )


class RepeatedAddressee(Invalid):
    code = "order_addressee_repeated"
    message = Localized(
        zh="同一受令对象只能出现一次：{addressee}。", en="Each addressee may appear once: {addressee} is there twice."
    )


class UnknownAddressee(Invalid):
    code = "order_addressee_unknown"
    message = Localized(
        zh="没有找到受令对象：{addressees}。请从组织机构中选择。",
        en="Not found among the organisations, posts and people: {addressees}.",
    )


class NoLimit(Invalid):
    code = "order_without_limit"
    message = Localized(
        zh="“{kind}”指令必须写明完成时限。", en="An order of the kind “{kind}” must say by when it is to be done."
    )


class DueBeforeStart(Invalid):
    code = "order_due_before_start"
    message = Localized(
        zh="完成时限（{due_at}）必须晚于开始时间（{starts_at}）。",
        en="The due time ({due_at}) must be later than the start ({starts_at}).",
    )


class ReasonNeeded(Invalid):
    code = "order_reason_needed"
    message = Localized(zh="请写明理由。", en="State the reason.")


class NotAddressee(Forbidden):
    code = "order_not_addressee"
    message = Localized(
        zh="只有受令方（{addressee}）可以办理此项任务。", en="Only the addressee ({addressee}) may act on this task."
    )


class NotInThisState(Refused):
    """`by` and `at` say who brought the task into its present state and when."""

    code = "order_task_not_in_this_state"
    message = Localized(
        zh="任务当前为“{state}”（{by} 于 {at} 操作），不能再“{verb}”。",
        en="The task is {state} (by {by} at {at}), which does not allow {verb}.",
    )


class OrderNotInThisState(Refused):
    code = "order_not_in_this_state"
    message = Localized(
        zh="指令 {number} 当前为“{state}”，不能“{verb}”。", en="Order {number} is {state}, which does not allow {verb}."
    )


class ChangedMeanwhile(Refused):
    """Two people acted at the same moment: the other one was first."""

    code = "order_changed_meanwhile"
    message = Localized(
        zh="{by} 已先一步操作（{at}，当前“{state}”）。请刷新后再决定。",
        en="{by} was first (at {at}, now {state}). Reload before you decide.",
    )


class SameVerifier(Refused):
    code = "order_same_verifier"
    message = Localized(
        zh="办理人不能核验自己的任务，请由他人核验。",
        en="Who did the work may not verify it; let another person do so.",
    )


class SameOrganizationVerifies(Refused):
    code = "order_same_organization_verifies"
    message = Localized(
        zh="评估单位不能是整改单位，请由其他单位核验。",
        en="The unit that did the work may not assess it; let another unit do so.",
    )


class IssuerVerifies(Forbidden):
    code = "order_issuer_verifies"
    message = Localized(
        zh="指令 {number} 只能由下达单位核验。", en="Only the unit that issued order {number} may verify its result."
    )


class NoSuchMilestone(NotFound):
    code = "order_milestone_not_found"
    message = Localized(zh="没有第 {sequence} 个节点。", en="There is no milestone number {sequence}.")


class AlreadyAddressed(Refused):
    code = "order_already_addressed"
    message = Localized(
        zh="“{addressee}”已是本指令的受令方，请另选。",
        en="“{addressee}” is an addressee of this order already; choose another.",
    )


class StillOpen(Refused):
    code = "order_still_open"
    message = Localized(
        zh="指令 {number} 还有 {open} 项任务未办结，不能结办；不再需要时请撤回。",
        en="Order {number} still has {open} open tasks and cannot be closed; withdraw it if it is no longer needed.",
    )


class ScheduleDoesNotFit(Invalid):
    code = "order_schedule_does_not_fit"
    message = Localized(
        zh="倒排后需要 {needed}，但只有 {available}：请缩短节点用时或加大搭接。",
        en="Scheduled back it takes {needed} but there is only {available}: shorten steps or overlap them more.",
    )


class AlreadyReached(Refused):
    code = "order_milestone_already_reached"
    message = Localized(zh="节点“{title}”已于 {at} 完成。", en="The milestone “{title}” was reached at {at}.")
