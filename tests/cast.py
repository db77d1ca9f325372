"""The cast as fixtures: one set of people for every test, the demo and the screenshots."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from liandong.cli.cast import PASSWORD, Cast, build_cast, build_stage
from liandong.kernel.clock import SimulatedClock
from liandong.organizations.services import Imported

__all__ = ["PASSWORD", "Cast", "cast", "quick_passwords", "stage"]


@pytest.fixture
def quick_passwords(settings: Settings) -> None:
    """Hash passwords quickly: argon2 is slow on purpose, and sixteen accounts of it would cost a second a test."""
    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    settings.PASSWORD_HASHERS = [quick, *settings.PASSWORD_HASHERS]


@pytest.fixture
def cast(db: None, clock: SimulatedClock, quick_passwords: None) -> Cast:
    """Everybody of the demo district, at the simulated 2026-11-23 08:00 in Beijing."""
    return build_cast()


@pytest.fixture
def stage(db: None, clock: SimulatedClock) -> Imported:
    """The demo district without accounts."""
    return build_stage()
