"""Content as it can be read on screen: kinds, what is in force, and every version with its source and its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from liandong.content.loading import LIBRARY
from liandong.content.problems import UnknownContent
from liandong.overview import library


def test_every_kind_is_listed_with_how_many_are_in_force() -> None:
    counts = {kind.id: kind.count for kind in library.kinds()}
    assert counts["grading"] == len(library.entries("grading"))
    assert counts["plans"] >= 7


def test_an_entry_names_its_document_and_clause() -> None:
    table = next(one for one in library.entries("grading") if one.id == "work-safety-accident-grade")
    assert "493" in table.document
    assert not table.overlaid


def test_a_version_is_shown_as_written_with_its_place_but_no_path_of_the_machine() -> None:
    newest = library.versions("plans", "outbreak-response")[0]
    assert newest.in_force
    assert newest.file == "plans/outbreak-response.yaml"
    assert newest.line >= 1
    assert "groups" in newest.written


@pytest.mark.parametrize(("kind", "entry"), [("nothing", "x"), ("plans", "nothing")])
def test_what_nobody_knows_is_refused_by_name(kind: str, entry: str) -> None:
    with pytest.raises(UnknownContent):
        library.versions(kind, entry)


def test_worked_cases_stand_beside_what_came_of_them() -> None:
    newest = library.versions("grading", "work-safety-accident-grade")[0]
    assert newest.cases
    assert all(case.holds and not case.differences for case in newest.cases)


def test_an_overlay_names_what_it_takes_the_place_of(tmp_path: Path, settings: Any) -> None:
    folder = tmp_path / "小店区" / "order_kinds"
    folder.mkdir(parents=True)
    shipped = (LIBRARY / "order_kinds").glob("*.yaml")
    text = next(shipped).read_text(encoding="utf-8").replace("version: 1", "version: 2\noverrides: replace", 1)
    (folder / "ours.yaml").write_text(text, encoding="utf-8")
    settings.CONTENT_DIRS = (tmp_path / "小店区",)
    ours, below = library.versions("order_kinds", "task")
    assert (ours.in_force, ours.overlaid, ours.folder, below.in_force) == (True, True, "小店区", False)
    assert ours.overrides.startswith("library/order_kinds/")
    line = next(one for one in library.entries("order_kinds") if one.id == "task")
    assert (line.versions, line.file) == (2, "order_kinds/ours.yaml")
