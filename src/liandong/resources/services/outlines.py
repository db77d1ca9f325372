"""Keep the outlines of regions and the list of villages that this node was given."""

from __future__ import annotations

from collections.abc import Iterable

import shapely
from django.db import transaction
from shapely.geometry import shape

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.kernel import clock
from liandong.kernel.ids import Subject, new_id
from liandong.resources.importing.outlines import Reconciled
from liandong.resources.models import Boundary, Village
from liandong.resources.services.recording import WRITE
from liandong.timeline import services as timeline


@transaction.atomic
def import_boundaries(actor: Actor, reconciled: Reconciled, *, source: str) -> int:
    """Each outline in place of the one its region had; answers how many."""
    for one in reconciled.outlines:
        access.require(actor, WRITE, one.region_code)
        west, south, east, north = shapely.bounds(shape(one.geometry))
        Boundary.objects.update_or_create(
            region_code=one.region_code,
            defaults={
                "name": one.names[0],
                "given_names": list(one.names),
                "geometry": one.geometry,
                "west": float(west),
                "south": float(south),
                "east": float(east),
                "north": float(north),
                "source": source,
                "imported_at": clock.now(),
            },
        )
    _recorded(actor, "boundaries_imported", source, len(reconciled.outlines))
    return len(reconciled.outlines)


@transaction.atomic
def import_villages(actor: Actor, rows: Iterable[tuple[str, str]], *, source: str) -> int:
    """Villages by their twelve digits; a code given again takes the newer name."""
    villages = [Village(code=code, name=name) for code, name in rows]
    for region in {village.code[:2] for village in villages}:
        access.require(actor, WRITE, region)
    Village.objects.bulk_create(
        villages, batch_size=400, update_conflicts=True, unique_fields=["code"], update_fields=["name"]
    )
    _recorded(actor, "villages_imported", source, len(villages))
    return len(villages)


def _recorded(actor: Actor, verb: str, source: str, number: int) -> None:
    data = {"source": source, "number": number}
    timeline.record(actor, Subject.of("regions", new_id()), verb, region_code="", data=data)
