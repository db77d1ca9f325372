"""Many facts at once stand on the record exactly as if they had been recorded one by one."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.access.rules import Actor, Source
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import Subject, new_id
from liandong.timeline import services
from liandong.timeline.models import StoredEntry
from liandong.timeline.queries import of_subject
from liandong.timeline.rules import NotInTransaction
from liandong.timeline.services import Fact, record, record_many
from liandong.timeline.verification import verify

SYSTEM = Actor.system(Source.CLOCK)
SUBJECTS = [Subject.of("order", n) for n in ("a", "b", "c")]


def fact(subject: Subject, number: int) -> Fact:
    return Fact(subject, "order_noted", "140105", {"number": number}, reason=f"第{number}条")


def numbers(subject: Subject) -> list[int]:
    return [entry.data["number"] for entry in of_subject(SYSTEM, subject).entries]


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(st.sampled_from(range(3)), max_size=9), max_size=5), alone=st.booleans())
def test_each_chain_holds_every_fact_in_its_order(batches: list[list[int]], alone: bool) -> None:
    with transaction.atomic():
        expected: dict[int, list[int]] = {0: [], 1: [], 2: []}
        count = 0
        for batch in batches:
            facts = []
            for chosen in batch:
                count += 1
                expected[chosen].append(count)
                facts.append(fact(SUBJECTS[chosen], count))
            record_many(SYSTEM, facts)
            if alone:
                count += 1
                expected[0].append(count)
                record(SYSTEM, SUBJECTS[0], "order_noted", region_code="140105", data={"number": count})
        assert {n: numbers(subject) for n, subject in enumerate(SUBJECTS)} == expected
        assert verify().ok
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_one_entry_is_the_same_either_way(clock: SimulatedClock) -> None:
    one, other = SUBJECTS[:2]
    record(SYSTEM, one, "order_noted", region_code="140105", data={"number": 1}, reason="同一事")
    [entry_id] = record_many(SYSTEM, [Fact(other, "order_noted", "140105", {"number": 1}, reason="同一事")])
    alone, batched = of_subject(SYSTEM, one).entries[0], of_subject(SYSTEM, other).entries[0]
    assert batched.id == entry_id
    for name in ("position", "verb", "version", "data", "by", "reason", "occurred_at", "recorded_at", "previous_hash"):
        assert getattr(alone, name) == getattr(batched, name), name


@pytest.mark.django_db
def test_more_than_one_statement_holds(clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 7)
    record_many(SYSTEM, [fact(SUBJECTS[n % 2], n) for n in range(50)])
    assert numbers(SUBJECTS[1]) == list(range(1, 50, 2))
    assert verify().ok


@pytest.mark.django_db
def test_an_incident_is_its_own_incident_and_nothing_is_nothing(clock: SimulatedClock) -> None:
    incident = new_id()
    record_many(SYSTEM, [Fact(Subject.of("incident", incident), "incident_noted", "140105")])
    assert StoredEntry.objects.get().incident_id == incident
    assert record_many(SYSTEM, []) == []


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused() -> None:
    with pytest.raises(NotInTransaction):
        record_many(SYSTEM, [fact(SUBJECTS[0], 1)])
