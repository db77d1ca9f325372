"""推演 asked for on a screen: a wish is kept, one process runs it apart, and its outcome stays."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from django.test import Client

from liandong.access.problems import Forbidden
from liandong.content.problems import UnknownContent
from liandong.kernel.clock import SimulatedClock
from liandong.plans import jobs
from liandong.plans.models import Rehearsal
from liandong.plans.rules import ScenarioOfAnotherPlan
from liandong.plans.services import ask_rehearsal, take_up_rehearsal
from liandong.timeline.models import StoredEntry
from tests.incidents.people import actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PLAN, SCENARIO = "outbreak-response", "outbreak-three-cases"
OUTCOME = {"plan": PLAN, "deadlines": {"met": 90, "missed": 3}, "tasks": []}


def asked(seed: int = 1) -> Rehearsal:
    return ask_rehearsal(actor("plan_editor"), PLAN, SCENARIO, seed)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands run apart; each prints an outcome."""
    commands: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, json.dumps(OUTCOME), "")

    monkeypatch.setattr(subprocess, "run", run)
    return commands


class TestAsking:
    def test_keeps_the_wish_and_records_who_asked(self) -> None:
        wish = asked()
        assert (wish.state, wish.scenario) == ("QUEUED", SCENARIO)
        entry = StoredEntry.objects.get(subject_kind="rehearsal")
        assert (entry.verb, entry.drill) == ("rehearsal_asked", True)

    def test_is_for_those_who_write_or_start_plans(self) -> None:
        with pytest.raises(Forbidden):
            ask_rehearsal(actor("duty_officer"), PLAN, SCENARIO, 1)

    def test_refuses_a_scenario_of_another_plan_and_names_that_plan(self) -> None:
        with pytest.raises(ScenarioOfAnotherPlan, match="outbreak-response"):
            ask_rehearsal(actor("plan_editor"), "earthquake", SCENARIO, 1)

    def test_refuses_what_no_library_knows(self) -> None:
        with pytest.raises(UnknownContent):
            ask_rehearsal(actor("plan_editor"), PLAN, "nothing", 1)


class TestRunning:
    def test_takes_the_oldest_wish_and_keeps_its_outcome(self, ran: list[list[str]], clock: SimulatedClock) -> None:
        first = asked(seed=7)
        clock.advance(minutes=1)
        asked(seed=8)
        assert jobs.rehearse_next() == 1
        first.refresh_from_db()
        assert (first.state, first.outcome) == ("DONE", OUTCOME)
        assert ran[0][-3:] == ["--seed", "7", "--json"]
        assert Rehearsal.objects.get(seed=8).state == "QUEUED"

    def test_says_why_there_is_no_outcome(self, monkeypatch: pytest.MonkeyPatch) -> None:
        wish = asked()
        failed = subprocess.CompletedProcess([], 3, "", "the plan never started")
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
        jobs.rehearse_next()
        wish.refresh_from_db()
        assert (wish.state, wish.problem) == ("FAILED", "the plan never started")

    def test_is_done_by_one_process_only(self) -> None:
        asked()
        assert take_up_rehearsal() is not None
        assert take_up_rehearsal() is None

    def test_is_done_again_where_a_process_died_in_it(self, clock: SimulatedClock) -> None:
        asked()
        take_up_rehearsal()
        clock.advance(minutes=11)
        assert take_up_rehearsal() is not None

    def test_does_nothing_where_nobody_asked(self, ran: list[list[str]]) -> None:
        assert jobs.rehearse_next() == 0
        assert ran == []


def test_the_command_it_runs_is_there() -> None:
    """The one thing the runs above replaced."""
    wish = Rehearsal(plan_id="nothing", scenario=SCENARIO, seed=1)
    outcome, problem = jobs.run_apart(wish)
    assert outcome is None
    assert "nothing" in problem


def test_rehearsals_are_read_where_plans_are(client: Client) -> None:
    assert client.get(f"/api/plans/{PLAN}/rehearsals").status_code == 401
