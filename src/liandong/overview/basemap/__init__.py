"""底图: a map of streets and fields from a file of tiles on this node, or 天地图; without either, outlines alone.

`reading` knows what is configured, `pmtiles` and `mbtiles` read the two kinds of files.
"""
