"""Travel on roads (通行速度): how fast a kind of vehicle is on each class of road, and what is assumed beside it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from liandong.content.schemas.base import ContentFile, ContentModel, WorkedCase

Kmh = Annotated[float, Field(gt=0, le=200)]


class StraightLine(ContentModel):
    """Where no graph is loaded: roads are `detour` times as long as the straight line, driven at `kmh` all in all."""

    detour: float = Field(ge=1, le=5)
    kmh: Kmh


class Approach(ContentModel):
    """From a place to the nearest road: at `kmh`; farther than `within_m` the place lies off the graph."""

    kmh: Kmh
    within_m: float = Field(gt=0, le=50_000)


class RoadProfile(ContentFile):
    """`speeds_kmh` by OpenStreetMap's `highway=*`; a class that is not listed is not driven on.

    Where a limit is posted, the speed is `share_of_limit` of it instead.
    """

    speeds_kmh: dict[str, Kmh] = Field(min_length=1)
    share_of_limit: float = Field(gt=0, le=2)
    straight_line: StraightLine
    approach: Approach
    cases: tuple[WorkedCase, ...] = Field(min_length=2)

    def speed_kmh(self, road_class: str, posted_kmh: float | None = None) -> float | None:
        """The speed on a stretch; None where this vehicle does not drive."""
        usual = self.speeds_kmh.get(road_class)
        if usual is None or not posted_kmh:
            return usual
        return posted_kmh * self.share_of_limit

    def seconds(self, metres: float, road_class: str, posted_kmh: float | None = None) -> float | None:
        """How long a stretch takes; None where this vehicle does not drive."""
        speed = self.speed_kmh(road_class, posted_kmh)
        return None if speed is None else metres / (speed / 3.6)
