"""`liandong demo` in a process of its own, to be looked at."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx

from tests.postgresql import free_port
from tests.serving import ROOT, environment


class RunningDemo:
    """The command itself, in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        words = [sys.executable, "-m", "liandong", "demo", "--port", str(port)]
        self.said = home / f"said-{port}.txt"
        with self.said.open("w") as log:
            self.process = subprocess.Popen(words, env=environment(home), cwd=ROOT, stdout=log, stderr=log)

    def wait_until_ready(self, within_s: float = 180) -> Any:
        latest = time.monotonic() + within_s
        while time.monotonic() < latest:
            assert self.process.poll() is None, self.said.read_text()
            try:
                if (answer := httpx.get(self.url + "/ready", timeout=5)).status_code == 200:
                    return answer.json()
            except httpx.HTTPError:
                pass
            threading.Event().wait(0.2)
        raise AssertionError(self.said.read_text())

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)
