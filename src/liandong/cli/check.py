"""`liandong check`: the content held to its schemas, references and worked cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from liandong.config import environment

if TYPE_CHECKING:
    from liandong.content.checking import CheckReport


def check(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="覆盖目录，缺省取 LIANDONG_CONTENT_DIRS。Overlay folders, in order; else the setting's."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。Print the report as JSON.")] = False,
) -> None:
    """检查全部内容文件并运行其中的算例。Check every content file and run its worked cases; exit 1 on mistakes."""
    from liandong.cli.output import print_json
    from liandong.content import checking

    dirs = folders or [Path(folder) for folder in environment.words("LIANDONG_CONTENT_DIRS")]
    report = checking.check(dirs)
    if as_json:
        print_json(report.as_json())
    else:
        _print(report)
    if not report.ok:
        raise typer.Exit(1)


def _print(report: CheckReport) -> None:
    from liandong.cli.output import people

    for problem in report.problems:
        people.print(str(problem), markup=False, soft_wrap=True)
    width = max(map(len, report.counts))
    for kind, count in report.counts.items():
        typer.echo(f"{kind:<{width}}  {count:>7}")
    typer.echo(f"digest  {report.digest[:16]}")
    if report.ok:
        people.print("内容检查通过。All content is in order.", style="bold green")
    else:
        people.print(f"发现 {len(report.problems)} 处错误。Mistakes found: {len(report.problems)}.", style="bold red")
