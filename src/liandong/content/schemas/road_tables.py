"""Tables of road links (路网数据表): which column of a foreign table says what."""

from __future__ import annotations

from liandong.content.schemas.base import ContentFile


class RoadTable(ContentFile):
    """Names of columns: a link runs from node `a` to node `b` along `line` (WKT, CGCS2000 or WGS 84).

    `direction` is 1 for one way from `a` to `b`, -1 against it, 0 for both; limits are km/h, empty where unknown.
    Links whose class is in `leave_out`, or whose `modes` lack the letter `car`, are not read.
    """

    a: str
    b: str
    line: str
    direction: str
    road_class: str
    name: str
    limit_ab: str
    limit_ba: str
    modes: str = ""
    car: str = "c"
    leave_out: tuple[str, ...] = ()
