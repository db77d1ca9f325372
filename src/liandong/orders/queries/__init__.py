"""Orders read: what an actor may see, what needs a supervisor's eye, and how units and regions do."""

from liandong.orders.queries.league import LeagueTable, league_table
from liandong.orders.queries.schedules import Node, Schedule, back_schedule, schedule_of
from liandong.orders.queries.supervision import Concern, concerns_of, supervision_list
from liandong.orders.queries.visibility import (
    access_assignment,
    access_order,
    assignments_of,
    feedback_of,
    milestones_of,
    my_tasks,
    orders_of_incident,
    orders_on_board,
    visible_assignments,
    visible_orders,
)

__all__ = [
    "Concern",
    "LeagueTable",
    "Node",
    "Schedule",
    "access_assignment",
    "access_order",
    "assignments_of",
    "back_schedule",
    "concerns_of",
    "feedback_of",
    "league_table",
    "milestones_of",
    "my_tasks",
    "orders_of_incident",
    "orders_on_board",
    "schedule_of",
    "supervision_list",
    "visible_assignments",
    "visible_orders",
]
