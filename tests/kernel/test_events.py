"""A fact told reaches everyone who asked for it, at once; who fails stops the verb that told it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from liandong.kernel.events import Event, isolated, publish, subscribe


@dataclass(frozen=True, slots=True)
class Recorded(Event):
    subject: str


@dataclass(frozen=True, slots=True)
class Opened(Recorded):
    number: int


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    with isolated():
        yield


def test_subscribers_are_told_in_the_order_they_subscribed() -> None:
    told: list[str] = []
    subscribe(Opened, lambda fact: told.append(f"first {fact.number}"))
    subscribe(Opened, lambda fact: told.append(f"second {fact.subject}"))
    publish(Opened("a", 7))
    assert told == ["first 7", "second a"]


def test_a_general_subscriber_is_told_of_every_kind_derived_and_before_the_special_ones() -> None:
    told: list[str] = []
    subscribe(Opened, lambda fact: told.append("opened"))
    subscribe(Recorded, lambda fact: told.append("recorded"))
    publish(Opened("a", 7))
    publish(Recorded("a"))
    assert told == ["recorded", "opened", "recorded"]


def test_subscribing_twice_changes_nothing() -> None:
    told: list[Recorded] = []
    subscribe(Recorded, told.append)
    subscribe(Recorded, told.append)
    publish(Opened("a", 7))
    assert told == [Opened("a", 7)]


def test_who_asked_for_the_general_and_the_special_is_told_once() -> None:
    told: list[Recorded] = []
    subscribe(Recorded, told.append)
    subscribe(Opened, told.append)
    publish(Opened("a", 7))
    assert len(told) == 1


def test_a_reaction_that_fails_stops_the_verb_and_those_after_it() -> None:
    told: list[Recorded] = []

    def fail(fact: Recorded) -> None:
        raise ValueError(fact.subject)

    subscribe(Recorded, fail)
    subscribe(Recorded, told.append)
    with pytest.raises(ValueError, match="a"):
        publish(Recorded("a"))
    assert told == []


def test_a_fact_nobody_asked_for_goes_by() -> None:
    publish(Recorded("a"))


def test_subscriptions_made_in_isolation_are_forgotten() -> None:
    told: list[Recorded] = []
    with isolated():
        subscribe(Recorded, told.append)
    publish(Recorded("a"))
    assert told == []
