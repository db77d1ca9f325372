"""Facts, and the grade, branch and framework that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from liandong.access.rules import Actor
from liandong.incidents import judging
from liandong.incidents.events import BranchChanged, FactsRecorded, GradeConfirmed, GradeProposed
from liandong.incidents.models import FactStatement, Incident, Report
from liandong.incidents.rules import facts as fact_rules
from liandong.incidents.rules.facts import Statement
from liandong.incidents.rules.grades import Branch, Framework, Grade, grade_named, in_force
from liandong.incidents.rules.problems import NothingToRecord
from liandong.incidents.services import recording, submissions
from liandong.incidents.services.authority import locked_open, with_reason
from liandong.kernel import clock
from liandong.kernel.events import publish


@transaction.atomic
def record_facts(
    actor: Actor, incident_id: UUID, facts: Mapping[str, Any], reason: str, *, stated_at: datetime | None = None
) -> Incident:
    """Add what is known now beside what was stated before, and judge the grade anew. Numbers, yes/no or texts."""
    incident = locked_open(actor, incident_id, "incidents.record_facts")
    if not facts:
        raise NothingToRecord
    state_facts(actor, incident, fact_rules.check_facts(facts), with_reason(reason), stated_at=stated_at)
    return incident


def take_up_report(actor: Actor, incident: Incident, report: Report, reason: str) -> None:
    """The report's facts become statements of the incident, as of when it was received."""
    if report.facts:
        state_facts(actor, incident, report.facts, reason, stated_at=report.received_at, report=report)
    submissions.note_unit_report(actor, incident, report)


def withdraw_report(actor: Actor, incident: Incident, report: Report, reason: str) -> None:
    """The statements that came with a report that does not belong here no longer count."""
    FactStatement.objects.filter(incident=incident, report=report).update(withdrawn=True)
    _refold(actor, incident, reason)


def state_facts(
    actor: Actor,
    incident: Incident,
    facts: Mapping[str, Any],
    reason: str,
    *,
    stated_at: datetime | None = None,
    report: Report | None = None,
) -> None:
    now = clock.now()
    FactStatement.objects.bulk_create(
        FactStatement(
            incident=incident,
            report=report,
            fact=fact,
            value=value,
            stated_by_person=actor.person_id,
            stated_by_organization=actor.organization_id,
            stated_at=stated_at or now,
            recorded_at=now,
            reason=reason[:500],
        )
        for fact, value in facts.items()
    )
    _refold(actor, incident, reason)


def _refold(actor: Actor, incident: Incident, reason: str) -> None:
    """Read the present facts from the history; when they are others now, say so and judge again."""
    rows = FactStatement.objects.filter(incident=incident).values_list(
        "fact", "value", "stated_at", "recorded_at", "report_id", "withdrawn"
    )
    present = fact_rules.current(Statement(*row) for row in rows)
    changed = {name for name in {*present, *incident.facts} if present.get(name) != incident.facts.get(name)}
    if not changed:
        return
    before = {name: incident.facts.get(name) for name in sorted(changed)}
    incident.facts = present
    after = {name: present.get(name) for name in sorted(changed)}
    recording.of_incident(actor, incident, "facts_recorded", {"before": before, "after": after}, reason=reason)
    judge(actor, incident, reason)
    publish(FactsRecorded(incident.id, tuple(sorted(changed))))


def judge(actor: Actor, incident: Incident, reason: str) -> None:
    """Propose the grade from the facts, let what follows from it follow, and keep the row."""
    before, legal_before = _grade(incident.proposed_grade), incident.legal_grade
    proposal = judging.propose(incident.event_type, incident.facts)
    incident.proposal = proposal.as_json()
    incident.proposed_grade = proposal.level
    incident.legal_grade = in_force(
        _grade(incident.legal_grade), _grade(incident.confirmed_grade), before, proposal.level
    )
    if before is not proposal.level:
        data = {**proposal.as_json(), "before": before, "after": proposal.level, "in_force": incident.legal_grade}
        recording.of_incident(actor, incident, "grade_proposed", data, reason=reason)
        publish(GradeProposed(incident.id, before, proposal.level))
    _follow(actor, incident, reason, grade_changed=legal_before != incident.legal_grade)


