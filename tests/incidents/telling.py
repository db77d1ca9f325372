"""Short ways to report and to open incidents."""

from __future__ import annotations

from itertools import count
from typing import Any

from liandong.access.rules import Actor
from liandong.incidents import services
from liandong.incidents.models import Incident, Report
from liandong.incidents.rules.reports import Channel, ReportDraft
from tests.incidents.people import COUNTY, SYSTEM

GAS_BLAST = "20400"
_keys = count(1)


def draft(**said: Any) -> ReportDraft:
    """A call from 119 about a blast in the county, under a key of its own."""
    said.setdefault("client_key", f"call-{next(_keys)}")
    said.setdefault("channel", Channel.FIRE_119)
    said.setdefault("region_code", COUNTY)
    return ReportDraft(**said)


def reported(actor: Actor = SYSTEM, **said: Any) -> Report:
    receipt = services.receive_report(actor, draft(**said))
    return Report.objects.get(id=receipt.report_id)


def opened(actor: Actor = SYSTEM, *, event_type: str = GAS_BLAST, **said: Any) -> Incident:
    """An incident made of a report."""
    said.setdefault("summary", "某小区燃气爆燃")
    report = reported(actor, event_type=event_type, **said)
    return services.promote_report(actor, report.id)
