"""PostgreSQL for tests that stop, freeze or kill it: a cluster of their own, never the machine's."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.postgresql import as_postgres, free_port, programs


def need_postgresql() -> Path:
    """The folder of its programs; skips loudly without them, fails where CI must have them."""
    found = programs()
    if found is None:
        reason = "PostgreSQL (initdb, pg_ctl) is not installed: its faults are NOT tested here"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@dataclass
class Cluster:
    """A private server: start, stop, freeze, kill."""

    home: Path
    programs: Path
    port: int
    extra: str = ""

    def url(self, name: str) -> str:
        return f"postgres://liandong@127.0.0.1:{self.port}/{name}"

    def create(self, name: str) -> str:
        """A new database; answers its URL."""
        with self.connect("postgres") as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(host="127.0.0.1", port=self.port, user="liandong", dbname=name, autocommit=True)

    def start(self, extra: str = "") -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.home} {extra}"
        self._control("-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        self._control("-m", mode, "stop")

    def processes(self) -> list[int]:
        """The postmaster and its backends."""
        postmaster = int((self.home / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        return [postmaster, *map(int, children)]

    def signal_all(self, number: signal.Signals) -> None:
        for process in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def kill(self) -> None:
        """As if the machine's PostgreSQL had been shot: no checkpoint, no goodbye."""
        shot = self.processes()
        # Stopped first, so that no backend is born between the shots.
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in shot:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, number)
        pause = threading.Event()
        while any(_runs(process) for process in shot):
            pause.wait(0.02)
        # Where nobody fetches the dead (a container without init), their numbers look alive to the next postmaster.
        for left in (self.home / "data" / "postmaster.pid", *self.home.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Nothing is refused and nothing is answered."""
        self.signal_all(signal.SIGSTOP)
        try:
            yield
        finally:
            self.signal_all(signal.SIGCONT)

    def _control(self, *words: str) -> None:
        command = [str(self.programs / "pg_ctl"), "-D", str(self.home / "data"), "-l", str(self.home / "log"), "-w"]
        done = subprocess.run(as_postgres([*command, *words]), capture_output=True, text=True, check=False, cwd="/")
        assert done.returncode == 0, done.stdout + done.stderr + (self.home / "log").read_text()[-2000:]


def _runs(process: int) -> bool:
    """Whether it is more than an entry that nobody has fetched yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@contextmanager
def private_cluster() -> Iterator[Cluster]:
    """A fresh, durable, started cluster; removed at the end whatever state it is in."""
    folder = need_postgresql()
    home = Path(tempfile.mkdtemp(prefix="liandong-cluster-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    made = [str(folder / "initdb"), "-D", str(home / "data"), "-U", "liandong", "--auth=trust", "-E", "UTF8"]
    done = subprocess.run(as_postgres(made), capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    cluster = Cluster(home, folder, free_port())
    cluster.start()
    try:
        yield cluster
    finally:
        subprocess.run(
            as_postgres([str(folder / "pg_ctl"), "-D", str(home / "data"), "-m", "immediate", "stop"]),
            capture_output=True,
            check=False,
            cwd="/",
        )
        shutil.rmtree(home, ignore_errors=True)
