"""The whole content held to its schemas, its references and its worked cases: what `liandong check` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liandong.content import divisions
from liandong.content.cases import wrong_cases
from liandong.content.catalogue import Catalogue
from liandong.content.kinds import KINDS
from liandong.content.loading import LIBRARY
from liandong.content.mending import NO_SUCH_FOLDER
from liandong.content.problems import ContentProblem, Place
from liandong.content.references import wrong_references

_REPORTED_AS = {"grading": "grading_tables"}


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`ok` when there is no problem; `counts` by kind, with `worked_cases` run and `regions` known."""

    ok: bool
    counts: dict[str, int]
    problems: tuple[ContentProblem, ...]
    digest: str

    def as_json(self) -> dict[str, Any]:
        """The report as `liandong check --json` prints it."""
        return {
            "ok": self.ok,
            "digest": self.digest,
            "counts": self.counts,
            "problems": [
                {
                    "file": problem.place.file,
                    "line": problem.place.line,
                    "what": {"zh": problem.what.zh, "en": problem.what.en},
                    "mend": {"zh": problem.mend.zh, "en": problem.mend.en},
                }
                for problem in self.problems
            ],
        }


def check(dirs: Sequence[Path] = (), library: Path = LIBRARY) -> CheckReport:
    """Check the library and the overlay folders above it; never raises for what stands in a file."""
    catalogue = Catalogue(tuple(dirs), library)
    problems = [*_missing_folders(dirs), *catalogue.problems()]
    cases, failed = wrong_cases(catalogue)
    problems += failed
    problems += wrong_references(catalogue)
    counts = {_REPORTED_AS.get(kind, kind): len(catalogue.loaded(kind).versions) for kind in KINDS}
    counts |= {"worked_cases": cases, "regions": divisions.count()}
    ordered = tuple(sorted(problems, key=lambda problem: problem.place))
    return CheckReport(not ordered, counts, ordered, catalogue.digest)


def _missing_folders(dirs: Sequence[Path]) -> list[ContentProblem]:
    return [ContentProblem(Place(str(folder), 1), *NO_SUCH_FOLDER) for folder in dirs if not folder.is_dir()]
