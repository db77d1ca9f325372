"""A small load generator: N connections, each sending the next request when the last is answered.

Raw sockets and HTTP/1.1 by hand, so that two cores are left for what is measured. Runs in a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import quantiles


@dataclass(frozen=True, slots=True)
class Result:
    """Answered per second and milliseconds, of the requests that were answered with 2xx; `failed` are all others."""

    per_second: float
    p50_ms: float
    p99_ms: float
    answered: int
    failed: int


async def load(port: int, request: Callable[[int], bytes], connections: int, seconds: float) -> Result:
    """Keep `connections` requests under way for `seconds`; `request(n)` gives the bytes of the n-th."""
    took: list[float] = []
    failed = 0
    counter = iter(range(10**9))
    ends = time.perf_counter() + seconds

    async def one() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < ends:
            begun = time.perf_counter()
            writer.write(request(next(counter)))
            if await _status(reader) // 100 == 2:
                took.append((time.perf_counter() - begun) * 1000)
            else:
                failed += 1
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    elapsed = time.perf_counter() - begun
    cuts = quantiles(took, n=100) if len(took) > 1 else [0.0] * 99
    return Result(len(took) / elapsed, cuts[49], cuts[98], len(took), failed)


async def _status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        while int(await reader.readline(), 16):
            await reader.readline()
        await reader.readline()
    else:
        start = lowered.index(b"content-length:") + 15
        await reader.readexactly(int(lowered[start : lowered.index(b"\r\n", start)]))
    return int(head[9:12])


def post(path: str, body: dict[str, object], headers: dict[str, str]) -> bytes:
    data = json.dumps(body).encode()
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    lines += [f"Content-Length: {len(data)}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + data


def report(number: int, run: str) -> dict[str, object]:
    """A call that names its place and what it saw; every one under a key of its own, spread over a county."""
    return {
        "channel": "FIRE_119",
        "client_key": f"{run}-{number}",
        "summary": f"许坦东街{number % 400}号楼下有燃气味，已有人头晕",
        "region_code": "140105",
        "event_type": "21400",
        "place": f"许坦东街{number % 400}号",
        "position": {"lon": 112.40 + number * 7919 % 997 * 0.0003, "lat": 37.60 + number * 104729 % 1009 * 0.0002},
        "facts": {"injuries": number % 3},
    }


def main() -> None:
    """`loading.py PORT PATH CONNECTIONS SECONDS RUN TOKEN` prints the result as JSON."""
    port, path, connections, seconds, run, token = sys.argv[1:7]
    headers = {"Authorization": f"Bearer {token}"} if token else {}

    def request(number: int) -> bytes:
        return post(path, report(number, run), headers)

    found = asyncio.run(load(int(port), request, int(connections), float(seconds)))
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
