"""The units of the demo's dispatch desk: what is a team or a vehicle among its forces, with crew and call sign."""

from __future__ import annotations

from liandong.access.rules import Actor, Source
from liandong.cli.forces import SOURCE
from liandong.dispatch.services import UnitDraft, enter_unit
from liandong.resources.queries import visible_resources

_UNITS: dict[str, UnitDraft] = {
    "坞城路消防救援站": UnitDraft(callsign="坞城消防", skills=("firefighting",), equipment={"pump": 2}, crew=9),
    "小店消防救援站": UnitDraft(callsign="小店消防", skills=("firefighting",), equipment={"pump": 2}, crew=8),
    "龙城消防救援站": UnitDraft(callsign="龙城消防", skills=("firefighting",), equipment={"pump": 1}, crew=8),
    "燃气抢修一队": UnitDraft(callsign="燃气一队", skills=("gas_repair",), crew=4),
    "燃气抢修二队": UnitDraft(callsign="燃气二队", skills=("gas_repair",), crew=4),
    "市政道路抢通队": UnitDraft(callsign="道路抢通队", skills=("heavy_machinery",), crew=6),
    "防汛抢险队": UnitDraft(callsign="防汛抢险队", crew=12),
    "水上救援队": UnitDraft(callsign="水上救援队", skills=("water_rescue", "diving"), crew=8),
    "森林消防队": UnitDraft(callsign="森林消防队", skills=("forest_fire",), crew=20),
    "医疗救治队": UnitDraft(callsign="医疗救治队", skills=("medical",), crew=5),
    "负压救护车": UnitDraft(callsign="急救01", skills=("medical", "first_aid"), crew=3),
    "社会志愿救援队": UnitDraft(callsign="志愿救援队", skills=("first_aid",), crew=10, uninsured=2),
    "商业街微型消防站": UnitDraft(callsign="商业街微站", skills=("firefighting",), crew=3),
}
"""By the name of the resource, without the mark that it is invented."""


def enter_units() -> int:
    """Make them units; answers how many."""
    system = Actor.system(Source.CLI)
    rows = visible_resources(system).filter(source=SOURCE).order_by("source_key")
    for resource in (named := [one for one in rows if _plain(one.name) in _UNITS]):
        enter_unit(system, resource.id, _UNITS[_plain(resource.name)])
    return len(named)


def _plain(name: str) -> str:
    return name.removeprefix("演示·")
