"""Dispatch read: units, missions, plans of deployment and what they wait for."""

from liandong.dispatch.queries.acknowledgements import ForceAnswers, acknowledgements
from liandong.dispatch.queries.assigning import assignment
from liandong.dispatch.queries.coverage import Covered, coverage
from liandong.dispatch.queries.deployments import (
    access_deployment,
    visible_deployments,
    visible_filings,
    waiting_for,
)
from liandong.dispatch.queries.desk import Forces, forces_of, incidents_to_serve, missions_mine
from liandong.dispatch.queries.readiness import (
    ForceReadiness,
    access_check,
    force_readiness,
    overdue,
    visible_checks,
    visible_duties,
    visible_periods,
)
from liandong.dispatch.queries.recommending import Advice, recommendation
from liandong.dispatch.queries.visibility import (
    access_mission,
    access_unit,
    crew_checks_of,
    name_of,
    reports_of,
    track_of,
    visible_missions,
    visible_units,
)

__all__ = [
    "Advice",
    "Covered",
    "ForceAnswers",
    "ForceReadiness",
    "Forces",
    "access_check",
    "access_deployment",
    "access_mission",
    "access_unit",
    "acknowledgements",
    "assignment",
    "coverage",
    "crew_checks_of",
    "force_readiness",
    "forces_of",
    "incidents_to_serve",
    "missions_mine",
    "name_of",
    "overdue",
    "recommendation",
    "reports_of",
    "track_of",
    "visible_checks",
    "visible_deployments",
    "visible_duties",
    "visible_filings",
    "visible_missions",
    "visible_periods",
    "visible_units",
    "waiting_for",
]
