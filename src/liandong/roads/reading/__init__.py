"""Road graphs read from files: OpenStreetMap PBF, or tables of links and nodes."""

from liandong.roads.reading.openstreetmap import read_osm
from liandong.roads.reading.tables import read_tables

__all__ = ["read_osm", "read_tables"]
