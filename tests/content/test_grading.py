"""A grade is the gravest level that surely holds, in the clause's words; what is not known yet is said, not guessed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liandong.content import queries
from liandong.content.catalogue import Catalogue
from liandong.content.grading import grade
from liandong.content.schemas.grading import GRADES, GradingTable
from liandong.kernel.expressions import UNKNOWN, decide

TABLES: dict[str, GradingTable] = {
    f"{name}-{version.number}": version.value
    for name, versions in Catalogue().loaded("grading").versions.items()
    for version in versions
    if isinstance(version.value, GradingTable)
}
WORK_SAFETY = TABLES["work-safety-accident-grade-1"]
CASES = [(name, case) for name, table in TABLES.items() for case in table.cases]

_THRESHOLD = re.compile(r"(?<![+] )\b([a-z_]+) (>=|>) ([0-9.]+)")
THRESHOLDS = [
    (name, fact, sign, float(number))
    for name, table in TABLES.items()
    for level in table.levels.values()
    for fact, sign, number in _THRESHOLD.findall(level.when)
]


def rank(level: str | None) -> int:
    """0 is the gravest; no level at all comes last."""
    return GRADES.index(level) if level else len(GRADES)


class TestTheShippedTables:
    def test_every_table_of_the_requirements_is_there(self) -> None:
        assert set(TABLES) >= {
            "work-safety-accident-grade-1",
            "forest-fire-grade-1",
            "grassland-fire-grade-1",
            "earthquake-grade-1",
            "earthquake-grade-2",
            "natural-disaster-relief-response-1",
            "mass-incident-grade-1",
            "public-health-emergency-grade-1",
            "larger-dangerous-accident-1",
            "flood-response-1",
        }

    @pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{n}:{c.given}" for n, c in CASES])
    def test_the_worked_case_holds(self, name: str, case: Any) -> None:
        found = grade(TABLES[name], case.given)
        expected = case.expect if isinstance(case.expect, dict) else {"level": case.expect}
        answers = {"level": found.level, "undecided": list(found.undecided), "missing": list(found.missing_facts)}
        assert {name: answers[name] for name in expected} == expected

    @pytest.mark.parametrize(("name", "fact", "sign", "number"), THRESHOLDS)
    def test_both_sides_of_the_threshold_have_a_worked_case(
        self, name: str, fact: str, sign: str, number: float
    ) -> None:
        given = [case.given[fact] for case in TABLES[name].cases if fact in case.given]
        assert number in given, f"no case with {fact} = {number}"
        beyond = [v for v in given if (number - 1 <= v < number if sign == ">=" else number < v <= number + 1)]
        assert beyond, f"no case just {'below' if sign == '>=' else 'above'} {fact} = {number}"

    @pytest.mark.parametrize("name", TABLES)
    def test_every_level_and_every_yes_or_no_fact_is_reached_by_a_case(self, name: str) -> None:
        table = TABLES[name]
        levels = {case.expect["level"] if isinstance(case.expect, dict) else case.expect for case in table.cases}
        assert set(table.levels) <= levels
        flags = {fact for fact, stated in table.facts.items() if stated.type == "boolean"}
        assert flags <= {fact for case in table.cases for fact in case.given}

    def test_what_is_from_memory_is_marked_provisional(self) -> None:
        assert grade(TABLES["flood-response-1"], {"dyke_danger": True}).provisional
        assert grade(TABLES["earthquake-grade-2"], {"magnitude": 6.0}).provisional
        assert not grade(WORK_SAFETY, {"deaths": 3}).provisional


class TestAboveIncludesTheNumber:
    @pytest.mark.parametrize(
        ("facts", "level"),
        [
            ({"deaths": 3, "serious_injuries": 0, "loss_yuan": 0}, "LARGER"),
            ({"deaths": 2, "serious_injuries": 0, "loss_yuan": 0}, "GENERAL"),
            ({"deaths": 0, "serious_injuries": 0, "loss_yuan": 100_000_000}, "EXTRA_MAJOR"),
            ({"deaths": 0, "serious_injuries": 0, "loss_yuan": 99_999_999.99}, "MAJOR"),
        ],
    )
    def test_order_493(self, facts: dict[str, float], level: str) -> None:
        assert grade(WORK_SAFETY, facts).level == level


class TestTheAnswerIsExplained:
    def test_the_clause_is_quoted_in_the_words_of_the_source(self) -> None:
        assert grade(WORK_SAFETY, {"deaths": 3}).clause.startswith("造成3人以上10人以下死亡")

    def test_the_reason_names_the_fact_that_carried_the_level(self) -> None:
        reasons = grade(WORK_SAFETY, {"deaths": 3, "serious_injuries": 6, "loss_yuan": 0}).reasons
        assert [reason.zh for reason in reasons] == ["死亡人数 3 人"]
        assert reasons[0].en == "Deaths: 3 people"

    def test_a_yes_or_no_fact_reads_as_a_word(self) -> None:
        found = grade(TABLES["flood-response-1"], {"large_dam_failure": True})
        assert found.reasons[0].zh == "重点大型水库发生垮坝：是"

    def test_a_level_carried_by_two_facts_together_names_both(self) -> None:
        found = grade(TABLES["earthquake-grade-2"], {"deaths": 200, "missing": 100})
        assert {reason.en for reason in found.reasons} >= {"Deaths: 200 people", "Missing: 100 people"}


class TestWhatIsNotKnownYet:
    def test_a_level_that_missing_facts_leave_open_is_undecided(self) -> None:
        found = grade(WORK_SAFETY, {"deaths": 3})
        assert (found.level, found.undecided) == ("LARGER", ("EXTRA_MAJOR", "MAJOR"))
        assert found.missing_facts == ("loss_yuan", "serious_injuries")
        assert not found.settled

    def test_facts_that_settle_the_gravest_level_leave_nothing_open(self) -> None:
        assert grade(WORK_SAFETY, {"deaths": 30}).settled

    def test_a_fact_taken_as_its_default_is_named(self) -> None:
        assert "dense_area" in grade(TABLES["earthquake-grade-2"], {"magnitude": 7.0}).assumed

    def test_a_fact_of_the_wrong_kind_settles_nothing(self) -> None:
        assert grade(WORK_SAFETY, {"deaths": "many"}).undecided == ("EXTRA_MAJOR", "MAJOR", "LARGER")

    def test_null_is_not_known(self) -> None:
        assert grade(WORK_SAFETY, {"deaths": None}).missing_facts == ("deaths", "loss_yuan", "serious_injuries")

    def test_facts_of_other_tables_are_left_aside(self) -> None:
        assert grade(WORK_SAFETY, {"deaths": 3, "burnt_hectares": 5000}).level == "LARGER"


def _value(fact: Any) -> st.SearchStrategy[Any]:
    if fact.type == "boolean":
        return st.booleans()
    if fact.type == "text":
        return st.sampled_from(fact.choices)
    steps = [0, 1, 2, 3, 9, 10, 20, 29, 30, 49, 50, 99, 100, 101, 300, 500, 1000, 5000, 8000, 10_000, 200_000]
    return st.one_of(st.sampled_from(steps), st.integers(0, 2_000_000_000))


def _facts(table: GradingTable) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: _value(fact) for name, fact in table.facts.items()})


@pytest.mark.parametrize("name", TABLES)
class TestPropertiesOfEveryTable:
    @given(data=st.data())
    @settings(max_examples=40, deadline=None)
    def test_more_of_a_bad_thing_never_makes_the_grade_milder(self, name: str, data: st.DataObject) -> None:
        table = TABLES[name]
        facts = data.draw(_facts(table))
        fact = data.draw(st.sampled_from([f for f, stated in table.facts.items() if stated.worse != "neither"]))
        worse = True if table.facts[fact].type == "boolean" else facts[fact] + data.draw(st.integers(0, 10_000))
        before, after = grade(table, facts), grade(table, facts | {fact: worse})
        assert rank(after.level) <= rank(before.level)

    @given(data=st.data())
    @settings(max_examples=40, deadline=None)
    def test_a_new_fact_never_grades_lower_and_never_outside_what_was_left_open(
        self, name: str, data: st.DataObject
    ) -> None:
        table = TABLES[name]
        facts = data.draw(_facts(table))
        settled = [f for f, stated in table.facts.items() if stated.otherwise is not None]
        hidden = data.draw(st.sets(st.sampled_from(sorted(set(facts) - set(settled)) or [""])))
        before = grade(table, {f: value for f, value in facts.items() if f not in hidden})
        after = grade(table, facts)
        assert after.settled
        assert after.level == before.level or after.level in before.undecided

    @given(data=st.data())
    @settings(max_examples=25, deadline=None)
    def test_the_first_level_whose_condition_holds_is_the_grade(self, name: str, data: st.DataObject) -> None:
        table = TABLES[name]
        facts = data.draw(_facts(table))
        holding = [level for level, stated in table.levels.items() if decide(stated.when, facts) is True]
        assert UNKNOWN not in [decide(stated.when, facts) for stated in table.levels.values()]
        assert grade(table, facts).level == (holding[0] if holding else None)


class TestWhichTableHolds:
    def test_the_most_specific_table_comes_first(self) -> None:
        ids = [table.id for table in queries.grading_tables_for("21300", "LEGAL_GRADE")]
        assert ids == ["special-equipment-accident-grade", "work-safety-accident-grade"]

    def test_railway_and_metro_are_told_apart(self) -> None:
        assert queries.grading_tables_for("21000", "LEGAL_GRADE")[0].id == "railway-accident-grade"
        assert queries.grading_tables_for("21100", "LEGAL_GRADE")[0].id == "work-safety-accident-grade"

    def test_a_danger_threshold_is_no_legal_grade(self) -> None:
        assert [t.id for t in queries.grading_tables_for("20600", "DANGER")] == ["larger-dangerous-accident"]

    def test_the_table_in_force_today_is_the_newer(self, library: Catalogue) -> None:
        assert library.in_force("grading", date(2026, 1, 1))["earthquake-grade"].version == 2
