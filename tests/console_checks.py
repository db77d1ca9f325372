"""`python -m tests.console_checks`: what is checked of the console without a browser."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent / "tools"
sys.path.insert(0, str(TOOLS))
import console_sources  # noqa: E402  # lies in tools/, shared with the wheel's build


def _api_types() -> int:
    return subprocess.run([sys.executable, str(TOOLS / "make_api_types.py"), "--check"], check=False).returncode


CHECKS: dict[str, Callable[[], int]] = {
    "console: API types": _api_types,
    "console: vue-tsc": lambda: console_sources.installed_program("vue-tsc", "--noEmit"),
    "console: eslint": lambda: console_sources.installed_program("eslint", "."),
    "console: vitest": lambda: console_sources.installed_program("vitest", "run"),
}


def failed_checks() -> list[str]:
    """The names of the checks that failed; all of them run."""
    console_sources.install()
    return [name for name, check in CHECKS.items() if _run(name, check)]


def _run(name: str, check: Callable[[], int]) -> int:
    print(f"\n== {name}", flush=True)
    begun = time.monotonic()
    code = check()
    print(f"== {name}: {'ok' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - begun:.0f} s", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(1 if failed_checks() else 0)
