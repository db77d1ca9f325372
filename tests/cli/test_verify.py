"""`liandong verify` where there is nothing to verify yet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parents[2]


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A word of `liandong` in a process of its own, on an embedded database of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "LIANDONG_DATABASE_URL"}
    environment |= {"PYTHONPATH": str(HOME / "src"), "LIANDONG_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "liandong", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)


def test_a_database_without_tables_is_told_with_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path, "verify")
    assert done.returncode == 3
    assert "--migrate" in done.stderr
    assert "LIANDONG_DATA_DIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_so_is_an_export_from_one(tmp_path: Path) -> None:
    done = run(tmp_path, "export", "organizations")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
