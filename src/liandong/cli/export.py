"""`liandong export …`: what an account may read, as files others can open; a person's data as masked as on screen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from liandong.cli import output, start

if TYPE_CHECKING:
    from liandong.access.rules import Actor

As = Annotated[str, typer.Option("--as", help="以哪个账号的权限 · the account whose rights count; else all")]
To = Annotated[Path | None, typer.Option("--to", help="写到此文件，缺省为标准输出 · the file; else standard output")]
Region = Annotated[str, typer.Option(help="区划代码 · code of a region")]


class TableFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"


class RecordFormat(StrEnum):
    JSON = "json"
    CSV = "csv"
    MD = "md"


def export_resources(
    region: Region = "",
    form: Annotated[TableFormat, typer.Option("--format", help="csv、xlsx、geojson")] = TableFormat.CSV,
    account: As = "",
    to: To = None,
) -> None:
    """导出应急资源：CSV、XLSX 或 GeoJSON · Export resources, formulas escaped, telephones masked."""

    def written(actor: Actor) -> bytes:
        from liandong.resources import queries
        from liandong.resources.queries import exporting

        rows = queries.matching(actor, {"region_code__startswith": region} if region else {})
        return exporting.written(rows, form.value)

    _export(account, to, written)


def export_organizations(region: Region = "", account: As = "", to: To = None) -> None:
    """导出机构树（JSON），可再导入 · Export the tree of organisations as JSON that the API reads again."""

    def written(actor: Actor) -> bytes:
        from liandong.organizations import queries
        from liandong.organizations.schemas import TreeIO, tree_out

        tree = TreeIO.model_validate(tree_out(queries.tree(actor, region)), from_attributes=True)
        return tree.model_dump_json(indent=1).encode()

    _export(account, to, written)


def export_timeline(
    number: Annotated[str, typer.Argument(help="事件编号，如 140105-20261123-0007 · the incident's number")],
    form: Annotated[RecordFormat, typer.Option("--format", help="json、csv、md")] = RecordFormat.JSON,
    language: Annotated[str, typer.Option(help="zh|en")] = "zh",
    account: As = "",
    to: To = None,
) -> None:
    """导出一个事件的全部记录 · Export everything on record of one incident."""

    def written(actor: Actor) -> bytes:
        from liandong.incidents import queries as incidents
        from liandong.kernel.errors import NotFound
        from liandong.timeline import queries
        from liandong.timeline.export import FORMATS

        found = incidents.visible_incidents(actor).filter(number=number).values_list("id", flat=True).first()
        if found is None:
            raise NotFound(kind="incident", id=number)
        return FORMATS[form.value][1](queries.all_of_incident(actor, found), language)

    _export(account, to, written)


def _export(account: str, to: Path | None, written: Callable[[Actor], bytes]) -> None:
    start.django()
    start.check_migrated()
    from liandong.kernel.errors import Problem

    try:
        content = written(_actor(account))
    except Problem as problem:
        output.fail(f"{problem.text('zh')} · {problem.text('en')}", 2)
    if to is None:
        sys.stdout.buffer.write(content)
        return
    to.write_bytes(content)
    output.people.print(f"已写入 · written: {to.name}  {len(content):,} B", markup=False)


def _actor(account: str) -> Actor:
    from django.core.exceptions import ObjectDoesNotExist

    from liandong.access.queries import actor_named
    from liandong.access.rules import Actor, Source

    if not account:
        return Actor.system(Source.CLI)
    try:
        return actor_named(account)
    except ObjectDoesNotExist:
        output.fail(f"没有账号 {account} · there is no account {account}", 2)
