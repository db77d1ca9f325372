"""The rehearsal itself: opens the incident, starts the plan, and lets time pass until the scenario ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from liandong.access.rules import Actor, Source
from liandong.content.schemas.plans import Plan, ResponseLevel
from liandong.content.schemas.scenarios import Inject, Scenario
from liandong.deadlines import queries as deadline_queries
from liandong.incidents import services as incidents
from liandong.incidents.services import IncidentDraft
from liandong.kernel import clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.durations import Limit
from liandong.plans import jobs, queries, services
from liandong.plans.rehearsal.agenda import Agenda
from liandong.plans.rehearsal.outcome import Happening, Outcome, outcome_of
from liandong.plans.rehearsal.people import People
from liandong.plans.rehearsal.stage import Stage
from liandong.plans.rules import GroupWithoutHead

PLATFORM = Actor.system(Source.REHEARSAL)

Progress = Callable[[float], None]
Turn = Callable[[], int]


AFTER_ALL = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Turn:
    """The next moment at which something happens, and whether clocks or the loop of plans have their part in it."""

    at: datetime
    of_clocks: bool
    of_plans: bool


class NeverStarted(ValueError):
    """The plan does not start in this scenario; says what the scenario lacks."""


def rehearse(
    plan: Plan, scenario: Scenario, seed: int, *, turn_clocks: Turn, progress: Progress = lambda share: None
) -> Outcome:
    """Run `plan` through `scenario`; `progress` is told the share of simulated time that has passed (0 to 1).

    `turn_clocks` fires every deadline that is due: the loop that the platform runs, turned by hand.
    """
    simulated = SimulatedClock(scenario.start)
    with clock.using(simulated):
        return _Play(plan, scenario, seed, simulated, turn_clocks, progress).run()


@dataclass
class _Play:
    plan: Plan
    scenario: Scenario
    seed: int
    clock: SimulatedClock
    turn_clocks: Turn
    progress: Progress

    def __post_init__(self) -> None:
        self.agenda = Agenda()
        self.people = People(self.scenario, self.seed, self.agenda)
        self.stage = Stage(self.plan, self.scenario)
        self.happenings: list[Happening] = []
        self.found: set[str] = set()
        self.response_id: UUID | None = None
        self.plans_at: datetime | None = None
        self.clocks_at: datetime | None = None
        self.end = self.scenario.start + Limit.parse(self.scenario.end_after).clock

    def run(self) -> Outcome:
        self.stage.set_up()
        self.incident_id = self._open_incident()
        self._grade(self.scenario.legal_grade, self.scenario.report.zh)
        self._note_what_happens()
        self._activate()
        self._look_around()
        while (turn := self._next_turn()).at <= self.end:
            self._pass_to(turn)
        self.clock.move_to(self.end)
        self.turn_clocks()
        ended = self._stand_down()
        return outcome_of(self.plan, self.scenario, self.seed, self._started(), tuple(self.happenings), ended)

    def _note_what_happens(self) -> None:
        for inject in self.scenario.injects:
            self.agenda.note(self.scenario.start + inject.after, partial(self._inject, inject))
        found = {inject.head_found for inject in self.scenario.injects}
        for group, missing in self.scenario.missing_heads.items():
            if missing.found_after and group not in found:
                at = self.scenario.start + Limit.parse(missing.found_after).clock
                self.agenda.note(at, partial(self._find_head, group, "组长到位"))

    def _started(self) -> UUID:
        """The response; NeverStarted where nothing in the scenario ever let the plan start."""
        if self.response_id is None:
            raise NeverStarted(
                f"{self.scenario.id}: {self.plan.id} never starts, a group has no head and no `override`"
            )
        return self.response_id

    def _open_incident(self) -> UUID:
        scenario = self.scenario
        draft = IncidentDraft(
            title=scenario.title.zh,
            summary=scenario.report.zh,
            event_type=scenario.event_type,
            region_code=scenario.region,
            lon=scenario.place.lon if scenario.place else None,
            lat=scenario.place.lat if scenario.place else None,
            facts=plain(scenario.facts),
            drill=True,
        )
        return incidents.open_incident(PLATFORM, draft).id

    def _activate(self) -> None:
        """Start the plan; where a group without a head blocks it, it starts when the last head has come."""
        level = self.scenario.level or self._proposed_level()
        missing = self.scenario.missing_heads.items()
        overrides = {group: one.override for group, one in missing if one.override and group not in self.found}
        try:
            started = services.activate_plan(PLATFORM, self.incident_id, self.plan.id, level, overrides=overrides)
        except GroupWithoutHead as blocked:
            self._tell("blocked", blocked.text("zh"))
            return
        self.response_id = started.id
        for group, reason in overrides.items():
            self._tell("blocked", f"{self.plan.groups[group].title.zh}没有组长：{reason}")

    def _find_head(self, group: str, reason: str) -> bool:
        """Somebody takes the head's post; a start that was blocked is tried again."""
        self.found.add(group)
        person = self.stage.somebody_for(self.plan.groups[group].lead)
        if self.response_id is None:
            self._activate()
        else:
            services.appoint_head(PLATFORM, self.response_id, group, person, reason)
        return True

    def _grade(self, grade: str | None, reason: str) -> None:
        if grade is not None:
            incidents.confirm_grade(PLATFORM, self.incident_id, grade, reason)

    def _proposed_level(self) -> ResponseLevel:
        found = [one for one in queries.propose(PLATFORM, self.incident_id) if one.plan.id == self.plan.id]
        if not found or found[0].level is None:
            raise NeverStarted(f"{self.plan.id} does not start by the facts of {self.scenario.id}; give it a `level`")
        return found[0].level

    def _look_around(self) -> None:
        """What has gone out to people since, and when clocks and the loop of plans come next.

        Only what sends out orders brings either nearer; what finishes them puts them off, at worst to a turn in vain.
        """
        self.people.look_for_orders()
        self.people.look_for_notices()
        self.plans_at, self.clocks_at = queries.next_turn_at(), deadline_queries.next_at()

    def _next_turn(self) -> _Turn:
        clocks, plans, people = self.clocks_at, self.plans_at, self.agenda.next_at()
        moments = [moment for moment in (clocks, plans, people) if moment is not None]
        at = max(min(moments, default=AFTER_ALL), self.clock.now())
        return _Turn(at, clocks is not None and clocks <= at, plans is not None and plans <= at)

    def _pass_to(self, turn: _Turn) -> None:
        """Everything that happens at one moment: the clocks first, then what people do, then new orders."""
        if turn.at > self.clock.now():
            self.clock.move_to(turn.at)
        if turn.of_clocks:
            self.turn_clocks()
            self.clocks_at = deadline_queries.next_at()
        if turn.of_plans:
            jobs.tick()
        changed = turn.of_plans
        while (due := self.agenda.next_at()) is not None and due <= self.clock.now():
            changed |= self.agenda.take()()
        if changed:
            self._look_around()
        self.progress((self.clock.now() - self.scenario.start) / (self.end - self.scenario.start))

    def _inject(self, inject: Inject) -> bool:
        self._tell("inject", inject.title.zh)
        for resource, ready in inject.stock.items():
            self.stage.set_stock(resource, ready)
        if inject.message:
            self._tell("message", inject.message.zh)
        if inject.head_found:
            self._find_head(inject.head_found, inject.title.zh)
        if inject.facts:
            incidents.record_facts(PLATFORM, self.incident_id, plain(inject.facts), inject.title.zh)
            self.people.report_again()
        self._grade(inject.legal_grade, inject.title.zh)
        if self.response_id is not None:
            self._change_response(inject, self.response_id)
        return True

    def _change_response(self, inject: Inject, response_id: UUID) -> None:
        if inject.head_lost:
            self.stage.vacate(self.plan.groups[inject.head_lost].lead)
            services.lose_head(PLATFORM, response_id, inject.head_lost, inject.title.zh)
        if inject.level and inject.level != queries.access_response(PLATFORM, response_id).level:
            services.change_level(PLATFORM, response_id, inject.level, inject.title.zh)

    def _stand_down(self) -> bool:
        """End the response where its condition holds at the end of the scenario; whether it did."""
        if self.response_id is None:
            return False
        response = queries.access_response(PLATFORM, self.response_id)
        if queries.may_stand_down(response) is not True:
            return False
        services.stand_down(PLATFORM, response.id, "推演结束")
        return True

    def _tell(self, kind: str, text: str) -> None:
        self.happenings.append(Happening(at=clock.now(), kind=kind, text=text))


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as they are recorded: a moment that YAML has read becomes text again."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in facts.items()}
