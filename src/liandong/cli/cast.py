"""The cast: a demo district with everybody who acts in it; shared by the demo, the rehearsals, tests and screenshots.

太原市小店区 (140105) with its real towns and streets; above it the city (1401) and the province (14), beside it another
district (140106) that must see nothing. All people are invented and say so in their names (演示·王值班).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction

from liandong.access.queries import actor_named
from liandong.access.rules import Actor, Source
from liandong.access.services import AccountDraft, grant_role, open_account
from liandong.content import queries as content
from liandong.kernel import clock
from liandong.organizations.queries import posts_of
from liandong.organizations.rules import DutyRole, HolderNode, OrganizationNode, PostNode
from liandong.organizations.services import Imported, ShiftDraft, import_tree, plan_shifts

DISTRICT, NEIGHBOUR, CITY, PROVINCE = "140105", "140106", "1401", "14"
PASSWORD = "Liandong-Demo-2026"  # noqa: S105  # of invented accounts, printed on purpose
BEIJING = ZoneInfo("Asia/Shanghai")
PLANNED = timedelta(days=16)
"""How far the rosters reach: past the end of the fourteen-day outbreak."""

_DEPARTMENTS = {
    "emergency_management": ("应急管理局", "应急"),
    "public_security": ("公安分局", "公安"),
    "health": ("卫生健康和体育局", "卫健"),
    "cdc": ("疾病预防控制中心", "疾控"),
    "housing_construction": ("住房和城乡建设局", "住建"),
    "transport": ("交通运输局", "交通"),
    "water": ("水务局", "水务"),
    "meteorology": ("气象局", "气象"),
    "urban_management": ("城乡管理局", "城管"),
    "natural_resources": ("自然资源局", "资源"),
    "environment": ("生态环境分局", "环保"),
    "forestry": ("林业局", "林业"),
    "agriculture": ("农业农村局", "农业"),
    "education": ("教育局", "教育"),
    "civil_affairs": ("民政局", "民政"),
    "finance": ("财政局", "财政"),
    "industry_information": ("工业和信息化局", "工信"),
    "commerce": ("商务局", "商务"),
    "food_reserves": ("粮食和物资储备中心", "储备"),
    "market_regulation": ("市场监督管理局", "市监"),
    "culture_tourism": ("文化和旅游局", "文旅"),
    "publicity": ("宣传部", "宣传"),
    "earthquake": ("地震局", "地震"),
    "civil_defence": ("人民防空办公室", "人防"),
    "hotline": ("12345政务服务便民热线中心", "热线"),
    "emergency_medical": ("120急救站", "急救"),
    "hospital": ("演示定点医院", "医院"),
    "gas_supply": ("演示燃气公司", "燃气"),
    "power_supply": ("演示供电公司", "供电"),
    "water_supply": ("演示供水公司", "供水"),
    "telecom_operator": ("演示通信公司", "通信"),
    "militia": ("人民武装部", "武装"),
}
"""Department kinds: what they are called in the district, and the word in their people's names."""


@dataclass(frozen=True, slots=True)
class Part:
    """An account of the cast: whose it is, and what it may do where."""

    username: str
    organization: str
    person: str
    role: str
    region: str


