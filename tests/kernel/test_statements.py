"""Statements handed to the driver directly keep and raise what Django's own cursor would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from liandong.kernel.statements import Statement, identifier, moment

pytestmark = pytest.mark.django_db

AN_ID = UUID("01a20000-0000-7000-8000-000000000001")
BEIJING = timezone(timedelta(hours=8))


def test_it_answers_rows_and_how_many_it_touched() -> None:
    assert Statement("SELECT %s, %s").run([1, None])[0] == [(1, None)]
    head = Statement("INSERT INTO timeline_head (subject_kind, subject_id, position, hash) VALUES (%s, %s, %s, %s)")
    assert head.run(["order", "1", 1, "a"]) == ([], 1)
    again = Statement(
        "INSERT INTO timeline_head (subject_kind, subject_id, position, hash) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (subject_kind, subject_id) DO NOTHING"
    )
    assert again.run(["order", "1", 1, "a"]) == ([], 0)


def test_it_raises_djangos_errors() -> None:
    head = Statement("INSERT INTO timeline_head (subject_kind, subject_id, position, hash) VALUES (%s, %s, %s, %s)")
    head.run(["order", "1", 1, "a"])
    with pytest.raises(IntegrityError), transaction.atomic():
        head.run(["order", "1", 1, "a"])


def test_it_refuses_a_transaction_that_is_to_be_rolled_back() -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            Statement("SELECT 1").run([])


def test_whoever_counts_queries_sees_it() -> None:
    with CaptureQueriesContext(connection) as seen:
        assert Statement("SELECT %s").run([7])[0] == [(7,)]
    assert len(seen) == 1


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 23, 8, 0, tzinfo=BEIJING),
        datetime(2026, 11, 23, 8, 0, 0, 120, tzinfo=BEIJING),
        datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_moments_are_kept_as_djangos_columns_keep_them(at: datetime) -> None:
    assert moment(at) == connection.ops.adapt_datetimefield_value(at.astimezone(UTC))


def test_ids_are_kept_as_djangos_columns_keep_them() -> None:
    assert identifier(None) is None
    native = connection.features.has_native_uuid_field
    assert identifier(AN_ID) == (AN_ID if native else AN_ID.hex)
