"""`liandong replay FILE --mapping NAME`: real records of calls and incidents, played into intake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from liandong.cli import output, start

if TYPE_CHECKING:
    from liandong.content.records import Record
    from liandong.content.schemas.mappings import Mapping
    from liandong.incidents.replaying import Tally


def replay(
    file: Annotated[Path, typer.Argument(help="CSV 或 JSONL，可用 gzip 压缩 · CSV or JSON lines, perhaps gzip-packed")],
    mapping: Annotated[str, typer.Option(help="映射名称或 YAML 文件 · name of a mapping, or a YAML file")],
    speed: Annotated[str, typer.Option(help="max，或实际速度的倍数 · max, or how many times real time")] = "max",
    promote: Annotated[
        bool | None,
        typer.Option(help="是否立案定级；缺省：映射含事实时立案 · make incidents and grade them; else by the mapping"),
    ] = None,
    migrate: Annotated[bool, typer.Option(help="先升级数据表 · bring the tables up to date first")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """把真实接警记录按映射回放到接报，可随时中断、重来不重不漏 · Play records into intake; stop and start at will."""
    from liandong.cli.serve import prepare
    from liandong.kernel.errors import Problem

    pace = _pace(speed)
    start.django()
    prepare(1, migrate=migrate)
    chosen = _mapping(mapping)
    try:
        tally = _play(file, chosen, pace, promote)
    except Problem as problem:
        output.fail(f"{problem.text('zh')} · {problem.text('en')}", 2)
    _tell(tally, as_json)


def _pace(speed: str) -> float | None:
    """How many seconds of the records pass in one of ours; None is as fast as can be."""
    try:
        factor = None if speed == "max" else float(speed)
    except ValueError:
        factor = 0
    if factor is not None and not 0 < factor < float("inf"):
        output.fail(f"--speed 应为 max 或正数，不是 {speed} · --speed is max or a number above 0", 2)
    return factor


def _mapping(name: str) -> Mapping:
    from liandong.content import queries as content

    if Path(name).suffix in {".yaml", ".yml"}:
        return _mapping_in(Path(name))
    if name not in content.mappings():
        known = ", ".join(sorted(content.mappings()))
        output.fail(f"没有映射“{name}”，可选 · no such mapping, choose a YAML file or one of: {known}", 2)
    return content.mapping(name)


def _mapping_in(file: Path) -> Mapping:
    from liandong.content import queries as content
    from liandong.content.problems import BrokenContent

    try:
        return content.mapping_in(file)
    except BrokenContent as broken:
        output.fail(f"映射文件无法使用 · the mapping cannot be used:\n{broken}", 2)


def _play(file: Path, mapping: Mapping, pace: float | None, promote: bool | None) -> Tally:
    from liandong.content.records import records, size_of
    from liandong.incidents import replaying

    grade = replaying.grades_by_default(mapping) if promote is None else promote
    actor, tally = replaying.player(mapping), replaying.Tally()
    with output.progress_bar() as bar:
        task = bar.add_task(f"回放 replaying {file.name}", total=size_of(file, mapping))
        rows = records(file, mapping)
        for batch in replaying.batches(rows) if pace is None else _in_time(rows, mapping, pace):
            tally.add(replaying.play(actor, mapping, batch, promote=grade))
            bar.update(task, completed=tally.read)
    return tally


def _in_time(rows: Iterable[Record], mapping: Mapping, pace: float) -> Iterator[list[Record]]:
    """Each record when its time has come, counted from the first; one without a time comes with the one before."""
    from liandong.kernel import clock

    began, first, wait = clock.monotonic(), None, Event()
    for record in rows:
        moment = _moment(record, mapping)
        first = first or moment
        if moment is not None and first is not None:
            wait.wait(max(0.0, began + (moment - first).total_seconds() / pace - clock.monotonic()))
        yield [record]


def _moment(record: Record, mapping: Mapping) -> datetime | None:
    from liandong.content import mapping as mapper

    _, row = record
    mapped = mapper.apply(mapping, row) if isinstance(row, dict) else None
    if not isinstance(mapped, mapper.MappedReport):
        return None
    return mapped.received_at or mapped.occurred_at


def _tell(tally: Tally, as_json: bool) -> None:
    if as_json:
        output.print_json(tally.as_json())
        return
    typer.echo(
        f"读取 {tally.read}，接受 {tally.accepted}，重复 {tally.repeated}，拒绝 {tally.refused}，立案 {tally.incidents}"
        f" · read {tally.read}, accepted {tally.accepted}, repeated {tally.repeated}, refused {tally.refused},"
        f" incidents {tally.incidents}"
    )
    for reason, count in tally.reasons.most_common():
        typer.echo(f"  {reason}: {count}")
