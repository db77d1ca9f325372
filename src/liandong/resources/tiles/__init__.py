"""矢量瓦片: resources as Mapbox Vector Tiles 2.1: single ones where they fit, squares with their number where not.

`drawing` chooses and gathers what a tile shows, `encoding` writes the bytes.
"""
