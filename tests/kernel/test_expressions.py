"""Conditions answer true, false or UNKNOWN; formulas count as people count; nothing runs for long."""

from __future__ import annotations

import contextlib
import threading
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel import expressions
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.expressions import UNKNOWN, ExpressionError, check_syntax, decide, evaluate, missing, names

GRADE = "deaths >= 3 || loss > 5"


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"deaths": 3}, True),
        ({"loss": 6}, True),
        ({"deaths": 1}, UNKNOWN),
        ({"loss": 5}, UNKNOWN),
        ({}, UNKNOWN),
        ({"deaths": 1, "loss": 5}, False),
        ({"deaths": None, "loss": 6}, True),
        ({"deaths": 1, "loss": None}, UNKNOWN),
    ],
)
def test_a_missing_fact_leaves_an_alternative_open_unless_another_settles_it(
    facts: dict[str, Any], answer: Any
) -> None:
    assert decide(GRADE, facts) is answer


@pytest.mark.parametrize(
    ("facts", "answer"),
    [({"deaths": 1}, False), ({"loss": 1}, False), ({"deaths": 3}, UNKNOWN), ({"deaths": 3, "loss": 9}, True)],
)
def test_a_missing_fact_leaves_a_conjunction_open_unless_another_settles_it(facts: dict[str, Any], answer: Any) -> None:
    assert decide("deaths >= 3 && loss > 5", facts) is answer


three_valued = st.sampled_from([True, False, None])


@given(three_valued, three_valued, three_valued)
def test_or_and_not_follow_kleene_in_any_order(a: bool | None, b: bool | None, c: bool | None) -> None:
    facts = {"a": a, "b": b, "c": c}
    any_of = True if True in (a, b, c) else (UNKNOWN if None in (a, b, c) else False)
    all_of = False if False in (a, b, c) else (UNKNOWN if None in (a, b, c) else True)
    for order in ("a b c", "c a b", "b c a"):
        x, y, z = order.split()
        assert decide(f"{x} || {y} || {z}", facts) is any_of
        assert decide(f"{x} && {y} && {z}", facts) is all_of
        assert decide(f"!(!{x} && !{y} && !{z})", facts) is any_of


def test_unknown_refuses_to_be_a_yes_or_a_no() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(decide("deaths >= 3", {}))


def test_facts_may_be_nested() -> None:
    assert decide('incident.type == "fire" && facts.cases > 2', {"incident": {"type": "fire"}, "facts": {"cases": 3}})
    assert decide("facts.cases > 2", {"facts": {}}) is UNKNOWN
    assert decide("facts.cases > 2", {}) is UNKNOWN
    assert decide("facts.a.b > 2", {"facts": {"a": {}}}) is UNKNOWN


def test_has_asks_whether_a_fact_is_known() -> None:
    assert decide("has(facts.cases)", {"facts": {"cases": None}}) is False
    assert decide("has(facts.cases) && facts.cases > 2", {"facts": {}}) is False


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 / 2", 2.5),
        ("facts.n / 4 * 10", 7.5),
        ("max(100 * facts.cases, ceil(20 * facts.population / 10000))", 841),
        ("ceil(1.1 * 100)", 110),
        ("floor(2.9999999999)", 3),
        ("floor(-0.5)", -1),
        ("min(3, 1, 2)", 1),
        ("max([1, 5, 2])", 5),
        ("sum(facts.list)", 6),
        ("abs(-2)", 2),
        ("ratio(1, 3) * 3", 1),
        ("2.5 * facts.cases", 7.5),
        ("size(facts.list) * 2", 6),
        ("facts.list.size()", 3),
        ("size('联动')", 2),
        ("facts.list[1] + 1", 3),
        ("[10, 20][1]", 20),
        ("'a' + 'b'", "ab"),
        ("facts.cases > 2 ? 1 : 0", 1),
        ("1e3 + 1", 1001),
        ("9007199254740992", 2**53),
    ],
)
def test_a_formula_counts_as_people_count(text: str, value: Any) -> None:
    facts = {"facts": {"n": 3, "cases": 3, "population": 420_001, "list": [1, 2, 3]}}
    assert evaluate(text, facts) == pytest.approx(value)


