"""GeoPackage, Shapefile, KML: the files of map programs, read through GDAL; projected coordinates are brought back."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from liandong.kernel.geo import Crs
from liandong.resources.importing.tables import Cell, FileUnreadable, Place, Table, check_zip

_LONLAT = "OGC:CRS84"
_SHP = b"\x00\x00\x27\x0a"
_SIGNS = {
    ".gpkg": [(b"SQLite format 3\x00", 16)],
    ".shp": [(_SHP, 4)],
    ".kml": [(b"<kml", 4096), (b"<kml:kml", 4096)],
}


def read_layers(path: Path, called: str) -> Table:
    """Every layer with features, one below the other; a zip holds a shapefile with its companions."""
    source = _checked(path, called)
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(source)]
        tables = [table for name in names if (table := _layer(source, name, called)).rows]
    except (DataSourceError, DataLayerError, ValueError, UnicodeDecodeError) as broken:
        raise FileUnreadable(reason=f"地图文件无法读取（{str(broken)[:160]}）") from broken
    if not tables:
        raise FileUnreadable(reason="文件里没有要素")
    return _below_each_other(tables)


def _checked(path: Path, called: str) -> str:
    """What GDAL is to open. It goes by content and would follow a disguised VRT to other files and hosts, so the first
    bytes must be those of the kind that the name says."""
    if called.endswith(".zip"):
        return _shapefile_in(path)
    head = path.open("rb").read(4096)
    if not any(sign in head[:length] for sign, length in _SIGNS[Path(called).suffix]):
        raise FileUnreadable(reason="文件内容与扩展名不符")
    return str(path)


def _shapefile_in(path: Path) -> str:
    check_zip(path)
    with ZipFile(path) as pack:
        inside = [one for one in pack.namelist() if one.lower().endswith(".shp")]
        if len(inside) != 1:
            raise FileUnreadable(reason="zip 里应恰有一个 .shp 及其附属文件")
        if pack.open(inside[0]).read(4) != _SHP:
            raise FileUnreadable(reason="zip 里的 .shp 不是 Shapefile")
    return f"/vsizip/{path}/{inside[0]}"


def _layer(source: str, name: str, called: str) -> Table:
    meta, fids, geometry, columns = _read(source, name, called)
    points = _points(geometry, meta.get("crs"))
    values = [_cells(column) for column in columns] + [[int(fid) for fid in fids]]
    rows: list[Sequence[Cell]] = [list(row) for row in zip(*values, strict=True)]
    return Table([*map(str, meta["fields"]), "fid"], rows, first_row=1, places=points, crs=Crs.WGS84)


def _read(source: str, name: str, called: str) -> Any:
    """Shapefiles written in China often do not say that they are GBK."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return pyogrio.raw.read(source, layer=name, return_fids=True)
        except UnicodeDecodeError:
            return pyogrio.raw.read(source, layer=name, return_fids=True, encoding="GB18030")


def _points(geometry: Any, crs: str | None) -> list[Place]:
    """A point for each feature, in longitude and latitude; an outline is represented by a point inside it."""
    if geometry is None:
        return []
    shapes = shapely.from_wkb(geometry, on_invalid="ignore")
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    inside = shapely.point_on_surface(shapes[there])
    x, y = _lonlat(shapely.get_x(inside), shapely.get_y(inside), crs)
    found: list[Place] = [None] * len(shapes)
    for place, lon, lat in zip(np.flatnonzero(there), x, y, strict=True):
        found[int(place)] = (float(lon), float(lat))
    return found


def _lonlat(x: Any, y: Any, crs: str | None) -> tuple[Any, Any]:
    """CGCS2000 in zones (EPSG:4513 to 4554), Beijing 54 and the like to degrees; degrees stay as they are."""
    if not crs:
        return x, y
    try:
        given = CRS.from_user_input(crs)
        if given.is_geographic and given.to_epsg() in {4326, 4490, 4979, None}:
            return x, y
        return Transformer.from_crs(given, _LONLAT, always_xy=True).transform(x, y)
    except ProjError as broken:
        raise FileUnreadable(reason=f"坐标系 {crs[:60]} 无法换算") from broken


def _cells(column: Any) -> list[Cell]:
    if column.dtype.kind == "M":
        return [None if np.isnat(one) else str(one.astype("datetime64[D]")) for one in column]
    if column.dtype.kind == "f":
        return [None if np.isnan(one) else float(one) for one in column]
    return [_plain(one) for one in column.tolist()]


def _plain(value: Any) -> Cell:
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _below_each_other(tables: list[Table]) -> Table:
    if len(tables) == 1:
        return tables[0]
    columns = list(dict.fromkeys(name for table in tables for name in table.columns))
    rows: list[Sequence[Cell]] = []
    places: list[Place] = []
    for table in tables:
        at = [table.columns.index(name) if name in table.columns else None for name in columns]
        rows += [[row[place] if place is not None else None for place in at] for row in table.rows]
        places += table.places or [None] * len(table.rows)
    return Table(columns, rows, first_row=1, places=places, crs=tables[0].crs)
