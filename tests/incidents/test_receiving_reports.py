"""接报: each delivery is kept once, in the right region, with who sent it kept apart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.config import background
from liandong.incidents import jobs, queries, services
from liandong.incidents.models import Report, Reporter
from liandong.incidents.rules.problems import (
    BadFact,
    KeyReused,
    PlaceIncomplete,
    RegionNeeded,
    UnknownEventType,
    UnknownRegion,
)
from liandong.incidents.rules.reports import Channel, content_hash, digits_of, masked_name, masked_phone
from liandong.incidents.services.closing import forget_reporters
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.timeline.models import StoredEntry
from tests.incidents.people import CITY, COUNTY, SYSTEM, actor
from tests.incidents.telling import draft, opened, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class TestADeliverySentAgain:
    def test_answers_the_first_id_and_says_that_it_was_repeated(self) -> None:
        said = draft(client_key="K1", summary="着火了")
        first = services.receive_report(SYSTEM, said)
        again = services.receive_report(SYSTEM, said)
        assert (again.report_id, first.repeated, again.repeated) == (first.report_id, False, True)
        assert Report.objects.count() == 1

    def test_leaves_one_entry_on_the_timeline(self) -> None:
        for _ in range(3):
            services.receive_report(SYSTEM, draft(client_key="K1"))
        assert StoredEntry.objects.filter(verb="report_received").count() == 1

    def test_with_other_content_under_the_same_key_is_refused(self) -> None:
        services.receive_report(SYSTEM, draft(client_key="K1", summary="着火了"))
        with pytest.raises(KeyReused):
            services.receive_report(SYSTEM, draft(client_key="K1", summary="没有着火"))

    def test_by_another_client_is_another_report(self) -> None:
        one, other = actor("connector", client="token:1"), actor("duty_officer", client="token:2")
        services.receive_report(SYSTEM, draft(client_key="K1"))
        services.receive_report(other, draft(client_key="K1"))
        assert one.client != other.client
        assert Report.objects.filter(client_key="K1").count() == 2

    def test_is_recognised_whatever_order_its_facts_are_in(self) -> None:
        one = draft(client_key="K", facts={"deaths": 1, "missing": 2})
        other = draft(client_key="K", facts={"missing": 2, "deaths": 1})
        assert content_hash(one) == content_hash(other)


class TestTheRegion:
    def test_is_checked_against_the_division_table(self) -> None:
        with pytest.raises(UnknownRegion):
            services.receive_report(SYSTEM, draft(region_code="149999"))

    def test_is_the_only_region_the_sender_may_report_for_when_none_is_given(self) -> None:
        receipt = services.receive_report(actor("duty_officer"), draft(region_code=""))
        assert Report.objects.get(id=receipt.report_id).region_code == COUNTY

    def test_must_be_given_by_who_reports_for_several(self) -> None:
        two = actor("duty_officer")
        grants = (*two.grants, *actor("duty_officer", region="140106").grants)
        from dataclasses import replace

        with pytest.raises(RegionNeeded):
            services.receive_report(replace(two, grants=grants), draft(region_code=""))

    def test_outside_ones_own_is_forbidden(self) -> None:
        with pytest.raises(Forbidden):
            services.receive_report(actor("duty_officer"), draft(region_code="140106"))

    def test_may_be_a_town_inside_ones_own(self) -> None:
        receipt = services.receive_report(actor("duty_officer"), draft(region_code="140105001"))
        assert Report.objects.get(id=receipt.report_id).region_code == "140105001"


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"event_type": "99999"}, UnknownEventType),
        ({"lon": 112.5}, PlaceIncomplete),
        ({"facts": {"deaths": float("nan")}}, BadFact),
        ({"facts": {"not a name": 1}}, BadFact),
        ({"facts": {"deaths": {"nested": 1}}}, BadFact),
    ],
)
def test_what_cannot_be_understood_is_refused_and_leaves_nothing(
    said: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        services.receive_report(SYSTEM, draft(**said))
    assert not Report.objects.exists()


class TestWhoReported:
    def test_is_kept_apart_from_the_report_and_not_on_the_timeline(self) -> None:
        reported(reporter_name="王小明", reporter_phone="13812345678")
        assert Reporter.objects.get().phone == "13812345678"
        assert not any("13812345678" in payload for payload in StoredEntry.objects.values_list("payload", flat=True))

    def test_is_shown_masked(self) -> None:
        report = reported(reporter_name="王小明", reporter_phone="13812345678")
        assert queries.masked_reporter(report.id) == {"name": "王**", "phone": "138****5678"}

    def test_is_looked_at_only_with_a_reason_that_is_recorded(self) -> None:
        report = reported(reporter_name="王小明", reporter_phone="13812345678")
        leader = actor("duty_leader")
        assert services.reveal_reporter(leader, report.id, "回访核实") == ("王小明", "13812345678")
        assert StoredEntry.objects.get(verb="reporter_revealed").reason == "回访核实"

    def test_is_not_shown_in_the_clear_to_a_duty_officer(self) -> None:
        report = reported(reporter_name="王小明")
        with pytest.raises(Forbidden):
            services.reveal_reporter(actor("duty_officer"), report.id, "好奇")

    def test_is_forgotten_when_its_time_is_over_and_the_report_stays(self, clock: SimulatedClock) -> None:
        report = reported(reporter_phone="13812345678")
        clock.advance(days=181)
        assert forget_reporters(SYSTEM) == 1
        assert not Reporter.objects.exists()
        assert Report.objects.get().phone_hash == report.phone_hash != ""

    def test_is_forgotten_by_a_loop_that_every_server_runs(self, clock: SimulatedClock) -> None:
        reported(reporter_phone="13812345678")
        clock.advance(days=181)
        assert "reporters" in {loop.name for loop in background.loops()}
        assert (jobs.forget(), jobs.forget()) == (1, 0)

    @pytest.mark.parametrize(
        ("phone", "mask"), [("13812345678", "138****5678"), ("110", "*10"), ("", ""), ("12345", "***45")]
    )
    def test_mask_of_a_number(self, phone: str, mask: str) -> None:
        assert masked_phone(phone) == mask

    def test_mask_of_a_name_keeps_the_family_name(self) -> None:
        assert (masked_name("欧阳娜"), masked_name("")) == ("欧**", "")

    def test_one_caller_is_recognised_with_and_without_country_code(self) -> None:
        assert digits_of("+86 138-1234-5678") == digits_of("13812345678")


class TestAFollowUp:
    def test_goes_to_the_incident_of_the_first_report(self) -> None:
        incident = opened()
        first = incident.reports.get()
        receipt = services.follow_up_report(SYSTEM, first.id, draft(summary="续报"))
        report = Report.objects.get(id=receipt.report_id)
        assert (report.state, report.incident_id) == ("ATTACHED", incident.id)

    def test_takes_the_next_number_of_its_chain(self) -> None:
        first = reported()
        second = services.follow_up_report(SYSTEM, first.id, draft())
        services.follow_up_report(SYSTEM, second.report_id, draft())
        assert [one["sequence"] for one in queries.chain(first)] == [0, 1, 2]
        assert [one["kind"] for one in queries.chain(first)] == ["INITIAL", "FOLLOW_UP", "FOLLOW_UP"]

    def test_of_a_report_one_cannot_see_is_not_found(self) -> None:
        first = reported(region_code="140106")
        with pytest.raises(NotFound):
            services.follow_up_report(actor("duty_officer"), first.id, draft())

    def test_inherits_that_it_is_an_exercise(self) -> None:
        first = reported(drill=True)
        receipt = services.follow_up_report(SYSTEM, first.id, draft())
        assert Report.objects.get(id=receipt.report_id).drill


class TestABatch:
    def test_answers_each_draft_in_order_and_one_bad_one_does_not_stop_the_rest(self) -> None:
        answers = services.receive_reports(
            SYSTEM,
            [draft(client_key="A"), draft(client_key="B", region_code="999999"), draft(client_key="A2")],
        )
        assert [type(one).__name__ for one in answers] == ["ReportReceipt", "UnknownRegion", "ReportReceipt"]
        assert sorted(Report.objects.values_list("client_key", flat=True)) == ["A", "A2"]

    def test_says_which_were_there_before_and_which_come_twice_in_it(self) -> None:
        services.receive_report(SYSTEM, draft(client_key="A"))
        answers = services.receive_reports(SYSTEM, [draft(client_key=key) for key in ("A", "B", "B")])
        assert [one.repeated for one in answers] == [True, False, True]  # type: ignore[union-attr]

    def test_refuses_within_it_what_a_key_was_used_for_before(self) -> None:
        answers = services.receive_reports(SYSTEM, [draft(client_key="A"), draft(client_key="A", summary="不同")])
        assert isinstance(answers[1], KeyReused)


def test_the_time_of_receiving_may_be_given_by_a_connector_that_delivers_late(clock: SimulatedClock) -> None:
    received = clock.now() - timedelta(hours=2)
    report = reported(channel=Channel.CAP, received_at=received)
    assert (report.received_at, report.recorded_at) == (received, clock.now())


def test_an_observer_of_the_city_sees_the_reports_of_its_counties_and_no_others() -> None:
    mine, _ = reported(), reported(region_code="140781")
    seen = queries.visible_reports(actor("observer", region=CITY))
    assert [report.id for report in seen] == [mine.id]
