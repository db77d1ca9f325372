"""Travel times and closures on a real graph: our engine beside scipy, both sides in one run.

python bench/roads.py links.csv.gz|extract.osm.pbf
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import django
import numpy as np
from scipy.sparse.csgraph import dijkstra

django.setup()

from liandong.content import queries as content  # noqa: E402
from liandong.roads.network import CLOSED, Engine  # noqa: E402
from liandong.roads.network.engine import largest_part, least_arcs  # noqa: E402
from liandong.roads.reading import read_osm, read_tables  # noqa: E402


def milliseconds(work: Callable[[], object], rounds: int = 5) -> float:
    """The middle of some rounds."""
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        spent.append(1000 * (time.perf_counter() - began))
    return median(spent)


def main(file: Path) -> None:
    profile = content.road_profile()
    is_table = ".csv" in file.suffixes
    graph = read_tables(file, content.road_table()) if is_table else read_osm(file, profile.speeds_kmh)
    engine = Engine(graph, profile)
    arcs = least_arcs(graph, engine.base)
    random = np.random.default_rng(1)
    nodes = random.choice(largest_part(arcs), 1100)
    units, demands = nodes[:1000], nodes[1000:]
    for name, start, end in (("1 -> 1,000", demands[:1], units), ("1,000 x 100", units, demands)):
        ours = milliseconds(lambda start=start, end=end: engine.seconds(start, end))
        # scipy is given the smaller side, backwards where need be
        few, matrix = (start, arcs) if len(start) <= len(end) else (end, arcs.T.tocsr())
        theirs = milliseconds(lambda few=few, matrix=matrix: dijkstra(matrix, indices=few), 3)
        print(f"{name}: ours {ours:.1f} ms, scipy {theirs:.1f} ms, ratio {theirs / ours:.1f}")
    sets = [{int(arc): CLOSED for arc in random.choice(len(graph.tail), 50, replace=False)} for _ in range(9)]
    rounds = iter(sets)
    partial = milliseconds(lambda: engine.apply(next(rounds)), len(sets))
    whole = milliseconds(lambda: engine._run(lambda: engine._metric.reset(engine.base.tolist())))
    print(f"50 closures told, 50 lifted: {partial:.1f} ms, all anew {whole:.1f} ms, ratio {whole / partial:.1f}")
    engine.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
