"""The steps a scene is made of. Each knows whether it has been done, so that none is done twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from liandong.cli.cast import DISTRICT
from liandong.cli.scene.place import PLATFORM, Scene, account, addressee_of
from liandong.incidents import queries as incidents
from liandong.incidents import services as intake
from liandong.incidents.rules.reports import Channel, ReportDraft
from liandong.incidents.rules.submissions import State
from liandong.kernel.durations import Limit
from liandong.orders import queries as orders
from liandong.orders import services as ordering
from liandong.orders.rules import Addressee, AssignmentState, OrderDraft
from liandong.organizations import queries as organizations
from liandong.plans import services as plans

if TYPE_CHECKING:
    from liandong.incidents.models import Incident
    from liandong.orders.models import Assignment

ENDED = frozenset({AssignmentState.SUBMITTED, AssignmentState.VERIFIED, AssignmentState.WITHDRAWN})


class Act(Protocol):
    """One step. `done` is asked first; `play` may raise a Problem when a visitor was quicker."""

    def done(self, scene: Scene) -> bool: ...

    def play(self, scene: Scene) -> None: ...


@dataclass(frozen=True, slots=True)
class Reported:
    """接报: somebody called; the first report of a scene becomes its incident by `Opened`."""

    key: str
    channel: Channel
    summary: str
    event_type: str = ""
    place: str = ""
    at: tuple[float, float] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    caller: str = ""
    phone: str = ""
    unit: str = ""
    region: str = DISTRICT

    def done(self, scene: Scene) -> bool:
        return scene.report(self.key) is not None

    def play(self, scene: Scene) -> None:
        intake.receive_report(account("duty_officer"), self._draft(scene))

    def _draft(self, scene: Scene) -> ReportDraft:
        return ReportDraft(
            client_key=scene.key(self.key),
            channel=self.channel,
            summary=self.summary,
            event_type=self.event_type,
            region_code=self.region,
            place=self.place,
            lon=self.at[0] if self.at else None,
            lat=self.at[1] if self.at else None,
            facts=self.facts,
            source_unit=self.unit,
            reporter_name=self.caller,
            reporter_phone=self.phone,
            drill=scene.drill,
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """立案: the report becomes the scene's incident."""

    key: str
    title: str

    def done(self, scene: Scene) -> bool:
        return scene.incident() is not None

    def play(self, scene: Scene) -> None:
        report = scene.report(self.key)
        assert report is not None  # noqa: S101  # the step before received it
        intake.promote_report(account("duty_officer"), report.id, title=self.title)


@dataclass(frozen=True, slots=True)
class Attached:
    """并入: another call about the same."""

    key: str
    reason: str = "同一地点、同一事由"

    def done(self, scene: Scene) -> bool:
        report = scene.report(self.key)
        return report is not None and report.incident_id is not None

    def play(self, scene: Scene) -> None:
        report = scene.report(self.key)
        assert report is not None  # noqa: S101  # the step before received it
        intake.attach_report(account("duty_officer"), report.id, scene.present().id, self.reason)


@dataclass(frozen=True, slots=True)
class JudgedFalse:
    """误报: somebody went and looked."""

    key: str
    reason: str

    def done(self, scene: Scene) -> bool:
        report = scene.report(self.key)
        return report is not None and report.state == "FALSE"

    def play(self, scene: Scene) -> None:
        report = scene.report(self.key)
        assert report is not None  # noqa: S101  # the step before received it
        intake.mark_false(account("duty_officer"), report.id, self.reason)


@dataclass(frozen=True, slots=True)
class Stated:
    """更新事实: what is known now."""

    facts: Mapping[str, Any]
    reason: str
    by: str = "duty_officer"

    def done(self, scene: Scene) -> bool:
        incident = scene.incident()
        told = incidents.facts_of(PLATFORM, incident.id) if incident else []
        stated = {(one["fact"], str(one["value"])) for one in told}
        return all((name, str(value)) in stated for name, value in self.facts.items())

    def play(self, scene: Scene) -> None:
        intake.record_facts(account(self.by), scene.present().id, self.facts, self.reason)


