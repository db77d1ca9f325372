"""复盘总结: written in three sections, handed in after the event, accepted by another person, or returned."""

from __future__ import annotations

import dataclasses

import pytest

from liandong.access.rules import Actor
from liandong.incidents.models import Incident
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.notices.models import Notice
from liandong.notices.rendering import words
from liandong.review import queries, services
from liandong.review.models import Review
from liandong.review.rules import (
    AlreadySubmitted,
    IncidentStillOpen,
    NotSubmitted,
    OwnReview,
    Section,
    SectionsMissing,
    missing_sections,
)
from liandong.timeline.models import StoredEntry
from tests.cast import Cast
from tests.incidents.telling import opened
from tests.review.conftest import WRITTEN, write_all


def verbs(review: Review) -> list[str]:
    rows = StoredEntry.objects.filter(subject_kind="review", subject_id=str(review.id)).order_by("number")
    return list(rows.values_list("verb", flat=True))


class TestWriting:
    def test_there_is_one_review_for_an_incident(self, cast: Cast, review: Review, ended: Incident) -> None:
        assert services.start_review(cast.duty_leader, ended.id).id == review.id
        assert verbs(review) == ["review_started"]

    def test_may_begin_while_the_incident_runs(self, cast: Cast) -> None:
        assert services.start_review(cast.duty_officer, opened(cast.duty_officer).id).state == "DRAFT"

    def test_a_section_takes_the_place_of_what_stood_there_and_leaves_the_others(
        self, cast: Cast, review: Review
    ) -> None:
        services.write_section(cast.duty_officer, review.id, Section.SUGGESTIONS, "增配电话")
        services.write_section(cast.duty_officer, review.id, Section.SHORTCOMINGS, "集结慢")
        services.write_section(cast.duty_officer, review.id, Section.SUGGESTIONS, "增配卫星电话")
        review.refresh_from_db()
        assert review.sections == {"SUGGESTIONS": "增配卫星电话", "SHORTCOMINGS": "集结慢"}

    def test_the_record_says_who_wrote_which_section_but_not_the_text(self, cast: Cast, review: Review) -> None:
        services.write_section(cast.duty_officer, review.id, Section.SHORTCOMINGS, "某同志接电话慢")
        entry = StoredEntry.objects.get(verb="review_section_written")
        assert "存在不足" in entry.payload
        assert "某同志" not in entry.payload

    def test_is_not_for_somebody_who_only_reads(self, cast: Cast, review: Review, ended: Incident) -> None:
        for attempt in (
            lambda: services.start_review(cast.observer, ended.id),
            lambda: services.write_section(cast.observer, review.id, Section.SUGGESTIONS, "无"),
            lambda: services.submit_review(cast.observer, review.id),
        ):
            with pytest.raises(Forbidden):
                attempt()

    def test_does_not_exist_for_the_neighbour(self, cast: Cast, review: Review) -> None:
        with pytest.raises(NotFound):
            services.write_section(cast.stranger, review.id, Section.SUGGESTIONS, "无")
        assert not queries.visible_reviews(cast.stranger).exists()
        assert queries.visible_reviews(cast.upper_duty).get() == review


class TestHandingIn:
    @pytest.mark.parametrize("left_out", list(Section))
    def test_wants_all_three_sections_and_names_the_missing_one(
        self, cast: Cast, review: Review, left_out: Section
    ) -> None:
        write_all(cast.duty_officer, review)
        services.write_section(cast.duty_officer, review.id, left_out, "  \n ")
        with pytest.raises(SectionsMissing) as refused:
            services.submit_review(cast.duty_officer, review.id)
        named = {Section.GOOD_PRACTICE: "好的做法", Section.SHORTCOMINGS: "存在不足", Section.SUGGESTIONS: "意见建议"}
        assert [title for title in named.values() if title in refused.value.text("zh")] == [named[left_out]]
        assert not any(title in refused.value.text("en") for title in named.values())

    def test_waits_for_the_end_of_the_incident(self, cast: Cast) -> None:
        running = services.start_review(cast.duty_officer, opened(cast.duty_officer).id)
        write_all(cast.duty_officer, running)
        with pytest.raises(IncidentStillOpen):
            services.submit_review(cast.duty_officer, running.id)

    def test_reaches_the_emergency_management_department_of_the_same_level(self, cast: Cast, submitted: Review) -> None:
        told = Notice.objects.get(template="review_submitted")
        assert told.recipient == f"ORGANIZATION:{cast.stage.organizations['emergency_management']}"
        assert told.state == "SENT"
        assert words(told).title.startswith("待审核复盘：140105-")

    def test_ends_the_writing(self, cast: Cast, submitted: Review) -> None:
        with pytest.raises(AlreadySubmitted):
            services.write_section(cast.duty_officer, submitted.id, Section.SUGGESTIONS, "再改")
        with pytest.raises(AlreadySubmitted):
            services.submit_review(cast.duty_officer, submitted.id)


