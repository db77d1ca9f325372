"""What the forces of a scene do: sent to save lives, agreed to afterwards, they tell where they are and are counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from liandong.cli.scene.place import PLATFORM, Scene, account
from liandong.dispatch import queries as forces
from liandong.dispatch import services as dispatch
from liandong.dispatch.rules.chains import Verdict
from liandong.dispatch.rules.states import UnitState, Via
from liandong.dispatch.services import DeploymentDraft, LineDraft
from liandong.kernel.geo import Position

if TYPE_CHECKING:
    from liandong.dispatch.models import Deployment, Mission, Unit


@dataclass(frozen=True, slots=True)
class Sent:
    """先行出动: fire and rescue orders them out at once, for lives are at stake; consent follows."""

    callsigns: tuple[str, ...]
    reason: str

    def done(self, scene: Scene) -> bool:
        return _deployment(scene) is not None

    def play(self, scene: Scene) -> None:
        station, incident = account("fire_dispatcher"), scene.present()
        lines = tuple(LineDraft(unit_id=_unit(callsign).id) for callsign in self.callsigns)
        draft = DeploymentDraft(lines=lines, life_saving=True, reason=self.reason)
        dispatch.order_deployment(station, dispatch.draft_deployment(station, incident.id, draft).id)


@dataclass(frozen=True, slots=True)
class Agreed:
    """补批: emergency management agrees to what went out."""

    opinion: str

    def done(self, scene: Scene) -> bool:
        found = _deployment(scene)
        return found is not None and found.answers.exists()

    def play(self, scene: Scene) -> None:
        found = _deployment(scene)
        if found is None:
            raise LookupError(f"nothing was sent in {scene.name}")
        office = account("emergency_handler")
        dispatch.answer_step(office, found.id, f"approve:{found.region_code}", Verdict.AGREED, opinion=self.opinion)


@dataclass(frozen=True, slots=True)
class Told:
    """单元状态: by radio, with the place where it is on scene."""

    callsign: str
    state: UnitState

    def done(self, scene: Scene) -> bool:
        mission = _mission(scene, self.callsign)
        return mission is not None and getattr(mission, _TIMES[self.state]) is not None

    def play(self, scene: Scene) -> None:
        operator, unit, incident = account("fire_dispatcher"), _unit(self.callsign), scene.present()
        if self.state is UnitState.ON_SCENE and incident.lon is not None and incident.lat is not None:
            dispatch.report_position(operator, unit.id, Position(incident.lon, incident.lat))
        dispatch.report_state(operator, unit.id, self.state, via=Via.RADIO)


@dataclass(frozen=True, slots=True)
class Counted:
    """人员清点: everybody is there; `round` says for which time."""

    callsign: str
    round: int

    def done(self, scene: Scene) -> bool:
        mission = _mission(scene, self.callsign)
        return mission is not None and mission.crew_checks.count() >= self.round

    def play(self, scene: Scene) -> None:
        mission = _mission(scene, self.callsign)
        if mission is None:
            raise LookupError(f"{self.callsign} was not sent in {scene.name}")
        dispatch.count_crew(account("fire_dispatcher"), mission.id)


_TIMES = {
    UnitState.EN_ROUTE: "en_route_at",
    UnitState.ON_SCENE: "on_scene_at",
    UnitState.TRANSPORTING: "transporting_at",
    UnitState.RETURNING: "returning_at",
    UnitState.AVAILABLE: "ended_at",
}


def _deployment(scene: Scene) -> Deployment | None:
    incident = scene.incident()
    rows = forces.visible_deployments(PLATFORM)
    return rows.filter(incident_id=incident.id).order_by("drafted_at").first() if incident else None


def _mission(scene: Scene, callsign: str) -> Mission | None:
    incident = scene.incident()
    rows = forces.visible_missions(PLATFORM).filter(unit__callsign=callsign)
    return rows.filter(incident_id=incident.id).order_by("-assigned_at").first() if incident else None


def _unit(callsign: str) -> Unit:
    found = forces.visible_units(PLATFORM).filter(callsign=callsign).first()
    if found is None:
        raise LookupError(f"there is no unit {callsign}")
    return found
