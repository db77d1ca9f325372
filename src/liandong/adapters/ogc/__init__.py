"""OGC API – Features: our layers for QGIS, ArcGIS and GDAL, at `/ogc/`.

Part 1 (OGC 17-069r4): core, GeoJSON, HTML, OpenAPI 3.0. A collection is a family of resources, or the outlines of
regions; features are what the signed-in reader sees, a person's data masked. Read only.

Tested against: OWSLib and GDAL's OAPIF driver (live clients against a running server).
"""
