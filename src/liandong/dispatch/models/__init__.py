"""The tables of dispatch."""

from liandong.dispatch.models.deployments import Deployment, DeploymentLine, Filing, StepAnswer
from liandong.dispatch.models.readiness import ReadinessCheck, ReadinessDuty, SensitivePeriod
from liandong.dispatch.models.units import CrewCheck, Mission, StateReport, TrackPoint, Unit

__all__ = [
    "CrewCheck",
    "Deployment",
    "DeploymentLine",
    "Filing",
    "Mission",
    "ReadinessCheck",
    "ReadinessDuty",
    "SensitivePeriod",
    "StateReport",
    "StepAnswer",
    "TrackPoint",
    "Unit",
]
