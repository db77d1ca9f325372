"""A district in which something has happened, so that addresses lead somewhere and bodies name what exists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from tests.config.samples import Route

_ROWS = {
    "user_id": "access.User",
    "grant_id": "access.RoleGrant",
    "token_id": "access.ApiToken",
    "entry_id": "timeline.StoredEntry",
    "organization_id": "organizations.Organization",
    "post_id": "organizations.Post",
    "person_id": "organizations.Person",
    "shift_id": "organizations.RosterShift",
    "notice_id": "notices.Notice",
    "delivery_id": "notices.Delivery",
    "file_id": "files.File",
    "clock_id": "deadlines.Deadline",
    "extension_id": "deadlines.Extension",
    "resource_id": "resources.Resource",
    "use_id": "resources.ResourceUse",
    "order_id": "orders.Order",
    "assignment_id": "orders.Assignment",
    "incident_id": "incidents.Incident",
    "report_id": "incidents.Report",
    "submission_id": "incidents.Submission",
    "holding_id": "incidents.CommandHolding",
    "zone_id": "incidents.Zone",
    "unit_id": "dispatch.Unit",
    "mission_id": "dispatch.Mission",
    "response_id": "plans.Response",
    "meeting_id": "consultation.Meeting",
    "decision_id": "consultation.Decision",
    "paper_id": "papers.Paper",
    "item_id": "knowledge.Item",
    "review_id": "review.Review",
    "improvement_id": "review.Improvement",
    "deployment_id": "dispatch.Deployment",
    "filing_id": "dispatch.Filing",
}
_SAME_AS = {
    "owner_organization_id": "organization_id",
    "reports_to_id": "post_id",
    "contact_person_id": "person_id",
    "follows": "report_id",
}
"""Other names that bodies have for things of the town."""

_WORDS = {"sequence": "1", "format": "md", "channel_id": "console", "group": "rescue", "need": "gas_detector"}
_FITTING: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/api/organizations"): {"kind": "expert_group", "parent_id": None},
    ("PATCH", "/api/organizations/{organization_id}"): {"parent_id": None},
    ("POST", "/api/posts"): {"kind": "duty_officer"},
    ("POST", "/api/posts/{post_id}/holders"): {"person_id": None},
    ("POST", "/api/incidents/{incident_id}/zones"): {"kind": "danger"},
    ("POST", "/api/incidents/{incident_id}/phase"): {"phase": "EARLY"},
    ("POST", "/api/responses/{response_id}/level-changes"): {"level": "III"},
    ("POST", "/api/responses/{response_id}/stand-down"): {"early": True, "reason": "样例"},
    ("POST", "/api/responses/{response_id}/needs/{need}/requests"): {"post_id": None},
    ("POST", "/api/clocks/{clock_id}/extensions"): {"due_at": "2026-11-27T08:00:00+08:00"},
    ("POST", "/api/reports"): {"incident_id": None, "follows": None},
}
"""Words that only make sense at one address, where a sample drawn from the schema alone would be refused."""


@dataclass
class Town:
    """`ids` by the names addresses and bodies use for them."""

    ids: dict[str, str] = field(default_factory=dict)

    def look_round(self) -> None:
        """Note the newest row of every kind."""
        for name, label in _ROWS.items():
            row = apps.get_model(label)._default_manager.order_by("pk").last()
            if row is not None:
                self.ids[name] = str(getattr(row, "entry_id", row.pk))
        self.ids |= {name: self.ids[known] for name, known in _SAME_AS.items() if known in self.ids}

    def address(self, route: Route, **values: str) -> str:
        return route.address(**(_WORDS | self.ids | values))

    def body(self, route: Route) -> Any:
        known = self.known(route.body)
        return known | _FITTING.get((route.method, route.path), {}) if isinstance(known, dict) else known

    def known(self, value: Any) -> Any:
        """The value with every `…_id` of something that exists in place of the sample's."""
        if isinstance(value, dict):
            named = {"id": self.ids["organization_id"]} if value.get("kind") == "ORGANIZATION" else {}
            return {key: self.ids.get(key, self.known(each)) for key, each in value.items()} | named
        return [self.known(each) for each in value] if isinstance(value, list) else value


