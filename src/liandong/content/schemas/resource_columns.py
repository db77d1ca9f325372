"""资源导入列名: which columns of a table from elsewhere mean what; titles of attributes are known by themselves."""

from __future__ import annotations

from liandong.content.schemas.base import ContentFile, Identifier


class ResourceColumns(ContentFile):
    """`columns`: the field and the names it goes by. `nothing`: cells that say only that nobody filled them in."""

    columns: dict[Identifier, tuple[str, ...]]
    nothing: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
