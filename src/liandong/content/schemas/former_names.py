"""曾用行政区划名: divisions that were renamed, merged or split, so that older maps find the code of today."""

from __future__ import annotations

from liandong.content.schemas.base import ContentFile, ContentModel


class FormerName(ContentModel):
    """`within` is the code of the city; `now` the code of today, several where its ground was divided."""

    name: str
    within: str
    now: tuple[str, ...]
    note: str = ""


class FormerNames(ContentFile):
    former: tuple[FormerName, ...]

    def codes(self) -> dict[str, tuple[str, ...]]:
        """`1404/长治县` to `(140404,)`."""
        return {f"{one.within}/{one.name}": one.now for one in self.former}
