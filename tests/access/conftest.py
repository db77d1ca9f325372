"""Every test here lives at a simulated moment and hashes passwords quickly, unless it says otherwise."""

from __future__ import annotations

import pytest

from liandong.access.models import User
from liandong.kernel.clock import SimulatedClock
from tests.access.acting import an_account


@pytest.fixture
def wang(db: None, clock: SimulatedClock, quick_passwords: None) -> User:
    """A duty officer of 小店区."""
    return an_account("wang", "duty_officer")
