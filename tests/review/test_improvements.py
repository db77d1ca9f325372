"""整改事项: each has an owner and a due time, stands on the record, and runs against a clock until it is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from liandong.content.problems import UnknownContent
from liandong.deadlines import jobs
from liandong.deadlines.models import Deadline
from liandong.incidents.models import Incident
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.kernel.ids import new_id
from liandong.notices.models import Notice
from liandong.notices.rendering import words
from liandong.review import queries, services
from liandong.review.models import Improvement, Review
from liandong.review.rules import DueInThePast, EntryOfAnotherIncident, ItemAlreadyDone, NotTheOwner
from liandong.timeline.models import StoredEntry
from tests.cast import Cast
from tests.incidents.telling import opened


def in_days(days: int) -> datetime:
    return kernel_clock.now() + timedelta(days=days)


def named(cast: Cast, review: Review, **said: Any) -> Improvement:
    said.setdefault("text", "为大队增配两部卫星电话")
    said.setdefault("owner_organization_id", cast.stage.organizations["health"])
    said.setdefault("due_at", in_days(30))
    return services.name_improvement(cast.duty_officer, review.id, **said)


class TestNaming:
    def test_keeps_owner_due_time_and_what_it_stands_on(self, cast: Cast, review: Review, ended: Incident) -> None:
        entry = StoredEntry.objects.filter(incident_id=ended.id).earliest("number").entry_id
        item = named(cast, review, entry_ids=[entry], plan_id="urban-gas")
        item.refresh_from_db()
        assert (item.owner_organization_id, item.due_at) == (cast.stage.organizations["health"], in_days(30))
        assert (item.entry_ids, item.plan_id, item.state) == ([str(entry)], "urban-gas", "OPEN")

    def test_starts_its_clock_for_the_owner(self, cast: Cast, review: Review) -> None:
        item = named(cast, review)
        running = Deadline.objects.get(kind="improvement")
        assert (running.subject_id, running.due_at, running.state) == (str(item.id), item.due_at, "RUNNING")

    def test_is_told_to_the_owner(self, cast: Cast, review: Review) -> None:
        named(cast, review)
        told = Notice.objects.get(template="improvement_named")
        assert told.recipient == f"ORGANIZATION:{cast.stage.organizations['health']}"
        assert "卫星电话" in words(told).title

    @pytest.mark.parametrize("minutes", [0, -1])
    def test_is_refused_without_time_to_do_it(self, cast: Cast, review: Review, minutes: int) -> None:
        with pytest.raises(DueInThePast):
            named(cast, review, due_at=kernel_clock.now() + timedelta(minutes=minutes))

    def test_is_refused_for_an_owner_nobody_knows(self, cast: Cast, review: Review) -> None:
        with pytest.raises(NotFound):
            named(cast, review, owner_organization_id=new_id())

    def test_is_refused_when_it_cites_another_incident(self, cast: Cast, review: Review) -> None:
        other = opened(cast.duty_officer)
        entry = StoredEntry.objects.filter(incident_id=other.id).earliest("number").entry_id
        with pytest.raises(EntryOfAnotherIncident):
            named(cast, review, entry_ids=[entry])
        with pytest.raises(NotFound):
            named(cast, review, entry_ids=[new_id()])
        assert not Improvement.objects.exists()

    def test_is_refused_for_a_plan_nobody_knows(self, cast: Cast, review: Review) -> None:
        with pytest.raises(UnknownContent):
            named(cast, review, plan_id="no-such-plan")


class TestFinishing:
    def test_meets_the_clock_and_keeps_what_was_done(self, cast: Cast, clock: SimulatedClock, review: Review) -> None:
        item = named(cast, review)
        clock.advance(days=10)
        done = services.finish_improvement(cast.duty_leader, item.id, "已配发并培训")
        assert (done.state, done.done_at, done.result) == ("DONE", clock.now(), "已配发并培训")
        assert Deadline.objects.get(kind="improvement").state == "MET"
        assert StoredEntry.objects.filter(verb="improvement_finished").count() == 1

    def test_may_be_reported_by_the_owners_handler(self, cast: Cast, review: Review) -> None:
        assert services.finish_improvement(cast.handler, named(cast, review).id, "已配发").state == "DONE"

    def test_is_not_for_the_handler_of_another_unit(self, cast: Cast, review: Review) -> None:
        with pytest.raises(NotTheOwner) as refused:
            services.finish_improvement(cast.police_handler, named(cast, review).id, "已配发")
        assert "卫生健康" in refused.value.text("zh")

    def test_is_not_for_somebody_who_only_reads(self, cast: Cast, review: Review) -> None:
        with pytest.raises(Forbidden):
            services.finish_improvement(cast.observer, named(cast, review).id, "已配发")

    def test_happens_once(self, cast: Cast, review: Review) -> None:
        item = named(cast, review)
        services.finish_improvement(cast.handler, item.id, "已配发")
        with pytest.raises(ItemAlreadyDone):
            services.finish_improvement(cast.handler, item.id, "又一次")

    def test_that_does_not_happen_in_time_climbs_to_the_owners_leader(
        self, cast: Cast, clock: SimulatedClock, review: Review
    ) -> None:
        named(cast, review, due_at=in_days(10))
        clock.advance(days=10, minutes=1)
        jobs.tick()
        assert Deadline.objects.get(kind="improvement").state == "OVERDUE"
        leader = cast.stage.people["health", "演示·卫健负责人"]
        assert Notice.objects.filter(template="deadline_escalated", person_id=leader).exists()


def test_improvements_are_seen_in_their_region_alone(cast: Cast, review: Review) -> None:
    item = named(cast, review)
    assert queries.visible_improvements(cast.observer).get() == item
    assert not queries.visible_improvements(cast.stranger).exists()
    with pytest.raises(NotFound):
        services.finish_improvement(cast.stranger, item.id, "已配发")
