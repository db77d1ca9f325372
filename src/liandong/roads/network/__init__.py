"""The road graph: read from a file, kept compactly under the data folder, and asked by every process of the node."""

from liandong.roads.network.engine import Engine, Way, contraction_order
from liandong.roads.network.graph import CLOSED, RoadGraph, Stretches
from liandong.roads.network.store import GraphInfo, Network, folder, keep, networks

__all__ = [
    "CLOSED",
    "Engine",
    "GraphInfo",
    "Network",
    "RoadGraph",
    "Stretches",
    "Way",
    "contraction_order",
    "folder",
    "keep",
    "networks",
]
