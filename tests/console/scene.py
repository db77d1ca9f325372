"""Something true to show: an incident with facts, orders, a handover of command and reports upward, and a drill."""

from __future__ import annotations

from typing import Any

from tests.console.desks import Api, Console

BLAST = {
    "channel": "POLICE_110",
    "summary": "坞城街道某小区 3 号楼燃气爆燃，有人员受伤",
    "region_code": "140105",
    "place": "坞城街道某小区",
    "event_type": "21400",
    "facts": {"deaths": 2, "serious_injuries": 6, "injured_people": 11},
}


def set_scene(console: Console) -> str:
    """The id of the running incident."""
    with console.api("duty_leader") as leader:
        report = leader.post("/api/reports", BLAST)
        incident: dict[str, Any] = leader.post(
            f"/api/reports/{report['id']}/promote", {"title": "小店区某小区燃气爆燃"}
        )
        _orders(leader, incident["id"])
        return str(incident["id"])


def _orders(leader: Api, incident_id: str) -> None:
    units = {one["kind"]: one["id"] for one in leader.get("/api/organizations", region="140105", limit=200)["items"]}
    for kinds, title, within in (
        (("fire_rescue", "public_security"), "扑灭明火并布设警戒", "30m"),
        (("gas_supply",), "关闭上游阀门，检测管网", "1h"),
        (("emergency_medical", "health"), "转运伤员，组织会诊", "2h"),
        (("civil_affairs",), "开放临时安置点", "3h"),
    ):
        leader.post(
            "/api/orders",
            {
                "kind": "task",
                "title": title,
                "region_code": "140105",
                "incident_id": incident_id,
                "within": within,
                "addressees": [{"kind": "ORGANIZATION", "id": units[kind]} for kind in kinds if kind in units],
            },
        )