PARTS = (
    Part("duty_officer", "centre", "演示·王值班", "duty_officer", DISTRICT),
    Part("duty_leader", "centre", "演示·李带班", "duty_leader", DISTRICT),
    Part("dispatcher", "centre", "演示·赵调度", "dispatcher", DISTRICT),
    Part("commander", "government", "演示·张指挥", "commander", DISTRICT),
    Part("director", "emergency_management", "演示·应急负责人", "office_director", DISTRICT),
    Part("handler", "health", "演示·卫健经办", "department_handler", DISTRICT),
    Part("emergency_handler", "emergency_management", "演示·应急经办", "department_handler", DISTRICT),
    Part("police_handler", "public_security", "演示·公安经办", "department_handler", DISTRICT),
    Part("fire_dispatcher", "fire_rescue", "演示·罗站长", "dispatcher", DISTRICT),
    Part("forestry_handler", "forestry", "演示·林业经办", "department_handler", DISTRICT),
    Part("field_worker", "fire_rescue", "演示·周消防", "field_worker", DISTRICT),
    Part("steward", "emergency_management", "演示·数据管理", "data_steward", DISTRICT),
    Part("observer", "office", "演示·郑观察", "observer", DISTRICT),
    Part("sysadmin", "emergency_management", "演示·系统管理", "system_administrator", DISTRICT),
    Part("secadmin", "emergency_management", "演示·安全管理", "security_administrator", DISTRICT),
    Part("auditor", "emergency_management", "演示·审计管理", "audit_administrator", DISTRICT),
    Part("stranger", f"{NEIGHBOUR}-centre", "演示·孙邻区", "duty_officer", NEIGHBOUR),
    Part("upper_duty", f"{CITY}-centre", "演示·市值班", "duty_officer", CITY),
    Part("province_duty", f"{PROVINCE}-centre", "演示·省值班", "duty_officer", PROVINCE),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody by the part they play, and the stage: ids of organisations, posts and people by key."""

    duty_officer: Actor
    duty_leader: Actor
    dispatcher: Actor
    commander: Actor
    director: Actor
    handler: Actor
    emergency_handler: Actor
    police_handler: Actor
    fire_dispatcher: Actor
    forestry_handler: Actor
    field_worker: Actor
    steward: Actor
    observer: Actor
    sysadmin: Actor
    secadmin: Actor
    auditor: Actor
    stranger: Actor
    upper_duty: Actor
    province_duty: Actor
    stage: Imported
    region: ClassVar[str] = DISTRICT


@transaction.atomic
def build_cast() -> Cast:
    """Found the district, fill its posts and rosters from now on, open the accounts."""
    stage = build_stage()
    password_hash = make_password(PASSWORD)
    actors = {part.username: _open(part, stage, password_hash) for part in PARTS}
    return Cast(stage=stage, **actors)


@transaction.atomic
def build_stage() -> Imported:
    """The district without accounts, enough for a rehearsal; all through the services that anybody would use."""
    system = Actor.system(Source.CLI)
    stage = import_tree(system, list(district()))
    for key, drafts in _rosters(stage):
        plan_shifts(system, stage.organizations[key], drafts)
    return stage


def district() -> Iterator[OrganizationNode]:
    """The tree: province and city desks, the neighbour, the district with its organs, departments and towns."""
    yield _desk(PROVINCE, "山西省应急指挥中心", "省")
    yield _desk(CITY, "太原市应急联动中心", "市", parent=f"{PROVINCE}-centre")
    yield _desk(NEIGHBOUR, "迎泽区应急联动中心", "邻", parent=f"{CITY}-centre")
    yield from _organs()
    for kind, (name, word) in _DEPARTMENTS.items():
        yield _department(kind, name, word)
    for town in content.region_children(DISTRICT):
        yield _town(town.code, town.name)


def _desk(region: str, name: str, word: str, parent: str = "") -> OrganizationNode:
    officer = "演示·孙邻区" if region == NEIGHBOUR else f"演示·{word}值班"
    posts = (
        _post("duty_leader", "带班领导", f"演示·{word}带班", leads=True),
        _post("duty_officer", "值班员", officer, f"演示·{word}夜班", f"演示·{word}早班"),
    )
    return OrganizationNode(f"{region}-centre", name, "linkage_centre", region, parent, posts=posts)


def _organs() -> Iterator[OrganizationNode]:
    yield _district(
        "government",
        "小店区人民政府",
        "government",
        f"{CITY}-centre",
        _post("government_head", "区长", "演示·陈区长", leads=True),
        _post("commander", "应急指挥长", "演示·张指挥"),
        _post("deputy_commander", "应急副指挥长", "演示·吴副指挥"),
        _post("leader_in_charge", "分管副区长", "演示·何副区长", "演示·林副区长"),
        _post("on_scene_commander", "现场指挥长", "演示·马现场"),
    )
    yield _district("committee", "小店区应急管理委员会", "emergency_committee", "government")
    yield _district(
        "office",
        "小店区应急委办公室",
        "coordination_office",
        "committee",
        _post("department_head", "主任", "演示·郑主任", leads=True),
        _post("supervisor", "督导员", "演示·郑观察"),
    )
    yield _district(
        "centre",
        "小店区应急联动中心",
        "linkage_centre",
        "government",
        _post("duty_leader", "带班领导", "演示·李带班", "演示·钱带班", leads=True),
        _post("duty_officer", "值班员", "演示·王值班", "演示·刘值班", "演示·杨值班"),
        _post("dispatcher", "调度员", "演示·赵调度", "演示·黄调度", "演示·徐调度"),
        _post("information_officer", "信息员", "演示·中心信息"),
    )
    yield _district("experts", "小店区应急专家组", "expert_group", "committee", _post("expert", "专家", "演示·高专家"))
    yield _district(
        "fire_rescue",
        "小店区消防救援大队",
        "fire_rescue",
        "government",
        _post("department_head", "大队长", "演示·郭大队长", leads=True),
        _post("team_leader", "站长", "演示·罗站长"),
        _post("field_worker", "消防员", "演示·周消防", "演示·梁消防"),
        _post("information_officer", "信息员", "演示·消防信息"),
    )


def _department(kind: str, name: str, word: str) -> OrganizationNode:
    extra = _ADMINISTRATORS if kind == "emergency_management" else ()
    return _district(
        kind,
        f"小店区{name}",
        kind,
        "government",
        _post("department_head", "主要负责人", f"演示·{word}负责人", leads=True),
        _post("department_handler", "经办人", f"演示·{word}经办"),
        _post("information_officer", "信息员", f"演示·{word}信息"),
        *extra,
    )


def _town(code: str, name: str) -> OrganizationNode:
    body = f"{name}办事处" if name.endswith("街道") else f"{name}人民政府"
    posts = (
        _post("government_head", "主要负责人", f"演示·{name}负责人", leads=True),
        _post("duty_officer", "值班员", f"演示·{name}值班甲", f"演示·{name}值班乙"),
        _post("information_officer", "信息员", f"演示·{name}信息"),
        _post("grid_worker", "网格员", f"演示·{name}网格"),
    )
    return OrganizationNode(code, body, "town", code, "government", posts=posts)


def _district(key: str, name: str, kind: str, parent: str, *posts: PostNode) -> OrganizationNode:
    return OrganizationNode(key, name, kind, DISTRICT, parent, posts=posts)


def _post(kind: str, title: str, *names: str, leads: bool = False) -> PostNode:
    return PostNode(title, kind, leads, tuple(HolderNode(name) for name in names))


_ADMINISTRATORS = (
    _post("data_steward", "数据管理员", "演示·数据管理"),
    _post("system_administrator", "系统管理员", "演示·系统管理"),
    _post("security_administrator", "安全管理员", "演示·安全管理"),
    _post("audit_administrator", "审计管理员", "演示·审计管理"),
)
"""In this district the emergency bureau keeps the platform; each of the three is somebody else."""


def _rosters(stage: Imported) -> Iterator[tuple[str, list[ShiftDraft]]]:
    """Round the clock: officers and dispatchers in three shifts, leaders by the day; towns by the day."""
    eight_hours, day = timedelta(hours=8), timedelta(days=1)
    for key in ("centre", f"{CITY}-centre", f"{PROVINCE}-centre", f"{NEIGHBOUR}-centre"):
        drafts = list(_rotation(stage, key, DutyRole.DUTY_OFFICER, "duty_officer", eight_hours))
        drafts += _rotation(stage, key, DutyRole.DUTY_LEADER, "duty_leader", day)
        if key == "centre":
            drafts += _rotation(stage, key, DutyRole.DISPATCHER, "dispatcher", eight_hours)
        yield key, drafts
    for town in content.region_children(DISTRICT):
        yield town.code, list(_rotation(stage, town.code, DutyRole.DUTY_OFFICER, "duty_officer", day))


def _rotation(stage: Imported, key: str, role: DutyRole, post_kind: str, length: timedelta) -> Iterator[ShiftDraft]:
    """Shifts of equal length from the one that runs now; the post's first holder has that one."""
    people = stage.holders[key, post_kind]
    starts, end = _shift_of(clock.now(), length), clock.now() + PLANNED
    number = 0
    while starts < end:
        yield ShiftDraft(people[number % len(people)], role, starts, starts + length, stage.posts[key, post_kind])
        starts += length
        number += 1


def _shift_of(now: datetime, length: timedelta) -> datetime:
    """When the running shift began; shifts are counted from midnight in Beijing."""
    midnight = now.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (now - midnight) // length * length


def _open(part: Part, stage: Imported, password_hash: str) -> Actor:
    system = Actor.system(Source.CLI)
    person_id = stage.people[part.organization, part.person]
    user = open_account(
        system,
        AccountDraft(
            username=part.username,
            password=PASSWORD,
            region_code=part.region,
            display_name=part.person,
            person_id=person_id,
            organization_id=stage.organizations[part.organization],
            post_id=posts_of(person_id)[0],
            must_change_password=False,
            password_hash=password_hash,
        ),
    )
    grant_role(system, user.id, part.role, part.region)
    return actor_named(part.username, Source.CONSOLE)
