"""命令 (cli): the `liandong` command; one module for each word, and what they share in `start` and `output`."""

from __future__ import annotations


def main() -> None:
    """Entry point of the `liandong` command."""
    from liandong.cli.commands import app

    app(prog_name="liandong")
