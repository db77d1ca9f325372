"""地名检索: where is it? Regions, resources and pasted coordinates, by Chinese name or the initials of its pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.content.divisions import Region, descendants
from liandong.kernel.geo import Crs, check_position, convert
from liandong.kernel.pinyin import initials
from liandong.kernel.text import BadValue, is_clean
from liandong.resources import queries as resources

MOST = 50
MOST_COMPARED = 20_000
"""Names whose initials are compared one by one; a county has fewer."""
_INITIALS = re.compile(r"[a-z]{2,12}")
_COORDINATES = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，;；\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True)
class Found:
    """A place. `detail` is the address or the coordinate system it was read in; lon, lat in CGCS2000 where known."""

    kind: Literal["region", "resource", "coordinates"]
    id: str
    title: str
    detail: str
    region_code: str
    lon: float | None
    lat: float | None


def find_places(actor: Actor, text: str, *, within: str = "", limit: int = 12) -> list[Found]:
    """Coordinates as each system reads them, then regions and readable resources, the names that begin so first.

    `text` is Chinese, or two letters and more of pinyin initials (`wcjd` finds 坞城街道).
    """
    wanted = text.strip()
    if not wanted or not is_clean(wanted):
        return []
    found = [*_coordinates(wanted), *_regions(wanted, within), *_resources(actor, wanted, within)]
    found.sort(key=lambda one: (one.kind != "coordinates", not _begins(one.title, wanted), len(one.title)))
    return found[: min(limit, MOST)]


def _begins(title: str, wanted: str) -> bool:
    return title.startswith(wanted) or initials(title).startswith(wanted.lower())


def _coordinates(text: str) -> Iterator[Found]:
    given = _COORDINATES.fullmatch(text)
    if given is None:
        return
    lon, lat = float(given[1]), float(given[2])
    if abs(lon) < abs(lat):  # pasted latitude first, as many maps show it
        lon, lat = lat, lon
    for crs in (Crs.CGCS2000, Crs.GCJ02, Crs.BD09):
        try:
            check_position(lon, lat)
        except BadValue:
            return
        true_lon, true_lat = convert(lon, lat, crs, Crs.CGCS2000)
        yield Found("coordinates", crs.value, f"{lon}, {lat}", crs.value, "", round(true_lon, 7), round(true_lat, 7))


def _regions(wanted: str, within: str) -> Iterator[Found]:
    for region in _named(wanted, within):
        yield Found("region", region.code, region.name, content.region_path(region.code), region.code, None, None)


def _named(wanted: str, within: str) -> Iterable[Region]:
    if not _INITIALS.fullmatch(wanted.lower()):
        return content.search_regions(wanted, within, MOST)
    # Towns are searched by initials only inside a city: the whole country has some 40,000 of them.
    inside = descendants(within) if len(within) >= 4 else _counties(within)
    return [one for one in inside if initials(one.name).startswith(wanted.lower())][:MOST]


def _counties(within: str) -> list[Region]:
    return [one for one in content.regions() if one.code.startswith(within) and len(one.code) <= 6]


def _resources(actor: Actor, wanted: str, within: str) -> Iterator[Found]:
    if not access.regions_of(actor, "resources.read"):
        return
    rows = resources.visible_resources(actor).filter(lon__isnull=False)
    rows = rows.filter(region_code__startswith=within) if within else rows
    columns = ("id", "name", "address", "region_code", "lon", "lat")
    if _INITIALS.fullmatch(wanted.lower()):
        compared = rows.values_list(*columns)[:MOST_COMPARED]
        named = [row for row in compared if wanted.lower() in initials(row[1])]
    else:
        named = list(rows.filter(name__contains=wanted).values_list(*columns)[:MOST])
    for key, name, address, region_code, lon, lat in named:
        yield Found("resource", str(key), name, address or content.region_path(region_code), region_code, lon, lat)
