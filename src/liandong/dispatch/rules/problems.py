"""Why a step of dispatch is refused, and what to do instead."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from liandong.kernel.errors import Forbidden, Invalid, Refused
from liandong.kernel.text import Localized

BEIJING = ZoneInfo("Asia/Shanghai")


def moment(at: datetime) -> dict[str, str]:
    """`at` for machines and `when` for the reader: to the second, for two people may be that close."""
    return {"at": at.isoformat(), "when": f"{at.astimezone(BEIJING):%m-%d %H:%M:%S}"}


class NoSuchStep(Refused):
    code = "unit_step"
    message = Localized(
        zh="“{unit}”当前为“{before}”，不能直接转为“{after}”；可报：{allowed}。",
        en="{unit} is {state} and cannot become {wanted}; it may report: {allowed_en}.",
    )


class UnitTaken(Refused):
    """Two dispatchers wanted the same unit: the other one was first; `by`, `at` and `incident` say who and for what."""

    code = "unit_taken"
    message = Localized(
        zh="“{unit}”已由{by}于 {when} 派往事件 {incident}（{state_zh}）。请另选一支。",
        en="{unit} was sent to {incident} by {by} at {when} ({state}). Choose another.",
    )


class UnitNotInService(Refused):
    code = "unit_not_in_service"
    message = Localized(
        zh="“{unit}”停勤（{by} 于 {when} 登记），不能派出。请另选一支。",
        en="{unit} is out of service (entered by {by} at {when}). Choose another.",
    )


class UnitOfExercise(Refused):
    code = "unit_of_exercise"
    message = Localized(
        zh="“{unit}”是演练专用单元，不能派往真实事件。",
        en="{unit} exists for exercises alone and cannot be sent to a real incident.",
    )


class UnitEntered(Refused):
    code = "unit_already_entered"
    message = Localized(zh="该资源已编为出动单元“{unit}”。", en="This resource is the unit {unit} already.")


class CallsignTaken(Refused):
    code = "unit_callsign_taken"
    message = Localized(
        zh="呼号“{callsign}”在本县已有，请换一个。",
        en="The call sign {callsign} is in use in this county; choose another.",
    )


class NotAUnit(Invalid):
    code = "resource_is_no_unit"
    message = Localized(
        zh="“{type}”不是队伍或车辆，不能编为出动单元。",
        en="“{type}” is neither a team nor a vehicle, so it cannot be a unit.",
    )


class NotYourUnit(Forbidden):
    code = "unit_of_another"
    message = Localized(
        zh="只有“{unit}”所属单位或本地调度员可以报告它的状态。",
        en="Only the unit's own organisation or a dispatcher of the region may report for {unit}.",
    )


class MessageFromNobody(Invalid):
    code = "unit_message_sender"
    message = Localized(
        zh="没有找到发送号码或呼号对应的出动单元，请核对呼号后由电台代报。",
        en="No unit has this number or call sign; check the call sign and enter the state by radio.",
    )


class MessageNotUnderstood(Invalid):
    code = "unit_message_unclear"
    message = Localized(
        zh="短报“{text}”没有说明一种状态，请回叫核实后由电台代报。",
        en="The message “{text}” does not tell one state; call back and enter it by radio.",
    )


class ToldTooEarly(Invalid):
    code = "unit_state_in_the_future"
    message = Localized(zh="状态时间晚于现在，请改正。", en="The time of the state lies ahead of now; correct it.")


class ReasonMissing(Invalid):
    code = "dispatch_reason_missing"
    message = Localized(zh="请写明理由。", en="State the reason.")


class ChangedMeanwhile(Refused):
    """Two people changed it at the same moment: the other one was first."""

    code = "unit_changed_meanwhile"
    message = Localized(
        zh="{by} 已先一步修改（{when}）。请刷新后再决定。", en="{by} was first (at {when}). Reload before you decide."
    )


class PlaceUnknown(Refused):
    code = "recommendation_without_place"
    message = Localized(
        zh="事件还没有坐标，无法推荐力量；请先在地图上标出位置。",
        en="The incident has no position yet, so nothing can be recommended; mark it on the map first.",
    )


class NotDraftedHere(Forbidden):
    code = "deployment_drafter"
    message = Localized(
        zh="调用方案由{offices}拟定，您所在单位不在其中。",
        en="A plan of deployment is drafted by: {offices_en}; your organisation is none of them.",
    )


class NothingToSend(Invalid):
    code = "deployment_empty"
    message = Localized(
        zh="方案里没有队伍，也没有申请增援的类型和数量，请至少填一项。",
        en="The plan names neither units nor kinds of force to ask for; give at least one.",
    )


class ReachNotAbove(Invalid):
    code = "deployment_reach"
    message = Localized(
        zh="“{reach}”不是 {region} 的上级区域，请选择市或省。",
        en="{reach} does not lie above {region}; choose the city or the province.",
    )


class NoStepOfThatName(Invalid):
    code = "deployment_step_unknown"
    message = Localized(
        zh="该方案没有“{key}”这一步；待办的有：{open}。", en="There is no step {key} in this plan; waiting are: {open}."
    )


class StepNotOpen(Refused):
    code = "deployment_step_not_open"
    message = Localized(zh="“{title}”现在不能办理：{why}。", en="“{title_en}” cannot be done now: {why_en}.")


class NotYourStep(Forbidden):
    code = "deployment_step_of_another"
    message = Localized(
        zh="“{title}”由 {region} 的{offices}办理。", en="“{title_en}” is for the {offices_en} of {region}."
    )


class OrderBeforeConsent(Refused):
    """`missing` are the keys of the steps that have not agreed."""

    code = "deployment_not_agreed"
    message = Localized(
        zh="还不能下达出动指令，尚缺：{missing_zh}。", en="The order cannot go out yet; still missing: {missing_en}."
    )


class DeploymentEnded(Refused):
    code = "deployment_ended"
    message = Localized(
        zh="该调用方案{state_zh}，不能再办理；如仍需力量请另拟方案。",
        en="This plan of deployment is {state}; draft another if forces are still needed.",
    )


class OrderWithoutPlan(Refused):
    code = "order_without_deployment"
    message = Localized(
        zh="向“{unit}”下达出动指令须先有经同意的调用方案，请在调度台拟定。",
        en="An order for {unit} to set out needs a plan of deployment that was agreed to; draft one first.",
    )


class UnitWithoutOwner(Invalid):
    code = "unit_without_organization"
    message = Localized(
        zh="“{unit}”没有登记所属单位，指令无人签收；请先在资源中补登。",
        en="{unit} belongs to no organisation, so nobody could sign for the order; enter its owner first.",
    )


class UnitBeyondReach(Refused):
    code = "unit_beyond_reach"
    message = Localized(
        zh="“{unit}”不在批准的范围（{reach}）内。", en="{unit} does not lie within the region agreed to ({reach})."
    )


class MissionEnded(Refused):
    code = "mission_ended"
    message = Localized(zh="该任务已结束。", en="This mission has ended.")


class DrillsMixed(Invalid):
    code = "assignment_mixes_drills"
    message = Localized(
        zh="演练事件和真实事件不能一起求解派遣，请分开提问。",
        en="An exercise and a real incident cannot be served by one assignment; ask for each apart.",
    )


class NobodyOnScene(Refused):
    code = "crew_not_on_scene"
    message = Localized(
        zh="“{unit}”不在现场，无需清点人员；请先报告到场。",
        en="{unit} is not on scene, so there is nobody to count; tell that it has arrived first.",
    )


class CrewTooMany(Invalid):
    code = "crew_too_many"
    message = Localized(
        zh="“{unit}”登记 {crew} 人，清点数不能更多；人数有变请先更正单元。",
        en="{unit} has {crew} people on board; correct the unit first if there are more.",
    )


class NoForce(Invalid):
    code = "organization_is_no_force"
    message = Localized(
        zh="该单位没有编为出动单元的队伍或车辆，不是调度对象；请先在调度台编入。",
        en="This organisation has no unit on the dispatch desk, so there is nothing to check; enter its units first.",
    )


class UnitOfAnotherForce(Invalid):
    code = "readiness_unit_of_another"
    message = Localized(
        zh="拉动的单元不属于该力量，请另选。", en="The unit does not belong to this force; choose another."
    )


class CheckRunning(Refused):
    code = "readiness_check_running"
    message = Localized(
        zh="对“{force}”的上一次点名或拉动还没有结束，请先结束它。",
        en="An earlier check of {force} has not ended; end it first.",
    )


class CheckAnswered(Refused):
    code = "readiness_check_answered"
    message = Localized(zh="已于 {at} 应答，无需重复。", en="It was answered at {at}; nothing more is needed.")


class CheckEnded(Refused):
    code = "readiness_check_ended"
    message = Localized(
        zh="这次调度已于 {at} 结束（{result}）；需要时请重新点名。",
        en="This check ended at {at}; call again if needed.",
    )


class NoPullOut(Invalid):
    code = "readiness_no_pull_out"
    message = Localized(
        zh="值守点名没有驶离和到达，只需应答。",
        en="A roll call has no setting out and no arrival; an answer is enough.",
    )


class StepBeforeAnswer(Refused):
    code = "readiness_step_before_answer"
    message = Localized(zh="请先应答，再报驶离或到达。", en="Answer first, then tell that you set out or arrived.")


class NotYourCheck(Forbidden):
    code = "readiness_check_of_another"
    message = Localized(
        zh="只有“{force}”或本地值守平台可以办理这次调度。",
        en="Only {force} itself or the desk of its region may answer this check.",
    )


class PeriodBackwards(Invalid):
    code = "sensitive_period_backwards"
    message = Localized(
        zh="结束日 {ends} 早于开始日 {begins}，请改正。", en="It ends ({ends}) before it begins ({begins}); correct it."
    )


class PeriodPast(Invalid):
    code = "sensitive_period_past"
    message = Localized(
        zh="{ends} 已经过去，请标定今天或以后的日期。", en="{ends} has passed; mark days from today on."
    )


class PeriodTooLong(Invalid):
    code = "sensitive_period_too_long"
    message = Localized(
        zh="一次最多标定 {days} 天；更长的请分几次标定。", en="At most {days} days at once; mark the rest separately."
    )


class PeriodLifted(Refused):
    code = "sensitive_period_lifted"
    message = Localized(zh="敏感时期“{title}”已经解除。", en="The sensitive period {title} has been lifted already.")
