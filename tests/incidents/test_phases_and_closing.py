"""处置阶段、结束、归档: no phase without feedback, no archive before its conditions are met."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from liandong.incidents import queries, services
from liandong.incidents.models import Submission, Zone
from liandong.incidents.rules.command import Commander, CommandKind, check_path
from liandong.incidents.rules.grades import Branch
from liandong.incidents.rules.lifecycle import NEXT_PHASES, Moment, Phase, check_phase_step
from liandong.incidents.rules.problems import (
    ArchiveRefused,
    HeadquartersNotInCommand,
    IncidentNotOpen,
    NotClosedYet,
    PhaseOrder,
    PhaseWithoutFeedback,
    ReasonNeeded,
    ResponseNotSkipped,
)
from liandong.incidents.services import closing
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden
from liandong.kernel.ids import new_id
from liandong.kernel.text import Localized
from tests.incidents.people import SYSTEM, actor, office
from tests.incidents.telling import opened, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def no_conditions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Conditions of the apps above are theirs to test."""
    monkeypatch.setattr(closing, "_conditions", [])


@pytest.mark.parametrize("after", list(Phase))
@pytest.mark.parametrize("before", list(Phase))
def test_the_order_of_phases(before: Phase, after: Phase) -> None:
    if after in NEXT_PHASES[before]:
        check_phase_step(before, after, has_feedback=True)
        with pytest.raises(PhaseWithoutFeedback):
            check_phase_step(before, after, has_feedback=False)
    else:
        with pytest.raises(PhaseOrder):
            check_phase_step(before, after, has_feedback=True)


class TestAPhase:
    def test_is_not_left_without_feedback(self) -> None:
        incident = opened()
        with pytest.raises(PhaseWithoutFeedback):
            services.enter_phase(SYSTEM, incident.id, "EARLY", "")
        services.give_feedback(actor("duty_officer"), incident.id, "单位已先行断气、疏散")
        assert services.enter_phase(SYSTEM, incident.id, "EARLY", "").phase == "EARLY"

    def test_owes_its_own_feedback_whatever_was_said_before(self) -> None:
        incident = opened()
        services.give_feedback(SYSTEM, incident.id, "即时处置完成")
        services.enter_phase(SYSTEM, incident.id, "EARLY", "")
        with pytest.raises(PhaseWithoutFeedback):
            services.enter_phase(SYSTEM, incident.id, "RESPONSE", "")

    def test_log_shows_when_each_was_entered_and_left(self, clock: SimulatedClock) -> None:
        incident = opened()
        services.give_feedback(SYSTEM, incident.id, "一")
        services.give_feedback(SYSTEM, incident.id, "二")
        clock.advance(minutes=20)
        services.enter_phase(SYSTEM, incident.id, "EARLY", "专业力量到场")
        first, second = queries.phases_of(SYSTEM, incident.id)
        assert (first["phase"], first["feedback"], first["left_at"]) == ("IMMEDIATE", "一\n二", clock.now())
        assert (second["phase"], second["left_at"]) == ("EARLY", None)


class TestThePathOfWork:
    """一般事件由联动中心处置；重特大事件联动中心只做先期处置，之后由指挥部组织实施."""

    @pytest.mark.parametrize("kind", list(CommandKind))
    @pytest.mark.parametrize("after", [Phase.RESPONSE, Phase.AFTERMATH])
    def test_the_centre_handles_a_general_event_to_its_end(self, kind: CommandKind, after: Phase) -> None:
        check_path(Branch.LINKAGE, kind, Phase.EARLY, after)

    @pytest.mark.parametrize("kind", [CommandKind.FRT, CommandKind.CENTRE])
    def test_a_major_one_goes_on_under_the_headquarters_only(self, kind: CommandKind) -> None:
        with pytest.raises(HeadquartersNotInCommand):
            check_path(Branch.HEADQUARTERS, kind, Phase.EARLY, Phase.RESPONSE)
        for command in (CommandKind.HQ, CommandKind.OSC):
            check_path(Branch.HEADQUARTERS, command, Phase.EARLY, Phase.RESPONSE)

    def test_a_major_one_does_not_end_with_its_early_disposal(self) -> None:
        with pytest.raises(ResponseNotSkipped):
            check_path(Branch.HEADQUARTERS, CommandKind.HQ, Phase.EARLY, Phase.AFTERMATH)

    def test_two_deaths_and_three_go_different_ways(self) -> None:
        general, major = (opened(facts={"deaths": deaths}, place=f"{deaths} 号院") for deaths in (2, 3))
        for incident in (general, major):
            services.give_feedback(SYSTEM, incident.id, "单位先行处置")
            services.enter_phase(SYSTEM, incident.id, "EARLY", "")
            services.give_feedback(SYSTEM, incident.id, "联动单位到场")
        assert services.enter_phase(SYSTEM, general.id, "RESPONSE", "").phase == "RESPONSE"
        with pytest.raises(HeadquartersNotInCommand):
            services.enter_phase(SYSTEM, major.id, "RESPONSE", "")
        holding = services.hand_over_command(
            SYSTEM, major.id, Commander(kind=CommandKind.HQ, person_id=new_id()), "指挥部成立"
        )
        services.sign_handover(SYSTEM, holding.id)
        assert services.enter_phase(SYSTEM, major.id, "RESPONSE", "").phase == "RESPONSE"


