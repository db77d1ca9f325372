"""`liandong backtest dispatch EVENTS UNIT_STATUS`: recommendations judged by what dispatchers really did."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from liandong.cli import output


def dispatch(
    events: Annotated[Path, typer.Argument(help="接警事件 · events, CSV packed by gzip")],
    unit_status: Annotated[Path, typer.Argument(help="队伍状态 · unit status changes, CSV packed by gzip")],
    learn: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="另一时期的两个文件，只从中学习 · the two files of another period to learn from"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """用真实调度记录回测推荐与到达时间 · Judge recommendations and arrival times by real dispatching."""
    from liandong.experience.backtest import backtest
    from liandong.experience.log import read_log

    try:
        found = backtest(read_log(events, unit_status), read_log(*learn) if learn else None)
    except (OSError, EOFError, KeyError, ValueError) as error:
        output.fail(f"记录无法使用 · the log cannot be used: {type(error).__name__}: {error}", 2)
    if as_json:
        output.print_json(found)
        return
    for name, value in found.items():
        typer.echo(f"{name}: {value}")
