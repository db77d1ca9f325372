"""督办通报 from the tables: it says what counting by hand says."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.codes import RegionLevel
from liandong.kernel.durations import Limit
from liandong.orders.models import Assignment
from liandong.orders.queries import league_table
from liandong.orders.rules import Addressee, LeagueRow
from liandong.orders.services import forward_order, sign_for, submit_result, withdraw_order
from tests.orders.conftest import CITY, Cast, actor, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def since(clock: SimulatedClock) -> datetime:
    return clock.now()


def soon_after(moment: datetime) -> datetime:
    return moment + timedelta(days=60)


def test_counts_what_was_asked_and_what_came_in_time(cast: Cast, clock: SimulatedClock, since: datetime) -> None:
    on_time, late, open_ = (cast.issue()[1] for _ in range(3))
    sign_for(cast.fire_handler, on_time.id)
    submit_result(cast.fire_handler, on_time.id, text="完毕")
    clock.advance(hours=5)
    submit_result(cast.fire_handler, late.id, text="完毕")
    row = league_table(cast.commander, "organization", since, soon_after(since)).rows[0]
    assert row == LeagueRow(
        key=str(cast.fire.id),
        issued=3,
        sign_fell_due=3,
        signed_on_time=1,
        fell_due=3,
        done_on_time=1,
        overdue=2,
    )
    assert row.rate == 33.3
    assert open_.done_at is None


def test_what_is_not_due_yet_neither_helps_nor_hurts(cast: Cast, since: datetime) -> None:
    cast.issue()
    row = league_table(cast.commander, "organization", since, soon_after(since)).rows[0]
    assert (row.issued, row.fell_due, row.rate) == (1, 0, None)


def test_exercises_and_what_was_taken_back_or_handed_on_do_not_count(cast: Cast, since: datetime) -> None:
    cast.issue(drill=True)
    order, _ = cast.issue()
    withdraw_order(cast.commander, order.id, reason="误发")
    _, task = cast.issue()
    forward_order(cast.fire_handler, task.id, Addressee.organization(cast.health.id))
    table = league_table(cast.commander, "organization", since, soon_after(since))
    assert {row.key: row.issued for row in table.rows} == {str(cast.health.id): 1}


def test_only_what_was_assigned_in_the_time_counts(cast: Cast, clock: SimulatedClock, since: datetime) -> None:
    cast.issue()
    clock.advance(hours=1)
    table = league_table(cast.commander, "organization", since, clock.now())
    cast.issue()
    assert table.total.issued == 1
    assert league_table(cast.commander, "organization", since, clock.now()).total.issued == 1


def test_by_region_tells_counties_or_towns_apart(cast: Cast, since: datetime) -> None:
    town = unit("坞城街道", "140105001")
    for addressee in (cast.fire, town, town):
        cast.issue(addressees=(Addressee.organization(addressee.id),))
    counties = league_table(cast.commander, "region", since, soon_after(since))
    towns = league_table(cast.commander, "region", since, soon_after(since), level=RegionLevel.TOWN)
    assert {row.key: row.issued for row in counties.rows} == {"140105": 3}
    assert {row.key: row.issued for row in towns.rows} == {"140105": 1, "140105001": 2}


def test_names_units_and_regions(cast: Cast, since: datetime) -> None:
    cast.issue()
    by_unit = league_table(cast.commander, "organization", since, soon_after(since))
    by_region = league_table(cast.commander, "region", since, soon_after(since))
    assert by_unit.names == {str(cast.fire.id): "消防救援大队"}
    assert by_region.names == {"140105": "小店区"}


def test_shows_nobody_another_regions_units(cast: Cast, since: datetime) -> None:
    cast.issue()
    outsider = actor("commander", region="140121")
    assert league_table(outsider, "organization", since, soon_after(since)).rows == ()


def counted_by_hand(now: datetime) -> dict[UUID, LeagueRow]:
    rows: dict[UUID, LeagueRow] = defaultdict(lambda: LeagueRow(key=""))
    for task in Assignment.objects.all():
        assert task.due_at is not None
        assert task.sign_due_at is not None
        done = task.done_at is not None and task.done_at <= task.due_at
        signed = task.signed_at is not None and task.signed_at <= task.sign_due_at
        rows[task.organization_id] = rows[task.organization_id].plus(
            LeagueRow(
                key="",
                issued=1,
                sign_fell_due=int(signed or task.sign_due_at <= now),
                signed_on_time=int(signed),
                fell_due=int(done or task.due_at <= now),
                done_on_time=int(done),
                overdue=int(not done and task.due_at <= now),
            )
        )
    return rows


@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_counting_by_hand_over_a_busy_day(cast: Cast, clock: SimulatedClock, seed: int) -> None:
    chance, since = random.Random(seed), clock.now()
    units = {cast.fire.id: cast.fire, cast.health.id: cast.health}
    for _ in range(40):
        clock.advance(minutes=chance.randint(0, 30))
        whose = chance.choice(list(units))
        cast.issue(addressees=(Addressee.organization(whose),), within=Limit.parse(f"{chance.randint(1, 9)}h"))
        for task in Assignment.objects.filter(state__in=["NOTIFIED", "SIGNED"]).order_by("assigned_at", "id"):
            step = chance.random()
            handler = actor("department_handler", of=units[task.organization_id])
            if task.state == "NOTIFIED" and step < 0.2:
                sign_for(handler, task.id)
            elif step > 0.9:
                submit_result(handler, task.id, text="完毕")
    table = league_table(actor("commander", region=CITY), "organization", since, soon_after(since))
    expected = counted_by_hand(kernel_clock.now())
    assert {row.key: row for row in table.rows} == {
        str(unit_id): LeagueRow(key=str(unit_id), **_columns(row)) for unit_id, row in expected.items()
    }
    assert table.total.issued == 40
    assert table.total.fell_due == table.total.done_on_time + table.total.overdue


def _columns(row: LeagueRow) -> dict[str, int]:
    names = ("issued", "sign_fell_due", "signed_on_time", "fell_due", "done_on_time", "overdue")
    return {name: getattr(row, name) for name in names}
