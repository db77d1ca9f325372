"""数据核查: how complete and how fresh the records are, who answers for them, and what looks entered twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import combinations
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.kernel.geo import Position, distance_m
from liandong.resources.models import Resource, Stewardship, Village
from liandong.resources.queries.freshness import intervals
from liandong.resources.queries.visibility import READ, visible_resources
from liandong.resources.rules import ResourceState

NEAR_M = 60.0
ALIKE = 0.7
"""Two records of one type so near and so alike in name are shown as perhaps the same."""


@dataclass(frozen=True, slots=True)
class Quality:
    """One family in one region: how many records, how many say all that is expected, how many checks still hold."""

    region_code: str
    family: str
    records: int
    complete: int
    fresh: int
    placed: int
    organization_id: UUID | None
    round_began_at: datetime | None


def quality(actor: Actor, region: str) -> list[Quality]:
    """For the region itself and each region one level down that has records, by region and family."""
    digits = {0: 2, 2: 4, 4: 6, 6: 9}.get(len(region), 12)
    rows = _counted(visible_resources(actor).filter(region_code__startswith=region))
    stewards = {(row.region_code, row.family): row for row in _stewards(actor, region)}
    types = content.resource_types()
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for code, type_id, *counts in _by_type(rows, digits):
        for place in {region, code}:
            total = sums[place, types[type_id].family if type_id in types else type_id]
            total[:] = [a + b for a, b in zip(total, counts, strict=True)]
    return [_quality(place, family, counts, stewards) for (place, family), counts in sorted(sums.items())]


def of_family(family: str, region: str) -> QuerySet[Resource]:
    """Records of a family in a region that must be kept right; no permission asked."""
    types = [name for name, one in content.resource_types().items() if one.family == family]
    return _counted(Resource.objects.filter(type__in=types, region_code__startswith=region))


def stewardships(actor: Actor, region: str) -> list[Stewardship]:
    """Who answers for what, in the region and within it."""
    return list(_stewards(actor, region).order_by("region_code", "family"))


@dataclass(frozen=True, slots=True)
class Twins:
    """Two records that are perhaps the same thing; `metres` is None where one has no place."""

    first: UUID
    second: UUID
    type: str
    names: tuple[str, str]
    metres: float | None


def duplicates(actor: Actor, region: str, *, limit: int = 200) -> list[Twins]:
    """Records of one type and county with the same name, or alike in name within `NEAR_M` metres."""
    rows = _counted(visible_resources(actor).filter(region_code__startswith=region))
    known: dict[tuple[str, str, str], list[_Row]] = defaultdict(list)
    columns = ("id", "type", "name", "lon", "lat", "region_code")
    for row in rows.order_by("id").values_list(*columns).iterator(chunk_size=5000):
        for key in _keys(row):
            known[key].append(row)
    found = {(a[0], b[0]): twins for a, b in _pairs(known.values()) if (twins := _twins(a, b))}
    return sorted(found.values(), key=lambda one: (one.type, one.names, str(one.first)))[:limit]


def villages_without_officer(actor: Actor, region: str) -> list[Village]:
    """灾情信息员: the villages of a region for which nobody is named."""
    access.require(actor, READ, region)
    officers = Resource.objects.filter(
        type="disaster_information_officer", region_code__startswith=region[:9], state__in=_KEPT, drill=False
    )
    named = {str(attributes.get("village", "")) for attributes in officers.values_list("attributes", flat=True)}
    return [row for row in Village.objects.filter(code__startswith=region).order_by("code") if row.code not in named]


_Row = tuple[UUID, str, str, float | None, float | None, str]
_KEPT = [state.value for state in ResourceState if state is not ResourceState.RETIRED]


def _counted(rows: QuerySet[Resource]) -> QuerySet[Resource]:
    return rows.filter(drill=False).exclude(state=ResourceState.RETIRED.value)


def _stewards(actor: Actor, region: str) -> QuerySet[Stewardship]:
    rows = Stewardship.objects.filter(region_code__startswith=region, ended_at__isnull=True)
    return access.in_scope(actor, READ, rows)


def _by_type(rows: QuerySet[Resource], digits: int) -> Iterator[tuple[str, str, int, int, int, int]]:
    """Region, type, records, complete, fresh and placed ones: one statement for each interval of checking."""
    for since, names in intervals(clock.now()).items():
        fresh = Q(verified_at__gte=since) if since else Q(id__isnull=False)
        yield from (
            rows.filter(type__in=names)
            .annotate(code=Substr("region_code", 1, digits))
            .order_by()
            .values_list("code", "type")
            .annotate(
                records=Count("id"),
                complete=Count("id", filter=Q(gaps=0)),
                fresh=Count("id", filter=fresh),
                placed=Count("id", filter=Q(lon__isnull=False)),
            )
        )


def _quality(place: str, family: str, counts: list[int], stewards: dict[tuple[str, str], Stewardship]) -> Quality:
    codes = [place[:digits] for digits in (12, 9, 6, 4, 2) if digits <= len(place)]
    row = next((stewards[code, family] for code in codes if (code, family) in stewards), None)
    records, complete, fresh, placed = counts
    return Quality(
        place,
        family,
        records,
        complete,
        fresh,
        placed,
        row.organization_id if row else None,
        row.round_began_at if row else None,
    )


def _keys(row: _Row) -> Iterator[tuple[str, str, str]]:
    """Under which rows are compared: the name within a county, and the squares of some 100 metres around the place."""
    _, type_id, name, lon, lat, region = row
    yield type_id, region[:6], _plain(name)
    if lon is not None and lat is not None:
        x, y = int(lon * 1000), int(lat * 1000)
        yield from ((type_id, "place", f"{a}:{b}") for a in (x, x + 1) for b in (y, y + 1))


def _pairs(groups: Iterable[list[_Row]]) -> Iterator[tuple[_Row, _Row]]:
    for group in groups:
        yield from combinations(group[:50], 2)


def _twins(a: _Row, b: _Row) -> Twins | None:
    placed = None not in (a[3], a[4], b[3], b[4])
    metres = distance_m(Position(a[3] or 0, a[4] or 0), Position(b[3] or 0, b[4] or 0)) if placed else None
    same_name = _plain(a[2]) == _plain(b[2])
    near = metres is not None and metres <= NEAR_M
    if (same_name and (near or metres is None)) or (near and _alike(a[2], b[2])):
        return Twins(a[0], b[0], a[1], (a[2], b[2]), metres)
    return None


def _alike(first: str, second: str) -> bool:
    return SequenceMatcher(None, _plain(first), _plain(second)).ratio() >= ALIKE


def _plain(name: str) -> str:
    """The name without blanks and brackets: they are typed differently each time."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())
