"""报送: what each level owes, who signs in which order, and how a report climbs to the level that must have it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.deadlines.models import Deadline
from liandong.incidents import queries, services
from liandong.incidents.models import Incident, Submission
from liandong.incidents.rules.problems import EndorsementSkipped, SameEndorser, SubmissionStep
from liandong.incidents.rules.reports import Channel
from liandong.incidents.rules.submissions import (
    ROUTE,
    Signer,
    State,
    check_signer,
    check_step,
    reaches,
    region_at,
)
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.notices.models import Notice
from liandong.notices.rendering import words
from liandong.organizations.models import Holding, Organization, Person, Post
from tests.incidents.people import CITY, COUNTY, PROVINCE, SYSTEM, actor, office, on_duty
from tests.incidents.telling import draft, opened, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "offices")]


@pytest.fixture
def offices(clock: SimulatedClock) -> None:
    office()
    on_duty(office(CITY), "DUTY_OFFICER", "张市值")
    office(PROVINCE)


def owed(incident: Incident, to: str, stage: str = "FIRST") -> Submission:
    return Submission.objects.filter(incident=incident, to_level=to, stage=stage).latest("sequence")


def endorsed(row: Submission) -> Submission:
    services.prepare_submission(SYSTEM, row.id)
    for signer in ROUTE:
        row = services.endorse_submission(SYSTEM, row.id, signer)
    return row


def sent(row: Submission) -> Submission:
    return services.send_submission(SYSTEM, endorsed(row).id)


class TestTheRoute:
    def test_is_duty_officer_then_duty_leader_then_director(self) -> None:
        assert [signer.value for signer in ROUTE] == ["DUTY_OFFICER", "DUTY_LEADER", "DIRECTOR"]

    @pytest.mark.parametrize("signed", range(4))
    @pytest.mark.parametrize("given", list(Signer))
    def test_takes_the_next_signature_and_no_other(self, signed: int, given: Signer) -> None:
        if signed < len(ROUTE) and ROUTE[signed] is given:
            check_signer(signed, given)
        else:
            with pytest.raises(EndorsementSkipped):
                check_signer(signed, given)

    def test_skipping_a_hop_is_refused_and_says_whose_turn_it_is(self) -> None:
        row = owed(opened(facts={"deaths": 1}), "CITY")
        services.prepare_submission(SYSTEM, row.id)
        with pytest.raises(EndorsementSkipped) as refused:
            services.endorse_submission(SYSTEM, row.id, "DIRECTOR")
        assert refused.value.status == 409
        assert "值班员" in refused.value.text("zh")

    def test_each_hop_is_signed_and_timed(self, clock: SimulatedClock) -> None:
        row = owed(opened(facts={"deaths": 1}), "CITY")
        services.prepare_submission(SYSTEM, row.id)
        signers = [actor("duty_officer"), actor("duty_leader"), actor("commander")]
        for who, signer in zip(signers, ROUTE, strict=True):
            clock.advance(minutes=5)
            services.endorse_submission(who, row.id, signer)
        signed = list(row.endorsements.order_by("ordinal").values_list("user_id", "signed_at"))
        assert [user for user, _ in signed] == [who.user_id for who in signers]
        assert signed[2][1] - signed[0][1] == timedelta(minutes=10)

    def test_tells_whoever_is_next_and_at_last_the_duty_officer_to_send_it(self) -> None:
        county = Organization.objects.get(region_code=COUNTY)
        officer, leader = on_duty(county, "DUTY_OFFICER", "王值班"), on_duty(county, "DUTY_LEADER", "李带班")
        post = Post.objects.create(
            organization=county, title="局长", kind="department_head", region_code=COUNTY, leads=True
        )
        director = Person.objects.create(name="郑局长", organization=county)
        Holding.objects.create(post=post, person=director, valid_from=kernel_clock.now())
        endorsed(owed(opened(facts={"deaths": 1}), "CITY"))
        told = Notice.objects.filter(template__startswith="submission_to_").order_by("created_at", "id")
        assert list(told.values_list("template", "person_id")) == [
            ("submission_to_sign", officer),
            ("submission_to_sign", leader),
            ("submission_to_sign", director.id),
            ("submission_to_send", officer),
        ]

    def test_tells_the_duty_officer_why_a_draft_came_back(self) -> None:
        officer = on_duty(Organization.objects.get(region_code=COUNTY), "DUTY_OFFICER", "王值班")
        row = owed(opened(facts={"deaths": 1}), "CITY")
        services.prepare_submission(SYSTEM, row.id)
        services.return_submission(actor("duty_leader"), row.id, "地点不清")
        told = Notice.objects.get(template="submission_returned")
        assert told.person_id == officer
        assert "地点不清" in words(told).body

    def test_one_person_signs_once(self) -> None:
        row = owed(opened(facts={"deaths": 1}), "CITY")
        director = actor("commander")
        services.prepare_submission(SYSTEM, row.id)
        services.endorse_submission(director, row.id, "DUTY_OFFICER")
        with pytest.raises(SameEndorser):
            services.endorse_submission(director, row.id, "DUTY_LEADER")

    def test_a_duty_officer_cannot_sign_for_the_leader(self) -> None:
        row = owed(opened(facts={"deaths": 1}), "CITY")
        services.prepare_submission(SYSTEM, row.id)
        services.endorse_submission(actor("duty_officer"), row.id, "DUTY_OFFICER")
        with pytest.raises(Forbidden):
            services.endorse_submission(actor("duty_officer"), row.id, "DUTY_LEADER")

    def test_what_is_not_fully_signed_is_not_sent(self) -> None:
        row = owed(opened(facts={"deaths": 1}), "CITY")
        services.prepare_submission(SYSTEM, row.id)
        services.endorse_submission(SYSTEM, row.id, "DUTY_OFFICER")
        with pytest.raises(SubmissionStep):
            services.send_submission(SYSTEM, row.id)

    def test_a_returned_draft_is_signed_from_the_start(self) -> None:
        row = owed(opened(facts={"deaths": 1}), "CITY")
        services.prepare_submission(SYSTEM, row.id)
        services.endorse_submission(SYSTEM, row.id, "DUTY_OFFICER")
        services.return_submission(actor("duty_leader"), row.id, "地点不清")
        services.prepare_submission(SYSTEM, row.id, text="补充地点")
        with pytest.raises(EndorsementSkipped):
            services.endorse_submission(SYSTEM, row.id, "DUTY_LEADER")

    def test_a_changed_text_takes_the_signatures_with_it(self) -> None:
        row = owed(opened(facts={"deaths": 1}), "CITY")
        services.prepare_submission(SYSTEM, row.id, text="死亡1人")
        first = services.endorse_submission(SYSTEM, row.id, "DUTY_OFFICER").endorsements.get()
        services.prepare_submission(SYSTEM, row.id, text="死亡2人")
        again = services.endorse_submission(SYSTEM, row.id, "DUTY_OFFICER").endorsements.latest("round")
        assert (again.round, again.text_hash != first.text_hash) == (2, True)


ALLOWED = {
    "prepare": {"WAITING", "DUE", "PREPARED"},
    "endorse": {"PREPARED"},
    "send": {"ENDORSED"},
    "receive": {"SENT"},
    "cancel": {"WAITING", "DUE", "PREPARED", "ENDORSED"},
}


@pytest.mark.parametrize("verb", list(ALLOWED))
@pytest.mark.parametrize("state", list(State))
def test_the_table_of_states(state: State, verb: str) -> None:
    if state.value in ALLOWED[verb]:
        check_step(state, verb)
    else:
        with pytest.raises(SubmissionStep):
            check_step(state, verb)


class TestWhatIsOwed:
    def test_grows_with_the_grade_up_to_the_state_council(self) -> None:
        incident = opened(facts={"deaths": 1})
        assert {row.to_level for row in queries.submissions_of(SYSTEM, incident.id)} == {"COUNTY", "CITY"}
        services.record_facts(SYSTEM, incident.id, {"deaths": 12}, "续报")
        levels = {row.to_level for row in queries.submissions_of(SYSTEM, incident.id)}
        assert levels == {"COUNTY", "CITY", "PROVINCE", "STATE"}

    def test_falls_away_when_a_person_lowers_the_grade(self) -> None:
        incident = opened(facts={"deaths": 3})
        services.confirm_grade(SYSTEM, incident.id, "GENERAL", "一人与事故无关")
        assert owed(incident, "PROVINCE").state == "CANCELLED"

    def test_is_nothing_for_old_records(self) -> None:
        report = reported(event_type="20400", facts={"deaths": 30})
        incident = services.promote_report(SYSTEM, report.id, historical=True)
        assert incident.legal_grade == "EXTRA_MAJOR"
        assert not incident.submissions.exists()
        assert not Deadline.objects.exists()

    def test_counts_from_the_first_report_and_not_from_the_click(self, clock: SimulatedClock) -> None:
        report = reported(event_type="20400", facts={"deaths": 1})
        clock.advance(minutes=25)
        incident = services.promote_report(SYSTEM, report.id)
        assert owed(incident, "CITY").due_at == report.received_at + timedelta(hours=2)

    def test_the_units_own_report_meets_the_units_clock(self) -> None:
        incident = opened(facts={"deaths": 1})
        first = incident.reports.get()
        services.follow_up_report(SYSTEM, first.id, draft(channel=Channel.UNIT_REPORT))
        assert owed(incident, "COUNTY").state == "RECEIVED"
        assert Deadline.objects.get(kind="report_unit").state == "MET"


class TestSending:
    def test_tells_the_duty_officer_of_the_level_above(self) -> None:
        sent(owed(opened(facts={"deaths": 1}), "CITY"))
        assert Notice.objects.filter(template="submission_sent").exclude(state="UNDELIVERABLE").count() == 1

    def test_starts_the_next_levels_clock_from_then(self, clock: SimulatedClock) -> None:
        incident = opened(facts={"deaths": 3})
        clock.advance(minutes=30)
        sent(owed(incident, "CITY"))
        onward = owed(incident, "PROVINCE")
        assert (onward.state, onward.due_at) == ("DUE", clock.now() + timedelta(hours=2))

    def test_owes_the_next_follow_up_numbered_one_two_and_so_on(self, clock: SimulatedClock) -> None:
        incident = opened(facts={"deaths": 1})
        sent(owed(incident, "CITY"))
        for number in (1, 2):
            row = owed(incident, "CITY", "FOLLOW_UP")
            assert (row.sequence, row.due_at) == (number, clock.now() + timedelta(hours=24))
            clock.advance(hours=20)
            sent(row)

    def test_a_major_accident_owes_its_follow_up_within_half_a_day(self, clock: SimulatedClock) -> None:
        incident = opened(facts={"deaths": 10})
        sent(owed(incident, "CITY"))
        assert owed(incident, "CITY", "FOLLOW_UP").due_at == clock.now() + timedelta(hours=12)

    def test_carries_the_facts_as_they_stood_when_it_was_prepared(self) -> None:
        incident = opened(facts={"deaths": 1})
        row = endorsed(owed(incident, "CITY"))
        services.record_facts(SYSTEM, incident.id, {"deaths": 2}, "续报")
        assert services.send_submission(SYSTEM, row.id).facts == {"deaths": 1}

    def test_is_confirmed_by_the_level_above_and_by_nobody_else(self) -> None:
        row = sent(owed(opened(facts={"deaths": 1}), "CITY"))
        with pytest.raises(Forbidden):
            services.receive_submission(actor("duty_officer"), row.id)
        assert services.receive_submission(actor("duty_officer", region=CITY), row.id).state == "RECEIVED"

    def test_closing_ends_the_follow_ups_and_their_clocks(self) -> None:
        incident = opened(facts={"deaths": 1})
        sent(owed(incident, "CITY"))
        services.close_incident(SYSTEM, incident.id, "处置结束")
        assert owed(incident, "CITY", "FOLLOW_UP").state == "CANCELLED"
        assert Deadline.objects.get(kind="report_follow_up").state == "CANCELLED"


class TestWhatIsMissing:
    def test_are_the_items_content_asks_for_and_nobody_has_said(self) -> None:
        incident = opened(place="许坦东街", facts={"deaths": 1})
        missing = {item.id for item in queries.missing_for_next_report(SYSTEM, incident.id)}
        assert missing == {"scope", "trend", "measures"}

    def test_goes_up_as_being_verified_instead_of_holding_the_report_back(self) -> None:
        row = owed(opened(place="许坦东街", facts={"deaths": 1}), "CITY")
        services.prepare_submission(SYSTEM, row.id, items={"measures": "已断气、疏散"})
        row.refresh_from_db()
        assert sorted(row.verifying) == ["scope", "trend"]


def test_a_submission_of_an_incident_one_cannot_see_is_not_found() -> None:
    row = owed(opened(facts={"deaths": 1}), "CITY")
    with pytest.raises(NotFound):
        services.prepare_submission(actor("duty_officer", region="140106"), row.id)


@pytest.mark.parametrize(
    ("level", "region"), [("COUNTY", "140105"), ("CITY", "1401"), ("PROVINCE", "14"), ("STATE", "")]
)
def test_each_level_of_a_town_is_the_beginning_of_its_code(level: str, region: str) -> None:
    assert region_at("140105001", level) == region


def test_a_report_for_the_province_passes_the_city_and_not_the_state() -> None:
    assert [level for level in ("CITY", "PROVINCE", "STATE") if reaches("PROVINCE", level)] == ["CITY", "PROVINCE"]
