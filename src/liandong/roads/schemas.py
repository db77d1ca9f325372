"""What goes over the wire."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from liandong.kernel.codes import RegionCode
from liandong.kernel.geo import Position, check_position
from liandong.kernel.geometry import Geometry
from liandong.kernel.text import BadValue, FilledParagraph, OptionalLine, Paragraph, checked
from liandong.roads import queries
from liandong.roads.models import RoadClosure
from liandong.roads.queries import Reach, Route
from liandong.roads.rules import Eta, Method
from liandong.roads.rules.closures import ClosureKind
from liandong.roads.services import ClosureDraft

Share = Annotated[float, Field(gt=0, le=2, allow_inf_nan=False, examples=[0.3])]


def _check_point(text: str) -> str:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadValue(
            "point_malformed",
            zh="地点写成“经度,纬度”，如 112.5489,37.8706。",
            en="A point is `longitude,latitude`, such as 112.5489,37.8706.",
        ) from error
    check_position(lon, lat)
    return text


Point = Annotated[str, Field(max_length=60, examples=["112.5489,37.8706"]), checked(_check_point)]
"""`longitude,latitude` in CGCS2000."""


def place(point: str) -> Position:
    lon, lat = (float(part) for part in point.split(","))
    return Position(lon, lat)


class ClosureIn(Schema):
    """Where (GeoJSON, CGCS2000, widened by `within_m`), what and until when; `speed_share` goes with SLOW alone."""

    model_config = ConfigDict(extra="forbid")

    region_code: RegionCode
    geometry: Geometry
    reason: FilledParagraph
    kind: ClosureKind = ClosureKind.CLOSED
    speed_share: Share | None = None
    within_m: float = Field(20.0, ge=0, le=5000, allow_inf_nan=False)
    road: OptionalLine = ""
    source: OptionalLine = ""
    incident_id: UUID | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    drill: bool = False

    def draft(self) -> ClosureDraft:
        """The same as the services take it."""
        return ClosureDraft(**self.dict())


class LiftIn(Schema):
    """Why the road is open again."""

    reason: Paragraph = ""


class ClosureFilter(Schema):
    in_force: bool | None = None
    drill: bool | None = None


class ClosureOut(Schema):
    """`stretches` is how many stretches of the loaded graphs it meets: 0 says that it is drawn beside every road."""

    id: UUID
    region_code: str
    kind: str
    speed_share: float | None
    geometry: dict[str, Any]
    within_m: float
    road: str
    reason: str
    source: str
    incident_id: UUID | None
    starts_at: AwareDatetime
    until: AwareDatetime | None
    drill: bool
    told_at: AwareDatetime
    lifted_at: AwareDatetime | None
    stretches: int


class Ends(Schema):
    """From where to where, setting off at `at` (now, if left out)."""

    origin: Point
    destination: Point
    at: AwareDatetime | None = None
    drill: bool = False


class Around(Schema):
    """From where, and for how long."""

    origin: Point
    minutes: float = Field(gt=0, le=240, allow_inf_nan=False)
    at: AwareDatetime | None = None
    drill: bool = False


class Many(Schema):
    """Times from each `origin` (repeated, at most 1,000) to one place."""

    origin: list[Point] = Field(min_length=1, max_length=1000)
    destination: Point
    at: AwareDatetime | None = None
    drill: bool = False


class EtaOut(Schema):
    """`seconds` is null with NO_ROAD; STRAIGHT_LINE is an estimate and to be shown as one."""

    seconds: float | None
    method: Method


class RouteOut(EtaOut):
    metres: float | None
    line: dict[str, Any]


class ReachOut(Schema):
    method: Method
    area: dict[str, Any]


class GraphOut(Schema):
    """A road graph of this node; `attribution` must be shown beside the map."""

    name: str
    source: str
    attribution: str
    imported_at: str
    junctions: int
    stretches: int
    kilometres: float
    bounds: tuple[float, float, float, float]


def closure_out(row: RoadClosure) -> dict[str, Any]:
    columns = [name for name in ClosureOut.model_fields if name != "stretches"]
    return {name: getattr(row, name) for name in columns} | {"stretches": queries.touched(row)}


def eta_out(eta: Eta) -> dict[str, Any]:
    return {"seconds": None if eta.seconds is None else round(eta.seconds, 1), "method": eta.method}


def route_out(route: Route) -> dict[str, Any]:
    metres = None if route.metres is None else round(route.metres, 1)
    return eta_out(route.eta) | {"metres": metres, "line": {"type": "LineString", "coordinates": route.line}}


def reach_out(reach: Reach) -> dict[str, Any]:
    return asdict(reach)
