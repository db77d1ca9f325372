"""A plan small enough to hold in the head: two groups, five tasks, one need, two levels."""

from __future__ import annotations

from typing import Any

from liandong.content.schemas.plans import Plan


def _two(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


SMALL: dict[str, Any] = {
    "id": "small",
    "title": _two("小预案"),
    "version": 1,
    "effective_from": "2026-01-01",
    "source": {"document": "试验用预案"},
    "class": "ACCIDENT",
    "sub_type": "work_safety_accident",
    "event_types": ["20000"],
    "activate_when": "facts.people_hurt > 0",
    "levels": {
        "II": {
            "title": _two("二级"),
            "activate_when": "facts.people_hurt >= 10",
            "approved_by": "leader",
            "commander": "leader",
        },
        "III": {
            "title": _two("三级"),
            "activate_when": "facts.people_hurt >= 3",
            "approved_by": "leader",
            "commander": "leader",
        },
    },
    "facts": {
        "people_hurt": {"title": _two("受伤人数")},
        "valve_closed": {"title": _two("阀门已关"), "kind": "flag"},
        "fire_out_at": {"title": _two("明火扑灭时间"), "kind": "time"},
        "upper_team_joined": {"title": _two("上级专班到达"), "kind": "flag"},
    },
    "posts": {
        "leader": {"title": _two("指挥长"), "filled_by": ["commander"]},
        "upper": {"title": _two("省级指挥长"), "filled_by": ["commander"]},
        "rescue_head": {
            "title": _two("抢险组组长"),
            "filled_by": ["department_head"],
            "organizations": ["emergency_management"],
        },
        "medical_head": {
            "title": _two("医疗组组长"),
            "filled_by": ["department_head"],
            "organizations": ["health"],
        },
    },
    "groups": {
        "rescue": {"title": _two("抢险组"), "lead": "rescue_head", "duties": [_two("抢险")]},
        "medical": {
            "title": _two("医疗组"),
            "lead": "medical_head",
            "duties": [_two("救治")],
            "levels": ["I", "II"],
        },
    },
    "mechanisms": {
        "one_name": {
            "title": _two("统一决策"),
            "text": _two("只以指挥长名义"),
            "effect": "commander_only_orders",
            "when": "facts.upper_team_joined",
        }
    },
    "rules": {"beds_per_hurt": {"title": _two("每名伤员床位"), "value": 2}},
    "tasks": {
        "close-valve": {
            "title": _two("关阀"),
            "group": "rescue",
            "within": "30m",
            "done_when": "facts.valve_closed",
            "clause": "三（一）",
        },
        "search": {"title": _two("搜救"), "group": "rescue", "within": "2h", "after": ["close-valve"]},
        "treat": {
            "title": _two("救治"),
            "group": "medical",
            "within": "4h",
            "starts": "report_received",
            "levels": ["I", "II"],
        },
        "check-rekindling": {
            "title": _two("防复燃巡查"),
            "group": "rescue",
            "within": "1d",
            "starts": "fact:fire_out_at",
        },
        "brief": {
            "title": _two("例会"),
            "group": "rescue",
            "within": "12h",
            "at": {"II": {"within": "6h"}},
            "repeat": {"every": "24h"},
        },
    },
    "needs": {
        "bed": {
            "title": _two("床位"),
            "resource": "hospital_bed",
            "unit": _two("张"),
            "formula": "rules.beds_per_hurt * facts.people_hurt",
        }
    },
    "command_passes": [{"to": "upper", "when": "facts.upper_team_joined"}],
    "stand_down": {"when": "facts.people_hurt == 0", "approved_by": "leader"},
    "cases": [{"given": {"facts": {"people_hurt": 3}}, "expect": {"level": "III"}}],
}


def plan(**changes: Any) -> Plan:
    """The plan, with top-level keys replaced by `changes`."""
    return Plan.model_validate({**SMALL, **changes})
