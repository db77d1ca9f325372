"""What commands print: JSON for machines on standard output, words for people on standard error."""

from __future__ import annotations

from typing import Any, NoReturn

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

people = Console(stderr=True, highlight=False)
"""Where everything for people goes, so that standard output stays clean for `--json`."""


def print_json(data: Any) -> None:
    """One JSON document on standard output, keys in the order given."""
    typer.echo(msgspec.json.format(msgspec.json.encode(data, enc_hook=str), indent=2).decode())


def fail(message: str, code: int = 1) -> NoReturn:
    """Say what is wrong and what to do, and end with an exit code other than 0."""
    people.print(message, style="bold red", markup=False, soft_wrap=True)
    raise typer.Exit(code)


def progress_bar() -> Progress:
    """A progress bar on standard error; shows nothing where that is not a terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=people,
        disable=not people.is_terminal,
    )
