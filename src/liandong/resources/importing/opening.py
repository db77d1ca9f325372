"""A file and what was said beside it, checked, as a reader of rows."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.kernel.errors import Invalid
from liandong.kernel.geo import Crs
from liandong.kernel.text import Localized
from liandong.resources.importing.columns import names_of_types, plain, types_alike
from liandong.resources.importing.rows import Options, RowReader
from liandong.resources.importing.tables import read_table
from liandong.resources.queries.outlines import Outlines


class TypeUnknown(Invalid):
    code = "import_type_unknown"
    message = Localized(
        zh="没有资源类型“{type}”{near}。", en="There is no type “{type}”; `GET /api/resource-types` lists them."
    )


class CrsUnknown(Invalid):
    code = "import_crs_unknown"
    message = Localized(
        zh="坐标系“{crs}”应为 CGCS2000、WGS84、GCJ02、BD09 之一。",
        en="The coordinate system “{crs}” is one of CGCS2000, WGS84, GCJ02, BD09.",
    )


def open_table(
    actor: Actor, path: Path, name: str, *, type: str = "", crs: str = "", region: str = "", source: str = ""
) -> RowReader:
    """FileUnreadable, FileKindUnknown, TypeUnknown, CrsUnknown or UnknownContent (the region) where it cannot be."""
    options = Options(
        source=(source or Path(name).name)[:200],
        type=_type(type),
        crs=_crs(crs),
        region=content.region(region or settings.REGION).code,
    )
    return RowReader(read_table(path, name), options, Outlines().region_at)


def _type(said: str) -> str:
    found = names_of_types().get(plain(said)) if said else ""
    if found is None:
        near = "、".join(types_alike(said))
        raise TypeUnknown(type=said[:80], near=f"，相近的有：{near}" if near else "")
    return found


def _crs(said: str) -> Crs | None:
    plainly = said.upper().replace("-", "").replace("_", "")
    if plainly and plainly not in list(Crs):
        raise CrsUnknown(crs=said[:20])
    return Crs(plainly) if plainly else None
