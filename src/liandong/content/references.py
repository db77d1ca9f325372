"""Names in one content file that must stand in another: event types, sub-types, posts, resources, order kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

from liandong.content import divisions, mending
from liandong.content.catalogue import Catalogue
from liandong.content.kinds import KINDS
from liandong.content.problems import ContentProblem
from liandong.content.written import Path
from liandong.kernel.expressions import names

Named = tuple[Path, str, str]
"""Where in the file, the kind that must know it, and the name."""


def wrong_references(catalogue: Catalogue) -> list[ContentProblem]:
    """A problem for each name that no file of its kind knows."""
    known = {kind: set(catalogue.loaded(kind).versions) for kind in KINDS}
    problems: list[ContentProblem] = []
    for kind, references in _REFERENCES.items():
        for versions in catalogue.loaded(kind).versions.values():
            for version in versions:
                for path, target, name in references(version.value) if version.value else ():
                    if name not in known[target]:
                        near = get_close_matches(name, known[target], n=1)
                        advice = mending.unknown_name(name, KINDS[target].title, near)
                        problems.append(ContentProblem(version.written.place(path), *advice))
    return problems + _undeclared_facts(catalogue) + _unknown_regions(catalogue)


def _plan(plan: Any) -> Iterator[Named]:
    yield ("sub_type",), "plan_sub_types", plan.sub_type
    for number, code in enumerate(plan.event_types):
        yield ("event_types", number), "event_types", code
    for name, post in plan.posts.items():
        for number, kind in enumerate(post.filled_by):
            yield ("posts", name, "filled_by", number), "post_kinds", kind
        for number, kind in enumerate(post.organizations):
            yield ("posts", name, "organizations", number), "organization_kinds", kind
    for name, group in plan.groups.items():
        for number, duty in enumerate(group.duties):
            for place, verb in enumerate(duty.done_by):
                yield ("groups", name, "duties", number, "done_by", place), "verbs", verb
    for name, task in plan.tasks.items():
        yield ("tasks", name, "order_kind"), "order_kinds", task.order_kind
    for name, need in plan.needs.items():
        yield ("needs", name, "resource"), "resource_types", need.resource


def _codes(field: str) -> Callable[[Any], Iterator[Named]]:
    def named(value: Any) -> Iterator[Named]:
        for number, code in enumerate(getattr(value, field)):
            yield (field, number), "event_types", code

    return named


def _event_type(value: Any) -> Iterator[Named]:
    if value.parent:
        yield ("parent",), "event_types", value.parent
    for number, code in enumerate(value.warning_codes):
        yield ("warning_codes", number), "warning_codes", code


def _role(value: Any) -> Iterator[Named]:
    for field in ("includes", "apart_from"):
        for number, name in enumerate(getattr(value, field)):
            yield (field, number), "roles", name


def _post_kind(value: Any) -> Iterator[Named]:
    if value.role:
        yield ("role",), "roles", value.role


def _paper_route(value: Any) -> Iterator[Named]:
    for number, step in enumerate(value.steps):
        if step.post:
            yield ("steps", number, "post"), "post_kinds", step.post
        if step.leads:
            yield ("steps", number, "leads"), "organization_kinds", step.leads


def _resource_type(value: Any) -> Iterator[Named]:
    yield ("family",), "resource_families", value.family


def _scenario(value: Any) -> Iterator[Named]:
    yield ("plan",), "plans", value.plan
    yield ("event_type",), "event_types", value.event_type


def _deadline_kind(value: Any) -> Iterator[Named]:
    yield ("warn_template",), "notice_templates", value.warn_template
    yield ("overdue_template",), "notice_templates", value.overdue_template
    for number, step in enumerate(value.escalation):
        yield ("escalation", number, "template"), "notice_templates", step.template


def _run_card(value: Any) -> Iterator[Named]:
    yield from _codes("applies_to")(value)
    for number, kind in enumerate(value.first):
        yield ("first", number), "organization_kinds", kind
    for name, need in value.needs.items():
        for number, kind in enumerate(need.kinds):
            yield ("needs", name, "kinds", number), "resource_types", kind


def _approval_chains(value: Any) -> Iterator[Named]:
    for field in ("drafted_by", "first_out"):
        for number, kind in enumerate(getattr(value, field)):
            yield (field, number), "organization_kinds", kind
    for name, chain in value.chains.items():
        for step_name, step in chain.steps.items():
            for field in ("by", "recorded_by"):
                for number, kind in enumerate(getattr(step, field)):
                    yield ("chains", name, "steps", step_name, field, number), "organization_kinds", kind


def _readiness_rule(value: Any) -> Iterator[Named]:
    for number, kind in enumerate(value.checked_by):
        yield ("checked_by", number), "organization_kinds", kind
    for name in value.special_periods:
        yield ("special_periods", name), "special_periods", name


def _departments(value: Any) -> Iterator[Named]:
    for number, kind in enumerate(value.departments):
        yield ("departments", number), "organization_kinds", kind


def _force_department(value: Any) -> Iterator[Named]:
    yield (), "resource_types", value.id
    yield from _departments(value)


_REFERENCES: dict[str, Callable[[Any], Iterator[Named]]] = {
    "plans": _plan,
    "grading": _codes("applies_to"),
    "report_clocks": _codes("applies_to"),
    "plan_sub_types": _codes("event_types"),
    "warning_codes": _codes("event_types"),
    "event_types": _event_type,
    "resource_types": _resource_type,
    "roles": _role,
    "post_kinds": _post_kind,
    "paper_routes": _paper_route,
    "scenarios": _scenario,
    "deadline_kinds": _deadline_kind,
    "run_cards": _run_card,
    "approval_chains": _approval_chains,
    "special_periods": _departments,
    "readiness_rules": _readiness_rule,
    "crew_checks": _codes("event_types"),
    "force_departments": _force_department,
}


def _undeclared_facts(catalogue: Catalogue) -> list[ContentProblem]:
    """A grading condition may only ask for facts that the table declares."""
    problems: list[ContentProblem] = []
    for versions in catalogue.loaded("grading").versions.values():
        for version in versions:
            table: Any = version.value
            for level, stated in table.levels.items() if table else ():
                for name in sorted(names(stated.when) - set(table.facts)):
                    place = version.written.place(("levels", level, "when"))
                    near = get_close_matches(name, list(table.facts), n=1)
                    problems.append(ContentProblem(place, *mending.undeclared_fact(name, near)))
    return problems


_BY_REGION = (
    ("approval_chains", "region"),
    ("special_periods", "region"),
    ("readiness_rules", "region"),
    ("crew_checks", "region"),
)


def _unknown_regions(catalogue: Catalogue) -> list[ContentProblem]:
    problems: list[ContentProblem] = []
    for kind, field in (("report_clocks", "region"), ("calendars", "region"), ("scenarios", "region"), *_BY_REGION):
        for versions in catalogue.loaded(kind).versions.values():
            for version in versions:
                code = getattr(version.value, field, "")
                # A village (12 digits) is beyond the table: its town must be in it.
                if code and not divisions.is_region(code[:9]):
                    problems.append(ContentProblem(version.written.place((field,)), *mending.unknown_region(code)))
    return problems
