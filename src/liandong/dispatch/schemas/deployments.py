"""Plans of deployment on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from liandong.content import dispatching
from liandong.content import queries as content
from liandong.deadlines import queries as deadlines
from liandong.dispatch.consent import Standing, running_periods, scheme_of, standing_of
from liandong.dispatch.models import Deployment, DeploymentLine, Filing, Unit
from liandong.dispatch.queries import ForceAnswers
from liandong.dispatch.rules.chains import DeploymentState, StepState, Verdict, missing_before_order, states
from liandong.dispatch.rules.warnings import Warned, read_warning
from liandong.dispatch.schemas.units import Given, Name, Number
from liandong.dispatch.services import Ask, DeploymentDraft, LineDraft
from liandong.incidents import queries as incidents
from liandong.kernel.codes import RegionCode
from liandong.kernel.ids import Subject
from liandong.kernel.text import FilledParagraph, Paragraph
from liandong.organizations import queries as organizations

StepKey = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[a-z0-9:_-]+$", examples=["approve:140105"])]


class DeploymentLineIn(Given):
    """A unit, what it was chosen for (a need of the run card) and the arrival expected then, in seconds."""

    unit_id: UUID
    need: Annotated[str, Field(max_length=80)] = ""
    eta_seconds: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)] | None = None
    eta_method: Annotated[str, Field(max_length=16, pattern=r"^[A-Z_]*$")] = ""

    def line(self) -> LineDraft:
        return LineDraft(**self.dict())


class DeploymentAskIn(Given):
    type: Name
    count: Annotated[Number, Field(ge=1)]

    def ask(self) -> Ask:
        return Ask(**self.dict())


class DeploymentIn(Given):
    """`reach`: the city or province up to which help is asked. `life_saving` needs a reason: the order goes first."""

    lines: list[DeploymentLineIn] = Field([], max_length=100)
    asks: list[DeploymentAskIn] = Field([], max_length=20)
    reach: RegionCode | None = None
    life_saving: bool = False
    reason: Paragraph = ""

    def draft(self) -> DeploymentDraft:
        """The same as the services take it."""
        return DeploymentDraft(
            lines=tuple(one.line() for one in self.lines),
            asks=tuple(one.ask() for one in self.asks),
            reach=self.reach or "",
            life_saving=self.life_saving,
            reason=self.reason,
        )


class DeploymentAnswerIn(Given):
    key: StepKey
    verdict: Verdict
    opinion: Paragraph = ""


class DeploymentOrderIn(Given):
    """`lines`: units chosen now; `without`: units of the plan that stay, such as one somebody else was quicker with."""

    lines: list[DeploymentLineIn] = Field([], max_length=100)
    without: list[UUID] = Field([], max_length=100)


class DeploymentReasonIn(Given):
    reason: FilledParagraph


class ForceAnswersFilter(Schema):
    incident_id: UUID | None = None
    drill: bool = False


class ForceAnswersOut(Schema):
    """`rate` is a share of 1; `median_seconds` is null where nobody has answered."""

    organization_id: UUID | None
    organization: str
    sent: int
    acknowledged: int
    rate: float
    median_seconds: float | None


class DeploymentFilter(Schema):
    incident_id: UUID | None = None
    state: DeploymentState | None = None
    drill: bool = False

    def columns(self) -> dict[str, Any]:
        given = {"incident_id": self.incident_id, "state": self.state, "drill": self.drill}
        return {name: value for name, value in given.items() if value is not None}


class DeploymentWarningOut(Schema):
    code: str
    zh: str
    en: str


class DeploymentLineOut(Schema):
    unit_id: UUID
    callsign: str
    type: str
    organization: str
    need: str
    eta_seconds: float | None
    eta_method: str
    warnings: list[DeploymentWarningOut]
    mission_id: UUID | None


class DeploymentStepOut(Schema):
    """`offices` may do it; `due_at` while its clock runs. `holds_order`: the order waits for it."""

    key: str
    act: str
    title: str
    title_en: str
    region: str
    offices: list[str]
    state: StepState
    holds_order: bool
    due_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    recorded_for: str
    opinion: str
    clause: str


class SpecialPeriodOut(Schema):
    """A special period that runs today and concerns the plan; days are `MM-DD`."""

    id: str
    title: str
    title_en: str
    begins: str
    ends: str
    clause: str
    document: str
    provisional: bool


class FilingOut(Schema):
    """`organization_id` is null where the region has no such department on record."""

    id: UUID
    deployment_id: UUID
    incident_id: UUID
    incident_title: str
    department: str
    department_title: str
    region_code: str
    organization_id: UUID | None
    organization: str
    unit_ids: list[str]
    callsigns: list[str]
    filed_at: datetime
    seen_at: datetime | None
    drill: bool


class DeploymentOut(Schema):
    """`chain` is the one that holds today, by that clause; `missing` are the keys the order still waits for."""

    id: UUID
    incident_id: UUID
    incident_number: str
    incident_title: str
    region_code: str
    reach: str
    state: DeploymentState
    chain: str
    chain_title: str
    chain_title_en: str
    chain_clause: str
    document: str
    special_periods: list[SpecialPeriodOut]
    life_saving: bool
    reason: str
    asks: list[dict[str, Any]]
    drill: bool
    drafted_at: datetime
    drafted_by: str
    order_id: UUID | None
    ordered_at: datetime | None
    ordered_by: str
    ended_reason: str
    missing: list[str]
    steps: list[DeploymentStepOut]
    lines: list[DeploymentLineOut]
    filings: list[FilingOut]
    version: int


class DeploymentWaitingOut(Schema):
    """A plan, and the keys of its steps that are the turn of the reader's office."""

    keys: list[str]
    deployment: DeploymentOut


