"""Content as it can be read on screen: kinds, what is in force, and every version with its source and its file."""

from __future__ import annotations

import pytest

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
