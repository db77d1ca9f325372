"""Import and export over the wire."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from liandong.kernel.codes import RegionCode
from liandong.kernel.text import OptionalLine
from liandong.resources.importing.rows import RowReader
from liandong.resources.schemas import ResourceFilter
from liandong.resources.services import Tally


class ImportIn(Schema):
    """Form fields beside the part `file`. `crs` must be said where the file does not; `dry_run` is the preview."""

    type: str = Field("", max_length=200)
    crs: Literal["", "CGCS2000", "WGS84", "GCJ02", "BD09"] = ""
    region: RegionCode | None = None
    source: OptionalLine = ""
    dry_run: bool = False

    def said(self) -> dict[str, str]:
        return {"type": self.type, "crs": self.crs, "region": self.region or "", "source": self.source}


class RefusedOut(Schema):
    """`code` such as `position_axes_swapped`, empty where the reason says it all; `cells` are those of the file."""

    row: int
    reason: str
    code: str
    cells: list[str]


class ImportOut(Schema):
    """`crs` is what was taken, null where it must be asked; `columns` which column was read as what."""

    read: int
    created: int
    updated: int
    refused: list[RefusedOut]
    crs: str | None
    columns: dict[str, str]
    head: list[list[Any]]


class ExportAsked(ResourceFilter):
    format: Literal["csv", "xlsx", "geojson"] = "csv"


def import_out(tally: Tally, reader: RowReader) -> dict[str, Any]:
    names = reader.table.columns
    return {
        "read": tally.read,
        "created": tally.created,
        "updated": tally.updated,
        "refused": [asdict(one) for one in tally.refused],
        "crs": reader.crs.value if reader.crs_is_known else None,
        "columns": {field: names[place] for field, place in reader.columns.fields.items()},
        "head": [list(row) for row in [names, *reader.table.rows[:5]]],
    }
