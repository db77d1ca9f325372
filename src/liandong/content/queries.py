"""What the platform knows: typed getters over the content in force today (by `kernel.clock`, Beijing date).

A getter of one thing raises `UnknownContent` (422) for an id nobody knows; the getters of many answer read-only
mappings by id, in the order of the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from pydantic import BaseModel

from liandong.content import divisions, hearing, loading, region_names
from liandong.content.catalogue import Catalogue
from liandong.content.kinds import KINDS
from liandong.content.problems import UnknownContent
from liandong.content.schemas.calendars import Calendar
from liandong.content.schemas.call_cards import CallCard, CallWords
from liandong.content.schemas.deadline_kinds import DeadlineKind
from liandong.content.schemas.event_types import EventType
from liandong.content.schemas.former_names import FormerNames
from liandong.content.schemas.frameworks import BranchRule, Framework, PhaseEntry, RunningMode
from liandong.content.schemas.grading import GradingTable
from liandong.content.schemas.knowledge_kinds import KnowledgeKind
from liandong.content.schemas.mappings import Mapping as CallMapping
from liandong.content.schemas.notice_channels import NoticeChannels
from liandong.content.schemas.notice_templates import NoticeTemplate
from liandong.content.schemas.order_kinds import OrderKind
from liandong.content.schemas.organization_kinds import OrganizationKind
from liandong.content.schemas.permissions import Permission
from liandong.content.schemas.plan_catalogue import PlanClassEntry, PlanSubType
from liandong.content.schemas.plans import Plan
from liandong.content.schemas.plot_symbols import PlotSymbol
from liandong.content.schemas.post_kinds import PostKind
from liandong.content.schemas.report_clocks import ReportClocks
from liandong.content.schemas.resource_columns import ResourceColumns
from liandong.content.schemas.resource_types import ResourceFamily, ResourceType
from liandong.content.schemas.road_profiles import RoadProfile
from liandong.content.schemas.road_tables import RoadTable
from liandong.content.schemas.roles import Role
from liandong.content.schemas.scenarios import Scenario
from liandong.content.schemas.skills import Skill
from liandong.content.schemas.verbs import Verb
from liandong.content.schemas.warnings import WarningCode, WarningLevel
from liandong.content.schemas.zone_kinds import ZoneKind
from liandong.kernel import clock

BEIJING = ZoneInfo("Asia/Shanghai")
Model = TypeVar("Model", bound=BaseModel)


def catalogue() -> Catalogue:
    """The content of this process: the library and the folders of `LIANDONG_CONTENT_DIRS`, cached."""
    return _catalogue(tuple(Path(folder) for folder in settings.CONTENT_DIRS))


@lru_cache(maxsize=8)
def _catalogue(overlays: tuple[Path, ...]) -> Catalogue:
    return Catalogue(overlays)


def today() -> date:
    """The date in Beijing, by which versions come into force."""
    return clock.now().astimezone(BEIJING).date()


def _all(kind: str, _: type[Model]) -> Mapping[str, Model]:
    return cast(Mapping[str, Model], catalogue().in_force(kind, today()))


def _one(kind: str, model: type[Model], id: str) -> Model:
    found = _all(kind, model).get(id)
    if found is None:
        raise UnknownContent(kind=KINDS[kind].title.zh, id=id)
    return found


def event_types() -> Mapping[str, EventType]:
    """By code, classes first."""
    return _all("event_types", EventType)


def event_type(code: str) -> EventType:
    return _one("event_types", EventType, code)


def _stem(code: str) -> str:
    """The digits that say something: class (1), second level (3), third level (5)."""
    if code.endswith("0000"):
        return code[:1]
    return code[:3] if code.endswith("00") else code


def covers(code: str, event_type_code: str) -> bool:
    """Whether a code (`20000`, `20400`) is the event type or one of its ancestors."""
    return event_type_code.startswith(_stem(code))


def grading_tables() -> Mapping[str, GradingTable]:
    return _all("grading", GradingTable)


def grading_table(id: str) -> GradingTable:
    return _one("grading", GradingTable, id)


def grading_tables_for(event_type_code: str, purpose: str | None = None) -> list[GradingTable]:
    """Tables for an event type, the most specific first; `purpose` narrows to one kind of judgement."""
    fitting = [
        (max(len(_stem(code)) for code in table.applies_to if covers(code, event_type_code)), table)
        for table in grading_tables().values()
        if any(covers(code, event_type_code) for code in table.applies_to) and purpose in (None, table.purpose)
    ]
    return [table for _, table in sorted(fitting, key=lambda pair: -pair[0])]


def call_card(event_type_code: str) -> CallCard | None:
    """The most specific card for an event type, else the card for any call."""
    fitting = [
        (max((len(_stem(code)) for code in card.applies_to if covers(code, event_type_code)), default=0), card)
        for card in _all("call_cards", CallCard).values()
        if not card.applies_to or any(covers(code, event_type_code) for code in card.applies_to)
    ]
    return max(fitting, key=lambda pair: pair[0], default=(0, None))[1]


def guess_types(text: str) -> tuple[hearing.Guess, ...]:
    """Event types that the words point to, the likeliest first."""
    return hearing.guess_types(text, event_types().values(), _all("call_words", CallWords).values())


def hear_facts(text: str) -> tuple[hearing.Heard, ...]:
    """The figures that the words state."""
    return hearing.hear_facts(text, _all("call_words", CallWords).values())


def plans() -> Mapping[str, Plan]:
    return _all("plans", Plan)


def plan(id: str) -> Plan:
    return _one("plans", Plan, id)


def plan_classes() -> Mapping[str, PlanClassEntry]:
    return _all("plan_classes", PlanClassEntry)


def plan_sub_types() -> Mapping[str, PlanSubType]:
    return _all("plan_sub_types", PlanSubType)


def knowledge_kinds() -> Mapping[str, KnowledgeKind]:
    return _all("knowledge_kinds", KnowledgeKind)


def report_clocks(region_code: str, grade: str | None = None, event_type_code: str = "") -> ReportClocks:
    """The clocks of a region for a grade; an ungraded event is held to GENERAL's.

    From the whole country down to the region, each level lays its clocks over those above by their ids; within a
    level a table for the event type stands in place of the general one.
    """
    levels = _clock_tables(region_code, event_type_code)
    if not levels:
        raise UnknownContent(kind=KINDS["report_clocks"].title.zh, id=region_code)
    laid: dict[str, dict[str, Any]] = {"clocks": {}, "recipients": {}, "items": {}}
    for table in levels:
        for part, kept in laid.items():
            kept.update(getattr(table, part))
    wanted = grade or "GENERAL"
    laid["clocks"] = {name: one for name, one in laid["clocks"].items() if wanted in one.grades}
    return levels[-1].model_copy(update=laid)


def _clock_tables(region_code: str, event_type_code: str) -> list[ReportClocks]:
    """One table a level, from the country down: the one whose event types fit most closely."""
    best: dict[str, tuple[int, ReportClocks]] = {}
    for table in _all("report_clocks", ReportClocks).values():
        fits = [len(_stem(code)) for code in table.applies_to if event_type_code and covers(code, event_type_code)]
        closeness = max(fits, default=-1 if table.applies_to else 0)
        known = best.get(table.region, (-1, table))
        if region_code.startswith(table.region) and closeness > known[0]:
            best[table.region] = (closeness, table)
    return [best[region][1] for region in sorted(best, key=len)]


def deadline_kinds() -> Mapping[str, DeadlineKind]:
    return _all("deadline_kinds", DeadlineKind)


def deadline_kind(id: str) -> DeadlineKind:
    return _one("deadline_kinds", DeadlineKind, id)


def order_kinds() -> Mapping[str, OrderKind]:
    return _all("order_kinds", OrderKind)


def order_kind(id: str) -> OrderKind:
    return _one("order_kinds", OrderKind, id)


def resource_types() -> Mapping[str, ResourceType]:
    """Each with what its family says wherever the type itself says nothing."""
    return _with_families(catalogue(), today())


@lru_cache(maxsize=8)
def _with_families(catalogue: Catalogue, day: date) -> Mapping[str, ResourceType]:
    families = cast(Mapping[str, ResourceFamily], catalogue.in_force("resource_families", day))
    types = cast(Mapping[str, ResourceType], catalogue.in_force("resource_types", day))
    return MappingProxyType({name: one.within(families[one.family]) for name, one in types.items()})


def resource_type(id: str) -> ResourceType:
    found = resource_types().get(id)
    if found is None:
        raise UnknownContent(kind=KINDS["resource_types"].title.zh, id=id)
    return found


def resource_families() -> Mapping[str, ResourceFamily]:
    return _all("resource_families", ResourceFamily)


def skills() -> Mapping[str, Skill]:
    return _all("skills", Skill)


def resource_columns() -> ResourceColumns:
    """What the columns of imported tables are called."""
    return _one("resource_columns", ResourceColumns, "resource-columns")


def former_names() -> Mapping[str, tuple[str, ...]]:
    """Names that divisions no longer bear, and the codes of today; keyed `city/name` (`1404/长治县`)."""
    return {key: code for table in _all("former_names", FormerNames).values() for key, code in table.codes().items()}


def roles() -> Mapping[str, Role]:
    return _all("roles", Role)


def role(id: str) -> Role:
    return _one("roles", Role, id)


def permissions_of(role_id: str) -> frozenset[str]:
    """A role's permissions with those of the roles it includes."""
    known, found, open_ = roles(), set[str](), [role_id]
    seen: set[str] = set()
    while open_:
        name = open_.pop()
        if name not in seen and name in known:
            seen.add(name)
            found.update(known[name].permissions)
            open_ += known[name].includes
    return frozenset(found)


