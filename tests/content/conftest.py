"""A scratch content folder and short ways to read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from liandong.content.catalogue import Catalogue

Write = Callable[[str, str], Path]

HEAD = """\
id: {id}
title: {{zh: 标题, en: Title}}
version: {version}
effective_from: {since}
source: {{document: 测试文件, clause: 第一条}}
"""


def head(id: str = "sample", version: int = 1, since: str = "2020-01-01", extra: str = "") -> str:
    """The head of a content file."""
    return HEAD.format(id=id, version=version, since=since) + extra


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty overlay folder."""
    return tmp_path


@pytest.fixture
def write(folder: Path) -> Write:
    """Write a file into the overlay folder: `write("roles/x.yaml", "...")`."""

    def put(name: str, text: str) -> Path:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
        return file

    return put


@pytest.fixture(scope="session")
def library() -> Catalogue:
    """The shipped content alone."""
    return Catalogue()