class TestClosing:
    def test_needs_a_conclusion_and_takes_it_as_the_feedback_of_the_last_phase(self) -> None:
        incident = opened()
        with pytest.raises(ReasonNeeded):
            services.close_incident(SYSTEM, incident.id, "")
        services.close_incident(actor("duty_leader"), incident.id, "险情排除")
        assert queries.phases_of(SYSTEM, incident.id)[0]["feedback"] == "险情排除"

    def test_is_not_a_duty_officers(self) -> None:
        with pytest.raises(Forbidden):
            services.close_incident(actor("duty_officer"), opened().id, "险情排除")

    def test_makes_the_final_report_fall_due(self) -> None:
        office()
        incident = opened(facts={"deaths": 1})
        services.close_incident(SYSTEM, incident.id, "险情排除")
        assert Submission.objects.filter(incident=incident, stage="FINAL", state="DUE").exists()

    def test_ends_every_change(self) -> None:
        incident = opened()
        services.close_incident(SYSTEM, incident.id, "险情排除")
        for change in (
            lambda: services.record_facts(SYSTEM, incident.id, {"deaths": 1}, "迟到"),
            lambda: services.confirm_grade(SYSTEM, incident.id, "GENERAL", "迟到"),
            lambda: services.give_feedback(SYSTEM, incident.id, "迟到"),
            lambda: services.close_incident(SYSTEM, incident.id, "再次"),
        ):
            with pytest.raises(IncidentNotOpen):
                change()


class TestArchiving:
    def test_is_refused_before_the_incident_is_closed(self) -> None:
        with pytest.raises(NotClosedYet):
            services.archive_incident(SYSTEM, opened().id)

    def test_is_refused_while_a_registered_condition_is_unmet_and_says_which(self) -> None:
        reviewed: set[UUID] = set()

        def review(incident_id: UUID) -> Localized | None:
            return None if incident_id in reviewed else Localized(zh="尚无书面总结", en="no written review yet")

        closing.register_archive_condition(review)
        incident = opened()
        services.close_incident(SYSTEM, incident.id, "险情排除")
        with pytest.raises(ArchiveRefused) as refused:
            services.archive_incident(SYSTEM, incident.id)
        assert "尚无书面总结" in refused.value.text("zh")
        reviewed.add(incident.id)
        assert services.archive_incident(actor("commander"), incident.id).state == "ARCHIVED"

    def test_happens_once(self) -> None:
        incident = opened()
        services.close_incident(SYSTEM, incident.id, "险情排除")
        services.archive_incident(SYSTEM, incident.id)
        with pytest.raises(IncidentNotOpen):
            services.archive_incident(SYSTEM, incident.id)


class TestInformation:
    def test_is_organised_before_during_and_after(self, clock: SimulatedClock) -> None:
        start = clock.now()
        incident = opened(occurred_at=start)
        services.record_facts(SYSTEM, incident.id, {"warned": True}, "灾前预警", stated_at=start - timedelta(hours=3))
        clock.advance(hours=1)
        services.record_facts(SYSTEM, incident.id, {"deaths": 1}, "续报")
        services.close_incident(SYSTEM, incident.id, "险情排除")
        clock.advance(hours=1)
        Zone.objects.create(incident=incident, kind="affected", title="复查范围", geometry={}, set_at=clock.now())
        seen = {
            moment: [one.text for one in queries.information_of(SYSTEM, incident.id, moment) if one.kind != "report"]
            for moment in Moment
        }
        assert seen == {
            Moment.BEFORE: ["warned = True"],
            Moment.DURING: ["IMMEDIATE", "deaths = 1"],
            Moment.AFTER: ["复查范围"],
        }

    def test_of_one_moment_holds_nothing_of_another(self) -> None:
        incident = opened(facts={"deaths": 1})
        everything = queries.information_of(SYSTEM, incident.id)
        parts = [one for moment in Moment for one in queries.information_of(SYSTEM, incident.id, moment)]
        assert len(parts) == len(everything)


def test_whether_it_is_an_exercise_is_fixed_when_it_is_opened() -> None:
    incident = opened(drill=True)
    services.attach_report(SYSTEM, reported().id, incident.id, "演练续报")
    assert incident.reports.filter(drill=False).count() == 0
    assert incident.number.startswith("演")