def permissions() -> Mapping[str, Permission]:
    """What permissions are called."""
    return _all("permissions", Permission)


def organization_kinds() -> Mapping[str, OrganizationKind]:
    return _all("organization_kinds", OrganizationKind)


def organization_kind(id: str) -> OrganizationKind:
    return _one("organization_kinds", OrganizationKind, id)


def post_kinds() -> Mapping[str, PostKind]:
    return _all("post_kinds", PostKind)


def post_kind(id: str) -> PostKind:
    return _one("post_kinds", PostKind, id)


def warning_levels() -> Mapping[str, WarningLevel]:
    """By colour, the gravest first."""
    return _all("warning_levels", WarningLevel)


def warning_codes() -> Mapping[str, WarningCode]:
    return _all("warning_codes", WarningCode)


def frameworks() -> Mapping[str, Framework]:
    return _all("frameworks", Framework)


def branch_rule() -> BranchRule:
    """The rule that sends an event to the linkage or the headquarters branch."""
    return _one("branch_rules", BranchRule, "response-branch")


def phases() -> Mapping[str, PhaseEntry]:
    """By phase, in their order."""
    return _all("phases", PhaseEntry)


def running_modes() -> Mapping[str, RunningMode]:
    return _all("running_modes", RunningMode)


def zone_kinds() -> Mapping[str, ZoneKind]:
    return _all("zone_kinds", ZoneKind)


