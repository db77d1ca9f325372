"""A region code is the scope: the range test answers exactly as looking at every code's beginning would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from liandong.access.models import User
from liandong.access.queries import in_scope, may, regions_of
from liandong.access.rules import Actor, Grant, Source, prefix_bounds, regions_where

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LENGTHS = (2, 4, 6, 9, 12)
digits = st.text("0123456789", min_size=12, max_size=12)
codes = st.builds(lambda text, length: text[:length], digits, st.sampled_from(LENGTHS))
near_codes = st.builds(lambda tail, length: ("1401059" + tail)[:length], digits, st.sampled_from(LENGTHS))
some_codes = st.lists(
    codes | near_codes | st.sampled_from(["14", "1401", "140105", "140109", "1499", "99"]), max_size=12
)


def actor_for(*regions: str, role: str = "observer") -> Actor:
    grants = tuple(Grant(role, region) for region in regions)
    return Actor(None, None, "演示", None, None, grants, Source.CONSOLE, "test")


@given(prefix=codes | st.just(""), code=codes)
def test_the_bounds_of_a_prefix_hold_exactly_the_codes_that_begin_with_it(prefix: str, code: str) -> None:
    low, high = prefix_bounds(prefix)
    assert (low <= code and (high is None or code < high)) is code.startswith(prefix)


def test_the_bounds_carry_over_nines() -> None:
    assert prefix_bounds("140109") == ("140109", "14011")
    assert prefix_bounds("1499") == ("1499", "15")
    assert prefix_bounds("99") == ("99", None)
    assert prefix_bounds("") == ("", None)


class ScopeOnTheDatabase(TestCase):
    """In the order of the database, whatever its collation."""

    @given(own=some_codes, granted=st.lists(codes | near_codes | st.sampled_from(["", "14", "140109"]), max_size=4))
    def test_in_scope_finds_what_a_look_at_every_row_finds(self, own: list[str], granted: list[str]) -> None:
        User.objects.all().delete()
        User.objects.bulk_create(User(username=str(n), region_code=code) for n, code in enumerate(own))
        found = in_scope(actor_for(*granted), "incidents.read", User.objects.all())
        expected = sorted(code for code in own if any(code.startswith(region) for region in granted))
        assert sorted(found.values_list("region_code", flat=True)) == expected

    def test_an_index_answers_it(self) -> None:
        rows = in_scope(actor_for("140105"), "incidents.read", User.objects.all(), "username")
        plan = rows.explain()
        if connection.vendor == "sqlite":
            assert "USING INDEX" in plan


@given(granted=st.lists(codes | st.just(""), max_size=6), code=codes)
def test_the_widest_regions_allow_exactly_what_all_of_them_allow(granted: list[str], code: str) -> None:
    grants = [Grant("reader", region) for region in granted]
    widest = regions_where(grants, lambda role: frozenset({"x.read"}), "x.read", NOW)
    assert any(code.startswith(region) for region in widest) is any(code.startswith(region) for region in granted)
    assert not any(a != b and a.startswith(b) for a in widest for b in widest)


@given(start=st.integers(0, 100), length=st.integers(1, 100), at=st.integers(-50, 250))
def test_a_grant_holds_from_its_first_moment_until_just_before_its_last(start: int, length: int, at: int) -> None:
    begins, ends = NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + length)
    grant = Grant("reader", "14", begins, ends)
    assert grant.holds_at(NOW + timedelta(minutes=at)) is (start <= at < start + length)


@pytest.mark.django_db
def test_whoever_holds_nothing_sees_nothing() -> None:
    User.objects.create(username="somebody", region_code="140105")
    assert in_scope(actor_for(), "incidents.read", User.objects.all()).count() == 0


@pytest.mark.django_db
def test_the_platform_itself_sees_everything_everywhere() -> None:
    User.objects.create(username="somebody", region_code="650102")
    system = Actor.system(Source.CLOCK)
    assert in_scope(system, "any.thing", User.objects.all()).count() == 1
    assert may(system, "any.thing", "650102")
    assert regions_of(system, "any.thing") == ("",)
