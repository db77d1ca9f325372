"""Tables of reports and incidents; private to this app."""

from liandong.incidents.models.incident import (
    CommandHolding,
    FactStatement,
    Incident,
    NumberSeries,
    PhaseRecord,
    Plot,
    Zone,
)
from liandong.incidents.models.report import Report, Reporter
from liandong.incidents.models.submission import Endorsement, Submission

__all__ = [
    "CommandHolding",
    "Endorsement",
    "FactStatement",
    "Incident",
    "NumberSeries",
    "PhaseRecord",
    "Plot",
    "Report",
    "Reporter",
    "Submission",
    "Zone",
]
