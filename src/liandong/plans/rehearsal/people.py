"""The people of a rehearsal: they sign for orders, work on them and report, as slowly as the scenario says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from liandong.access.rules import NATION, SYSTEM_ROLE, Actor, Grant, Source
from liandong.content.schemas.scenarios import Scenario
from liandong.kernel import clock
from liandong.kernel.errors import Problem
from liandong.kernel.ids import new_id
from liandong.notices.queries import visible_notices
from liandong.notices.services import confirm
from liandong.orders import queries as order_queries
from liandong.orders import services as orders
from liandong.orders.rules import NotInThisState, OrderState
from liandong.plans.rehearsal.agenda import Action, Agenda
from liandong.plans.rules import TooEarly

PLATFORM = Actor.system(Source.REHEARSAL)


@dataclass(frozen=True, slots=True)
class Duty:
    """One addressee's task as the person who does it sees it; `part` tells the addressees of one order apart."""

    assignment_id: UUID
    task_id: str
    group: str
    part: int
    issued_at: datetime
    due_at: datetime | None

    @property
    def limit(self) -> timedelta:
        return self.due_at - self.issued_at if self.due_at else timedelta(hours=1)


class People:
    """Answers every order that comes out, once for each addressee."""

    def __init__(self, scenario: Scenario, seed: int, agenda: Agenda) -> None:
        self._scenario, self._seed, self._agenda = scenario, seed, agenda
        self._seen: set[UUID] = set()
        self._looked_at = scenario.start
        self._drawn: dict[tuple[str, int], int] = {}
        self._refused: list[tuple[Duty, timedelta]] = []
        self._doer, self._verifier = _somebody("doer"), _somebody("verifier")

    def look_for_orders(self) -> None:
        """Note when each addressee of a new order will sign for it."""
        for duty in self._new_duties():
            chance = self._chance(duty)
            signing = self._scenario.behaviour.signing(duty.task_id, duty.group).draw(chance, duty.limit)
            working = self._scenario.behaviour.working(duty.task_id, duty.group).draw(chance, duty.limit)
            self._agenda.note(clock.now() + signing, self._signing(duty, working))

    def look_for_notices(self) -> None:
        """Note when each reader of a plan's notice will confirm it: as soon as they would sign for an order."""
        rows = visible_notices(PLATFORM).filter(template="plan_notice", person_id__isnull=False, read_at__isnull=True)
        unseen = [row for row in rows if row.id not in self._seen]
        self._seen.update(row.id for row in unseen)
        for number, row in enumerate(sorted(unseen, key=lambda row: (row.recipient, row.key))):
            chance = Random(f"{self._seed}:notice:{row.template}:{len(self._seen)}:{number}")  # noqa: S311 - a game of chance
            wait = self._scenario.behaviour.signing("", "").draw(chance, timedelta(hours=1))
            self._agenda.note(clock.now() + wait, partial(_read, row.person_id, row.id))

    def report_again(self) -> None:
        """The facts have changed: whoever was refused before reports again."""
        refused, self._refused = self._refused, []
        for duty, working in refused:
            self._agenda.note(clock.now(), self._reporting(duty, working))

    def _new_duties(self) -> list[Duty]:
        rows = order_queries.visible_assignments(PLATFORM).filter(state="NOTIFIED", assigned_at__gte=self._looked_at)
        self._looked_at = clock.now()
        found = [row for row in rows.select_related("order") if row.id not in self._seen]
        found.sort(key=lambda row: (row.assigned_at, row.order.task_id, row.order.number, row.id))
        self._seen.update(row.id for row in found)
        parts: dict[UUID, int] = {}
        duties = []
        for row in found:
            parts[row.order_id] = parts.get(row.order_id, 0) + 1
            order = row.order
            duties.append(Duty(row.id, order.task_id, order.group, parts[row.order_id], order.starts_at, row.due_at))
        return duties

    def _signing(self, duty: Duty, working: timedelta) -> Action:
        def sign() -> bool:
            if _taken(lambda: orders.sign_for(self._doer, duty.assignment_id)):
                self._agenda.note(clock.now() + working, self._reporting(duty, working))
            return False

        return sign

    def _reporting(self, duty: Duty, working: timedelta) -> Action:
        """Report the result and have another person verify it.

        What was too early is worked on from when it may be done; what is refused else is reported again on new facts.
        """

        def report() -> bool:
            try:
                orders.submit_result(self._doer, duty.assignment_id, text="已完成")
            except TooEarly as early:
                may_begin = datetime.fromisoformat(early.data["earliest"])
                self._agenda.note(may_begin + working, self._reporting(duty, working))
            except NotInThisState:
                return False  # a fact has finished it meanwhile, or it was withdrawn
            except Problem:
                self._refused.append((duty, working))
            else:
                return self._verify(duty)
            return False

        return report

    def _verify(self, duty: Duty) -> bool:
        """Another person accepts the result; whether that was the last one the order waited for."""
        verified = orders.verify_result(self._verifier, duty.assignment_id)
        return verified.order.state != OrderState.ISSUED

    def _chance(self, duty: Duty) -> Random:
        """A stream of its own for every occurrence of every task and addressee, whatever else happens before it."""
        key = (duty.task_id, duty.part)
        self._drawn[key] = self._drawn.get(key, 0) + 1
        return Random(f"{self._seed}:{duty.task_id}:{duty.part}:{self._drawn[key]}")  # noqa: S311 - a game of chance


def _read(person_id: UUID | None, notice_id: UUID) -> bool:
    _taken(lambda: confirm(Actor(None, person_id, "", None, None, (), Source.REHEARSAL, "reader"), notice_id))
    return False


def _taken(act: Callable[[], object]) -> bool:
    """Whether the platform took it; a refusal is an answer, not a failure of the rehearsal."""
    try:
        act()
    except Problem:
        return False
    return True


def _somebody(client: str) -> Actor:
    """One person who acts for every unit, and another who verifies."""
    person = new_id()
    return Actor(None, person, "推演人员", None, None, (Grant(SYSTEM_ROLE, NATION),), Source.REHEARSAL, client)
