"""Stages that several stories play on."""

from tests.dispatch.conftest import desk

__all__ = ["desk"]
