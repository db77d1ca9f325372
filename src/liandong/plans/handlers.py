"""Reactions of plans to what orders and incidents tell."""

from __future__ import annotations

from liandong.incidents.events import FactsRecorded, GradeConfirmed
from liandong.orders.events import OrderDone, OrderDueMoved, OrderReopened, OrderSubmitted, OrderWithdrawn
from liandong.plans import queries, services


def on_order_done(event: OrderDone) -> None:
    services.complete_task(event.order_id, event.at)


def on_order_reopened(event: OrderReopened) -> None:
    services.reopen_task(event.order_id)


def on_order_withdrawn(event: OrderWithdrawn) -> None:
    services.stop_task(event.order_id, event.reason)


def on_order_due_moved(event: OrderDueMoved) -> None:
    services.follow_due_time(event.order_id, event.due_at)


def on_order_submitted(event: OrderSubmitted) -> None:
    services.check_condition(event.order_id)


def on_facts_recorded(event: FactsRecorded) -> None:
    """New facts may finish tasks, move limits, show new gaps, pass command on or allow the end."""
    for response_id in queries.followed_responses(event.incident_id):
        services.follow_facts(response_id)


def on_grade_confirmed(event: GradeConfirmed) -> None:
    """A new grade re-opens the comparison: which plan and which level would be proposed now."""
    services.compare_with_grade(event.incident_id)
