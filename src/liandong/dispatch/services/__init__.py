"""The verbs of dispatch; the only writers of its tables."""

from liandong.dispatch.services.acknowledging import note_acknowledged, recall_ordered
from liandong.dispatch.services.consenting import answer_step, withdraw_deployment
from liandong.dispatch.services.drafting import Ask, DeploymentDraft, LineDraft, draft_deployment
from liandong.dispatch.services.messages import send_message
from liandong.dispatch.services.missions import Sending, assign_units, recall_mission
from liandong.dispatch.services.ordering import acknowledge_filing, order_deployment
from liandong.dispatch.services.states import follow_resource, receive_message, report_position, report_state
from liandong.dispatch.services.units import UnitDraft, change_unit, enter_unit

__all__ = [
    "Ask",
    "DeploymentDraft",
    "LineDraft",
    "Sending",
    "UnitDraft",
    "acknowledge_filing",
    "answer_step",
    "assign_units",
    "change_unit",
    "draft_deployment",
    "enter_unit",
    "follow_resource",
    "note_acknowledged",
    "order_deployment",
    "recall_mission",
    "recall_ordered",
    "receive_message",
    "report_position",
    "report_state",
    "send_message",
    "withdraw_deployment",
]
