"""`liandong import roads FILE`: a road graph for this node, from OpenStreetMap or a table of links."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from liandong.cli import output, start

if TYPE_CHECKING:
    from liandong.roads.network import GraphInfo, RoadGraph

OSM = "© OpenStreetMap contributors, ODbL 1.0"


def import_roads(
    file: Annotated[Path, typer.Argument(help="OSM PBF，或路段表 CSV · OSM PBF, or links as CSV, perhaps gzip")],
    name: Annotated[str, typer.Option(help="路网名称，缺省取文件名 · name of the graph; else the file's")] = "",
    mapping: Annotated[str, typer.Option(help="路段表的列对照 · which column says what")] = "aequilibrae-links",
    attribution: Annotated[str, typer.Option(help="来源署名，随地图显示 · shown beside the map")] = OSM,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """导入路网，之后的到达时间按路网计算 · Import a road graph; travel times are found on it from then on."""
    start.django()
    from liandong.cli.serve import prepare
    from liandong.kernel.errors import Problem

    prepare(1, migrate=False)
    try:
        info = _keep(_read(file, mapping), name or _name_of(file), file.name, attribution)
    except Problem as problem:
        output.fail(f"{problem.text('zh')} · {problem.text('en')}", 2)
    _tell(info, as_json)


def _read(file: Path, mapping: str) -> RoadGraph:
    from liandong.content import queries as content
    from liandong.roads.reading import read_osm, read_tables

    if {".csv"} & set(file.suffixes):
        return read_tables(file, content.road_table(mapping))
    return read_osm(file, content.road_profile().speeds_kmh)


def _name_of(file: Path) -> str:
    """`helsinki_centre.osm.pbf` is called `helsinki_centre`."""
    return re.sub(r"[^\w-]+", "-", file.name.split(".")[0]).strip("-") or "roads"


def _keep(graph: RoadGraph, name: str, source: str, attribution: str) -> GraphInfo:
    from liandong.access.rules import Actor, Source
    from liandong.roads import services

    actor = Actor.system(Source.CLI)
    return services.import_roads(actor, graph, name=name, source=source, attribution=attribution)


def _tell(info: GraphInfo, as_json: bool) -> None:
    from dataclasses import asdict

    told: dict[str, Any] = asdict(info)
    if as_json:
        output.print_json(told)
        return
    typer.echo(
        f"路网“{info.name}”：{info.junctions} 个路口，{info.stretches} 个路段，{info.kilometres} 公里"
        f" · {info.junctions} junctions, {info.stretches} stretches, {info.kilometres} km"
    )
