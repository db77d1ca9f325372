"""Start, meet, move, waive, cancel, remind: by whom, when, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.access.rules import Actor
from liandong.deadlines import jobs, queries
from liandong.deadlines.models import Deadline
from liandong.deadlines.rules import (
    AlreadyRunning,
    DueBeforeStart,
    Holder,
    LimitMissing,
    LimitTwice,
    NotOpen,
    ReasonMissing,
    State,
)
from liandong.deadlines.services import Start, cancel_all, meet, move, remind, start, start_many, waive
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.durations import Limit
from liandong.kernel.errors import Forbidden, NotFound
from liandong.kernel.ids import Subject, new_id
from liandong.notices.models import Notice
from tests.deadlines.conftest import COUNTY, SYSTEM, actor, begin, fired

pytestmark = pytest.mark.django_db
ORDER = Subject.of("order", "01a20000-0000-7000-8000-000000000001")


def test_a_clock_states_its_due_time_its_warning_and_the_clause_it_comes_from(clock: SimulatedClock) -> None:
    deadline = start(
        SYSTEM,
        ORDER,
        "obligation",
        region_code=COUNTY,
        holder=Holder(post_id=new_id()),
        starts_at=clock.now(),
        within=Limit.parse("4h"),
        source="联动方案 四（二）1：4小时内",
    )
    assert deadline.due_at == clock.now() + timedelta(hours=4)
    assert deadline.warn_at == clock.now() + timedelta(hours=3)
    assert (deadline.limit, deadline.source) == ("4h", "联动方案 四（二）1：4小时内")
    assert deadline.state == State.RUNNING


def test_without_a_quoted_clause_it_quotes_the_kind_of_clock(clock: SimulatedClock) -> None:
    deadline = start(
        SYSTEM, ORDER, "working_obligation", region_code=COUNTY, holder=Holder(post_id=new_id()), starts_at=clock.now()
    )
    assert deadline.source.startswith("中华人民共和国民法典")
    assert deadline.limit == "5wd"


def test_it_counts_from_the_recorded_start_not_from_when_it_was_typed_in(clock: SimulatedClock) -> None:
    deadline = begin(hours=2, starts_at=clock.now() - timedelta(minutes=40))
    assert deadline.due_at == clock.now() + timedelta(minutes=80)


def test_a_kind_without_a_default_needs_a_limit(clock: SimulatedClock) -> None:
    with pytest.raises(LimitMissing):
        start(SYSTEM, ORDER, "obligation", region_code=COUNTY, holder=Holder(post_id=new_id()), starts_at=clock.now())


def test_a_limit_and_a_due_time_together_are_refused(clock: SimulatedClock) -> None:
    with pytest.raises(LimitTwice):
        start(
            SYSTEM,
            ORDER,
            "obligation",
            region_code=COUNTY,
            holder=Holder(post_id=new_id()),
            starts_at=clock.now(),
            within=Limit.parse("1h"),
            due_at=clock.now() + timedelta(hours=2),
        )


def test_a_due_time_before_the_start_is_refused(clock: SimulatedClock) -> None:
    with pytest.raises(DueBeforeStart):
        begin(hours=-1)


def test_one_open_clock_of_a_kind_runs_for_a_subject(clock: SimulatedClock) -> None:
    begin(ORDER)
    with pytest.raises(AlreadyRunning):
        begin(ORDER)


def test_a_key_lets_several_run_beside_each_other(clock: SimulatedClock) -> None:
    begin(ORDER, key="county")
    begin(ORDER, key="prefecture")
    meet(SYSTEM, ORDER, "obligation", key="county")
    assert {d.key: d.state for d in queries.of_subject(ORDER)} == {"county": State.MET, "prefecture": State.RUNNING}


def test_once_met_the_same_clock_may_start_again(clock: SimulatedClock) -> None:
    begin(ORDER)
    meet(SYSTEM, ORDER, "obligation")
    begin(ORDER)
    assert [d.state for d in queries.of_subject(ORDER)].count(State.RUNNING) == 1


def test_many_start_together_or_not_at_all(clock: SimulatedClock) -> None:
    begin(ORDER)
    others = [Subject.of("order", new_id()) for _ in range(3)]
    wanted = [
        Start(s, "obligation", COUNTY, Holder(post_id=new_id()), clock.now(), within=Limit.parse("1h"))
        for s in (*others, ORDER)
    ]
    with pytest.raises(AlreadyRunning):
        start_many(SYSTEM, wanted)
    assert Deadline.objects.count() == 1
    assert len(start_many(SYSTEM, wanted[:3])) == 3


def test_meeting_in_time_and_meeting_late_are_told_apart(clock: SimulatedClock) -> None:
    early, late = begin(hours=1), begin(hours=1)
    clock.advance(minutes=30)
    assert meet(SYSTEM, early.subject, "obligation").late is False
    clock.advance(hours=2)
    jobs.tick()
    met = meet(SYSTEM, late.subject, "obligation")
    assert (met.state, met.late) == (State.MET, True)


def test_what_was_done_in_time_but_reported_late_is_met_in_time(clock: SimulatedClock) -> None:
    deadline = begin(hours=1)
    done_at = clock.now() + timedelta(minutes=50)
    clock.advance(hours=3)
    jobs.tick()
    assert meet(SYSTEM, deadline.subject, "obligation", done_at).late is False


def test_the_due_moment_itself_is_in_time(clock: SimulatedClock) -> None:
    deadline = begin(hours=1)
    clock.advance(hours=1)
    assert meet(SYSTEM, deadline.subject, "obligation").late is False


def test_meeting_what_does_not_run_answers_none(clock: SimulatedClock) -> None:
    assert meet(SYSTEM, ORDER, "obligation") is None


def test_a_moved_clock_begins_its_ladder_anew(clock: SimulatedClock) -> None:
    deadline = begin(hours=4)
    clock.advance(hours=5)
    jobs.tick()
    moved = move(SYSTEM, deadline.subject, "obligation", due_at=clock.now() + timedelta(hours=15), reason="灾情扩大")
    assert moved is not None
    assert (moved.state, moved.round, moved.next_at) == (State.RUNNING, 2, moved.warn_at)
    clock.advance(hours=15)
    jobs.tick()
    assert {"warn", "overdue", "escalate:leader"} <= set(fired(deadline, round=2))
    assert {"warn", "overdue", "escalate:leader"} <= set(fired(deadline, round=1))


def test_moving_needs_a_reason(clock: SimulatedClock) -> None:
    deadline = begin()
    with pytest.raises(ReasonMissing):
        move(SYSTEM, deadline.subject, "obligation", due_at=clock.now() + timedelta(days=1), reason="  ")


def test_a_leader_waives_with_a_reason_and_then_it_is_over(clock: SimulatedClock, leader: Actor) -> None:
    deadline = begin()
    with pytest.raises(ReasonMissing):
        waive(leader, deadline.id, " ")
    waived = waive(leader, deadline.id, "事项已并入上级督办")
    assert (waived.state, waived.next_at) == (State.WAIVED, None)
    with pytest.raises(NotOpen):
        waive(leader, deadline.id, "再次")


def test_a_duty_officer_may_not_waive(clock: SimulatedClock) -> None:
    with pytest.raises(Forbidden):
        waive(actor("duty_officer"), begin().id, "不想办")


def test_a_leader_of_another_county_does_not_even_see_it(clock: SimulatedClock) -> None:
    with pytest.raises(NotFound):
        waive(actor("duty_leader", region="140106"), begin().id, "越权")


def test_cancelling_a_subject_ends_its_open_clocks_only(clock: SimulatedClock) -> None:
    begin(ORDER, key="a")
    begin(ORDER, key="b")
    begin(ORDER, key="c")
    meet(SYSTEM, ORDER, "obligation", key="a")
    assert cancel_all(SYSTEM, ORDER, "指令撤回", key="b") == 1
    assert cancel_all(SYSTEM, ORDER, "指令撤回") == 1
    states = sorted(d.state for d in queries.of_subject(ORDER))
    assert states == [State.CANCELLED, State.CANCELLED, State.MET]


def test_urging_tells_the_holder_each_time(clock: SimulatedClock) -> None:
    deadline, officer = begin(), actor("duty_officer")
    remind(officer, deadline.id)
    clock.advance(minutes=5)
    remind(officer, deadline.id)
    assert Notice.objects.filter(template="deadline_urged", person_id=deadline.holder_id).count() == 2


def test_clocks_are_seen_in_ones_own_region_only(clock: SimulatedClock) -> None:
    mine, other = begin(), begin(region_code="140106001")
    assert list(queries.clocks(actor("observer"))) == [mine]
    assert set(queries.clocks(actor("observer", region="14"))) == {mine, other}


def test_clocks_are_found_by_incident_state_holder_and_due_time(clock: SimulatedClock) -> None:
    incident = new_id()
    soon = begin(hours=1, incident_id=incident)
    later = begin(hours=9)
    watcher = actor("observer")
    assert list(queries.clocks(watcher, incident_id=incident)) == [soon]
    assert list(queries.clocks(watcher, holder_id=later.holder_id)) == [later]
    assert list(queries.clocks(watcher, due_before=clock.now() + timedelta(hours=2))) == [soon]
    clock.advance(hours=2)
    jobs.tick()
    assert list(queries.clocks(watcher, state=State.OVERDUE)) == [soon]
    assert list(queries.clocks(watcher, subject=later.subject)) == [later]


def test_a_holder_is_exactly_one_party() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Holder()
    with pytest.raises(ValueError, match="exactly one"):
        Holder(person_id=new_id(), post_id=new_id())
