"""Signs for plotting on the map (标绘符号): what is drawn for an incident, as a point, a line or an area."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from liandong.content.schemas.base import Bilingual, ContentFile, Entry, Identifier, Written


class PlotSymbol(Entry):
    """`sign` stands in the frame of a point; lines and areas are told apart by their `dash`, an `arrow` points on."""

    title: Bilingual
    shape: Literal["POINT", "LINE", "AREA"]
    sign: str = Field("", max_length=2)
    dash: Literal["SOLID", "DASHED", "DOTTED"] = "SOLID"
    arrow: bool = False
    clause: str = ""


class PlotSymbolsFile(ContentFile):
    plot_symbols: dict[Identifier, Written]
