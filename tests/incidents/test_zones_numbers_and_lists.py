"""区域、编号、列表: zones are drawn well, numbers are unique, and lists show what the reader may see, page by page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from liandong.incidents import queries, services
from liandong.incidents.models import Incident, Zone
from liandong.incidents.rules.lifecycle import beijing_day, incident_number
from liandong.incidents.rules.problems import ZoneInvalid, ZoneKindUnknown
from liandong.incidents.rules.zones import checked_area_m2
from liandong.incidents.services.numbers import next_number
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import NotFound
from liandong.kernel.ids import new_id
from liandong.kernel.paging import PageParams
from tests.incidents.people import CITY, COUNTY, SYSTEM, actor
from tests.incidents.telling import opened

SQUARE = {"type": "Polygon", "coordinates": [[[112.5, 37.7], [112.51, 37.7], [112.51, 37.71], [112.5, 37.7]]]}


class TestAnOutline:
    def test_of_a_triangle_of_a_hundredth_of_a_degree_is_about_half_a_square_kilometre(self) -> None:
        assert checked_area_m2(SQUARE) == pytest.approx(489_000, rel=0.01)

    @pytest.mark.parametrize(
        "geometry",
        [
            {"type": "Point", "coordinates": [112.5, 37.7]},
            {"type": "Polygon", "coordinates": []},
            {"type": "Polygon", "coordinates": [[[112.5, 37.7], [112.51, 37.7], [112.51, 37.71]]]},
            {"type": "Polygon", "coordinates": [[[37.7, 112.5], [37.7, 112.6], [37.8, 112.6], [37.7, 112.5]]]},
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
        ],
    )
    def test_that_is_open_crossed_swapped_or_no_area_is_refused(self, geometry: dict[str, Any]) -> None:
        with pytest.raises(ZoneInvalid):
            checked_area_m2(geometry)


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
class TestAZone:
    def test_is_drawn_with_a_kind_of_content_and_lifted_later(self, clock: SimulatedClock) -> None:
        zone = services.draw_zone(actor("duty_officer"), opened().id, "cordon", "警戒区", SQUARE, "防止次生灾害")
        clock.advance(hours=1)
        services.lift_zone(SYSTEM, zone.id, "险情解除")
        assert Zone.objects.get().lifted_at == clock.now()

    def test_of_an_unknown_kind_is_refused_with_the_known_ones(self) -> None:
        with pytest.raises(ZoneKindUnknown) as refused:
            services.draw_zone(SYSTEM, opened().id, "moat", "护城河", SQUARE, "理由")
        assert "cordon" in refused.value.text("zh")

    def test_that_does_not_exist_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            services.lift_zone(SYSTEM, new_id(), "理由")

    def test_of_another_county_is_not_found(self) -> None:
        zone = services.draw_zone(SYSTEM, opened().id, "cordon", "警戒区", SQUARE, "理由")
        with pytest.raises(NotFound):
            services.lift_zone(actor("duty_officer", region="140106"), zone.id, "理由")


class TestANumber:
    def test_names_county_day_and_serial(self) -> None:
        assert incident_number("140105", date(2026, 11, 23), 7) == "140105-20261123-0007"

    def test_of_an_exercise_says_so_first(self) -> None:
        assert incident_number("140105", date(2026, 11, 23), 7, drill=True) == "演140105-20261123-0007"

    def test_counts_beyond_four_digits(self) -> None:
        assert incident_number("140105", date(2026, 11, 23), 12345).endswith("-12345")

    def test_takes_its_day_from_beijing(self) -> None:
        assert beijing_day(datetime(2026, 11, 23, 16, 30, tzinfo=UTC)) == date(2026, 11, 24)

    @pytest.mark.django_db
    def test_goes_up_by_one_in_a_county_and_starts_anew_each_day(self, clock: SimulatedClock) -> None:
        assert [opened().number[-4:] for _ in range(3)] == ["0001", "0002", "0003"]
        assert opened(region_code="140106").number == "140106-20261123-0001"
        assert opened(region_code="140105001").number == "140105-20261123-0004"
        clock.advance(days=1)
        assert opened().number == "140105-20261124-0001"

    @pytest.mark.django_db(transaction=True)
    def test_is_given_to_one_incident_only_however_many_are_opened_at_once(self) -> None:
        if connection.vendor == "sqlite":
            pytest.skip("the test database of SQLite lies in memory, where threads share one connection")
        numbers = _taken_at_once(threads=8, each=25)
        assert sorted(numbers) == [f"140105-20261123-{serial:04d}" for serial in range(1, 201)]


def _taken_at_once(threads: int, each: int) -> list[str]:
    from django.db import connections, transaction

    numbers: list[str] = []
    start = Barrier(threads)
    moment = datetime(2026, 11, 23, tzinfo=UTC)

    def take() -> None:
        start.wait()
        for _ in range(each):
            with transaction.atomic():
                numbers.append(next_number(COUNTY, moment, False))
        connections.close_all()

    workers = [Thread(target=take) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return numbers


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
class TestTheList:
    def numbers(self, who: Any = SYSTEM, **wanted: Any) -> list[str]:
        return [row["number"][:6] for row in queries.listed_incidents(who, **wanted).order_by("number")]

    def test_shows_each_reader_the_incidents_of_his_region(self) -> None:
        for region in ("140105", "140106", "140781"):
            opened(region_code=region)
        assert self.numbers(actor("observer")) == ["140105"]
        assert self.numbers(actor("observer", region=CITY)) == ["140105", "140106"]
        assert self.numbers(actor("observer", region="14")) == ["140105", "140106", "140781"]
        assert self.numbers(actor("observer", region="15")) == []

    def test_shows_who_reads_in_two_regions_both(self) -> None:
        from dataclasses import replace

        for region in ("140105", "140106", "140107"):
            opened(region_code=region)
        one, other = actor("observer"), actor("observer", region="140107")
        assert self.numbers(replace(one, grants=one.grants + other.grants)) == ["140105", "140107"]

    @pytest.mark.parametrize(
        ("wanted", "count"),
        [
            ({"state": "OPEN"}, 2),
            ({"state": "CLOSED"}, 1),
            ({"grade": "LARGER"}, 1),
            ({"event_type": "20000"}, 3),
            ({"event_type": "20400"}, 3),
            ({"event_type": "10000"}, 0),
            ({"region": "140105"}, 3),
            ({"region": "1402"}, 0),
            ({"region": "140105001001"}, 0),
            ({"phase": "IMMEDIATE"}, 3),
        ],
    )
    def test_is_narrowed_by_what_is_asked(self, wanted: dict[str, str], count: int) -> None:
        opened(facts={"deaths": 3})
        opened(facts={"deaths": 0})
        services.close_incident(SYSTEM, opened().id, "处置结束")
        assert len(self.numbers(**wanted)) == count

    def test_keeps_exercises_apart(self) -> None:
        opened(drill=True)
        opened()
        assert (len(self.numbers()), len(self.numbers(drill=True))) == (1, 1)

    def test_goes_through_all_pages_newest_first_without_gap_or_repeat(self, clock: SimulatedClock) -> None:
        for number in range(7):
            opened()
            clock.advance(minutes=number % 2)
        seen, cursor = [], ""
        while True:
            page = PageParams(limit=3, cursor=cursor).cut(queries.listed_incidents(SYSTEM), by=("-opened_at", "-id"))
            seen += [row["id"] for row in page["items"]]
            cursor = page["next"]
            if not cursor:
                break
        assert seen == list(Incident.objects.order_by("-opened_at", "-id").values_list("id", flat=True))

    def test_of_one_county_is_read_from_its_own_index(self) -> None:
        opened()
        rows = queries.listed_incidents(actor("observer")).order_by("-opened_at", "-id")[:50]
        if connection.vendor != "sqlite":
            pytest.skip("the plan of a table of one row says nothing on PostgreSQL; the benchmark measures it")
        plan = rows.explain()
        assert "incident_of_county" in plan
        assert "TEMP B-TREE" not in plan


def test_an_hour_before_and_after_midnight_in_beijing_are_two_days() -> None:
    midnight = datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert beijing_day(midnight - timedelta(hours=1)) != beijing_day(midnight + timedelta(hours=1))
