"""The power fails right after commits that were answered: all of them are there when it comes back.

Killing a process cannot show this, as the kernel keeps what was written; so the file system itself is shut down
(ext4's own ioctl) with everything that was not synced thrown away. The same cut under a writer with
`synchronous=NORMAL` must lose commits, or the test would prove nothing.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from tests.faults import patience, rounds
from tests.faults.invariants import ClientLog, check_invariants, send_reports
from tests.serving import ROOT, environment, node

pytestmark = [pytest.mark.fault, pytest.mark.timeout(patience(600))]

_EXT4_IOC_SHUTDOWN = 0x8004587D
_WITHOUT_FLUSHING = 2
COMMITS = 40


@dataclass
class Disk:
    """A file system in a file, whose power can be cut."""

    image: Path
    place: Path

    def mount(self) -> None:
        done = subprocess.run(
            ["mount", "-o", "loop", str(self.image), str(self.place)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip(f"no loop device: a power cut is NOT tested here ({done.stderr.decode().strip()})")

    def cut(self) -> None:
        handle = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, _EXT4_IOC_SHUTDOWN, struct.pack("I", _WITHOUT_FLUSHING))
        finally:
            os.close(handle)

    def come_back(self) -> None:
        """Mount again: the journal is played back, what was only in memory is gone."""
        subprocess.run(["umount", str(self.place)], check=True)
        self.mount()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        pytest.skip("only root with mkfs.ext4 can cut the power of a file system: NOT tested here")
    made = Disk(tmp_path / "disk.img", tmp_path / "disk")
    made.place.mkdir()
    with made.image.open("wb") as file:
        file.truncate(96 * 1024 * 1024)
    subprocess.run(["mkfs.ext4", "-q", str(made.image)], check=True)
    made.mount()
    try:
        yield made
    finally:
        subprocess.run(["umount", "-l", str(made.place)], check=False)


def started_writer(home: Path, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writer"],
        env=environment(home, COMMITS=str(COMMITS), **variables),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def acknowledged(writer: subprocess.Popen[str]) -> list[str]:
    assert writer.stdout
    told = [line.strip() for line in iter(writer.stdout.readline, "done\n") if line]
    assert len(told) == COMMITS
    return told


def lost_after_a_cut(disk: Disk, **variables: str) -> int:
    """How many of the acknowledged commits are gone; all of them when not even the table came back."""
    home = disk.place / str(uuid4())
    writer = started_writer(home, **variables)
    told = acknowledged(writer)
    disk.cut()
    writer.kill()
    writer.wait(10)
    disk.come_back()
    try:
        with closing(sqlite3.connect(home / "liandong.sqlite3")) as database:
            kept = {row[0] for row in database.execute("SELECT entry_id FROM timeline_entry")}
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        kept = set()
    return len(set(told) - kept)


def test_no_acknowledged_commit_is_lost(disk: Disk) -> None:
    assert [lost_after_a_cut(disk) for _ in range(rounds(usual=1))] == [0] * rounds(usual=1)


def test_the_same_cut_shows_that_synchronous_normal_loses_commits(disk: Disk) -> None:
    assert lost_after_a_cut(disk, CARELESS="1") > 0


def test_reports_accepted_by_the_server_survive(disk: Disk) -> None:
    log, stop = ClientLog(), threading.Event()
    with node(home=disk.place / "node") as serving:
        os.sync()  # the copied database stands for one that has long been there
        serving.start()
        clients = [threading.Thread(target=send_reports, args=(serving, log, stop), daemon=True) for _ in range(3)]
        for client in clients:
            client.start()
        serving.wait_until(lambda: len(log.accepted) > 50)
        # The file system goes down over a moment, in which the kernel still calls one sync or another a success;
        # a machine without power would not have lived to answer it.
        promised = dict(log.accepted)
        disk.cut()
        serving.kill()
        stop.set()
        for client in clients:
            client.join(20)
        disk.come_back()
        log.accepted = promised
        log.bad_errors.clear()  # how a server answers whose disk has just gone is not what is promised here
        check_invariants(serving, log)


class TestWithoutADiskToCut:
    """The same promise by counting: one sync a commit, and the test goes red when `synchronous` is turned down."""

    def syncs(self, home: Path, **variables: str) -> int:
        if shutil.which("strace") is None:
            pytest.skip("strace is not installed: the syncs of a commit are NOT counted here")
        counted = home / "strace"
        command = ["strace", "-f", "-qq", "-e", "trace=fdatasync,fsync", "-o", str(counted), sys.executable]
        done = subprocess.run(
            [*command, "-m", "tests.faults.writer"],
            env=environment(home, COMMITS=str(COMMITS), **variables),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if "ptrace" in done.stderr:
            pytest.skip("this machine allows no tracing: the syncs of a commit are NOT counted here")
        assert done.returncode == 0, done.stderr
        return counted.read_text().count("= 0")

    def test_each_commit_is_synced(self, tmp_path: Path) -> None:
        (tmp_path / "full").mkdir()
        (tmp_path / "normal").mkdir()
        full, careless = self.syncs(tmp_path / "full"), self.syncs(tmp_path / "normal", CARELESS="1")
        assert full - careless >= COMMITS - 2

    def test_a_server_with_synchronous_normal_refuses_to_start(self) -> None:
        with node({"DJANGO_SETTINGS_MODULE": "tests.faults.careless_settings"}) as serving:
            done = serving.run("serve", "--port", str(serving.port))
            assert done.returncode == 3
            assert "synchronous" in done.stderr
