"""The verbs of an order."""

from liandong.orders import guards
from liandong.orders.services.closing import close_order, withdraw_order
from liandong.orders.services.fulfilment import fulfil_order, hold_orders_of, move_due
from liandong.orders.services.issuing import issue_order, issue_orders
from liandong.orders.services.scheduling import reach_milestone, set_milestones
from liandong.orders.services.supervision import adopt_due_time, extend_order, follow_unsigned, urge_order
from liandong.orders.services.tasks import forward_order, give_feedback, sign_for, submit_result
from liandong.orders.services.verification import return_result, verify_result

__all__ = [
    "adopt_due_time",
    "close_order",
    "extend_order",
    "follow_unsigned",
    "forward_order",
    "fulfil_order",
    "give_feedback",
    "guards",
    "hold_orders_of",
    "issue_order",
    "issue_orders",
    "move_due",
    "reach_milestone",
    "return_result",
    "set_milestones",
    "sign_for",
    "submit_result",
    "urge_order",
    "verify_result",
    "withdraw_order",
]