class TestAccepting:
    def test_is_by_another_person_and_once(self, cast: Cast, clock: SimulatedClock, submitted: Review) -> None:
        clock.advance(hours=1)
        accepted = services.accept_review(cast.commander, submitted.id)
        assert (accepted.state, accepted.accepted_at, accepted.accepted_by) == (
            "ACCEPTED",
            clock.now(),
            cast.commander.person_id,
        )
        with pytest.raises(NotSubmitted):
            services.accept_review(cast.commander, submitted.id)

    def test_is_never_by_whoever_handed_it_in(self, cast: Cast, review: Review) -> None:
        write_all(cast.commander, review)
        services.submit_review(cast.commander, review.id)
        with pytest.raises(OwnReview):
            services.accept_review(cast.commander, review.id)

    def test_is_never_by_the_same_account_where_nobody_stands_behind_it(self, cast: Cast, review: Review) -> None:
        machine: Actor = dataclasses.replace(cast.commander, person_id=None)
        write_all(machine, review)
        services.submit_review(machine, review.id)
        with pytest.raises(OwnReview):
            services.accept_review(machine, review.id)

    def test_is_not_a_duty_officers(self, cast: Cast, submitted: Review) -> None:
        with pytest.raises(Forbidden):
            services.accept_review(cast.duty_leader, submitted.id)

    def test_wants_something_handed_in(self, cast: Cast, review: Review) -> None:
        with pytest.raises(NotSubmitted):
            services.accept_review(cast.commander, review.id)


class TestReturning:
    def test_opens_the_writing_again_and_says_why(self, cast: Cast, submitted: Review) -> None:
        returned = services.return_review(cast.commander, submitted.id, "不足部分过于笼统")
        assert (returned.state, returned.submitted_at, returned.sections) == (
            "DRAFT",
            None,
            {section.value: text for section, text in WRITTEN.items()},
        )
        assert StoredEntry.objects.get(verb="review_returned").reason == "不足部分过于笼统"

    def test_is_told_to_whoever_handed_it_in(self, cast: Cast, submitted: Review) -> None:
        services.return_review(cast.commander, submitted.id, "不足部分过于笼统")
        told = Notice.objects.get(template="review_returned")
        assert told.person_id == cast.duty_officer.person_id
        assert "不足部分过于笼统" in words(told).body

    def test_and_handing_in_again_tells_the_department_again(
        self, cast: Cast, clock: SimulatedClock, submitted: Review
    ) -> None:
        services.return_review(cast.commander, submitted.id, "过于笼统")
        clock.advance(minutes=5)
        services.submit_review(cast.duty_officer, submitted.id)
        assert Notice.objects.filter(template="review_submitted").count() == 2

    def test_leaves_an_accepted_review_alone(self, cast: Cast, submitted: Review) -> None:
        services.accept_review(cast.commander, submitted.id)
        with pytest.raises(NotSubmitted):
            services.return_review(cast.commander, submitted.id, "晚了")


def test_a_section_of_blanks_is_missing() -> None:
    assert missing_sections({"GOOD_PRACTICE": "有", "SHORTCOMINGS": " \t", "OTHER": "x"}) == (
        Section.SHORTCOMINGS,
        Section.SUGGESTIONS,
    )
