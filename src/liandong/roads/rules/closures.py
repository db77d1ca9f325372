"""Closures: what a stretch of road may be told to be, and which arcs that slows or shuts."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import shapely
from shapely.geometry import shape

from liandong.kernel.errors import Invalid, Refused
from liandong.kernel.geometry import widened
from liandong.kernel.text import Localized


class ClosureKind(StrEnum):
    """Nobody passes, or everybody passes at a share of the usual speed."""

    CLOSED = "CLOSED"
    SLOW = "SLOW"


class ShareNeeded(Invalid):
    code = "closure_share_needed"
    message = Localized(
        zh="限速（SLOW）要写明 speed_share（为平时速度的几成）；封闭（CLOSED）不写。",
        en="SLOW needs `speed_share`, the share of the usual speed; CLOSED has none.",
    )


class WidthNeeded(Invalid):
    code = "closure_width_needed"
    message = Localized(
        zh="用点或线标出的封闭要写明范围 within_m（米，大于 0）。",
        en="A closure drawn as a point or line needs `within_m`, metres above 0.",
    )


class EndsBeforeItBegins(Invalid):
    code = "closure_ends_before_it_begins"
    message = Localized(
        zh="结束时间 {ends_at} 不晚于开始时间 {starts_at}，请改正。",
        en="The end {ends_at} is not after the beginning {starts_at}; correct it.",
    )


class AlreadyOpen(Refused):
    code = "closure_already_lifted"
    message = Localized(
        zh="该封闭已于 {until} 结束，道路已恢复。", en="This closure ended at {until}; the road is open."
    )


def check_share(kind: ClosureKind, speed_share: float | None) -> None:
    """ShareNeeded unless a share is given exactly where one is meant."""
    if (kind is ClosureKind.SLOW) != (speed_share is not None):
        raise ShareNeeded


def check_width(geometry: dict[str, Any], within_m: float) -> None:
    """WidthNeeded where a point or line would touch nothing."""
    if "Polygon" not in geometry["type"] and within_m <= 0:
        raise WidthNeeded


def area_of(geometry: dict[str, Any], within_m: float) -> shapely.Geometry:
    """The area a closure covers, in degrees: the geometry and what lies within so many metres of it."""
    drawn = shape(geometry)
    if within_m <= 0:
        return drawn
    return shape(widened(geometry, within_m))


def slowest(shares: Iterable[float | None]) -> float:
    """The share of the usual speed that is left where several closures meet; 0 where one of them shuts the road."""
    return min((0.0 if share is None else share for share in shares), default=1.0)