def deployment_out(deployment: Deployment) -> dict[str, Any]:
    """With its steps as they stand now."""
    standing = standing_of(deployment)
    number, title = incidents.briefs([deployment.incident_id]).get(deployment.incident_id, ("", ""))
    lines = list(deployment.lines.select_related("unit").order_by("id"))
    names = _names(deployment, lines)
    ended = deployment.state in {DeploymentState.ORDERED, DeploymentState.WITHDRAWN}
    computed = {
        "incident_number": number,
        "incident_title": title,
        "chain": standing.chain_id,
        "chain_title": standing.chain.title.zh,
        "chain_title_en": standing.chain.title.en,
        "chain_clause": standing.chain.clause,
        "document": scheme_of(deployment).source.document,
        "special_periods": _periods_out(deployment),
        "drafted_by": names.get(deployment.drafted_by, "") if deployment.drafted_by else "",
        "ordered_by": names.get(deployment.ordered_by, "") if deployment.ordered_by else "",
        "missing": [] if ended else [one.key for one in missing_before_order(standing.steps, standing.answers)],
        "steps": _steps_out(deployment, standing),
        "lines": [_line_out(line, names) for line in lines],
        "filings": filings_out(deployment.filings.select_related("deployment").order_by("filed_at", "id")),
    }
    fields = DeploymentOut.model_fields
    return {name: computed[name] if name in computed else getattr(deployment, name) for name in fields}


def filings_out(rows: Iterable[Filing]) -> list[dict[str, Any]]:
    filings = list(rows)
    names = organizations.names({one.organization_id for one in filings if one.organization_id})
    kinds = content.organization_kinds()
    told = incidents.briefs({one.deployment.incident_id for one in filings})
    units = Unit.objects.filter(id__in={unit for one in filings for unit in one.unit_ids})
    callsigns = {str(unit_id): callsign for unit_id, callsign in units.values_list("id", "callsign")}
    return [
        {
            **{name: getattr(one, name) for name in FilingOut.model_fields if hasattr(one, name)},
            "incident_id": one.deployment.incident_id,
            "incident_title": told.get(one.deployment.incident_id, ("", ""))[1],
            "callsigns": [callsigns[unit] for unit in one.unit_ids if unit in callsigns],
            "department_title": kinds[one.department].title.zh if one.department in kinds else one.department,
            "organization": names.get(one.organization_id, "") if one.organization_id else "",
        }
        for one in filings
    ]


