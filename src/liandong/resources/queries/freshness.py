"""How long a check of a record holds, and which records are aged."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Q, QuerySet

from liandong.content import queries as content
from liandong.kernel import clock
from liandong.kernel.durations import Limit
from liandong.resources.models import Resource


def fresh_since(type_id: str, now: datetime) -> datetime | None:
    """Checks from this moment on still hold; None where the type needs none."""
    every = content.resource_types()[type_id].verify_every if type_id in content.resource_types() else None
    return now - Limit.parse(every).clock if every else None


def only_stale(rows: QuerySet[Resource]) -> QuerySet[Resource]:
    """Those of them whose last check no longer holds, or that nobody has checked though their type asks for it."""
    wanted = Q(pk__in=[])
    for since, types in intervals(clock.now()).items():
        if since is not None:
            wanted |= Q(type__in=types) & (Q(verified_at__isnull=True) | Q(verified_at__lt=since))
    return rows.filter(wanted)


def intervals(now: datetime) -> dict[datetime | None, list[str]]:
    """Types by the moment since when a check of them holds; None for those that need none."""
    found: dict[datetime | None, list[str]] = defaultdict(list)
    for type_id in content.resource_types():
        found[fresh_since(type_id, now)].append(type_id)
    return found
