"""Every example of the guides to content is a file that works."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from liandong.content.catalogue import Catalogue
from liandong.content.checking import check
from liandong.content.grading import grade
from liandong.content.kinds import KINDS

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = ["content.md", "replay.md"]
EXAMPLE = re.compile(r"```yaml\n# file: (\S+)\n(.*?)```", re.DOTALL)


def examples(guide: str) -> dict[str, str]:
    return dict(EXAMPLE.findall((DOCS / guide).read_text(encoding="utf-8")))


def written(folder: Path, *guides: str) -> Path:
    for guide in guides:
        for name, text in examples(guide).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("guide", GUIDES)
def test_every_example_is_named_and_runs(guide: str, tmp_path: Path) -> None:
    text = (DOCS / guide).read_text(encoding="utf-8")
    assert text.count("```yaml") == len(examples(guide)) > 0
    assert [str(problem) for problem in check([written(tmp_path, guide)]).problems] == []


def test_every_kind_of_content_stands_in_the_guide() -> None:
    text = (DOCS / "content.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in text] == []


def test_the_examples_do_what_the_guide_says(tmp_path: Path) -> None:
    catalogue = Catalogue((written(tmp_path, *GUIDES),))
    today = date(2026, 11, 23)
    kinds = catalogue.in_force("order_kinds", today)
    assert kinds["dispatch"].sign_within == "1m"
    assert kinds["dispatch"].number_word == "出动"
    assert "publication" not in kinds
    table = catalogue.in_force("grading", today)["mass-incident-grade-xiaodian"]
    assert grade(table, {"participants": 200}).level == "LARGER"
    assert "snow_plough" in catalogue.in_force("resource_types", today)
    assert "snow_cleared" in catalogue.in_force("verbs", today)
