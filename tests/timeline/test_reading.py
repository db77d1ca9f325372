"""Reading the record: who sees what, filters, pages, sentences, and the files to hand over."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from liandong.cli.cast import Cast
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import NotFound
from liandong.kernel.ids import Subject
from liandong.timeline import rendering
from liandong.timeline.export import harmless
from liandong.timeline.queries import (
    Selection,
    access_entry,
    after,
    last_cursor,
    latest_of_incident,
    latest_of_subject,
    of_incident,
    of_subject,
    selected,
)
from liandong.timeline.rules import BadCursor, Cursor, Entry
from liandong.timeline.services import record
from tests.browsers import Browser
from tests.timeline.telling import DUTY, PLATFORM, an_order, told

pytestmark = pytest.mark.django_db


class TestScope:
    def test_a_reader_sees_the_own_region_and_what_lies_in_it(self, cast: Cast) -> None:
        seen = [told(an_order(), region_code=code).id for code in ("140105", "140105001")]
        hidden = [told(an_order(), region_code=code).id for code in ("140106", "1401", "14010")]
        for entry_id in seen:
            assert access_entry(cast.duty_officer, entry_id).id == entry_id
        for entry_id in hidden:
            with pytest.raises(NotFound):
                access_entry(cast.duty_officer, entry_id)

    def test_an_entry_that_never_was_answers_like_one_out_of_scope(self, cast: Cast) -> None:
        with pytest.raises(NotFound):
            access_entry(cast.duty_officer, uuid4())


class TestFilters:
    @pytest.fixture
    def incident(self) -> UUID:
        return uuid4()

    def test_by_verb(self, incident: UUID) -> None:
        wanted = told(an_order(), "order_closed", incident_id=incident)
        told(an_order(), incident_id=incident)
        page = of_incident(PLATFORM, incident, Selection(verbs=("order_closed",)))
        assert [entry.id for entry in page.entries] == [wanted.id]

    def test_by_who_did_it_by_account_or_person(self, incident: UUID) -> None:
        mine = told(an_order(), incident_id=incident)
        record(PLATFORM, an_order(), "order_issued", region_code="140105", incident_id=incident)
        for actor_id in (DUTY.user_id, DUTY.person_id):
            page = of_incident(PLATFORM, incident, Selection(actor_id=actor_id))
            assert [entry.id for entry in page.entries] == [mine.id]

    def test_by_when_it_happened_the_end_excluded(self, incident: UUID, clock: SimulatedClock) -> None:
        start = clock.now()
        entries = [
            told(an_order(), incident_id=incident, occurred_at=start + timedelta(hours=hours)) for hours in range(4)
        ]
        chosen = Selection(occurred_from=start + timedelta(hours=1), occurred_until=start + timedelta(hours=3))
        assert [entry.id for entry in of_incident(PLATFORM, incident, chosen).entries] == [e.id for e in entries[1:3]]

    def test_by_phase_of_the_incident_also_when_it_comes_back(self, incident: UUID, clock: SimulatedClock) -> None:
        named = []
        for phase in ("RESPONSE", "AFTERMATH", "RESPONSE"):
            told(Subject.of("incident", incident), "phase_entered", data={"phase": phase})
            clock.advance(minutes=1)
            named.append((phase, told(an_order(), incident_id=incident).id))
            clock.advance(minutes=1)
        page = of_incident(PLATFORM, incident, Selection(phase="RESPONSE", verbs=("order_issued",)))
        assert [entry.id for entry in page.entries] == [named[0][1], named[2][1]]

    def test_of_a_phase_it_never_entered_there_is_nothing(self, incident: UUID) -> None:
        told(an_order(), incident_id=incident)
        assert of_incident(PLATFORM, incident, Selection(phase="BEFORE")).entries == ()

    def test_exercises_apart_from_the_real(self, incident: UUID) -> None:
        drill = told(an_order(), incident_id=incident, drill=True)
        told(an_order(), incident_id=incident)
        page = of_incident(PLATFORM, incident, Selection(drill=True))
        assert [entry.id for entry in page.entries] == [drill.id]


class TestPages:
    def test_follow_each_other_without_gap_or_repetition(self) -> None:
        order = an_order()
        entries = [told(order).id for _ in range(7)]
        read: list[UUID] = []
        page = of_subject(PLATFORM, order, limit=3)
        while True:
            read += [entry.id for entry in page.entries]
            if page.next is None:
                break
            page = of_subject(PLATFORM, order, cursor=page.next, limit=3)
        assert read == entries

    def test_backwards_from_the_newest_they_hold_the_same_entries(self) -> None:
        incident = uuid4()
        entries = [told(an_order(), incident_id=incident).id for _ in range(7)]
        read: list[UUID] = []
        page = latest_of_incident(PLATFORM, incident, limit=3)
        while True:
            read += [entry.id for entry in page.entries]
            if page.next is None:
                break
            page = latest_of_incident(PLATFORM, incident, before=page.next, limit=3)
        assert read == entries[::-1]

    def test_of_one_subject_too(self) -> None:
        order, other = an_order(), an_order()
        entries = [told(order).id for _ in range(4)]
        told(other)
        page = latest_of_subject(PLATFORM, order, limit=3)
        assert [entry.id for entry in page.entries] == entries[:0:-1]
        assert page.next is not None
        rest = latest_of_subject(PLATFORM, order, before=page.next, limit=3)
        assert ([entry.id for entry in rest.entries], rest.next) == (entries[:1], None)

    def test_a_full_last_page_says_that_it_is_the_last(self) -> None:
        order = an_order()
        told(order)
        assert of_subject(PLATFORM, order, limit=1).next is None

    def test_the_last_cursor_has_nothing_behind_it(self) -> None:
        told(an_order())
        assert after(last_cursor()) == []

    @pytest.mark.parametrize("text", ["", "x", "-1", "1-", "1-2-3", "9" * 30, "１"])
    def test_a_cursor_that_is_none_is_refused(self, text: str) -> None:
        with pytest.raises(BadCursor):
            Cursor.parse(text)

    @pytest.mark.parametrize("cursor", [Cursor(0, 7), Cursor(45, 7)])
    def test_a_cursor_reads_back_as_it_was_written(self, cursor: Cursor) -> None:
        assert Cursor.parse(str(cursor)) == cursor


class TestSentences:
    @pytest.fixture(autouse=True)
    def known_names(self, monkeypatch: pytest.MonkeyPatch) -> dict[UUID, str]:
        names: dict[UUID, str] = {DUTY.person_id: "王值班"} if DUTY.person_id else {}

        def provide(ids: Iterable[UUID]) -> Mapping[UUID, str]:
            return {known: names[known] for known in ids if known in names}

        monkeypatch.setattr(rendering, "_name_provider", provide)
        return names

    def said(self, template: str, entry: Entry, monkeypatch: pytest.MonkeyPatch, tongue: str = "zh") -> str:
        monkeypatch.setattr(rendering, "_template", lambda verb, language: template)
        return rendering.sentence(entry, tongue)

    def test_name_who_did_it_and_what(self, monkeypatch: pytest.MonkeyPatch) -> None:
        entry = told(an_order(), data={"title": "封控现场"})
        assert self.said("{actor}下达：{title}", entry, monkeypatch) == "王值班下达：封控现场"

    def test_name_the_platform_where_nobody_did_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        entry = record(PLATFORM, an_order(), "order_issued", region_code="140105")
        assert self.said("{actor}", entry, monkeypatch) == "系统"
        assert self.said("{actor}", entry, monkeypatch, "en") == "The system"

    def test_find_the_name_behind_an_id(self, known_names: dict[UUID, str], monkeypatch: pytest.MonkeyPatch) -> None:
        holder = uuid4()
        known_names[holder] = "消防救援大队"
        entry = told(an_order(), data={"holder_id": holder})
        assert self.said("由{holder}承办", entry, monkeypatch) == "由消防救援大队承办"

    def test_show_a_dash_where_nothing_is_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.said("{nothing}|{holder}", told(an_order(), data={"holder_id": uuid4()}), monkeypatch) == "—|—"

    def test_speak_the_reader_s_language_inside_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        entry = told(an_order(), data={"level": {"zh": "重大", "en": "major"}, "units": ["甲", "乙"]})
        assert self.said("{level} {units}", entry, monkeypatch) == "重大 甲、乙"
        assert self.said("{level} {units}", entry, monkeypatch, "en") == "major 甲, 乙"

    def test_are_never_broken_by_what_somebody_typed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        entry = told(an_order(), data={"title": "{actor} {0} %s {title.__class__}"})
        assert self.said("{title}", entry, monkeypatch) == "{actor} {0} %s {title.__class__}"


def test_an_unknown_verb_still_says_who_and_what() -> None:
    assert rendering.sentence(record(PLATFORM, an_order(), "never_heard_of", region_code="14")).endswith(
        "never_heard_of"
    )


class TestFiles:
    @pytest.fixture
    def incident(self, cast: Cast) -> UUID:
        incident = uuid4()
        with transaction.atomic():
            record(
                cast.duty_officer,
                Subject.of("incident", incident),
                "never_heard_of",
                region_code="140105",
                reason="=HYPERLINK(1)|<b>",
            )
        return incident

    @pytest.fixture
    def browser(self, cast: Cast) -> Browser:
        return Browser("duty_officer")

    def test_csv_is_read_by_spreadsheets_and_never_computed(self, browser: Browser, incident: UUID) -> None:
        answer = browser.get(f"/api/incidents/{incident}/timeline.csv")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[0]["reason"] == "'=HYPERLINK(1)|<b>"
        assert answer["Content-Disposition"].startswith("attachment")

    def test_json_holds_the_entries_as_the_list_does(self, browser: Browser, incident: UUID) -> None:
        listed = browser.get(f"/api/incidents/{incident}/timeline").json()["items"]
        assert [row["hash"] for row in browser.get(f"/api/incidents/{incident}/timeline.json").json()] == [
            row["hash"] for row in listed
        ]

    def test_markdown_keeps_its_table_whatever_was_typed(self, browser: Browser, incident: UUID) -> None:
        line = browser.get(f"/api/incidents/{incident}/timeline.md").content.decode().splitlines()[2]
        assert "\\|&lt;b>" in line

    def test_another_format_is_refused(self, browser: Browser, incident: UUID) -> None:
        assert browser.get(f"/api/incidents/{incident}/timeline.exe").status_code in {404, 422}

    def test_a_neighbour_gets_an_empty_list(self, cast: Cast, incident: UUID) -> None:
        assert Browser("stranger").get(f"/api/incidents/{incident}/timeline").json()["items"] == []

    @pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠1"])
    def test_whatever_begins_a_formula_is_led_by_an_apostrophe(self, cell: str) -> None:
        assert harmless(cell) == "'" + cell


class TestTheApi:
    def test_pages_and_filters(self, cast: Cast) -> None:
        browser = Browser("duty_officer")
        order = an_order()
        wanted = [str(told(order, "order_closed").id) for _ in range(3)]
        page: dict[str, Any] = browser.get("/api/timeline?verb=order_closed&limit=2").json()
        rest = browser.get(f"/api/timeline?verb=order_closed&limit=2&cursor={page['next']}").json()
        assert [item["id"] for item in page["items"] + rest["items"]] == wanted
        assert rest["next"] is None

    def test_shows_one_entry_with_its_hash(self, cast: Cast) -> None:
        entry = told(an_order())
        assert Browser("duty_officer").get(f"/api/timeline/{entry.id}").json()["hash"] == entry.hash

    @pytest.mark.parametrize("query", ["limit=0", "limit=9999", "cursor=x", "actor_id=x", "occurred_from=yesterday"])
    def test_refuses_what_makes_no_sense(self, cast: Cast, query: str) -> None:
        assert Browser("duty_officer").get(f"/api/timeline?{query}").status_code == 422

    def test_the_stream_says_where_it_is_when_this_process_cannot_keep_one(self, cast: Cast) -> None:
        answer = Browser("duty_officer").get("/api/stream")
        assert (answer.status_code, answer.json()["code"]) == (503, "stream_not_here")


def test_selected_reads_in_settled_order() -> None:
    first, second = told(an_order()), told(an_order())
    assert [e.id for e in selected(PLATFORM, Selection(verbs=("order_issued",))).entries][-2:] == [first.id, second.id]