def force_answers_out(rows: Iterable[ForceAnswers]) -> list[dict[str, Any]]:
    found = list(rows)
    names = organizations.names({one.organization_id for one in found if one.organization_id})
    return [
        {name: getattr(one, name) for name in ForceAnswersOut.model_fields if hasattr(one, name)}
        | {"organization": names.get(one.organization_id, "") if one.organization_id else ""}
        for one in found
    ]


def waiting_out(found: list[tuple[Deployment, list[str]]]) -> list[dict[str, Any]]:
    return [{"keys": keys, "deployment": deployment_out(deployment)} for deployment, keys in found]


def warnings_out(codes: Iterable[str]) -> list[dict[str, str]]:
    read: list[Warned] = [read_warning(code) for code in codes]
    return [{"code": one.code, "zh": one.text.zh, "en": one.text.en} for one in read]


def _periods_out(deployment: Deployment) -> list[dict[str, Any]]:
    """Those that run today; what is over or was ordered is not held up by one any more."""
    if deployment.state != DeploymentState.OPEN:
        return []
    known = dispatching.special_periods()
    running = running_periods(deployment.region_code, [kind for kind, _ in deployment.industries])
    return [
        {
            "id": name,
            "title": known[name].title.zh,
            "title_en": known[name].title.en,
            "begins": known[name].begins,
            "ends": known[name].ends,
            "clause": known[name].clause,
            "document": known[name].source.document,
            "provisional": known[name].source.provisional,
        }
        for name in running
    ]


def _steps_out(deployment: Deployment, standing: Standing) -> list[dict[str, Any]]:
    found = states(standing.steps, standing.answers, ordered=standing.ordered)
    answers = {one.key: one for one in deployment.answers.all()}
    names = organizations.names({one.by_person_id for one in answers.values() if one.by_person_id})
    running = deadlines.of_subject(Subject.of("deployment", deployment.id))
    due = {one.key: one.due_at for one in running if one.is_open}
    needed = {one.key for one in missing_before_order(standing.steps, {})}
    return [
        {
            "key": step.key,
            "act": step.act,
            "title": step.title.zh,
            "title_en": step.title.en,
            "region": step.region,
            "offices": list(step.offices),
            "state": found[step.key],
            "holds_order": step.key in needed,
            "due_at": due.get(step.key),
            "clause": step.clause,
            **_answer_out(answers.get(step.key), names),
        }
        for step in standing.steps
    ]


def _answer_out(answer: Any, names: dict[UUID, str]) -> dict[str, Any]:
    if answer is None:
        return {"answered_at": None, "answered_by": "", "recorded_for": "", "opinion": ""}
    by = names.get(answer.by_person_id, "") if answer.by_person_id else ""
    return {
        "answered_at": answer.at,
        "answered_by": by,
        "recorded_for": answer.recorded_for,
        "opinion": answer.opinion,
    }


def _line_out(line: DeploymentLine, names: dict[UUID, str]) -> dict[str, Any]:
    unit = line.unit
    return {
        "unit_id": unit.id,
        "callsign": unit.callsign,
        "type": unit.type,
        "organization": names.get(unit.organization_id, "") if unit.organization_id else "",
        "need": line.need,
        "eta_seconds": line.eta_seconds,
        "eta_method": line.eta_method,
        "warnings": warnings_out(line.warnings),
        "mission_id": line.mission_id,
    }


def _names(deployment: Deployment, lines: Iterable[DeploymentLine]) -> dict[UUID, str]:
    ids = {deployment.drafted_by, deployment.ordered_by, *(line.unit.organization_id for line in lines)}
    return organizations.names({one for one in ids if one})
