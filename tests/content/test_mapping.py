"""A foreign record becomes one report or one refusal, and what was mended or left out is said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.content.catalogue import Catalogue
from liandong.content.mapping import LONGEST_LINE, MappedReport, Refusal, apply
from liandong.content.schemas.mappings import Mapping

HEAD: dict[str, Any] = {
    "id": "calls",
    "title": {"zh": "呼叫", "en": "Calls"},
    "version": 1,
    "effective_from": "2020-01-01",
    "source": {"document": "测试"},
    "format": "csv",
    "time_zone": "America/Los_Angeles",
    "region": "140105",
    "channel": {"read": "{kind}", "rules": [{"matches": "^M", "value": "MEDICAL_120"}], "otherwise": "FIRE_119"},
    "event_type": {"read": "{kind}", "rules": [{"matches": "FIRE", "value": "20700"}]},
    "fields": {
        "client_key": "calls:{no}",
        "summary": "{kind} {text}",
        "place": "{where}",
        "occurred_at": {"read": "{time}"},
        "position": {"lon": "x", "lat": "y", "within": [-125, 32, -114, 42], "mend": ["negative_longitude"]},
    },
    "refuse": [{"read": "{kind}", "matches": "TEST", "reason": "test_event"}],
    "facts": {"deaths": {"read": "{text}", "patterns": [r"(\d+)人死亡", r"死亡(\d+)人"]}},
    "cases": [{"given": {}, "expect": {}}, {"given": {}, "expect": {}}],
}
ROW = {
    "no": "7",
    "kind": "FIRE",
    "text": "",
    "where": "1 MAIN ST",
    "time": "2014-01-03 07:02:09",
    "x": "-120.5",
    "y": "35.1",
}


def mapping(**changes: Any) -> Mapping:
    return Mapping.model_validate(HEAD | changes)


def report(changes: dict[str, Any] | None = None, **over: Any) -> MappedReport:
    found = apply(mapping(**over), ROW | (changes or {}))
    assert isinstance(found, MappedReport), found
    return found


def refusal(changes: dict[str, Any], **over: Any) -> Refusal:
    found = apply(mapping(**over), {k: v for k, v in (ROW | changes).items() if v is not None})
    assert isinstance(found, Refusal), found
    return found


class TestAReport:
    def test_the_key_tells_one_record_from_every_other(self) -> None:
        assert report().client_key == "calls:7"

    def test_time_is_read_in_the_zone_of_the_file(self) -> None:
        assert report().occurred_at == datetime(2014, 1, 3, 15, 2, 9, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("2014-07-03 07:02:09", datetime(2014, 7, 3, 14, 2, 9, tzinfo=UTC)),
            ("2014-07-03T07:02", datetime(2014, 7, 3, 14, 2, tzinfo=UTC)),
            ("2014-07-03T07:02:00+08:00", datetime(2014, 7, 2, 23, 2, tzinfo=UTC)),
            ("2014年07月03日 09:12", datetime(2014, 7, 3, 16, 12, tzinfo=UTC)),
            ("发布时间：2014年7月3日09:12 来源", datetime(2014, 7, 3, 16, 12, tzinfo=UTC)),
            ("2014/7/3", datetime(2014, 7, 3, 7, tzinfo=UTC)),
        ],
    )
    def test_times_as_people_write_them(self, written: str, meant: datetime) -> None:
        assert report({"time": written}).occurred_at == meant

    def test_a_stated_format_is_tried_first(self) -> None:
        fields = HEAD["fields"] | {"occurred_at": {"read": "{time}", "formats": ["%d/%m/%Y %H:%M"]}}
        found = report({"time": "03/07/2014 09:12"}, fields=fields)
        assert found.occurred_at == datetime(2014, 7, 3, 16, 12, tzinfo=UTC)

    def test_the_first_rule_that_matches_gives_the_event_type(self) -> None:
        assert report().event_type == "20700"

    def test_what_no_rule_knows_stays_unclassified(self) -> None:
        assert report({"kind": "ODD"}).event_type == ""

    def test_the_channel_follows_the_text(self) -> None:
        assert (report().channel, report({"kind": "MED"}).channel) == ("FIRE_119", "MEDICAL_120")

    def test_control_characters_become_blanks(self) -> None:
        assert report({"text": "a\x00b\x1bc\nd"}).summary == "FIRE a b c d"

    def test_half_characters_become_blanks(self) -> None:
        assert report({"text": "a\ud800b"}).summary == "FIRE a b"

    def test_a_long_place_is_cut_to_a_line(self) -> None:
        assert len(report({"where": "x" * 500}).place) == LONGEST_LINE

    def test_foreign_records_are_marked_as_a_drill(self) -> None:
        assert report().drill


class TestPositions:
    def test_a_good_position_is_taken_without_a_note(self) -> None:
        assert (report().lon, report().lat, report().notes) == (-120.5, 35.1, ())

    def test_a_longitude_without_its_minus_sign_is_mended_and_said(self) -> None:
        found = report({"x": "120.5"})
        assert (found.lon, found.notes) == (-120.5, ("longitude given without its minus sign",))

    @pytest.mark.parametrize("x", ["-20.5", "181", "nan", "inf", "1e999", "west"])
    def test_a_position_that_cannot_be_right_is_left_out_and_said(self, x: str) -> None:
        found = report({"x": x})
        assert (found.lon, found.lat) == (None, None)
        assert found.notes[0].startswith("position left out")

    def test_no_position_is_no_reason_to_refuse(self) -> None:
        assert report({"x": ""}).notes == ("no position given",)


class TestFacts:
    def test_a_figure_is_read_from_the_text(self) -> None:
        assert report({"text": "造成3人死亡"}).facts == {"deaths": 3}

    def test_the_first_figure_in_the_text_counts_whichever_pattern_finds_it(self) -> None:
        assert report({"text": "死亡5人，其中2人死亡在途"}).facts == {"deaths": 5}

    def test_or_the_largest_or_the_sum(self) -> None:
        text = {"text": "1人死亡，后又4人死亡"}
        for take, expected in (("largest", 4), ("sum", 5), ("first", 1)):
            facts = {"deaths": HEAD["facts"]["deaths"] | {"take": take}}
            assert report(text, facts=facts).facts == {"deaths": expected}

    def test_what_the_text_does_not_say_is_not_known(self) -> None:
        assert report({"text": "无人员伤亡"}).facts == {}

    def test_a_fact_may_be_stated_for_rows_of_a_kind(self) -> None:
        facts = {"poisoning": {"value": "food", "when": {"value": "{kind}", "matches": "^FIRE"}}}
        assert report(facts=facts).facts == {"poisoning": "food"}
        assert report({"kind": "ODD"}, facts=facts).facts == {}

    def test_a_factor_turns_ten_thousands_into_yuan(self) -> None:
        facts = {"loss_yuan": {"read": "{text}", "patterns": [r"损失([\d.]+)万元"], "times": 10000, "type": "number"}}
        assert report({"text": "损失1.5万元"}, facts=facts).facts == {"loss_yuan": 15000.0}


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"kind": "ALARM TEST"}, "test_event"),
            ({"no": ""}, "no_key"),
            ({"kind": "", "text": ""}, "no_summary"),
            ({"time": ""}, "bad_time"),
            ({"time": "2014-13-45 99:99"}, "bad_time"),
            ({"time": None}, "no_such_column"),
            ({"x": None}, "no_such_column"),
        ],
    )
    def test_a_row_that_is_no_report_says_why(self, changes: dict[str, Any], reason: str) -> None:
        assert refusal(changes).reason == reason

    def test_a_time_that_is_not_required_is_left_out_with_a_note(self) -> None:
        fields = HEAD["fields"] | {"occurred_at": {"read": "{time}", "required": False}}
        found = report({"time": "soon"}, fields=fields)
        assert (found.occurred_at, found.notes[-1]) == (None, "time not readable: soon")


class TestAMappingFile:
    @pytest.mark.parametrize(
        ("changes", "word"),
        [
            ({"time_zone": "Mars/Olympus"}, "time zone"),
            ({"channel": {"read": "{kind}", "otherwise": "PIGEON"}}, "PIGEON"),
            ({"facts": {"deaths": {"read": "{text}", "patterns": [r"\d+人"]}}}, "round brackets"),
            ({"facts": {"deaths": {"read": "{text}", "patterns": [r"(\d+"]}}}, "regular expression"),
            ({"facts": {"deaths": {}}}, "either"),
            ({"event_type": {"read": "{kind"}}, "braces"),
        ],
    )
    def test_a_mistake_is_refused_with_a_reason(self, changes: dict[str, Any], word: str) -> None:
        with pytest.raises(ValueError, match=word):
            mapping(**changes)


SHIPPED = [
    version.value
    for versions in Catalogue().loaded("mappings").versions.values()
    for version in versions
    if isinstance(version.value, Mapping)
]


@given(data=st.data())
@pytest.mark.parametrize("shipped", SHIPPED, ids=[one.id for one in SHIPPED])
def test_whatever_stands_in_a_row_the_answer_is_a_report_or_a_refusal(shipped: Mapping, data: st.DataObject) -> None:
    columns = sorted(shipped.cases[0].given)
    values = st.one_of(st.text(max_size=60), st.none(), st.floats(), st.integers(), st.lists(st.integers(), max_size=2))
    row = data.draw(st.fixed_dictionaries(dict.fromkeys(columns, values)))
    found = apply(shipped, row)
    assert isinstance(found, MappedReport | Refusal)
    if isinstance(found, MappedReport):
        assert found.client_key
        assert "\x00" not in found.summary
        assert found.occurred_at is None or found.occurred_at.tzinfo is not None
