"""Content says where it comes from, and every verb the code records has its sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from liandong.content import queries
from liandong.content import queries as content
from liandong.content.kinds import KINDS
from liandong.content.schemas.base import ContentFile
from tests.architecture.house import ROOT, Found, Source, calls, last_name, sources

LIBRARY = ROOT / "src" / "liandong" / "content" / "library"
_VERB = re.compile(r"[a-z]+(_[a-z]+)+")


def unsourced(kind: str, content: dict[str, Any]) -> list[str]:
    """What a content file of `kind` lacks to say where its rule stands."""
    if not issubclass(KINDS[kind].file, ContentFile):
        return []
    source = content.get("source")
    if not isinstance(source, dict) or not source.get("document"):
        return ["no source.document: name the law, standard or plan, and its clause"]
    if not content.get("effective_from"):
        return ["no effective_from: say since when the rule holds"]
    return []


def test_every_content_file_names_its_source() -> None:
    files = [file for file in LIBRARY.rglob("*.yaml") if file.parent.name in KINDS]
    assert len(files) > 20
    faults = [
        f"{file.relative_to(ROOT)}: content is sourced: {fault}"
        for file in files
        for fault in unsourced(file.parent.name, yaml.safe_load(file.read_text(encoding="utf-8")))
    ]
    assert not faults, "\n".join(faults)


def test_a_grading_table_without_a_source_is_found() -> None:
    assert unsourced("grading", {"id": "x", "effective_from": "2020-01-01"})
    assert unsourced("grading", {"source": {"clause": "3"}, "effective_from": "2020-01-01"})
    assert unsourced("grading", {"source": {"document": "493"}})
    assert not unsourced("grading", {"source": {"document": "493"}, "effective_from": "2020-01-01"})


def test_every_folder_of_the_library_is_a_known_kind() -> None:
    unknown = [folder.name for folder in LIBRARY.iterdir() if folder.is_dir() and folder.name not in KINDS]
    # The division table is compressed data with a reader of its own.
    assert unknown in ([], ["divisions"])


def recorded_verbs(source: Source) -> Iterator[Found]:
    """Every verb written out in a call of `record` (or a helper called so) or as `verb=`."""
    for call in calls(source.tree):
        named = [keyword.value for keyword in call.keywords if keyword.arg == "verb"]
        if last_name(call.func).strip("_") == "record":
            named += call.args[1:3]
        for node in (each for argument in named for each in _written_out(argument)):
            if isinstance(node.value, str) and _VERB.fullmatch(node.value):
                yield Found(node.lineno, node.value)


def _written_out(argument: ast.AST) -> Iterator[ast.Constant]:
    """The constant, or the constants of `a if … else b`; not what is handed to another call."""
    if isinstance(argument, ast.Constant):
        yield argument
    elif isinstance(argument, ast.IfExp):
        yield from (*_written_out(argument.body), *_written_out(argument.orelse))


def test_every_verb_that_is_recorded_has_a_sentence() -> None:
    known = queries.verbs()
    parts = ("services", "handlers", "jobs")
    faults = [
        f"{source.path}:{found.line}: verbs have sentences: {found.what!r} is not in content/library/verbs."
        f" Write its sentence in verbs/{source.app}.yaml, zh and en."
        for source in sources()
        if any(source.is_part(part) for part in parts)
        for found in recorded_verbs(source)
        if found.what not in known
    ]
    assert not faults, "\n" + "\n".join(faults)


def test_verbs_are_found_where_they_are_written() -> None:
    text = """
record(actor, subject, "order_issued", region_code="14")
_record(actor, row, "order_read" if read else "order_seen")
timeline.record(actor, Subject.of("order", id), verb="order_closed")
RecordedFact(actor=a, subject=s, verb="account_opened", region_code="14")
record(actor, row, verb)
"""
    sample = Source(PurePosixPath("src/liandong/orders/services.py"), text)
    assert [found.what for found in recorded_verbs(sample)] == [
        "order_issued",
        "order_read",
        "order_seen",
        "order_closed",
        "account_opened",
    ]


def test_sentences_lie_in_the_file_of_an_app() -> None:
    apps = {folder.name for folder in (ROOT / "src" / "liandong").iterdir() if folder.is_dir()}
    strangers = [file.name for file in Path(LIBRARY / "verbs").glob("*.yaml") if file.stem not in apps]
    assert not strangers


def test_every_permission_of_a_role_has_words() -> None:
    """A screen that says what one may do, or may not, has no codes: see library/permissions."""
    held = {permission for role in content.roles() for permission in content.permissions_of(role)}
    unnamed = sorted(held - content.permissions().keys())
    assert not unnamed, f"say in library/permissions/permissions.yaml what these let one do: {unnamed}"
