"""A private PostgreSQL cluster in a temporary folder, with durable settings, for as long as the tests run."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, newest version first; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def as_postgres(command: list[str]) -> list[str]:
    """The server refuses to run as root; root becomes `postgres` (or `nobody`) for it."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", f"--reuid={_account()}", "--clear-groups", f"--regid={_account()}", *command]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def private_cluster() -> Iterator[str | None]:
    """`postgres://…` of a fresh cluster on loopback, or None where PostgreSQL is not installed."""
    folder = programs()
    if folder is None:
        yield None
        return
    home = Path(tempfile.mkdtemp(prefix="liandong-pg-"))
    if os.geteuid() == 0:
        shutil.chown(home, _account())
    port = free_port()
    data = home / "data"
    _quiet(as_postgres([str(folder / "initdb"), "-D", str(data), "-U", "liandong", "--auth=trust", "-E", "UTF8"]))
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c max_connections=200"
    control = [str(folder / "pg_ctl"), "-D", str(data), "-l", str(home / "log"), "-w"]
    _quiet(as_postgres([*control, "-o", options, "start"]))
    try:
        yield f"postgres://liandong@127.0.0.1:{port}/liandong"
    finally:
        _quiet(as_postgres([*control, "-m", "immediate", "stop"]))
        shutil.rmtree(home, ignore_errors=True)


def _account() -> str:
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


def _quiet(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")
