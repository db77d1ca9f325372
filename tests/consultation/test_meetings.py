"""A meeting from the call to the order: called, asked, concluded, written down, decided, ordered."""

from __future__ import annotations

import pytest

from liandong.access.rules import Actor
from liandong.consultation import queries
from liandong.consultation.models import Meeting, Opinion
from liandong.consultation.rules import (
    AlreadyOrdered,
    MeetingClosed,
    MeetingStillOpen,
    NotCalled,
    NothingProposed,
    OpinionElsewhere,
    OpinionsNeeded,
    Stance,
)
from liandong.consultation.services import (
    Call,
    close_meeting,
    convene_meeting,
    give_opinion,
    order_decision,
    propose_conclusion,
    take_decision,
)
from liandong.incidents.models import Incident
from liandong.kernel.durations import Limit
from liandong.kernel.errors import Forbidden, NotFound
from liandong.kernel.ids import new_id
from liandong.notices.models import Notice
from liandong.orders.models import Order
from liandong.orders.rules import Addressee, OrderDraft
from liandong.timeline.queries import of_subject
from liandong.timeline.rendering import sentence
from tests.cast import Cast
from tests.consultation.conftest import QUESTION, person_of

pytestmark = pytest.mark.django_db
Experts = dict[str, Actor]


def agreed(cast: Cast, meeting: Meeting, experts: Experts) -> list[Opinion]:
    """All three agree to one conclusion."""
    propose_conclusion(cast.duty_officer, meeting.id, "以坞城街道为中风险区")
    return [give_opinion(expert, meeting.id, Stance.AGREE, "同意") for expert in experts.values()]


def carried_out_by(cast: Cast) -> OrderDraft:
    return OrderDraft(
        kind="task",
        title="落实中风险区管控",
        region_code="",
        addressees=(Addressee.organization(cast.stage.organizations["public_security"]),),
        within=Limit.parse("4h"),
    )


def test_everybody_called_is_told_the_question(meeting: Meeting, experts: Experts) -> None:
    told = Notice.objects.filter(template="meeting_called")
    assert {row.person_id for row in told} == {person_of(expert) for expert in experts.values()}
    assert {row.data["question"] for row in told} == {QUESTION}


def test_somebody_who_stands_in_no_directory_cannot_be_called(cast: Cast, outbreak: Incident) -> None:
    call = Call(kind="daily", title="例会", question="研判", called=[new_id()])
    with pytest.raises(NotFound):
        convene_meeting(cast.duty_officer, outbreak.id, call)


