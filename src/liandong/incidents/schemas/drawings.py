"""Wire types of what is drawn on maps."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from liandong.content import queries as content
from liandong.incidents.schemas.incidents import ZoneOut
from liandong.incidents.schemas.reports import Strict
from liandong.kernel.geometry import Geometry
from liandong.kernel.text import OptionalLine


class ZoneInForceOut(ZoneOut):
    incident_id: UUID
    incident: str
    drill: bool


class PlotIn(Strict):
    """`symbol` is one of content's plot symbols; the geometry (CGCS2000) is of its shape."""

    symbol: str = Field(max_length=80)
    title: OptionalLine = ""
    geometry: Geometry


class PlotOut(Schema):
    id: UUID
    symbol: str
    title: str
    geometry: dict[str, Any]
    drawn_at: datetime
    drawn_by: UUID | None
    removed_at: datetime | None


class PlotSymbolOut(Schema):
    """`shape`: POINT, LINE or AREA; `dash`: SOLID, DASHED or DOTTED."""

    id: str
    title: str
    title_en: str
    shape: str
    sign: str
    dash: str
    arrow: bool


def plot_symbols_out() -> list[dict[str, Any]]:
    """Every sign in force, in the order of the file."""
    return [
        {"id": name, "title": one.title.zh, "title_en": one.title.en}
        | {part: getattr(one, part) for part in ("shape", "sign", "dash", "arrow")}
        for name, one in content.plot_symbols().items()
    ]