def test_a_whole_result_is_a_whole_number() -> None:
    assert repr(evaluate("20 * 420000 / 10000", {})) == "840"
    assert repr(evaluate("[1, 2.5]", {})) == "[1, 2.5]"
    assert repr(evaluate("{'a': 2}", {})) == "{'a': 2}"


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_rounding_up_never_gives_less_than_is_needed_nor_one_too_many(people: int, each: int) -> None:
    needed = evaluate(f"ceil(people / {each})", {"people": people})
    assert needed * each >= people - each * 1e-9
    assert (needed - 1) * each < people or people == 0


@pytest.mark.parametrize("value", [3, 3.0, Decimal("3"), Decimal("3.00")])
def test_a_number_is_a_number_whatever_type_python_gives_it(value: Any) -> None:
    assert decide("n == 3 && n * 1.5 == 4.5", {"n": value}) is True


def test_texts_dates_ids_and_times_can_be_compared() -> None:
    assert decide(f"id == '{UUID(int=7)}'", {"id": UUID(int=7)}) is True
    assert decide("day == '2026-11-23'", {"day": date(2026, 11, 23)}) is True
    assert decide("since > timestamp('2026-11-01T00:00:00Z')", {"since": datetime(2026, 11, 23, tzinfo=UTC)}) is True
    assert decide("length > duration('4h')", {"length": timedelta(hours=5)}) is True


def test_membership_and_loops_over_lists() -> None:
    facts = {
        "colour": "red",
        "zones": [{"risk": 3, "closed": True}, {"risk": 1, "closed": False}],
        "names": ["甲", "乙"],
    }
    assert decide("colour in ['red', 'orange']", facts) is True
    assert decide("contains(names, '乙') && '甲' in names", facts) is True
    assert decide("'abc'.contains('b') && contains('abc', 'c')", facts) is True
    assert decide("zones.exists(z, z.risk >= 3 && z.closed)", facts) is True
    assert decide("zones.all(z, z.closed)", facts) is False
    assert evaluate("size(zones.filter(z, z.risk > 0))", facts) == 2


def test_a_fact_missing_inside_a_loop_is_unknown_unless_another_row_settles_it() -> None:
    facts = {"zones": [{"risk": 3}, {}]}
    assert decide("zones.exists(z, z.risk >= 3)", facts) is True
    assert decide("zones.exists(z, z.risk >= 4)", facts) is UNKNOWN


def test_time_is_counted_up_to_the_clock_of_the_kernel(clock: SimulatedClock) -> None:
    facts = {
        "facts": {"last_case_at": "2026-11-09T08:00:00+08:00", "naive": "2026-11-23T06:30:00", "day": "2026-11-22"}
    }
    assert evaluate("days_since(facts.last_case_at)", facts) == 14
    assert evaluate("hours_since(facts.naive)", facts) == 1.5
    assert evaluate("minutes_since(facts.day)", facts) == 32 * 60
    clock.advance(hours=12)
    assert evaluate("days_since(facts.last_case_at)", facts) == 14.5
    assert evaluate("days_since(at)", {"at": clock.now()}) == 0
    assert decide("days_since(facts.absent) >= 14", facts) is UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "n + 'a'",
        "n > 'a'",
        "days_since(n)",
        "days_since('yesterday')",
        "ratio(n, 0)",
        "sum('a')",
        "ceil(true)",
        "size(n)",
        "l[7]",
        "n.x",
        "max([])",
        "timestamp('x') > timestamp('y')",
        "1e300 * 1e300",
    ],
)
def test_what_cannot_be_worked_out_for_another_reason_is_an_error_and_not_unknown(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(text, {"n": 1, "l": [1]})


def test_a_condition_must_answer_yes_or_no() -> None:
    with pytest.raises(ExpressionError, match="not a condition"):
        decide("deaths + 1", {"deaths": 1})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, -(2**54), Decimal("NaN"), object(), b"x"])
def test_facts_that_are_no_usable_values_are_refused(value: Any) -> None:
    with pytest.raises(ExpressionError):
        decide("n > 1", {"n": value})


def test_only_the_facts_an_expression_mentions_are_looked_at() -> None:
    assert decide("n > 1", {"n": 2, "photo": object()}) is True


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": value}
    return value


