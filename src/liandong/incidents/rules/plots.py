"""Which geometry a sign of the map is drawn as."""

from __future__ import annotations

from liandong.content.schemas.plot_symbols import PlotSymbol
from liandong.incidents.rules.problems import PlotShapeWrong
from liandong.kernel.geometry import GeoJson

_GEOMETRY = {"POINT": "Point", "LINE": "LineString", "AREA": "Polygon"}
_WORDS = {"POINT": ("点", "a point"), "LINE": ("线", "a line"), "AREA": ("面", "an area")}


def check_shape(symbol: PlotSymbol, geometry: GeoJson) -> None:
    """PlotShapeWrong unless the geometry is what the sign is drawn as."""
    if geometry.get("type") != _GEOMETRY[symbol.shape]:
        zh, en = _WORDS[symbol.shape]
        raise PlotShapeWrong(title=symbol.title.zh, title_en=symbol.title.en, wanted=zh, wanted_en=en)