def happenings(town: Town) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """One act after another; each may name what the acts before it made."""
    town.look_round()
    yield "POST", "/api/accounts", ACCOUNT
    yield "POST", "/api/reports", REPORT
    town.look_round()
    yield "POST", f"/api/reports/{town.ids['report_id']}/promote", {}
    town.look_round()
    incident = f"/api/incidents/{town.ids['incident_id']}"
    yield from _grants(town)
    yield (
        "POST",
        f"{incident}/responses",
        {"plan_id": "urban-gas", "level": "IV", "overrides": dict.fromkeys(GROUPS, "值守")},
    )
    yield "POST", f"{incident}/zones", {"kind": "danger", "title": "警戒区", "geometry": AREA, "reason": "泄漏点周边"}
    yield from _order(town)
    yield from _resource(town)
    yield from _review(town, incident)
    yield from _unit(town)
    yield from _meeting(town, incident)
    written = {"kind": "emergency_knowledge", "title": "要点", "region_code": "140105", "text": "先通风"}
    yield "POST", "/api/knowledge", written
    yield "POST", "/api/papers", {"route": "incoming", "title": "通知", "region_code": "140105", "via": "FAX"}
    yield "POST", "/api/reports", REPORT | {"client_key": "call-2", "place": "平阳路 21 号"}
    town.look_round()
    yield "POST", f"/api/clocks/{town.ids['clock_id']}/extensions", {"due_at": LATEST, "reason": "道路中断"}


def _unit(town: Town) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "POST", "/api/resources", TEAM | {"organization_id": town.ids["organization_id"]}
    town.look_round()
    yield "POST", "/api/units", {"resource_id": town.ids["resource_id"], "callsign": "矿救01"}


def _grants(town: Town) -> Iterator[tuple[str, str, dict[str, Any]]]:
    granted = {"user_id": town.ids["user_id"], "role": "observer", "region_code": "140105", "reason": "值守"}
    yield "POST", "/api/grants", granted
    token = {"name": "接报接口", "role": "observer", "region_code": "140105", "user_id": town.ids["user_id"]}
    yield "POST", "/api/tokens", token | {"expires_at": LATER}


def _order(town: Town) -> Iterator[tuple[str, str, dict[str, Any]]]:
    addressees = [{"kind": "ORGANIZATION", "id": town.ids["organization_id"]}]
    yield "POST", "/api/orders", ORDER | {"incident_id": town.ids["incident_id"], "addressees": addressees}


def _resource(town: Town) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "POST", "/api/resources", RESOURCE | {"organization_id": town.ids["organization_id"]}
    town.look_round()
    reserved = {"incident_id": town.ids["incident_id"], "quantity": 1}
    yield "POST", f"/api/resources/{town.ids['resource_id']}/uses", reserved


def _meeting(town: Town, incident: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    called = {"kind": "daily", "title": "每日例会", "question": "态势研判", "called": [town.ids["person_id"]]}
    yield "POST", f"{incident}/meetings", called
    town.look_round()
    yield "POST", f"/api/meetings/{town.ids['meeting_id']}/close", {"minutes": "按计划推进"}
    yield "POST", f"/api/meetings/{town.ids['meeting_id']}/decisions", {"text": "加密巡查"}
    yield "POST", f"{incident}/meetings", called


def _review(town: Town, incident: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "POST", f"{incident}/review", {}
    town.look_round()
    mended = {"text": "补充阀门图纸", "owner_organization_id": town.ids["organization_id"], "due_at": LATER}
    yield "POST", f"/api/reviews/{town.ids['review_id']}/improvements", mended


LATER, LATEST = "2026-11-25T08:00:00+08:00", "2026-11-27T08:00:00+08:00"
GROUPS = ("coordination", "rescue", "repair", "cordon", "medical", "supply", "publicity")
RESPONSE = {"plan_id": "urban-gas", "level": "IV", "overrides": dict.fromkeys(GROUPS, "组长在途")}
ACCOUNT = {"username": "neighbour", "password": "Quiet-River-2026", "region_code": "140105"}
RESOURCE: dict[str, Any] = {
    "type": "gas_detector",
    "name": "便携式燃气检测仪",
    "region_code": "140105",
    "place": {"lon": 112.5489, "lat": 37.8606, "crs": "CGCS2000"},
    "quantity": 4,
}
AREA: dict[str, Any] = {
    "type": "Polygon",
    "coordinates": [[[112.54, 37.85], [112.56, 37.85], [112.56, 37.87], [112.54, 37.85]]],
}
REPORT: dict[str, Any] = {
    "client_key": "call-1",
    "channel": "110",
    "event_type": "20700",
    "summary": "平阳路一餐馆燃气泄漏，两人受伤",
    "place": "平阳路",
    "position": {"lon": 112.5489, "lat": 37.8606, "crs": "GCJ02"},
    "region_code": "140105",
    "facts": {"deaths": 0, "serious_injuries": 2},
    "reporter": {"name": "李四", "phone": "13800000000"},
}
TEAM: dict[str, Any] = {"type": "mine_rescue_team", "name": "矿山救护队", "region_code": "140105"}
ORDER: dict[str, Any] = {"kind": "dispatch", "title": "赶赴现场处置", "region_code": "140105", "within": "2h"}
