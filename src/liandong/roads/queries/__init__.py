"""The way asked: how long it takes from many places to many, which way it is, how far one gets, what is closed."""

from liandong.roads.queries.closures import access_closure, check_reader, matching, touched, visible_closures
from liandong.roads.queries.times import eta, matrix
from liandong.roads.queries.ways import Reach, Route, graphs, reach, route

__all__ = [
    "Reach",
    "Route",
    "access_closure",
    "check_reader",
    "eta",
    "graphs",
    "matching",
    "matrix",
    "reach",
    "route",
    "touched",
    "visible_closures",
]
