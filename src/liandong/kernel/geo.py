"""Places: positions, the four coordinate systems in use in China, H3 cells, distances and outlines.

Stored is CGCS2000 (EPSG:4490), which for our purpose equals WGS 84 (they differ by centimetres); GeoJSON order,
longitude first. Public web maps shift what they show: GCJ-02 (国测局), and BD-09 on top of it (Baidu). What comes
from such a map must say so, or it lies some 500 m beside the house.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import h3
from pydantic import BaseModel, ConfigDict, Field, model_validator

from liandong.kernel.text import BadValue, as_pydantic

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG)."""

CHINA = (73.0, 3.0, 136.0, 54.0)
"""West, south, east, north, islands included; only used to notice swapped axes."""


class Crs(StrEnum):
    """The coordinate system a position was given in."""

    CGCS2000 = "CGCS2000"
    WGS84 = "WGS84"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees of longitude and latitude, CGCS2000; BadValue when they are no place on earth or look swapped."""

    lon: float
    lat: float

    def __post_init__(self) -> None:
        check_position(self.lon, self.lat)


class GivenPosition(BaseModel):
    """A position as it comes in, with the coordinate system it was measured or picked in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Bounds are for readers of the API description; `check_position` refuses, so that it can tell swapped axes.
    lon: float = Field(strict=True, json_schema_extra={"minimum": -180, "maximum": 180}, examples=[112.5489])
    lat: float = Field(strict=True, json_schema_extra={"minimum": -90, "maximum": 90}, examples=[37.8706])
    crs: Crs = Crs.CGCS2000

    @model_validator(mode="after")
    def _is_a_place(self) -> GivenPosition:
        try:
            check_position(self.lon, self.lat)
        except BadValue as bad:
            raise as_pydantic(bad) from bad
        return self

    def stored(self) -> Position:
        """The same place in CGCS2000."""
        return stored_position(self.lon, self.lat, self.crs)


def stored_position(lon: float, lat: float, crs: Crs) -> Position:
    """A place given in any of the systems, in CGCS2000; BadValue where it is none (`check_position`)."""
    check_position(lon, lat)
    return Position(*convert(lon, lat, crs, Crs.CGCS2000))


def check_position(lon: float, lat: float) -> None:
    """BadValue `position_not_finite`, `position_axes_swapped` or `position_out_of_range`."""
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise BadValue(
            "position_not_finite",
            zh="经纬度不是有效数字，请重新定位。",
            en="Longitude and latitude must be finite numbers; take the position again.",
        )
    if _in_china(lat, lon) and not _in_china(lon, lat):
        raise BadValue(
            "position_axes_swapped",
            zh="经度与纬度似乎写反了：先写经度（lon），后写纬度（lat）。",
            en="Longitude and latitude look swapped: lon comes first, then lat.",
        )
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise BadValue(
            "position_out_of_range",
            zh="经度应在 -180 至 180 度之间，纬度应在 -90 至 90 度之间。",
            en="Longitude lies between -180 and 180 degrees, latitude between -90 and 90.",
        )


def _in_china(lon: float, lat: float) -> bool:
    west, south, east, north = CHINA
    return west <= lon <= east and south <= lat <= north


def cell(lon: float, lat: float, resolution: int = 7) -> str:
    """The H3 cell (hexadecimal) of a position; resolution 7 is about 5 square kilometres, 9 about 0.1."""
    return str(h3.latlng_to_cell(lat, lon, resolution))


def distance_m(a: Position, b: Position) -> float:
    """Metres along the great circle; within 0.6 % of the ellipsoid."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def convert(lon: float, lat: float, crs_from: Crs, crs_to: Crs) -> tuple[float, float]:
    """The same place in another coordinate system; the way back is exact to 1e-9 degrees (a tenth of a millimetre).

    Within a few hundred metres of the box that GCJ-02 covers, far outside the land border, its shift begins abruptly
    and two places become one; there the way back may be off by that shift.
    """
    if _family(crs_from) == _family(crs_to):
        return lon, lat
    lon, lat = _TO_WGS84[crs_from](lon, lat)
    return _FROM_WGS84[crs_to](lon, lat)


def _family(crs: Crs) -> Crs:
    return Crs.WGS84 if crs is Crs.CGCS2000 else crs


Shift = Callable[[float, float], tuple[float, float]]

# Krasovsky 1940, as the published transformation uses it.
_A = 6_378_245.0
_EE = 0.00669342162296594323
_BD = math.pi * 3000.0 / 180.0


def _gcj02_covers(lon: float, lat: float) -> bool:
    """Outside this box GCJ-02 shifts nothing."""
    return 72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271


def _wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    if not _gcj02_covers(lon, lat):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    phi = math.radians(lat)
    magic = 1 - _EE * math.sin(phi) ** 2
    east = _east_shift(x, y) * 180.0 / (_A / math.sqrt(magic) * math.cos(phi) * math.pi)
    north = _north_shift(x, y) * 180.0 / (_A * (1 - _EE) / (magic * math.sqrt(magic)) * math.pi)
    return lon + east, lat + north


def _waves(x: float, *waves: tuple[float, float]) -> float:
    """Two thirds of a sum of sines: amplitude in metres, wave number in half turns per degree."""
    return sum(amplitude * math.sin(x * math.pi * number) for amplitude, number in waves) * 2.0 / 3.0


def _east_shift(x: float, y: float) -> float:
    polynomial = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return polynomial + _waves(x, (20, 6), (20, 2), (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))


def _north_shift(x: float, y: float) -> float:
    polynomial = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return polynomial + _waves(x, (20, 6), (20, 2)) + _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))


def _gcj02_to_bd09(lon: float, lat: float) -> tuple[float, float]:
    distance = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BD)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BD)
    return distance * math.cos(angle) + 0.0065, distance * math.sin(angle) + 0.006


def _inverse(shift: Shift) -> Shift:
    """Undo a small smooth shift by iteration; each step divides the error by about a thousand."""

    def undo(lon: float, lat: float) -> tuple[float, float]:
        guess_lon, guess_lat = lon, lat
        for _ in range(20):
            shifted_lon, shifted_lat = shift(guess_lon, guess_lat)
            off_lon, off_lat = lon - shifted_lon, lat - shifted_lat
            guess_lon, guess_lat = guess_lon + off_lon, guess_lat + off_lat
            if max(abs(off_lon), abs(off_lat)) < 1e-11:
                break
        return guess_lon, guess_lat

    return undo


def _chain(first: Shift, then: Shift) -> Shift:
    return lambda lon, lat: then(*first(lon, lat))


def _same(lon: float, lat: float) -> tuple[float, float]:
    return lon, lat


_FROM_WGS84: dict[Crs, Shift] = {
    Crs.WGS84: _same,
    Crs.CGCS2000: _same,
    Crs.GCJ02: _wgs84_to_gcj02,
    Crs.BD09: _chain(_wgs84_to_gcj02, _gcj02_to_bd09),
}
_TO_WGS84: dict[Crs, Shift] = {
    Crs.WGS84: _same,
    Crs.CGCS2000: _same,
    Crs.GCJ02: _inverse(_wgs84_to_gcj02),
    Crs.BD09: _chain(_inverse(_gcj02_to_bd09), _inverse(_wgs84_to_gcj02)),
}