@dataclass(frozen=True, slots=True)
class Graded:
    """确认等级: a person decides what the rule proposed."""

    level: str
    reason: str

    def done(self, scene: Scene) -> bool:
        incident = scene.incident()
        return incident is not None and incident.confirmed_grade == self.level

    def play(self, scene: Scene) -> None:
        intake.confirm_grade(account("duty_leader"), scene.present().id, self.level, self.reason)


@dataclass(frozen=True, slots=True)
class PlanStarted:
    """批准并启动预案: the commander approves, the duty leader starts."""

    plan: str
    level: str
    reason: str

    def done(self, scene: Scene) -> bool:
        return scene.response() is not None

    def play(self, scene: Scene) -> None:
        incident_id = scene.present().id
        level: Any = self.level
        commander, leader = account("commander"), account("duty_leader")
        plans.decide_activation(commander, incident_id, self.plan, level, granted=True, reason=self.reason)
        plans.activate_plan(leader, incident_id, self.plan, level)


@dataclass(frozen=True, slots=True)
class Signed:
    """签收: the addressee of a task has it."""

    task: str

    def done(self, scene: Scene) -> bool:
        task = scene.task(self.task)
        return task is not None and task.signed_at is not None

    def play(self, scene: Scene) -> None:
        task = scene.present_task(self.task)
        ordering.sign_for(addressee_of(task), task.id)


@dataclass(frozen=True, slots=True)
class SignedForAll:
    """签收: whoever has a task of the incident and has not signed, but for the tasks in `but`."""

    but: tuple[str, ...] = ()

    def done(self, scene: Scene) -> bool:
        return scene.incident() is not None and not self._unsigned(scene)

    def play(self, scene: Scene) -> None:
        for task in self._unsigned(scene):
            ordering.sign_for(addressee_of(task), task.id)

    def _unsigned(self, scene: Scene) -> list[Assignment]:
        rows = orders.visible_assignments(PLATFORM).filter(order__incident_id=scene.present().id, state="NOTIFIED")
        return list(rows.exclude(order__task_id__in=self.but).order_by("order__issued_at", "id"))


@dataclass(frozen=True, slots=True)
class FedBack:
    """反馈: how far the work is."""

    task: str
    text: str
    percent: int

    def done(self, scene: Scene) -> bool:
        task = scene.task(self.task)
        return task is not None and orders.feedback_of(PLATFORM, task.id).filter(text=self.text).exists()

    def play(self, scene: Scene) -> None:
        task = scene.present_task(self.task)
        ordering.give_feedback(addressee_of(task), task.id, text=self.text, percent=self.percent)


@dataclass(frozen=True, slots=True)
class Finished:
    """报结并核验: every addressee hands the result in, the dispatcher verifies it."""

    task: str
    text: str
    verified: bool = True

    def done(self, scene: Scene) -> bool:
        parts = scene.parts(self.task)
        return bool(parts) and all(AssignmentState(part.state) in ENDED for part in parts)

    def play(self, scene: Scene) -> None:
        scene.present_task(self.task)
        for part in scene.parts(self.task):
            if AssignmentState(part.state) in ENDED:
                continue
            ordering.submit_result(addressee_of(part), part.id, text=self.text)
            if self.verified:
                ordering.verify_result(account("dispatcher"), part.id)


@dataclass(frozen=True, slots=True)
class Ordered:
    """下达: an order outside the plan, to organisations of the district by kind."""

    task: str
    kind: str
    title: str
    body: str
    to: tuple[str, ...]
    within: str
    by: str = "dispatcher"

    def done(self, scene: Scene) -> bool:
        return scene.task(self.task) is not None

    def play(self, scene: Scene) -> None:
        units = [organizations.organizations_in(DISTRICT, kind)[0] for kind in self.to]
        draft = OrderDraft(
            kind=self.kind,
            title=self.title,
            body=self.body,
            region_code=DISTRICT,
            addressees=tuple(Addressee.organization(unit.id) for unit in units),
            within=Limit.parse(self.within),
            incident_id=scene.present().id,
            task_id=self.task,
            drill=scene.drill,
        )
        ordering.issue_order(account(self.by), draft)


