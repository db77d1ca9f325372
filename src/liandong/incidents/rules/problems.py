"""Refusals of reports and incidents, each with what to do instead."""

from __future__ import annotations

from liandong.kernel.errors import Invalid, Problem, Refused
from liandong.kernel.text import Localized


class ReportKeyMissing(Problem):
    code = "idempotency_key_missing"
    message = Localized(
        zh="请给出 client_key 或请求头 Idempotency-Key，以便重发时不会重复接报。",
        en="Give a client_key or an Idempotency-Key header, so that sending again makes no second report.",
    )


class KeyReused(Refused):
    code = "report_key_reused"
    message = Localized(
        zh="同一编号（client_key）已用于内容不同的报告；请为新报告换一个编号。",
        en="This client_key was used for a report with other content; give the new report a key of its own.",
    )


class ReportStateRefuses(Refused):
    code = "report_state"
    message = Localized(
        zh="该报告处于“{state}”状态，不能执行“{verb}”；已并入事件的报告请先拆分。",
        en="The report is {state}, so “{verb}” does not apply; split it from its incident first.",
    )


class UnknownRegion(Invalid):
    code = "unknown_region"
    message = Localized(
        zh="行政区划代码“{region_code}”不存在，请核对（GB/T 2260）。",
        en="There is no region {region_code}; check the code (GB/T 2260).",
    )


class UnknownEventType(Invalid):
    code = "unknown_event_type"
    message = Localized(
        zh="事件类型“{event_type}”不存在，请从事件分类表中选择。",
        en="There is no event type {event_type}; choose one from the table.",
    )


class RegionNeeded(Invalid):
    code = "region_needed"
    message = Localized(
        zh="请给出行政区划代码：无法从上报人推定所在区域。",
        en="Give a region code: it cannot be told from who reports.",
    )


class PlaceIncomplete(Invalid):
    code = "place_incomplete"
    message = Localized(zh="经度和纬度须同时给出。", en="Longitude and latitude are given together.")


class BadFact(Invalid):
    code = "bad_fact"
    message = Localized(zh="事实“{fact}”的值无效：{problem}。", en="The fact “{fact}” has no valid value: {problem}.")


class NothingToRecord(Invalid):
    code = "no_facts"
    message = Localized(zh="没有可登记的事实，请至少给出一项。", en="Give at least one fact to record.")


class ReasonNeeded(Invalid):
    code = "reason_needed"
    message = Localized(zh="请写明理由。", en="State a reason.")


class EventTypeNeeded(Invalid):
    code = "event_type_needed"
    message = Localized(
        zh="立为事件前请先确定事件类型。", en="Decide the event type before making the report an incident."
    )


class IncidentNotOpen(Refused):
    code = "incident_not_open"
    message = Localized(
        zh="事件已{state}，不能再更改；如有新情况请另立事件并说明关联。",
        en="The incident is {state} and cannot be changed; open a new one and name the link.",
    )


class NotClosedYet(Refused):
    code = "incident_not_closed"
    message = Localized(zh="事件尚未结束，不能归档；请先结束事件。", en="Close the incident before archiving it.")


class ArchiveRefused(Refused):
    code = "archive_condition"
    message = Localized(zh="不能归档：{condition_zh}", en="Cannot be archived: {condition_en}")


class PhaseOrder(Refused):
    code = "phase_order"
    message = Localized(
        zh="不能从“{before}”转入“{after}”；下一阶段可以是：{allowed}。",
        en="{after} does not follow {before}; next may come: {allowed}.",
    )


class HeadquartersNotInCommand(Refused):
    code = "headquarters_not_in_command"
    message = Localized(
        zh="本事件走指挥部处置：联动中心组织先期处置，应急处置由指挥部组织实施。请先将指挥权移交处置指挥部或现场指挥部。",
        en="The headquarters handles this event: the centre leads its early disposal only. Hand command over to the "
        "headquarters or the on-scene command first.",
    )


class ResponseNotSkipped(Refused):
    code = "response_not_skipped"
    message = Localized(
        zh="本事件走指挥部处置，先期处置之后须经应急处置，不能直接转入善后。",
        en="The headquarters handles this event: after early disposal comes the emergency response, not the aftermath.",
    )


class PhaseWithoutFeedback(Refused):
    code = "phase_without_feedback"
    message = Localized(
        zh="“{phase}”阶段还没有反馈，不能转入下一阶段；请先填写本阶段处置反馈。",
        en="The phase {phase} has no feedback yet; give feedback on it before going on.",
    )


class GradeUnknown(Invalid):
    code = "grade_unknown"
    message = Localized(zh="没有“{level}”这一级别。", en="There is no grade {level}.")


class HandoverPending(Refused):
    code = "handover_pending"
    message = Localized(
        zh="已有一份指挥权移交在等待签字，请先签署或撤回。",
        en="A handover of command already waits for a signature; sign or withdraw it first.",
    )


class HandoverNotPending(Refused):
    code = "handover_not_pending"
    message = Localized(zh="该移交已签署完毕。", en="This handover has been signed already.")


class SameSigner(Refused):
    code = "handover_same_signer"
    message = Localized(
        zh="移交方和接收方须由不同的人签字。", en="Handing over and taking over are signed by different people."
    )


class OrderOutsideCommand(Refused):
    code = "order_outside_command"
    message = Localized(
        zh="{since}起由{commander}统一指挥，现场命令请以其名义下达或报其同意。",
        en="{commander} commands since {since}; issue the order through it or with its consent.",
    )


class ZoneInvalid(Invalid):
    code = "zone_geometry"
    message = Localized(zh="区域范围无效：{problem}。", en="The zone is not valid: {problem}.")


class ZoneKindUnknown(Invalid):
    code = "zone_kind"
    message = Localized(zh="没有“{kind}”这种区域；可用：{known}。", en="There is no zone kind {kind}; known: {known}.")


class PlotSymbolUnknown(Invalid):
    code = "plot_symbol"
    message = Localized(
        zh="没有“{symbol}”这种标绘符号；可用：{known}。", en="There is no sign {symbol}; known: {known}."
    )


class PlotShapeWrong(Invalid):
    code = "plot_shape"
    message = Localized(
        zh="“{title}”应画成{wanted}，请换一种符号或重新绘制。",
        en="{title_en} is drawn as {wanted_en}; choose another sign or draw again.",
    )


class SubmissionStep(Refused):
    code = "submission_step"
    message = Localized(
        zh="报送件处于“{state}”，不能执行“{verb}”；请按拟稿、签批、报出的次序办理。",
        en="The submission is {state}, so “{verb}” does not apply; prepare, endorse, then send.",
    )


class EndorsementSkipped(Refused):
    code = "endorsement_skipped"
    message = Localized(
        zh="签批须按次序：现在应由“{expected}”签批，不能跳到“{given}”。",
        en="Signatures go in order: “{expected}” signs now, not “{given}”.",
    )


class SameEndorser(Refused):
    code = "endorsement_same_person"
    message = Localized(
        zh="同一人不能在一份报送件上签两次，请由下一环节的人员签批。",
        en="One person signs a submission once; the next hop is signed by somebody else.",
    )
