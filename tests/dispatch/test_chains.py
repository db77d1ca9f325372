"""The chain of consent as a machine: whatever a file writes, the order waits for exactly what stands before it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from liandong.content import dispatching
from liandong.content.approvals import Circumstances, Step, before, choose, steps_of
from liandong.content.schemas.approval_chains import ApprovalChains, Chain, SpecialPeriod
from liandong.dispatch.rules.chains import (
    StepState,
    Verdict,
    missing_before_order,
    open_steps,
    order_step,
    refused_before_order,
    states,
)

BILINGUAL = {"zh": "步骤", "en": "Step"}
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of the rule."""


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """Any chain that content may hold: one order somewhere, steps before, beside and after it."""
    count = draw(st.integers(1, 6))
    order_at = draw(st.integers(0, count - 1))
    steps: dict[str, Mapping[str, object]] = {}
    for n in range(count):
        act = "ORDER" if n == order_at else draw(st.sampled_from(["CONSULT", "APPLY", "APPROVE", "FILE"]))
        known = [name for name, step in steps.items() if step["do"] != "FILE"]
        after = draw(st.lists(st.sampled_from(known), unique=True, max_size=3)) if known else []
        industry = act in {"CONSULT", "FILE"} and draw(st.booleans())
        who = {"industry": True} if industry else {"by": ["emergency_management"]}
        level = "TOP" if act == "ORDER" else draw(st.sampled_from(["SAME", "CLIMB"]))
        steps[f"s{n}"] = {"do": act, "title": BILINGUAL, "after": after, "level": level, **who}
    return Chain.model_validate({"title": BILINGUAL, "when": "true", "steps": steps})


circumstances = st.builds(
    Circumstances,
    region=st.just("140105"),
    reach=st.sampled_from(["140105", "1401", "14"]),
    special_period=st.booleans(),
    life_saving=st.booleans(),
    own_forces=st.booleans(),
    industries=st.lists(
        st.sampled_from([("forestry", "140105"), ("health", "140105"), ("water", "140106")]), unique=True, max_size=3
    ).map(tuple),
)


def answerable(steps: tuple[Step, ...], answers: Mapping[str, Verdict], *, ordered: bool) -> list[Step]:
    return [one for one in open_steps(steps, answers, ordered=ordered) if one.act != "ORDER"]


@UNHURRIED
@given(chain=chains(), known=circumstances)
def test_if_everybody_agrees_the_order_goes_out_and_nothing_stays_open(chain: Chain, known: Circumstances) -> None:
    steps, answers, ordered = steps_of(chain, known), dict[str, Verdict](), False
    for _ in range(2 * len(steps) + 2):
        for step in answerable(steps, answers, ordered=ordered):
            answers[step.key] = Verdict.AGREED
        if not missing_before_order(steps, answers):
            ordered = True
    assert ordered
    final = states(steps, answers, ordered=True)
    assert set(final.values()) <= {StepState.AGREED, StepState.DONE}


@UNHURRIED
@given(chain=chains(), known=circumstances, data=st.data())
def test_the_order_never_goes_before_each_of_the_steps_it_rests_on(
    chain: Chain, known: Circumstances, data: st.DataObject
) -> None:
    steps, answers = steps_of(chain, known), dict[str, Verdict]()
    needed = before(steps, order_step(steps))
    for _ in range(len(steps)):
        waiting = answerable(steps, answers, ordered=False)
        if not waiting:
            break
        step = data.draw(st.sampled_from(waiting))
        assert all(answers.get(key) in (Verdict.AGREED, Verdict.FORWARDED) for key in step.after)
        answers[step.key] = data.draw(st.sampled_from(Verdict))
        agreed = {key for key, verdict in answers.items() if verdict is not Verdict.REFUSED}
        may_order = order_step(steps) in open_steps(steps, answers, ordered=False)
        assert may_order == (needed <= agreed)
        assert may_order == (not missing_before_order(steps, answers))


@UNHURRIED
@given(chain=chains(), known=circumstances, data=st.data())
def test_one_needed_refusal_stops_everything_that_was_still_to_come(
    chain: Chain, known: Circumstances, data: st.DataObject
) -> None:
    steps = steps_of(chain, known)
    needed = sorted(before(steps, order_step(steps)))
    if not needed:
        return
    answers = {data.draw(st.sampled_from(needed)): Verdict.REFUSED}
    assert refused_before_order(steps, answers)
    assert open_steps(steps, answers, ordered=False) == []