def test_facts_nested_too_deeply_are_refused() -> None:
    with pytest.raises(ExpressionError, match="nested too deeply"):
        decide("has(n.a)", {"n": deep(50)})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("deaths >=", "Failed to parse"),
        ("", "empty"),
        ("   // only a comment", "empty"),
        ("deaths = 3", "cannot read"),
        ("deaths > 3; true", "cannot read"),
        ("a & b", "cannot read"),
        ("((deaths)", "never closed"),
        ("deaths)", "without its"),
        ("[1)", "without its"),
        ("open('/etc/passwd')", "no function 'open'"),
        ("deaths.matches('(a+)+$')", "no function 'matches'"),
        ("[1].map(x, x)", "no function 'map'"),
        ("__import__('os')", "no function"),
        ("a / b", "written number"),
        ("a / 0", "written number"),
        ("a / 0.0", "written number"),
        ("a % 2", "remainder"),
        ("'unclosed", "cannot read"),
        ("x" * 2001, "2000 characters"),
        ("1 + " * 400 + "1", "600 signs"),
        ("(" * 41 + "1" + ")" * 41, "40 deep"),
        ("a.all(x, b.all(y, c.all(z, x + y + z > 0)))", "nested 2 deep"),
    ],
)
def test_a_wrong_expression_is_refused_with_what_to_change(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        check_syntax(text)


@given(st.text(max_size=60) | st.text(st.sampled_from("ab.()[]{}!&|<>=+-*/?:,'\"\\ 0189 exists"), max_size=60))
def test_any_text_is_either_an_expression_or_a_value_error(text: str) -> None:
    try:
        check_syntax(text)
    except ValueError:
        return
    with contextlib.suppress(ExpressionError):
        evaluate(text, {"a": 1, "b": [1, 2]})


def test_names_lists_the_facts_as_written() -> None:
    assert names("deaths >= 3 || facts.loss > 5 && size(facts.zones.filter(z, z.risk > limit.high)) > 0") == {
        "deaths",
        "facts.loss",
        "facts.zones",
        "limit.high",
    }
    assert names("has(facts.x) && x.startsWith('true') && true && 1 in [null]") == {"facts.x", "x"}


def test_missing_lists_what_is_not_known() -> None:
    facts = {"deaths": 1, "loss": None, "facts": {"cases": 0}}
    assert missing("deaths > 1 || loss > 2 || facts.cases > 1 || facts.other > 1", facts) == {"loss", "facts.other"}


def quickly(text: str, facts: dict[str, Any]) -> float:
    """Seconds of work until an answer or a refusal."""
    start = time.process_time()
    with contextlib.suppress(ExpressionError):
        evaluate(text, facts)
    return time.process_time() - start


@pytest.mark.parametrize("length", [100, 300, 380, 1_000, 20_000, 100_000])
def test_a_hostile_nested_loop_is_answered_or_refused_within_a_second(length: int) -> None:
    rows = list(range(length))
    assert quickly("a.all(x, a.all(y, x + y < 1e9))", {"a": rows}) < 1
    assert quickly("a.exists(x, contains(a, x - 1e9))", {"a": rows}) < 1


def test_a_hostile_text_is_answered_or_refused_within_a_second() -> None:
    doubled = "size(" + " + ".join(["s"] * 290) + ") > 0"
    assert quickly(doubled, {"s": "x" * 20_000}) < 1
    assert quickly(doubled, {"s": "x" * 2_000_000}) < 1
    assert quickly(f"a.all(x, {doubled})", {"a": list(range(2000)), "s": "x" * 20_000}) < 1


def test_too_much_work_is_refused_before_it_begins() -> None:
    with pytest.raises(ExpressionError, match="too much work"):
        evaluate("a.all(x, a.all(y, x + y < 1e9))", {"a": list(range(1000))})
    with pytest.raises(ExpressionError, match="too many"):
        evaluate("size(a) > 0", {"a": list(range(expressions.MOST_NODES + 1))})


def test_longest_chains_and_deepest_brackets_do_not_harm_the_process() -> None:
    for text in (
        "!" * 599 + "a",
        "-" * 599 + "1",
        "(" * 40 + "1" + ")" * 40,
        "a" + ".b" * 299,
        " || ".join(["a"] * 300),
    ):
        try:
            evaluate(text, {"a": True})
        except ExpressionError:
            continue


def test_compiled_expressions_serve_every_thread() -> None:
    answers: list[Any] = []
    check_syntax(GRADE)
    threads = [threading.Thread(target=lambda: answers.append(decide(GRADE, {"deaths": 9}))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 8
