"""核查轮次: a steward's round of checks ends when nothing of the class is left unchecked, and the next begins."""

from __future__ import annotations

from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.deadlines import services as deadlines
from liandong.deadlines.rules import Holder
from liandong.kernel import clock
from liandong.kernel.durations import Limit
from liandong.kernel.ids import Subject
from liandong.resources.models import Resource, Stewardship
from liandong.resources.queries.stewardship import of_family

CLOCK = "resource_verification"


def begin_round(actor: Actor, row: Stewardship) -> None:
    """Start the clock of a round: as long as a check holds in this family."""
    family = content.resource_families()[row.family]
    row.round_began_at, row.rounds = clock.now(), row.rounds + 1
    row.save()
    deadlines.start(
        actor,
        subject_of(row),
        CLOCK,
        region_code=row.region_code,
        holder=Holder.of("ORGANIZATION", row.organization_id),
        starts_at=row.round_began_at,
        within=Limit.parse(family.verify_every or "365d"),
        data={"family": family.title.zh, "round": row.rounds},
    )


def close_round_if_done(actor: Actor, resource: Resource) -> None:
    """After a check: when it was the last of the round, the round's clock is met and the next one begins."""
    family = content.resource_type(resource.type).family
    regions = [resource.region_code[:digits] for digits in (2, 4, 6, 9, 12)]
    for row in Stewardship.objects.filter(family=family, region_code__in=regions, ended_at__isnull=True):
        left = of_family(family, row.region_code).exclude(verified_at__gte=row.round_began_at)
        if not left.exists():
            deadlines.meet(actor, subject_of(row), CLOCK)
            begin_round(actor, row)


def subject_of(row: Stewardship) -> Subject:
    return Subject.of("stewardship", row.id)
