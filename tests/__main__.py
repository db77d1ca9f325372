"""`python -m tests`: every check the project has, one after another; arguments narrow it to pytest alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.console_checks import console_sources, failed_checks
from tests.postgresql import private_cluster

HOME = Path(__file__).resolve().parent.parent
WORKERS = ("-n", "2", "-q", "--dist", "worksteal")
MUST_RUN = {"LIANDONG_TEST_MUST_RUN": "postgresql,chromium"}
CHECKS = (
    ("ruff", ("ruff", "check", ".")),
    ("format", ("ruff", "format", "--check", ".")),
    ("layers", ("lint-imports",)),
    ("types", ("mypy", "src/liandong")),
)


def main(arguments: list[str]) -> int:
    """Exit code 0 when nothing is wrong; every stage runs, so that one look shows all that is."""
    if arguments:
        return _run("pytest", ("pytest", *arguments), {})
    failed = [name for name, command in CHECKS if _run(name, command, {})]
    failed += failed_checks()
    if not console_sources.is_current():
        console_sources.build()
    if _run("tests on SQLite", ("pytest", *WORKERS), MUST_RUN if os.environ.get("CI") else {}):
        failed.append("tests on SQLite")
    failed += _on_postgresql()
    print(f"\nfailed: {', '.join(failed)}" if failed else "\neverything passed", flush=True)
    return 1 if failed else 0


def _on_postgresql() -> list[str]:
    name = "tests on PostgreSQL"
    with private_cluster() as url:
        if url is None:
            print(f"\n== {name}: NOT RUN, no PostgreSQL server programs (apt-get install postgresql)", flush=True)
            return [name] if os.environ.get("CI") else []
        # What touches no test database was seen on SQLite already; servers of their own bring their own cluster.
        command = ("pytest", *WORKERS, "-m", "database and not chromium")
        return [name] if _run(name, command, {"LIANDONG_DATABASE_URL": url}) else []


def _run(name: str, command: tuple[str, ...], environment: dict[str, str]) -> int:
    print(f"\n== {name}: {' '.join(command)}", flush=True)
    begun = time.monotonic()
    folder = Path(sys.executable).parent
    program = folder / command[0]
    code = subprocess.run([program, *command[1:]], cwd=HOME, env={**os.environ, **environment}, check=False).returncode
    print(f"== {name}: {'ok' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - begun:.0f} s", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
