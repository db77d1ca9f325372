"""What the dispatch desk knows: run cards, chains of consent, special periods, departments, words of units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from liandong.content.kinds import KINDS
from liandong.content.problems import UnknownContent
from liandong.content.queries import _all as in_force
from liandong.content.queries import _one as one_in_force
from liandong.content.queries import _stem as stem
from liandong.content.queries import covers
from liandong.content.schemas.approval_chains import ApprovalChains, ForceDepartment, SpecialPeriod
from liandong.content.schemas.crew_checks import CrewChecks
from liandong.content.schemas.readiness import ReadinessRule
from liandong.content.schemas.run_cards import RunCard
from liandong.content.schemas.unit_messages import UnitMessages
from liandong.kernel.durations import Limit

M = TypeVar("M", ApprovalChains, CrewChecks, ReadinessRule)


def unit_messages() -> UnitMessages:
    """The words by which units tell their state."""
    return one_in_force("unit_messages", UnitMessages, "unit-messages")


def run_cards() -> Mapping[str, RunCard]:
    """Every card by its id."""
    return in_force("run_cards", RunCard)


def run_card(event_type_code: str) -> RunCard:
    """The card whose event type fits most closely; UnknownContent where none does."""
    fitting = [
        (max(len(stem(code)) for code in card.applies_to if covers(code, event_type_code)), card.id, card)
        for card in in_force("run_cards", RunCard).values()
        if any(covers(code, event_type_code) for code in card.applies_to)
    ]
    if not fitting:
        raise UnknownContent(kind=KINDS["run_cards"].title.zh, id=event_type_code)
    return max(fitting, key=lambda one: one[:2])[2]


def approval_chains(region_code: str) -> ApprovalChains:
    """The scheme of consent of a region: the one whose own region is the nearest."""
    return _nearest("approval_chains", ApprovalChains, region_code)


def readiness_rule(region_code: str) -> ReadinessRule:
    """How often the forces of a region are checked."""
    return _nearest("readiness_rules", ReadinessRule, region_code)


def crew_check_every(region_code: str, event_type_code: str) -> Limit:
    """How often the people of a unit on scene are counted."""
    return check_interval(_nearest("crew_checks", CrewChecks, region_code), event_type_code)


def check_interval(rule: CrewChecks, event_type_code: str) -> Limit:
    """The interval of the closest event type, else the ordinary one."""
    fitting = [code for code in rule.event_types if covers(code, event_type_code)]
    closest = max(fitting, key=lambda code: len(stem(code)), default="")
    return Limit.parse(rule.event_types.get(closest, rule.every))


def special_periods() -> Mapping[str, SpecialPeriod]:
    return in_force("special_periods", SpecialPeriod)


def departments_of_force(resource_type: str) -> tuple[str, ...]:
    """Kinds of the industry departments of a type of force; none where nobody is named."""
    found = in_force("force_departments", ForceDepartment).get(resource_type)
    return found.departments if found else ()


def _nearest(kind: str, model: type[M], region_code: str) -> M:
    """The one whose own region is the nearest; UnknownContent where none covers it."""
    fitting = [one for one in in_force(kind, model).values() if region_code.startswith(one.region)]
    if not fitting:
        raise UnknownContent(kind=KINDS[kind].title.zh, id=region_code)
    return max(fitting, key=lambda one: len(one.region))
