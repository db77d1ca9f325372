"""Reads of reports and incidents; what an actor may not see is answered as if it were not there."""

from liandong.incidents.queries.desk import judge_call
from liandong.incidents.queries.details import (
    access_submission,
    commanding_since,
    commands_of,
    facts_of,
    former_commanders,
    information_of,
    missing_for_next_report,
    phases_of,
    submissions_of,
    zones_of,
)
from liandong.incidents.queries.drawings import plots_of, zones_in_force
from liandong.incidents.queries.duplicates import candidates
from liandong.incidents.queries.incidents import (
    IncidentSummary,
    access_incident,
    briefs,
    commander_of,
    incident_summary,
    visible_incidents,
)
from liandong.incidents.queries.lists import listed_incidents, listed_reports
from liandong.incidents.queries.reports import access_report, chain, masked_reporter, visible_reports

__all__ = [
    "IncidentSummary",
    "access_incident",
    "access_report",
    "access_submission",
    "briefs",
    "candidates",
    "chain",
    "commander_of",
    "commanding_since",
    "commands_of",
    "facts_of",
    "former_commanders",
    "incident_summary",
    "information_of",
    "judge_call",
    "listed_incidents",
    "listed_reports",
    "masked_reporter",
    "missing_for_next_report",
    "phases_of",
    "plots_of",
    "submissions_of",
    "visible_incidents",
    "visible_reports",
    "zones_in_force",
    "zones_of",
]
