"""A district with things in it: teams, stores, shelters and dangers around one place, some of them long unchecked."""

from __future__ import annotations

from typing import Any

from tests.console.desks import Api, Console

CENTRE = (112.5650, 37.7800)
TEAM: dict[str, Any] = {
    "force_kind": "政府",
    "department": "应急",
    "leader": "演示·队长",
    "phone": "13812345678",
    "members": 24,
    "on_duty_24h": True,
}
THINGS: tuple[tuple[str, str, float, float, float, dict[str, Any]], ...] = (
    ("comprehensive_fire_force", "坞城消防救援站", 0.006, 0.004, 1, TEAM | {"department": "消防"}),
    ("medical_team", "小店区医疗救治队", -0.012, 0.009, 1, TEAM | {"department": "卫健"}),
    ("gas_repair_team", "演示燃气抢修队", 0.015, -0.006, 1, TEAM | {"force_kind": "企业", "department": "住建"}),
    ("volunteer_team", "蓝天志愿者队", -0.02, -0.012, 1, {"phone": "13912345678"}),
    ("hospital", "演示定点医院", 0.010, 0.018, 120, {"phone": "0351-7000000"}),
    ("shelter_park", "汾河公园避难场所", -0.016, 0.002, 3000, {"phone": "0351-7000001"}),
    ("shelter_square", "体育广场避难场所", 0.021, 0.011, 1200, {}),
    ("tent", "救灾帐篷（坞城库）", 0.004, 0.013, 200, {"store": "坞城物资库", "phone": "0351-7000002"}),
    ("tent", "救灾帐篷（北营库）", 0.030, 0.020, 80, {"store": "北营物资库"}),
    ("facility_fuel_station", "演示加油站", 0.003, -0.002, 1, {"operator": "演示石油公司", "substance": "汽油"}),
    ("hazard_landslide", "东山滑坡隐患点", 0.028, -0.004, 1, {"people": 40}),
)


def stock(console: Console) -> dict[str, str]:
    """Ids by name."""
    with console.api("steward") as api:
        return {
            name: _enter(api, kind, name, east, north, number, said) for kind, name, east, north, number, said in THINGS
        }


def _enter(api: Api, kind: str, name: str, east: float, north: float, number: float, said: dict[str, Any]) -> str:
    made = api.post(
        "/api/resources",
        {
            "type": kind,
            "name": name,
            "region_code": "140105",
            "quantity": number,
            "attributes": said,
            "address": "小店区演示路",
            "place": {"lon": round(CENTRE[0] + east, 6), "lat": round(CENTRE[1] + north, 6), "crs": "CGCS2000"},
        },
    )
    return str(made["id"])