@UNHURRIED
@given(chain=chains(), known=circumstances)
def test_keys_are_unique_and_steps_stand_on_steps_of_the_same_chain(chain: Chain, known: Circumstances) -> None:
    steps = steps_of(chain, known)
    keys = [step.key for step in steps]
    assert len(set(keys)) == len(keys)
    for n, step in enumerate(steps):
        assert step.after <= set(keys[:n])


@UNHURRIED
@given(known=circumstances)
def test_the_shipped_scheme_has_a_chain_for_every_case(known: Circumstances) -> None:
    scheme = dispatching.approval_chains("140105")
    name, chain = choose(scheme, known)
    steps = steps_of(chain, known)
    waits = {step.act for step in missing_before_order(steps, {})}
    if known.cross_region:
        assert (name, order_step(steps).region) == ("reinforcement", known.reach)
        assert waits == {"APPLY", "APPROVE"}
    elif known.own_forces or known.life_saving:
        assert waits == set()
    elif known.special_period:
        assert waits == {"APPROVE"} | ({"CONSULT"} if known.industries else set())
    else:
        assert (name, waits) == ("normal", {"APPROVE"})
    if not known.own_forces or known.cross_region:
        filed = {step.key for step in steps if step.act == "FILE"}
        assert filed == {f"file:{kind}:{region}" for kind, region in known.industries}


def test_acting_first_leaves_the_approval_to_be_given_afterwards() -> None:
    known = Circumstances(region="140105", reach="140105", life_saving=True)
    steps = steps_of(choose(dispatching.approval_chains("140105"), known)[1], known)
    assert [one.act for one in open_steps(steps, {}, ordered=False)] == ["ORDER"]
    assert [one.key for one in open_steps(steps, {}, ordered=True)] == ["approve:140105"]


class TestAFileThatIsWrong:
    def chain(self, **steps: dict[str, object]) -> dict[str, object]:
        return {"title": BILINGUAL, "when": "true", "steps": steps}

    def test_has_no_order(self) -> None:
        with pytest.raises(ValidationError, match="ORDER"):
            Chain.model_validate(self.chain(a={"do": "APPROVE", "title": BILINGUAL, "by": ["fire_rescue"]}))

    def test_runs_in_a_circle(self) -> None:
        step = {"do": "ORDER", "title": BILINGUAL, "by": ["fire_rescue"], "after": ["a"]}
        with pytest.raises(ValidationError, match="written before"):
            Chain.model_validate(self.chain(a=step))

    def test_names_nobody(self) -> None:
        with pytest.raises(ValidationError, match="name who"):
            Chain.model_validate(self.chain(a={"do": "ORDER", "title": BILINGUAL}))


def period(begins: str, ends: str, region: str = "") -> SpecialPeriod:
    title, source = {"zh": "汛期", "en": "Flood season"}, {"document": "x"}
    return SpecialPeriod.model_validate(
        {"id": "p", "title": title, "source": source, "begins": begins, "ends": ends, "region": region}
    )


@pytest.mark.parametrize(
    ("month", "day", "runs"), [(2, 28, False), (3, 1, True), (5, 31, True), (6, 1, False), (4, 15, True)]
)
def test_a_period_holds_from_its_first_day_to_its_last(month: int, day: int, runs: bool) -> None:
    assert period("03-01", "05-31").runs("140105", month, day) is runs


@pytest.mark.parametrize(("month", "day", "runs"), [(10, 31, False), (11, 1, True), (1, 1, True), (4, 1, False)])
def test_a_period_may_run_over_the_turn_of_the_year(month: int, day: int, runs: bool) -> None:
    assert period("11-01", "03-31").runs("140105", month, day) is runs


def test_a_period_of_one_province_does_not_hold_in_another() -> None:
    assert not period("03-01", "05-31", region="13").runs("140105", 4, 1)


def test_a_region_may_lay_its_own_scheme_over_the_shipped_one() -> None:
    shipped = dispatching.approval_chains("140105")
    assert ApprovalChains.model_validate(shipped.model_dump(mode="json")) == shipped
