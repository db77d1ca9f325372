"""定级: the rule proposes and quotes, a person confirms, and what is not known is never taken for harmless."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.incidents import judging, services
from liandong.incidents.events import BranchChanged, GradeConfirmed, GradeProposed
from liandong.incidents.models import Incident
from liandong.incidents.rules.grades import GRAVEST_FIRST, Grade, Proposal, graver, gravest, in_force, rank
from liandong.incidents.rules.problems import BadFact, GradeUnknown, NothingToRecord, ReasonNeeded
from liandong.kernel import events
from liandong.kernel.errors import Forbidden
from liandong.kernel.events import Event
from liandong.timeline.models import StoredEntry
from tests.incidents.people import SYSTEM, actor
from tests.incidents.telling import GAS_BLAST, opened

grades = st.one_of(st.none(), st.sampled_from(Grade))


@pytest.fixture
def heard() -> Any:
    """Events of grading that were published during the test."""
    told: list[Event] = []
    with events.isolated():
        for kind in (GradeProposed, GradeConfirmed, BranchChanged):
            events.subscribe(kind, told.append)
        yield told


def logged(incident: Incident, verb: str) -> StoredEntry:
    return StoredEntry.objects.filter(incident_id=incident.id, verb=verb).latest("number")


class TestWhatIsInForce:
    """`in_force(legal, confirmed, before, after)`."""

    def test_is_the_proposal_until_a_person_has_confirmed(self) -> None:
        assert in_force(Grade.MAJOR, None, Grade.MAJOR, Grade.GENERAL) is Grade.GENERAL

    def test_rises_with_the_proposal_at_once(self) -> None:
        assert in_force(Grade.GENERAL, Grade.GENERAL, Grade.GENERAL, Grade.LARGER) is Grade.LARGER

    def test_never_falls_by_itself_below_what_was_confirmed(self) -> None:
        assert in_force(Grade.MAJOR, Grade.MAJOR, Grade.MAJOR, Grade.GENERAL) is Grade.MAJOR

    def test_stays_as_a_person_decided_while_the_proposal_does_not_change(self) -> None:
        assert in_force(Grade.GENERAL, Grade.GENERAL, Grade.LARGER, Grade.LARGER) is Grade.GENERAL

    @given(legal=grades, before=grades, after=grades)
    def test_is_never_less_grave_after_a_confirmed_one(
        self, legal: Grade | None, before: Grade | None, after: Grade | None
    ) -> None:
        assert rank(in_force(legal, Grade.GENERAL, before, after)) <= rank(legal)


class TestSeveralTables:
    @given(st.lists(grades, max_size=5))
    def test_the_gravest_certain_level_counts(self, levels: list[Grade | None]) -> None:
        found = gravest(Proposal(level) for level in levels)
        assert rank(found.level) == min(map(rank, levels), default=len(GRAVEST_FIRST))

    def test_every_doubt_stays_open(self) -> None:
        found = gravest([Proposal(Grade.LARGER), Proposal(None, could_be=Grade.MAJOR, missing=("loss_yuan",))])
        assert (found.level, found.could_be, found.missing) == (Grade.LARGER, Grade.MAJOR, ("loss_yuan",))

    def test_a_doubt_below_the_certain_level_is_none(self) -> None:
        found = gravest([Proposal(Grade.MAJOR), Proposal(None, could_be=Grade.GENERAL)])
        assert found.could_be is None

    @given(grades, grades)
    def test_graver_is_symmetric(self, one: Grade | None, other: Grade | None) -> None:
        assert graver(one, other) is graver(other, one)


@pytest.mark.usefixtures("clock")
class TestTheProposal:
    def test_quotes_the_clause_and_the_document(self) -> None:
        found = judging.propose(GAS_BLAST, {"deaths": 3})
        assert found.level is Grade.LARGER
        assert "3人以上10人以下死亡" in found.clause
        assert "493" in found.document

    @pytest.mark.parametrize(
        ("deaths", "level"), [(2, "GENERAL"), (3, "LARGER"), (9, "LARGER"), (10, "MAJOR"), (30, "EXTRA_MAJOR")]
    )
    def test_includes_the_number_itself(self, deaths: int, level: str) -> None:
        assert judging.propose(GAS_BLAST, {"deaths": deaths, "serious_injuries": 0, "loss_yuan": 0}).level == level

    def test_names_what_could_still_make_it_graver(self) -> None:
        found = judging.propose(GAS_BLAST, {"deaths": 2})
        assert found.could_be is Grade.EXTRA_MAJOR
        assert set(found.missing) == {"serious_injuries", "loss_yuan"}

    def test_of_an_event_about_which_nothing_is_known_is_open_and_not_the_lowest(self) -> None:
        found = judging.propose(GAS_BLAST, {})
        assert (found.level, found.could_be) == (None, Grade.EXTRA_MAJOR)

    def test_is_not_stopped_by_a_fact_of_the_wrong_kind(self) -> None:
        assert judging.propose(GAS_BLAST, {"deaths": "不详", "serious_injuries": 12}).level is Grade.LARGER


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
class TestAnIncident:
    def test_is_proposed_a_grade_when_it_is_opened(self) -> None:
        incident = opened(facts={"deaths": 2, "serious_injuries": 6})
        assert (incident.legal_grade, incident.proposed_grade, incident.confirmed_grade) == ("GENERAL", "GENERAL", None)

    def test_is_confirmed_by_a_person_with_a_reason(self, heard: list[Event]) -> None:
        incident = opened(facts={"deaths": 2})
        heard.clear()
        services.confirm_grade(actor("duty_leader"), incident.id, "GENERAL", "现场核实")
        assert heard == [GradeConfirmed(incident.id, None, "GENERAL")]
        assert logged(incident, "grade_confirmed").reason == "现场核实"

    def test_may_be_confirmed_at_another_level_than_proposed(self) -> None:
        incident = opened(facts={"deaths": 2})
        services.confirm_grade(actor("duty_leader"), incident.id, "LARGER", "事态可能扩大")
        incident.refresh_from_db()
        assert (incident.legal_grade, incident.proposed_grade) == ("LARGER", "GENERAL")

    def test_is_not_confirmed_without_a_reason_at_no_such_level_or_by_a_duty_officer(self) -> None:
        incident = opened(facts={"deaths": 2})
        leader = actor("duty_leader")
        with pytest.raises(ReasonNeeded):
            services.confirm_grade(leader, incident.id, "GENERAL", " ")
        with pytest.raises(GradeUnknown):
            services.confirm_grade(leader, incident.id, "HUGE", "理由")
        with pytest.raises(Forbidden):
            services.confirm_grade(actor("duty_officer"), incident.id, "GENERAL", "理由")
        incident.refresh_from_db()
        assert incident.confirmed_grade is None

    def test_rises_again_after_confirmation_and_tells_what_was_confirmed_before(self, heard: list[Event]) -> None:
        incident = opened(facts={"deaths": 2})
        services.confirm_grade(SYSTEM, incident.id, "GENERAL", "核实")
        services.record_facts(SYSTEM, incident.id, {"deaths": 3}, "又一人死亡")
        incident.refresh_from_db()
        assert (incident.legal_grade, incident.confirmed_grade) == ("LARGER", "GENERAL")
        heard.clear()
        services.confirm_grade(SYSTEM, incident.id, "LARGER", "核实")
        assert heard == [GradeConfirmed(incident.id, "GENERAL", "LARGER")]

    def test_does_not_fall_when_the_count_is_corrected_until_a_person_says_so(self) -> None:
        incident = opened(facts={"deaths": 3})
        services.confirm_grade(SYSTEM, incident.id, "LARGER", "核实")
        services.record_facts(SYSTEM, incident.id, {"deaths": 2}, "一人误报")
        incident.refresh_from_db()
        assert (incident.legal_grade, incident.proposed_grade) == ("LARGER", "GENERAL")
        services.confirm_grade(SYSTEM, incident.id, "GENERAL", "更正")
        incident.refresh_from_db()
        assert incident.legal_grade == "GENERAL"

    def test_keeps_both_values_of_a_fact_and_who_stated_them(self) -> None:
        incident = opened(facts={"deaths": 2})
        doctor = actor("dispatcher", person_id=incident.id)
        services.record_facts(doctor, incident.id, {"deaths": 3}, "医院通报")
        rows = incident.statements.order_by("recorded_at", "id").values_list("value", "stated_by_person", "reason")
        assert [row[0] for row in rows] == [2, 3]
        assert rows[1][1:] == (doctor.person_id, "医院通报")

    def test_is_not_changed_by_facts_that_say_the_same(self) -> None:
        incident = opened(facts={"deaths": 2})
        entries = StoredEntry.objects.count()
        services.record_facts(SYSTEM, incident.id, {"deaths": 2}, "再次确认")
        assert StoredEntry.objects.count() == entries
        assert incident.statements.count() == 2

    @pytest.mark.parametrize(
        ("facts", "refusal"), [({}, NothingToRecord), ({"x y": 1}, BadFact), ({"deaths": float("inf")}, BadFact)]
    )
    def test_takes_no_facts_that_are_none(self, facts: dict[str, Any], refusal: type[Exception]) -> None:
        incident = opened()
        with pytest.raises(refusal):
            services.record_facts(SYSTEM, incident.id, facts, "理由")


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
class TestBranchAndFramework:
    @pytest.mark.parametrize(("deaths", "branch"), [(2, "LINKAGE"), (3, "HEADQUARTERS")])
    def test_two_deaths_and_three_differ_in_the_branch(self, deaths: int, branch: str) -> None:
        assert opened(facts={"deaths": deaths}).response_branch == branch

    def test_the_branch_is_kept_apart_from_the_legal_grade(self) -> None:
        incident = opened(facts={"deaths": 3})
        assert (incident.legal_grade, incident.response_branch, incident.framework) == (
            "LARGER",
            "HEADQUARTERS",
            "LINKAGE",
        )

    @pytest.mark.parametrize(
        ("deaths", "framework"), [(2, "LINKAGE"), (9, "LINKAGE"), (10, "EMERGENCY"), (30, "EMERGENCY")]
    )
    def test_the_framework_follows_the_level(self, deaths: int, framework: str) -> None:
        assert opened(facts={"deaths": deaths}).framework == framework

    def test_a_special_event_is_handled_as_an_emergency_whatever_its_grade(self) -> None:
        incident = opened(facts={"deaths": 0})
        incident = services.mark_special(SYSTEM, incident.id, True, "敏感时期")
        assert (incident.framework, incident.response_branch) == ("EMERGENCY", "HEADQUARTERS")

    def test_an_override_by_hand_is_logged_with_its_reason_and_survives_new_facts(self) -> None:
        incident = opened(facts={"deaths": 0})
        services.change_framework(actor("duty_leader"), incident.id, "EMERGENCY", "重点区域")
        services.change_branch(actor("duty_leader"), incident.id, "HEADQUARTERS", "重点区域")
        services.record_facts(SYSTEM, incident.id, {"deaths": 1}, "续报")
        incident.refresh_from_db()
        assert (incident.framework, incident.response_branch) == ("EMERGENCY", "HEADQUARTERS")
        assert logged(incident, "framework_changed").reason == "重点区域"

    def test_given_back_to_the_rule_it_follows_the_level_again(self) -> None:
        incident = opened(facts={"deaths": 0})
        services.change_framework(SYSTEM, incident.id, "EMERGENCY", "重点区域")
        services.change_branch(SYSTEM, incident.id, "HEADQUARTERS", "重点区域")
        services.change_framework(SYSTEM, incident.id, None, "恢复自动")
        incident = services.change_branch(SYSTEM, incident.id, None, "恢复自动")
        assert (incident.framework, incident.response_branch) == ("LINKAGE", "LINKAGE")
