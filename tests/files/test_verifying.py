"""Any byte of evidence that changed on disk is found, and the file is named."""

from __future__ import annotations

import random
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings

from liandong.access.rules import Actor, Source
from liandong.files import blobs
from liandong.files.models import File
from liandong.files.queries import damaged
from liandong.files.services import FileDraft, add_file
from liandong.kernel.ids import Subject

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system(Source.CLI)


@pytest.fixture(autouse=True)
def own_store(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def file() -> File:
    draft = FileDraft("记录.txt", Subject.of("incident", uuid4()), "140105")
    return add_file(SYSTEM, draft, [b"2026-11-23 08:00 ", "现场平稳".encode()])


def rewrite(file: File, content: bytes) -> None:
    path = blobs.path_of(file.sha256)
    path.chmod(0o600)
    path.write_bytes(content)


def test_a_store_left_alone_is_sound(file: File) -> None:
    assert damaged() == []


@pytest.mark.parametrize("seed", range(8))
def test_a_single_flipped_bit_is_found(file: File, seed: int) -> None:
    dice = random.Random(seed)
    content = bytearray(blobs.path_of(file.sha256).read_bytes())
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    rewrite(file, bytes(content))
    found = damaged()
    assert [(one.file_id, one.problem) for one in found] == [(file.id, "its content does not match its name")]


def test_a_shortened_blob_is_found(file: File) -> None:
    rewrite(file, b"2026")
    assert "bytes instead of" in damaged()[0].problem


def test_a_blob_that_is_gone_is_found(file: File) -> None:
    blobs.path_of(file.sha256).unlink()
    assert "cannot be read" in damaged()[0].problem


def test_an_upload_cut_off_half_way_leaves_nothing(file: File) -> None:
    def broken_line() -> object:
        yield b"half a "
        raise ConnectionResetError

    before = sorted(blobs.root().rglob("*"))
    with pytest.raises(ConnectionResetError):
        add_file(SYSTEM, FileDraft("x.txt", Subject.of("incident", uuid4()), "140105"), broken_line())  # type: ignore[arg-type]
    assert sorted(blobs.root().rglob("*")) == before
