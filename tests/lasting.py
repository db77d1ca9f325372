"""What is costly to build, built once for a module, in a transaction around those of its tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import override_settings

from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock

BEGINS = datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.Argon2PasswordHasher"]


@dataclass(frozen=True)
class Lasting:
    """The simulated time in which it is built."""

    clock: SimulatedClock


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: Any) -> Iterator[Lasting]:
    """Ask for it in a module fixture that writes to the database; not beside tests that commit (`transaction=True`)."""
    clock = SimulatedClock(BEGINS)
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(override_settings(PASSWORD_HASHERS=QUICK))
        stack.enter_context(kernel_clock.using(clock))
        stack.enter_context(transaction.atomic())
        stack.callback(transaction.set_rollback, True)
        yield Lasting(clock)
