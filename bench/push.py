"""Push: how long from a commit until the last of N connected readers has it, and what a reader costs in memory.

    python bench/push.py                     # SQLite, 1,000 readers, 30 commits
    python bench/push.py --readers 200 --commits 10

The readers are raw sockets of one asyncio process on the same machine, so that they share its cores with the server:
what is measured is an upper bound. The delay counts from the moment the report was answered (its commit is before).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from tests.serving import Serving, node  # noqa: E402


class Reader:
    """One open stream; remembers when it had which report."""

    def __init__(self) -> None:
        self.had: dict[str, float] = {}

    async def open(self, serving: Serving) -> None:
        self._in, self._out = await asyncio.open_connection("127.0.0.1", serving.port)
        token = serving.tokens["duty_officer"]
        self._out.write(
            f"GET /api/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        )
        await self._in.readuntil(b"event: hello")
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while line := await self._in.readline():
            at = line.find(b'"subject_id":"')
            if at >= 0:
                self.had.setdefault(line[at + 14 : at + 50].decode(), time.perf_counter())


def memory_of(serving: Serving) -> int:
    """Resident bytes of the server process."""
    assert serving.process
    status = Path(f"/proc/{serving.process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) * 1024


async def measure(serving: Serving, readers: int, commits: int) -> dict[str, float]:
    before = memory_of(serving)
    opened = [Reader() for _ in range(readers)]
    for start in range(0, readers, 50):
        await asyncio.gather(*(reader.open(serving) for reader in opened[start : start + 50]))
    after = memory_of(serving)
    delays, last = [], []
    for _ in range(commits):
        answer = await asyncio.to_thread(serving.report)
        answered, report = time.perf_counter(), answer.json()["id"]
        while not all(report in reader.had for reader in opened):
            await asyncio.sleep(0.002)
        times = [max(0.0, reader.had[report] - answered) for reader in opened]
        delays += times
        last.append(max(times))
    delays.sort()
    last.sort()
    return {
        "readers": readers,
        "commits": commits,
        "median_ms": round(median(delays) * 1000, 1),
        "p99_ms": round(delays[int(len(delays) * 0.99)] * 1000, 1),
        "last_reader_median_ms": round(median(last) * 1000, 1),
        "last_reader_p99_ms": round(last[min(len(last) - 1, int(len(last) * 0.99))] * 1000, 1),
        "kb_per_reader": round((after - before) / readers / 1024, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=1000)
    parser.add_argument("--commits", type=int, default=30)
    options = parser.parse_args()
    with node() as serving:
        serving.start()
        print(json.dumps(asyncio.run(measure(serving, options.readers, options.commits)), indent=2))


if __name__ == "__main__":
    main()