@transaction.atomic
def confirm_grade(actor: Actor, incident_id: UUID, level: str, reason: str) -> Incident:
    """A person decides the grade, as proposed or otherwise; plans, clocks and recipients follow."""
    incident = locked_open(actor, incident_id, "incidents.confirm_grade")
    grade = grade_named(level)
    before, legal_before = incident.confirmed_grade, incident.legal_grade
    incident.confirmed_grade = incident.legal_grade = grade
    data = {"before": before, "after": grade, "proposed": incident.proposed_grade, **_quoted(incident)}
    recording.of_incident(actor, incident, "grade_confirmed", data, reason=with_reason(reason))
    _follow(actor, incident, reason, grade_changed=legal_before != grade)
    publish(GradeConfirmed(incident.id, before, grade))
    return incident


@transaction.atomic
def change_branch(actor: Actor, incident_id: UUID, branch: str | None, reason: str) -> Incident:
    """Set the branch by hand; None gives it back to the rule. Logged with the reason."""
    incident = locked_open(actor, incident_id, "incidents.grade")
    incident.branch_overridden = branch is not None
    if branch is not None:
        _set_branch(actor, incident, Branch(branch), with_reason(reason), by_hand=True)
    _follow(actor, incident, with_reason(reason), grade_changed=False)
    return incident


@transaction.atomic
def change_framework(actor: Actor, incident_id: UUID, framework: str | None, reason: str) -> Incident:
    """Set the framework by hand; None gives it back to the rule. Logged with the reason."""
    incident = locked_open(actor, incident_id, "incidents.grade")
    incident.framework_overridden = framework is not None
    if framework is not None:
        _set_framework(actor, incident, Framework(framework), with_reason(reason), by_hand=True)
    _follow(actor, incident, with_reason(reason), grade_changed=False)
    return incident


@transaction.atomic
def mark_special(actor: Actor, incident_id: UUID, special: bool, reason: str) -> Incident:
    """A special event (特殊事件) is handled in the emergency framework whatever its grade."""
    incident = locked_open(actor, incident_id, "incidents.grade")
    incident.special = special
    recording.of_incident(actor, incident, "incident_marked_special", {"special": special}, reason=with_reason(reason))
    _follow(actor, incident, reason, grade_changed=False)
    return incident


def _follow(actor: Actor, incident: Incident, reason: str, *, grade_changed: bool) -> None:
    """Branch, framework and reports upward after a change of facts or grade."""
    if not incident.branch_overridden:
        given = incident.facts | {"special": incident.special}
        branch = judging.branch_for(incident.legal_grade, given)
        _set_branch(actor, incident, branch or Branch(incident.response_branch), reason)
    if not incident.framework_overridden:
        framework = judging.framework_of(_grade(incident.legal_grade), incident.special)
        _set_framework(actor, incident, framework, reason)
    incident.version += 1
    incident.save()
    submissions.settle(actor, incident, reason, announce=grade_changed)


def _set_branch(actor: Actor, incident: Incident, branch: Branch, reason: str, *, by_hand: bool = False) -> None:
    before = incident.response_branch
    if branch == before:
        return
    incident.response_branch = branch
    data = {"before": before, "after": branch, "by_hand": by_hand, "clause": judging.branch_clause()}
    recording.of_incident(actor, incident, "branch_changed", data, reason=reason)
    publish(BranchChanged(incident.id, before, branch))


def _set_framework(
    actor: Actor, incident: Incident, framework: Framework, reason: str, *, by_hand: bool = False
) -> None:
    before = incident.framework
    if framework == before:
        return
    incident.framework = framework
    data = {"before": before, "after": framework, "by_hand": by_hand}
    recording.of_incident(actor, incident, "framework_changed", data, reason=reason)


def _quoted(incident: Incident) -> dict[str, Any]:
    return {name: incident.proposal.get(name, "") for name in ("document", "clause", "table")}


def _grade(value: str | None) -> Grade | None:
    return Grade(value) if value else None
