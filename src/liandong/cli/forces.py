"""The forces and resources of the demo district: invented, marked synthetic, and spread over its real towns."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from liandong.access.rules import Actor, Source
from liandong.content import queries as content
from liandong.kernel.geo import Position
from liandong.organizations.services import Imported
from liandong.resources.services import ResourceDraft, register_resources, verify_resource

SOURCE = "演示数据"
ONE_UNSEEN_IN = 6
"""Nobody has gone to see one in so many: the stewards' board has work to show."""

Line = tuple[str, str, str, str, int, float, float]
"""Type, name, key of the owner, region, quantity, longitude, latitude (CGCS2000)."""

_LINES: tuple[Line, ...] = (
    ("comprehensive_fire_force", "坞城路消防救援站", "fire_rescue", "140105001", 1, 112.5660, 37.7980),
    ("comprehensive_fire_force", "小店消防救援站", "fire_rescue", "140105006", 1, 112.5590, 37.7360),
    ("comprehensive_fire_force", "龙城消防救援站", "fire_rescue", "140105007", 1, 112.5790, 37.7430),
    ("fire_engine", "水罐消防车", "fire_rescue", "140105001", 6, 112.5661, 37.7981),
    ("fire_engine", "举高喷射消防车", "fire_rescue", "140105006", 2, 112.5591, 37.7361),
    ("firefighter", "消防救援人员", "fire_rescue", "140105001", 54, 112.5662, 37.7982),
    ("gas_repair_team", "燃气抢修一队", "gas_supply", "140105004", 1, 112.5420, 37.8060),
    ("gas_repair_team", "燃气抢修二队", "gas_supply", "140105007", 1, 112.5750, 37.7510),
    ("gas_detector", "便携式燃气检测仪", "gas_supply", "140105004", 6, 112.5421, 37.8061),
    ("power_repair_team", "配电抢修队", "power_supply", "140105002", 2, 112.5500, 37.8030),
    ("road_repair_team", "市政道路抢通队", "housing_construction", "140105005", 1, 112.5850, 37.7720),
    ("telecom_repair_team", "应急通信保障队", "telecom_operator", "140105001", 1, 112.5730, 37.7900),
    ("flood_control_team", "防汛抢险队", "water", "140105201", 2, 112.5180, 37.6450),
    ("water_rescue_team", "水上救援队", "fire_rescue", "140105100", 1, 112.5250, 37.6660),
    ("forest_fire_team", "森林消防队", "forestry", "140105200", 1, 112.6200, 37.7000),
    ("medical_team", "医疗救治队", "hospital", "140105006", 3, 112.5610, 37.7330),
    ("ambulance", "负压救护车", "emergency_medical", "140105006", 8, 112.5600, 37.7340),
    ("hospital_bed", "急诊应急床位", "hospital", "140105006", 60, 112.5611, 37.7331),
    ("icu_bed", "重症床位", "hospital", "140105006", 12, 112.5612, 37.7332),
    ("blood", "应急用血", "hospital", "140105006", 120, 112.5613, 37.7333),
    ("rescuer", "综合应急救援队员", "emergency_management", "140105006", 24, 112.5585, 37.7370),
    ("militia_team", "民兵应急分队", "militia", "140105006", 2, 112.5570, 37.7380),
    ("volunteer_team", "社会志愿救援队", "emergency_management", "140105003", 2, 112.6020, 37.7950),
    ("micro_fire_station", "商业街微型消防站", "140105001", "140105001", 3, 112.5700, 37.7930),
    ("breathing_apparatus", "正压空气呼吸器", "fire_rescue", "140105001", 40, 112.5663, 37.7983),
    ("generator", "应急发电车", "power_supply", "140105002", 3, 112.5501, 37.8031),
    ("pump", "移动抽水泵", "water", "140105201", 9, 112.5181, 37.6451),
    ("assault_boat", "冲锋舟", "water", "140105100", 4, 112.5251, 37.6661),
    ("excavator", "挖掘机", "housing_construction", "140105005", 5, 112.5851, 37.7721),
    ("drone", "侦察无人机", "fire_rescue", "140105007", 3, 112.5791, 37.7431),
    ("satellite_phone", "卫星电话", "emergency_management", "140105006", 6, 112.5586, 37.7371),
    ("bus", "应急转运客车", "transport", "140105004", 20, 112.5440, 37.8050),
    ("water_truck", "送水车", "water_supply", "140105002", 6, 112.5510, 37.8020),
    ("county_store", "区级应急物资储备库", "food_reserves", "140105005", 1, 112.5880, 37.7700),
    ("tent", "救灾帐篷", "food_reserves", "140105005", 260, 112.5881, 37.7701),
    ("folding_bed", "折叠床", "food_reserves", "140105005", 600, 112.5882, 37.7702),
    ("quilt", "棉被", "food_reserves", "140105005", 900, 112.5883, 37.7703),
    ("drinking_water", "瓶装饮用水", "food_reserves", "140105005", 1200, 112.5884, 37.7704),
    ("food", "方便食品", "food_reserves", "140105005", 900, 112.5885, 37.7705),
    ("sandbag", "防汛编织袋", "water", "140105201", 9000, 112.5182, 37.6452),
    ("life_jacket", "救生衣", "water", "140105201", 300, 112.5183, 37.6453),
    ("shelter_park", "体育公园避难场所", "civil_defence", "140105007", 1, 112.5770, 37.7460),
    ("shelter_campus", "坞城第二小学避难场所", "education", "140105001", 1, 112.5760, 37.7890),
    ("shelter_place", "可安置床位", "civil_defence", "140105001", 160, 112.5761, 37.7891),
    ("isolation_room", "集中隔离房间", "health", "140105006", 700, 112.5620, 37.7320),
    ("sample_tube", "采样管", "cdc", "140105006", 8000, 112.5621, 37.7321),
    ("expert_rescue", "燃气处置专家", "experts", "140105006", 1, 112.5575, 37.7375),
    ("expert_hazchem", "危化处置专家", "experts", "140105006", 1, 112.5576, 37.7376),
    ("target_hospital", "演示定点医院", "hospital", "140105006", 1, 112.5614, 37.7334),
    ("target_school", "坞城第二小学", "education", "140105001", 1, 112.5762, 37.7892),
    ("facility_fuel_station", "演示加油加气站", "commerce", "140105001", 1, 112.5690, 37.7950),
    ("station_water", "汾河小店水文站", "water", "140105201", 1, 112.5140, 37.6430),
    ("station_weather", "小店气象观测站", "meteorology", "140105006", 1, 112.5530, 37.7400),
)


def register_forces(stage: Imported) -> int:
    """Enter them all through the service; answers how many."""
    system = Actor.system(Source.CLI)
    entered = register_resources(system, list(_drafts(stage)))
    for number, resource in enumerate(entered):
        if number % ONE_UNSEEN_IN:
            verify_resource(system, resource.id, note="建档时现场核对")
    return len(entered)


def _drafts(stage: Imported) -> Iterator[ResourceDraft]:
    for number, (kind, name, owner, region, quantity, lon, lat) in enumerate(_LINES, 1):
        yield ResourceDraft(
            type=kind,
            name=f"演示·{name}",
            region_code=region,
            organization_id=stage.organizations[owner],
            place=Position(lon, lat),
            address=content.region_path(region),
            quantity=Decimal(quantity),
            source=SOURCE,
            source_key=f"demo-{number}",
            synthetic=True,
        )
