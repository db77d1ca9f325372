"""The disk runs full: nothing is half-written, people are told plainly, reading goes on, and space brings it back."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.faults.invariants import ClientLog, check_invariants
from tests.serving import Serving, node

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]

MEGABYTES = 24


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, so small that it fills at once."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system: a full disk is NOT tested here")
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"tmpfs cannot be mounted: a full disk is NOT tested here ({mounted.stderr.decode()})")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


@pytest.fixture
def serving(small_disk: Path) -> Iterator[Serving]:
    with node(home=small_disk) as made:
        made.start()
        yield made


def fill(disk: Path) -> Path:
    """Take all space there is."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


def test_reports_are_refused_plainly_and_accepted_again_when_there_is_space(serving: Serving, small_disk: Path) -> None:
    log = ClientLog()

    def send() -> int:
        key, summary = str(uuid4()), f"演示 {uuid4()} " + "满" * 3000
        answer = serving.report(key, summary=summary)
        log.note(key, summary, answer)
        return answer.status_code

    assert send() == 201
    filler = fill(small_disk)
    answers = [send() for _ in range(400 // 10)]
    assert set(answers) <= {201, 503}
    assert answers[-1] == 503, "the disk was never full"
    assert serving.get("/api/timeline", "duty_officer").status_code == 200
    filler.unlink()
    serving.wait_until(lambda: send() == 201)
    check_invariants(serving, log)
