"""A real server in a process of its own, with a database of its own, to be asked, killed and started again."""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from tests.postgresql import free_port

ROOT = Path(__file__).resolve().parent.parent
START_S = 40.0
"""A loaded machine takes its time to import; what is promised is measured apart."""


def environment(home: Path, database_url: str = "", **more: str) -> dict[str, str]:
    """What a server or command is started with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIANDONG_", "DJANGO_"))}
    return {
        **kept,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "liandong.config.settings",
        "LIANDONG_DATA_DIR": str(home),
        "LIANDONG_DATABASE_URL": database_url,
        **more,
    }


@functools.cache
def seeded() -> tuple[Path, dict[str, str]]:
    """A data folder with the cast in SQLite, made once a session, and the tokens of some of them."""
    home = Path(tempfile.mkdtemp(prefix="liandong-seed-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home, seed(home)


def seed(home: Path, database_url: str = "") -> dict[str, str]:
    """Tables and cast in that database; answers tokens by username."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.seeding"],
        env=environment(home, database_url),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    tokens: dict[str, str] = json.loads(done.stdout)
    return tokens


@dataclass
class Serving:
    """One node: its folder, database and server process."""

    home: Path
    database_url: str = ""
    tokens: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    workers: int = 1
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_file(self) -> Path:
        return self.home / "liandong.sqlite3"

    @property
    def log(self) -> str:
        return (self.home / "server.log").read_text(errors="replace")

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "liandong", *words]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A `liandong` command on this node's data."""
        return subprocess.run(
            self.command(*words),
            env=environment(self.home, self.database_url, **self.variables),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, *, ready: bool = True) -> float:
        """Start the server; answers the seconds until it was ready."""
        began = time.monotonic()
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command("serve", "--port", str(self.port), "--workers", str(self.workers)),
                env=environment(self.home, self.database_url, **self.variables),
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if ready:
            self.wait_until(lambda: self.get("/ready").status_code == 200)
        return time.monotonic() - began

    def wait_until(self, holds: Callable[[], bool], within_s: float = START_S) -> float:
        """Ask again and again until it holds; answers the seconds that took."""
        began = time.monotonic()
        pause = threading.Event()
        while time.monotonic() - began < within_s:
            assert self.process is None or self.process.poll() is None, f"the server ended: {self.log}"
            try:
                if holds():
                    return time.monotonic() - began
            except httpx.HTTPError:
                pass
            pause.wait(0.02)
        raise AssertionError(f"not within {within_s} s: {self.log[-2000:]}")

    def get(self, path: str, username: str = "", **named: Any) -> httpx.Response:
        return httpx.get(self.url + path, headers=self.headers(username), timeout=10, **named)

    def headers(self, username: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[username]}"} if username else {}

    def report(self, key: str = "", client: httpx.Client | None = None, **said: Any) -> httpx.Response:
        """Send one report in, under a key."""
        body = {"channel": "POLICE_110", "summary": "演示：某路口积水", "region_code": "140105", **said}
        send = client.post if client else httpx.post
        headers = {**self.headers("duty_officer"), "Idempotency-Key": key or str(uuid4())}
        return send(f"{self.url}/api/reports", json=body, headers=headers, timeout=15)

    def kill(self) -> None:
        """End the process and its workers at once, as if the machine had gone."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def stop(self, within_s: float = 35) -> int:
        """Ask it to end (SIGTERM); answers its exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within_s)


@contextmanager
def node(variables: Mapping[str, str] | None = None, home: Path | None = None) -> Iterator[Serving]:
    """A node on SQLite with the cast in it, not yet started; removed at the end."""
    template, tokens = seeded()
    folder = home or Path(tempfile.mkdtemp(prefix="liandong-node-"))
    shutil.copytree(template, folder, dirs_exist_ok=True)
    serving = Serving(folder, tokens=dict(tokens), variables=dict(variables or {}))
    try:
        yield serving
    finally:
        serving.kill()
        if home is None:
            shutil.rmtree(folder, ignore_errors=True)
