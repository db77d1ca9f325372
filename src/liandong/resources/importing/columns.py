"""Which column means what: by the names in content, by the titles of attributes, whatever the case and the blanks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from liandong.content import queries as content
from liandong.kernel.geo import Crs

_REMARK = re.compile(r"[（(](必填|选填|可选|单位[:：]?.{0,6}|米|人|m2|㎡|平方米)[)）]$")
_HINTS = {"gcj": Crs.GCJ02, "火星": Crs.GCJ02, "高德": Crs.GCJ02, "bd09": Crs.BD09, "百度": Crs.BD09, "wgs": Crs.WGS84}


@dataclass(frozen=True, slots=True)
class Columns:
    """`fields`: the column of each field of a resource. `others`: columns that may be attributes, by their names.

    `crs`: the system that the names of the coordinate columns give away.
    """

    fields: Mapping[str, int]
    others: Mapping[str, int]
    crs: Crs | None


def recognise(names: Sequence[str]) -> Columns:
    """The first column of each name counts; several names of one field are taken in the order of content."""
    known = {plain(name): place for place, name in reversed(list(enumerate(names))) if name}
    fields: dict[str, int] = {}
    for field, called in content.resource_columns().columns.items():
        for name in called:
            if plain(name) in known:
                fields.setdefault(field, known[plain(name)])
    hinted = [names[fields[one]].casefold() for one in ("lon", "lat") if one in fields]
    crs = next((system for sign, system in _HINTS.items() if any(sign in name for name in hinted)), None)
    return Columns(fields, known, crs)


def attribute_columns(type_id: str, columns: Columns) -> dict[str, int]:
    """For each attribute of the type the column that holds it, as far as there is one."""
    kind = content.resource_type(type_id)
    found: dict[str, int] = {}
    for name, attribute in kind.attributes.items():
        called = (name, attribute.title.zh, attribute.title.en, *attribute.names)
        place = next((columns.others[plain(one)] for one in called if plain(one) in columns.others), None)
        if place is not None:
            found[name] = place
    return found


def names_of_types() -> dict[str, str]:
    """By what tables call it - id, titles and other names, without blanks and case - the type."""
    types = reversed(list(content.resource_types().items()))
    return {
        plain(name): type_id for type_id, one in types for name in (type_id, one.title.zh, one.title.en, *one.names)
    }


def types_alike(text: str) -> list[str]:
    """Titles close to what was written, for the reason of a refusal."""
    titles = [one.title.zh for one in content.resource_types().values()]
    return get_close_matches(text, titles, n=2, cutoff=0.4)


def plain(name: str) -> str:
    """`详细 地址（必填）` and `详细地址` are one name."""
    whole = "".join(sign for sign in name.casefold() if not sign.isspace()).strip("*")
    return _REMARK.sub("", whole) or whole
