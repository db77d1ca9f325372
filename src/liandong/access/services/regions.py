"""Regions named by whoever gives authority."""

from __future__ import annotations

from liandong.access.rules import NATION
from liandong.content import queries as content
from liandong.kernel.codes import check_region_code


def check_region(code: str) -> None:
    """BadValue or UnknownContent unless there is such a region; the whole country counts as one."""
    if code != NATION:
        content.region(check_region_code(code))