@dataclass(frozen=True, slots=True)
class SentUp:
    """拟稿、签批、报出: the report to the level above, by all three signatures."""

    text: str

    def done(self, scene: Scene) -> bool:
        incident = scene.incident()
        return incident is not None and self._due(incident) is None

    def play(self, scene: Scene) -> None:
        due = self._due(scene.present())
        if due is None:
            raise LookupError(f"no report upward is owed in {scene.name}")
        officer = account("duty_officer")
        intake.prepare_submission(officer, due, text=self.text)
        for signer, by in (("DUTY_OFFICER", officer), ("DUTY_LEADER", account("duty_leader"))):
            intake.endorse_submission(by, due, signer, "同意")
        intake.endorse_submission(account("director"), due, "DIRECTOR", "同意报出")
        intake.send_submission(officer, due)

    def _due(self, incident: Incident) -> Any:
        rows = incidents.submissions_of(PLATFORM, incident.id)
        own = [row for row in rows if row.from_level == "COUNTY"]
        due = [row for row in own if row.stage == "FIRST" and row.state in (State.DUE, State.PREPARED, State.ENDORSED)]
        return due[0].id if due else None


@dataclass(frozen=True, slots=True)
class Reflected:
    """信息反馈 and the step into the next phase."""

    text: str
    phase: str

    def done(self, scene: Scene) -> bool:
        incident = scene.incident()
        reached = incidents.phases_of(PLATFORM, incident.id) if incident is not None else []
        return any(one["phase"] == self.phase for one in reached)

    def play(self, scene: Scene) -> None:
        incident_id = scene.present().id
        intake.give_feedback(account("duty_officer"), incident_id, self.text)
        intake.enter_phase(account("duty_officer"), incident_id, self.phase, "处置推进")


@dataclass(frozen=True, slots=True)
class Drawn:
    """划区: a square zone around the place, `side` kilometres wide."""

    kind: str
    title: str
    side: float

    def done(self, scene: Scene) -> bool:
        incident = scene.incident()
        return incident is not None and any(
            zone["title"] == self.title for zone in incidents.zones_of(PLATFORM, incident.id)
        )

    def play(self, scene: Scene) -> None:
        incident = scene.present()
        assert incident.lon is not None and incident.lat is not None  # noqa: S101, PT018  # a scene with zones has a place
        east, north = self.side / 2 / 88.0, self.side / 2 / 111.0
        west_south = (incident.lon - east, incident.lat - north)
        corners = [(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]
        ring = [[west_south[0] + x * east, west_south[1] + y * north] for x, y in corners]
        shape = {"type": "Polygon", "coordinates": [ring]}
        intake.draw_zone(account("duty_leader"), incident.id, self.kind, self.title, shape, "按现场指挥意见划定")


@dataclass(frozen=True, slots=True)
class Ended:
    """结束: with a conclusion; what is still out is withdrawn with the response."""

    conclusion: str

    def done(self, scene: Scene) -> bool:
        incident = scene.incident()
        return incident is not None and incident.state != "OPEN"

    def play(self, scene: Scene) -> None:
        commander, response = account("commander"), scene.response()
        if response is not None:
            plans.stand_down(commander, response.id, self.conclusion, early=True)
        intake.close_incident(commander, scene.present().id, self.conclusion)


def step(minutes: float, *acts: Act) -> tuple[float, tuple[Act, ...]]:
    """Acts at a moment, in minutes from when the demo starts; those before it are history."""
    return minutes, acts


Steps = tuple[tuple[float, tuple[Act, ...]], ...]
