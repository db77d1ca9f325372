"""D-08: of twelve forces eleven were checked in July; on 1 August one is overdue. A sensitive week asks daily."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from liandong.access.rules import Actor
from liandong.deadlines import jobs as deadlines
from liandong.deadlines.models import Deadline
from liandong.dispatch import jobs
from liandong.dispatch.models import ReadinessDuty, Unit
from liandong.dispatch.rules.readiness import CheckKind
from liandong.dispatch.services import answer_check, call_check, mark_period
from liandong.kernel.clock import SimulatedClock
from liandong.notices.models import Notice
from tests.dispatch.conftest import COUNTY, Desk, actor, on_duty, organization
from tests.orders.calling import Caller

pytestmark = pytest.mark.django_db

BEIJING = ZoneInfo("Asia/Shanghai")


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=BEIJING)


def checked(duty_desk: Actor, unit: Unit) -> None:
    """The desk calls, the force answers by telephone."""
    assert unit.organization_id is not None
    check = call_check(duty_desk, unit.organization_id, CheckKind.ROLL_CALL)
    answer_check(duty_desk, check.id, people=8, vehicles=2)


@pytest.fixture
def forces(clock: SimulatedClock, desk: Desk) -> list[Unit]:
    """1 July: twelve forces on the desk, and the month's checks are due."""
    clock.move_to(at(7, 1))
    centre = organization("linkage_centre", "小店区应急联动中心")
    on_duty(centre)
    teams = [desk.team(f"第{number}救援队", "mine_rescue_team") for number in range(1, 13)]
    jobs.tick()
    return teams


@pytest.fixture
def duty_desk(forces: list[Unit]) -> Actor:
    return actor("duty_officer", "duty_leader")


def turn(clock: SimulatedClock, moment: datetime) -> None:
    clock.move_to(moment)
    deadlines.tick()
    jobs.tick()


def test_on_1_august_exactly_one_force_is_overdue(clock: SimulatedClock, forces: list[Unit], duty_desk: Actor) -> None:
    assert ReadinessDuty.objects.count() == 12
    for number, unit in enumerate(forces[:11]):
        turn(clock, at(7, 2 + number, 9))
        checked(duty_desk, unit)
    turn(clock, at(7, 31, 23, 59))
    reader = Caller("duty_officer")
    assert reader.get("readiness/duties", overdue="true").json()["items"] == []
    turn(clock, at(8, 1))
    told = reader.get("readiness/duties", overdue="true").json()["items"]
    assert [row["organization"] for row in told] == ["第12救援队"]
    assert Deadline.objects.get(kind="readiness_check", state="OVERDUE").terms["title_zh"] == "值班值守调度"
    assert Notice.objects.filter(template="deadline_overdue").exists()
    assert ReadinessDuty.objects.filter(begins=at(8, 1)).count() == 12


def test_a_check_made_late_is_made_good_and_stays_late_on_the_record(
    clock: SimulatedClock, forces: list[Unit], duty_desk: Actor
) -> None:
    turn(clock, at(8, 1))
    turn(clock, at(8, 2, 9))
    checked(duty_desk, forces[0])
    of_force = Caller("duty_officer").get("readiness/duties", organization_id=str(forces[0].organization_id)).json()
    assert [(row["begins"][:10], row["late"], row["overdue"]) for row in of_force["items"]] == [
        ("2027-06-30", True, False),
        ("2027-07-31", False, False),
    ]
    summary = Caller("duty_officer").get("readiness/forces").json()
    mended = next(row for row in summary if row["organization_id"] == str(forces[0].organization_id))
    assert (mended["overdue"], mended["missed"], mended["due"]) == (0, 1, 2)


def test_a_marked_sensitive_week_makes_seven_checks_due_for_each_force(
    clock: SimulatedClock, forces: list[Unit], duty_desk: Actor
) -> None:
    turn(clock, at(7, 5, 10))
    mark_period(duty_desk, COUNTY, title="重要会议期间", begins=date(2027, 7, 12), ends=date(2027, 7, 18))
    daily = ReadinessDuty.objects.filter(every="DAY")
    for unit in forces:
        due = list(daily.filter(organization_id=unit.organization_id).order_by("begins"))
        assert [one.begins for one in due] == [at(7, 12) + timedelta(days=n) for n in range(7)]
    assert Deadline.objects.filter(kind="readiness_check", due_at__range=(at(7, 13), at(7, 19))).count() == 7 * 12


def test_each_day_of_the_week_asks_again(clock: SimulatedClock, forces: list[Unit], duty_desk: Actor) -> None:
    mark_period(duty_desk, COUNTY, title="重要会议期间", begins=date(2027, 7, 12), ends=date(2027, 7, 18))
    turn(clock, at(7, 12, 8))
    for unit in forces:
        checked(duty_desk, unit)
    turn(clock, at(7, 13))
    assert not ReadinessDuty.objects.filter(met_at__isnull=True, ends__lte=at(7, 13)).exists()
    turn(clock, at(7, 14))
    missed = ReadinessDuty.objects.filter(met_at__isnull=True, ends__lte=at(7, 14))
    assert missed.count() == 12
