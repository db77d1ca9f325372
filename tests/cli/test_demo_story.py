"""The story that `liandong demo` plays: something true for every screen, and going on where it stood."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from liandong.access.queries import visible_accounts
from liandong.access.rules import Actor, Source
from liandong.cli.cast import build_cast
from liandong.cli.forces import register_forces
from liandong.cli.scene import player
from liandong.cli.scene.story import DRILL, DUTY, GAS
from liandong.cli.units import enter_units
from liandong.deadlines.jobs import tick
from liandong.deadlines.queries import visible_deadlines
from liandong.dispatch.queries import visible_deployments, visible_missions
from liandong.incidents.queries import visible_incidents, visible_reports
from liandong.kernel.clock import SimulatedClock
from liandong.notices.queries import visible_notices
from liandong.orders.queries import visible_assignments
from liandong.resources.queries import visible_resources
from liandong.timeline.verification import verify
from tests.lasting import Lasting

SYSTEM = Actor.system(Source.CLI)


@pytest.fixture(scope="module")
def past(lasting: Lasting) -> datetime:
    """The district with its forces, and what happened before the demo starts: played once, until that moment."""
    register_forces(build_cast().stage)
    enter_units()
    player.play_past(lasting.clock, lasting.clock.now() + timedelta(hours=24), tick)
    return lasting.clock.now()


@pytest.fixture
def played(past: datetime, db: None, clock: SimulatedClock) -> None:
    clock.move_to(past)


class AtOnce(threading.Event):
    """Somebody who does not wait: the pauses are counted, not slept."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        if timeout is not None:
            self.pauses.append(timeout)
        return False


@pytest.mark.django_db
class TestTheStory:
    def test_one_incident_runs_one_is_a_drill_and_one_is_over(self, played: None) -> None:
        rows = visible_incidents(SYSTEM).values_list("title", "state", "drill")
        assert set(rows) == {
            ("演示路18号沿街餐馆燃气爆燃", "OPEN", False),
            ("演示小区供水主管爆裂、路面塌陷", "OPEN", False),
            ("演示大街两车相撞", "CLOSED", False),
            ("【演练】汾河小店段堤防出险处置", "OPEN", True),
        }

    def test_the_running_incident_has_a_plan_with_tasks_signed_and_one_still_waiting(self, played: None) -> None:
        response, incident = GAS.response(), GAS.incident()
        assert response is not None
        assert incident is not None
        assert (response.plan_id, response.level) == ("urban-gas", "III")
        states = set(visible_assignments(SYSTEM).filter(order__incident_id=incident.id).values_list("state", flat=True))
        assert {"NOTIFIED", "SIGNED", "IN_PROGRESS"} <= states

    def test_forces_are_out_agreed_to_and_counted_on_scene(self, played: None) -> None:
        incident = GAS.incident()
        assert incident is not None
        missions = visible_missions(SYSTEM).filter(incident_id=incident.id)
        assert dict(missions.values_list("unit__callsign", "state")) == {
            "坞城消防": "ON_SCENE",
            "商业街微站": "ON_SCENE",
            "燃气一队": "ON_SCENE",
            "急救01": "TRANSPORTING",
        }
        assert visible_deployments(SYSTEM).get(incident_id=incident.id).answers.get().verdict == "AGREED"
        assert not visible_deadlines(SYSTEM).filter(kind="crew_check", state="OVERDUE").exists()

    def test_what_is_invented_says_so(self, played: None) -> None:
        resources = visible_resources(SYSTEM)
        assert resources.count() >= 50
        assert all(row.synthetic and row.name.startswith("演示·") for row in resources)

    def test_the_neighbouring_district_is_quiet(self, played: None) -> None:
        assert not visible_incidents(SYSTEM).filter(region_code__startswith="140106").exists()

    def test_nobody_is_reported_for_not_reading(self, played: None) -> None:
        assert not visible_notices(SYSTEM).filter(template="notice_unread").exists()

    def test_the_rest_arrives_with_pauses_and_in_the_end_everything_has_been_done(self, played: None) -> None:
        waiting = AtOnce()
        player.play_on(waiting)
        undone = [f"{scene.name}: {act}" for _, scene, act in player.cues() if not act.done(scene)]
        assert not undone, undone
        assert len(waiting.pauses) > 25
        assert all(player.AT_ONCE_S <= pause <= player.LONGEST_WAIT_S for pause in waiting.pauses)
        assert sum(waiting.pauses) > 15 * 60

    def test_the_leak_is_looked_for_once_both_groups_have_measured(self, played: None) -> None:
        player.play_on(AtOnce())
        incident = GAS.present()
        rows = visible_assignments(SYSTEM).filter(order__incident_id=incident.id)
        assert set(rows.filter(order__task_id="find-leak").values_list("state", flat=True)) == {"VERIFIED"}
        assert rows.filter(order__task_id="mend-leak").exists()

    def test_the_director_who_must_sign_a_report_upward_has_an_account(self, played: None) -> None:
        told = visible_notices(SYSTEM).filter(template="submission_to_sign", recipient__startswith="POST:")
        hosts = set(visible_accounts(SYSTEM).values_list("person_id", flat=True))
        assert told.exists()
        assert set(told.values_list("person_id", flat=True)) <= hosts

    def test_played_again_it_does_nothing_twice(self, played: None) -> None:
        player.play_on(AtOnce())
        before = verify().entries
        again = AtOnce()
        player.play_on(again)
        assert again.pauses == []
        assert verify().entries == before

    def test_an_interrupted_scene_goes_on_with_the_step_it_stood_at(self, played: None) -> None:
        class ThreeMore(AtOnce):
            def wait(self, timeout: float | None = None) -> bool:
                super().wait(timeout)
                return len(self.pauses) > 3

        player.play_on(ThreeMore())
        assert DUTY.report("lift") is None
        player.play_on(AtOnce())
        assert DUTY.report("lift") is not None
        assert visible_reports(SYSTEM).filter(client_key=GAS.key("hotline")).count() == 1

    def test_a_visitor_who_was_quicker_does_not_stop_the_story(self, played: None) -> None:
        from liandong.incidents.services import close_incident

        incident = GAS.incident()
        assert incident is not None
        close_incident(SYSTEM, incident.id, "演示：由观众提前结束")
        player.play_on(AtOnce())
        assert DRILL.present().facts["people_evacuated"] == 800

    def test_the_record_is_whole(self, played: None) -> None:
        assert verify().ok
