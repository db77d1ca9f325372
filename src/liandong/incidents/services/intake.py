"""Receiving reports: durable once answered, kept once however often they are sent.

The hot path of the platform: one INSERT for the report (one more for who sent it), one SELECT for likely duplicates,
and the timeline entry, in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from liandong.access import queries as access
from liandong.access.rules import Actor
from liandong.content import queries as content
from liandong.incidents.models import Report, Reporter
from liandong.incidents.queries.duplicates import likely_duplicates, phone_hash
from liandong.incidents.queries.reports import access_report, region_to_report_for
from liandong.incidents.rules.facts import check_facts
from liandong.incidents.rules.problems import (
    KeyReused,
    PlaceIncomplete,
    ReasonNeeded,
    UnknownEventType,
)
from liandong.incidents.rules.reports import (
    ReportDraft,
    ReportKind,
    ReportReceipt,
    content_hash,
)
from liandong.incidents.services import recording
from liandong.incidents.services.chains import continue_chain
from liandong.incidents.services.grading import take_up_report
from liandong.incidents.services.keeping import keep
from liandong.kernel import clock
from liandong.kernel.errors import Problem
from liandong.kernel.geo import cell
from liandong.kernel.ids import new_id

_REASONS = {ReportKind.INITIAL: "首报", ReportKind.FOLLOW_UP: "续报", ReportKind.FINAL: "终报"}

REPORTER_KEPT = timedelta(days=180)
"""How long a name and telephone are kept; ours, an operator may forget sooner."""


def receive_report(actor: Actor, draft: ReportDraft) -> ReportReceipt:
    """Keep a report and answer its id and its likely duplicates.

    The same key from the same client with the same content answers the first id with `repeated`; with other content
    it is refused (`report_key_reused`). Raises Invalid for an unknown region, type or fact value.
    """
    checked = check_draft(actor, draft)
    with transaction.atomic(savepoint=bool(draft.follows or draft.incident_id)):
        report = _keep(actor, checked)
        if report is not None:
            return ReportReceipt(report.id, False, likely_duplicates(report))
    return _repeated(_kept_before(actor.client, [draft.client_key])[draft.client_key], checked)


def receive_reports(actor: Actor, drafts: Sequence[ReportDraft]) -> list[ReportReceipt | Problem]:
    """A batch in one transaction, for replays: one answer a draft, in order; a refused one does not stop the rest.

    Duplicates are not looked for; ask `queries.candidates` when a person opens the report.
    """
    with transaction.atomic():
        known = _kept_before(actor.client, [draft.client_key for draft in drafts])
        return [_receive_one(actor, draft, known) for draft in drafts]


def _receive_one(actor: Actor, draft: ReportDraft, known: dict[str, tuple[UUID, str]]) -> ReportReceipt | Problem:
    try:
        checked = check_draft(actor, draft)
        if draft.client_key in known:
            return _repeated(known[draft.client_key], checked)
        with transaction.atomic(savepoint=bool(checked.follows)):
            report = _keep(actor, checked)
    except Problem as problem:
        return problem
    if report is None:  # another process has just kept it
        known |= _kept_before(actor.client, [draft.client_key])
        return _receive_one(actor, draft, known)
    known[draft.client_key] = (report.id, report.content_hash)
    return ReportReceipt(report.id, False)


def follow_up_report(actor: Actor, report_id: UUID, draft: ReportDraft) -> ReportReceipt:
    """续报: continues an earlier report; goes to that report's incident, where its facts are recorded."""
    first = access_report(actor, report_id)
    kind = ReportKind.FOLLOW_UP if draft.kind is ReportKind.INITIAL else draft.kind
    region = draft.region_code or first.region_code
    return receive_report(actor, replace(draft, follows=first.id, kind=kind, region_code=region, drill=first.drill))


@transaction.atomic
def reveal_reporter(actor: Actor, report_id: UUID, reason: str) -> tuple[str, str]:
    """Name and telephone in the clear; the look is recorded with its reason."""
    if not reason.strip():
        raise ReasonNeeded
    report = access_report(actor, report_id)
    access.require(actor, "incidents.reveal_reporter", report.region_code)
    recording.of_report(actor, report, "reporter_revealed", reason=reason)
    known = Reporter.objects.filter(report=report).values_list("name", "phone").first()
    return known or ("", "")


def check_draft(actor: Actor, draft: ReportDraft) -> ReportDraft:
    """The draft with its region settled; Invalid or Forbidden where it cannot be taken."""
    located = draft.located(region_to_report_for(actor, draft.region_code))
    access.require(actor, "incidents.receive_report", located.region_code)
    if draft.event_type and draft.event_type not in content.event_types():
        raise UnknownEventType(event_type=draft.event_type)
    if (draft.lon is None) != (draft.lat is None):
        raise PlaceIncomplete
    check_facts(draft.facts)
    return located


def _keep(actor: Actor, draft: ReportDraft) -> Report | None:
    """The report, kept; None when this client's key is taken already."""
    report = _row(actor, draft)
    if draft.follows or draft.incident_id:
        continue_chain(actor, report, draft)
    if not keep(report):
        return None
    if draft.reporter_name or draft.reporter_phone:
        _keep_reporter(report, draft)
    recording.received(actor, report)
    if report.incident is not None:
        take_up_report(actor, report.incident, report, _REASONS[ReportKind(report.kind)])
    return report


def _row(actor: Actor, draft: ReportDraft) -> Report:
    now = clock.now()
    received_at = draft.received_at or now
    return Report(
        id=new_id(),
        client=actor.client,
        client_key=draft.client_key,
        content_hash=content_hash(draft),
        raw_hash=draft.raw_hash,
        channel=draft.channel.value,
        kind=draft.kind.value,
        event_type=draft.event_type,
        region_code=draft.region_code,
        place=draft.place,
        lon=draft.lon,
        lat=draft.lat,
        given_crs=draft.crs if draft.lon is not None else "",
        cell=cell(draft.lon, draft.lat) if draft.lon is not None and draft.lat is not None else "",
        summary=draft.summary,
        facts=dict(draft.facts),
        source_unit=draft.source_unit,
        phone_hash=phone_hash(draft.reporter_phone),
        occurred_at=draft.occurred_at or received_at,
        received_at=received_at,
        recorded_at=now,
        drill=draft.drill,
    )


def _keep_reporter(report: Report, draft: ReportDraft) -> None:
    Reporter.objects.create(
        report=report,
        name=draft.reporter_name,
        phone=draft.reporter_phone,
        retain_until=report.received_at + REPORTER_KEPT,
    )


def _kept_before(client: str, keys: Iterable[str]) -> dict[str, tuple[UUID, str]]:
    rows = Report.objects.filter(client=client, client_key__in=list(keys))
    kept = rows.values_list("client_key", "id", "content_hash")
    return {key: (report_id, content) for key, report_id, content in kept}


def _repeated(kept: tuple[UUID, str], draft: ReportDraft) -> ReportReceipt:
    report_id, content_before = kept
    if content_before != content_hash(draft):
        raise KeyReused(report_id=str(report_id))
    return ReportReceipt(report_id, True)