def plot_symbols() -> Mapping[str, PlotSymbol]:
    """By code, in the order of the file."""
    return _all("plot_symbols", PlotSymbol)


def verbs() -> Mapping[str, Verb]:
    return _all("verbs", Verb)


def verb(id: str) -> Verb:
    return _one("verbs", Verb, id)


def notice_template(id: str) -> NoticeTemplate:
    return _one("notice_templates", NoticeTemplate, id)


def notice_channels(id: str = "notice-channels") -> NoticeChannels:
    """By urgency, which channels are tried when."""
    return _one("notice_channels", NoticeChannels, id)


def calendars() -> list[Calendar]:
    """Days off and working days of places, laid over the national calendar."""
    return list(_all("calendars", Calendar).values())


def scenarios() -> Mapping[str, Scenario]:
    return _all("scenarios", Scenario)


def scenario(name: str) -> Scenario:
    return _one("scenarios", Scenario, name)


def scenario_in(file: Path) -> Scenario:
    """A scenario from a file of its own; BrokenContent lists its mistakes with their lines."""
    return cast(Scenario, loading.load_file(KINDS["scenarios"], file))


def mappings() -> Mapping[str, CallMapping]:
    return _all("mappings", CallMapping)


def mapping(name: str) -> CallMapping:
    return _one("mappings", CallMapping, name)


def mapping_in(file: Path) -> CallMapping:
    """A mapping from a file of its own; BrokenContent lists its mistakes with their lines."""
    return cast(CallMapping, loading.load_file(KINDS["mappings"], file))


def road_profile(id: str = "emergency-vehicles") -> RoadProfile:
    """How fast a kind of vehicle is on each class of road."""
    return _one("road_profiles", RoadProfile, id)


def road_table(id: str = "aequilibrae-links") -> RoadTable:
    """Which column of a table of road links says what."""
    return _one("road_tables", RoadTable, id)


def version_written(kind: str, id: str) -> Mapping[str, Any]:
    """What stands in the file of the version in force, for a snapshot."""
    day = today()
    versions = [v for v in catalogue().versions(kind, id) if v.in_force(day) and v.value is not None]
    if not versions:
        raise UnknownContent(kind=KINDS[kind].title.zh, id=id)
    return versions[-1].written.data


# The division table, under the names everybody asks for it by.
region = divisions.region
is_region = divisions.is_region
regions = divisions.regions
region_children = divisions.children
region_path = divisions.path
region_name_en = region_names.english
search_regions = divisions.search
