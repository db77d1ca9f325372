"""`python tools/make_console.py`: build the console where it is missing or older than its sources."""

from __future__ import annotations

import sys

import console_sources


def main() -> int:
    if console_sources.is_current():
        return 0
    print(
        "[控制台 console] 安装并构建，约一分钟 · installing and building, about a minute", file=sys.stderr, flush=True
    )
    try:
        console_sources.build()
    except (RuntimeError, OSError) as failed:
        print(f"控制台未能构建，改用简版页面 /plain/ · not built, the plain pages remain: {failed}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
