"""Vector tiles out of 200,000 points: our encoder beside mapbox-vector-tile, on the same features of the same tiles.

    python bench/tiles.py [--points 200000] [--tiles 12]

For each zoom the busiest tiles. `first` chooses and gathers what a tile shows (both parties are given its result) and
`again` does so a second time, when gathered tiles are at hand; the two encoders then write the bytes. Each tile of ours
is decoded by mapbox-vector-tile and held against the features.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import mapbox_vector_tile
import numpy as np
from shapely.geometry import Point

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

ZOOMS = (5, 8, 11, 12, 13, 14)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=200_000)
    parser.add_argument("--tiles", type=int, default=12)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    from liandong.resources.tiles.drawing import points

    chance = np.random.default_rng(9)
    centres = chance.uniform((111, 35), (114, 39), (60, 2))
    places = centres[chance.integers(0, 60, options.points)] + chance.normal(0, 0.08, (options.points, 2))
    ids = [UUID(int=number + 2**80) for number in range(options.points)]
    began = time.perf_counter()
    layer = points([("fire_hydrant", places, chance.random(options.points) < 0.9, ids)])
    print(f"layer of {options.points:,} points made in {(time.perf_counter() - began) * 1000:.0f} ms")
    print("| zoom | features | first ms | again ms | our encoder ms | mapbox-vector-tile ms | ratio |")
    print("|---|---|---|---|---|---|---|")
    for zoom in ZOOMS:
        tiles = _busiest(layer, zoom, options.tiles)
        print(_row(layer, zoom, tiles, options.repeats), flush=True)


def _busiest(layer: Any, zoom: int, number: int) -> list[tuple[int, int]]:
    side = 2**zoom
    found = Counter(zip((layer.x * side).astype(int).tolist(), (layer.y * side).astype(int).tolist(), strict=True))
    return [tile for tile, _ in found.most_common(number)]


def _row(layer: Any, zoom: int, tiles: list[tuple[int, int]], repeats: int) -> str:
    from liandong.resources.tiles.drawing import features
    from liandong.resources.tiles.encoding import encode

    first, again, own, other, number = [], [], [], [], []
    options = {"y_coord_down": True}
    for x, y in tiles:

        def draw(x: int = x, y: int = y) -> Any:
            return features(layer, zoom, x, y, lambda ids: {})

        first.append(_best(draw, 1))
        again.append(_best(draw, repeats))
        drawn = draw()
        number.append(len(drawn.x))
        own.append(_best(lambda drawn=drawn: encode({"points": drawn}), repeats))
        said = [dict(zip(drawn.said, row, strict=True)) for row in zip(*drawn.said.values(), strict=True)]
        given = [{"geometry": Point(a, b), "properties": one} for a, b, one in zip(drawn.x, drawn.y, said, strict=True)]
        whole = [{"name": "points", "features": given}]
        other.append(_best(lambda whole=whole: mapbox_vector_tile.encode(whole, default_options=options), repeats))
        read = mapbox_vector_tile.decode(encode({"points": drawn}), default_options=options)["points"]["features"]
        assert [one["properties"] for one in read] == said
        assert [tuple(one["geometry"]["coordinates"]) for one in read] == [*zip(drawn.x, drawn.y, strict=True)]
    means = [median(times) * 1000 for times in (first, again, own, other)]
    shown = " | ".join(f"{one:.2f}" for one in means)
    return f"| {zoom} | {median(number):.0f} | {shown} | {means[3] / means[2]:.1f} |"


def _best(work: Callable[[], object], repeats: int) -> float:
    """The best of several: what other work on the machine adds is no property of the encoder."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


if __name__ == "__main__":
    main()
