"""The verbs of dispatch; the only writers of its tables."""

from liandong.dispatch.services.acknowledging import note_acknowledged, recall_ordered
from liandong.dispatch.services.consenting import answer_step, withdraw_deployment
from liandong.dispatch.services.crew_checks import count_crew
from liandong.dispatch.services.drafting import Ask, DeploymentDraft, LineDraft, draft_deployment
from liandong.dispatch.services.messages import send_message
from liandong.dispatch.services.missions import Sending, assign_units, recall_mission
from liandong.dispatch.services.ordering import acknowledge_filing, order_deployment
from liandong.dispatch.services.readiness import answer_check, call_check, close_check, note_pull_out, note_silence
from liandong.dispatch.services.readiness_duties import open_duties
from liandong.dispatch.services.sensitive_periods import lift_period, mark_period
from liandong.dispatch.services.states import follow_resource, receive_message, report_position, report_state
from liandong.dispatch.services.units import UnitDraft, change_unit, enter_unit

__all__ = [
    "Ask",
    "DeploymentDraft",
    "LineDraft",
    "Sending",
    "UnitDraft",
    "acknowledge_filing",
    "answer_check",
    "answer_step",
    "assign_units",
    "call_check",
    "change_unit",
    "close_check",
    "count_crew",
    "draft_deployment",
    "enter_unit",
    "follow_resource",
    "lift_period",
    "mark_period",
    "note_acknowledged",
    "note_pull_out",
    "note_silence",
    "open_duties",
    "order_deployment",
    "recall_mission",
    "recall_ordered",
    "receive_message",
    "report_position",
    "report_state",
    "send_message",
    "withdraw_deployment",
]