def test_only_those_called_speak(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(NotCalled):
        give_opinion(cast.duty_officer, meeting.id, Stance.NOTE, "旁听意见")


def test_what_was_said_by_word_of_mouth_is_written_down_by_the_convener(
    cast: Cast, meeting: Meeting, experts: Experts
) -> None:
    speaker = person_of(experts["health"])
    opinion = give_opinion(cast.duty_officer, meeting.id, Stance.NOTE, "电话：两例同住", person_id=speaker)
    assert (opinion.person_id, opinion.recorded_by) == (speaker, cast.duty_officer.person_id)
    with pytest.raises(Forbidden):
        give_opinion(experts["police"], meeting.id, Stance.NOTE, "代他人发言", person_id=speaker)


def test_nobody_agrees_before_there_is_a_conclusion(meeting: Meeting, experts: Experts) -> None:
    with pytest.raises(NothingProposed):
        give_opinion(experts["health"], meeting.id, Stance.AGREE, "同意")


def test_a_new_conclusion_asks_everybody_anew(cast: Cast, meeting: Meeting, experts: Experts) -> None:
    agreed(cast, meeting, experts)
    again = propose_conclusion(cast.duty_officer, meeting.id, "扩大到两个街道")
    assert queries.stances(again) == {}
    assert close_meeting(cast.duty_officer, meeting.id, "未再表态").outcome == "DIVIDED"


def test_all_agreeing_is_unanimous_and_a_dissenter_leaves_a_consensus(
    cast: Cast, meeting: Meeting, experts: Experts
) -> None:
    agreed(cast, meeting, experts)
    give_opinion(experts["police"], meeting.id, Stance.DISAGREE, "警力不足，建议缩小")
    assert close_meeting(cast.duty_officer, meeting.id, "两人同意，一人保留").outcome == "CONSENSUS"


def test_a_coordination_meeting_has_minutes_and_needs_no_agreement(cast: Cast, outbreak: Incident) -> None:
    called = [person_of(cast.handler)]
    held = convene_meeting(
        cast.duty_officer,
        outbreak.id,
        Call(kind="coordination", title="综合协调会", question="各组进度", called=called),
    )
    closed = close_meeting(cast.duty_officer, held.id, "各组报进度，明早八时再会")
    assert (closed.outcome, closed.minutes) == ("HELD", "各组报进度，明早八时再会")
    with pytest.raises(MeetingClosed):
        close_meeting(cast.duty_officer, held.id, "改写纪要")


class TestADecision:
    def test_links_to_the_opinions_it_stands_on(self, cast: Cast, meeting: Meeting, experts: Experts) -> None:
        opinions = agreed(cast, meeting, experts)
        with pytest.raises(MeetingStillOpen):
            take_decision(cast.commander, meeting.id, "按会商意见划定", [opinions[0].id])
        close_meeting(cast.duty_officer, meeting.id, "一致同意")
        decision = take_decision(cast.commander, meeting.id, "按会商意见划定", [one.id for one in opinions])
        assert decision.opinion_ids == [str(one.id) for one in opinions]

    def test_names_at_least_one_of_this_meeting(self, cast: Cast, meeting: Meeting, experts: Experts) -> None:
        agreed(cast, meeting, experts)
        close_meeting(cast.duty_officer, meeting.id, "一致同意")
        with pytest.raises(OpinionsNeeded):
            take_decision(cast.commander, meeting.id, "划定")
        with pytest.raises(OpinionElsewhere):
            take_decision(cast.commander, meeting.id, "划定", [new_id()])

    def test_is_the_commands_to_take(self, cast: Cast, meeting: Meeting, experts: Experts) -> None:
        opinions = agreed(cast, meeting, experts)
        close_meeting(cast.duty_officer, meeting.id, "一致同意")
        with pytest.raises(Forbidden):
            take_decision(cast.duty_officer, meeting.id, "划定", [opinions[0].id])

    def test_becomes_one_order_that_quotes_it(self, cast: Cast, meeting: Meeting, experts: Experts) -> None:
        opinions = agreed(cast, meeting, experts)
        close_meeting(cast.duty_officer, meeting.id, "一致同意")
        decision = take_decision(cast.commander, meeting.id, "按会商意见划定", [opinions[0].id])
        ordered = order_decision(cast.commander, decision.id, carried_out_by(cast))
        order = Order.objects.get(id=ordered.order_id)
        assert order.clause == "专家会商“风险区划定会商”第1项决定"
        assert (order.incident_id, order.region_code) == (meeting.incident_id, meeting.region_code)
        with pytest.raises(AlreadyOrdered):
            order_decision(cast.commander, decision.id, carried_out_by(cast))


def test_the_record_names_speaker_stance_and_outcome(cast: Cast, meeting: Meeting, experts: Experts) -> None:
    from liandong.kernel.ids import Subject

    agreed(cast, meeting, experts)
    close_meeting(cast.duty_officer, meeting.id, "一致同意")
    told = [sentence(entry) for entry in of_subject(cast.duty_officer, Subject.of("meeting", meeting.id)).entries]
    assert "演示·卫健经办在“风险区划定会商”上发表意见：同意" in told
    assert told[-1] == "“风险区划定会商”结束：达成一致意见"


def test_the_neighbour_sees_no_meeting(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(NotFound):
        queries.access_meeting(cast.stranger, meeting.id)
