"""What goes over the wire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

from liandong.kernel.codes import RegionCode, RegionLevel
from liandong.kernel.durations import Limit
from liandong.kernel.text import FilledParagraph, Line, OptionalLine, Paragraph
from liandong.orders.models import Assignment, Feedback, Milestone, Order
from liandong.orders.queries import Concern, LeagueTable, concerns_of, schedule_of
from liandong.orders.rules import Addressee, AddresseeKind, LeagueRow, OrderDraft, OrderState, Priority, Step
from liandong.organizations import queries as organizations

LimitLine = Annotated[
    str, Field(pattern=r"^([0-9]{1,5}(\.[0-9]{1,2})?[smhd]|[0-9]{1,3}wd)$", examples=["30m", "4h", "3wd"])
]
"""`30m`, `4h`, `14d` of the clock or `3wd` working days."""


def _of_our_time(moment: datetime) -> datetime:
    # the year as written: near the ends of the calendar a change of zone would overflow
    if not 2000 <= moment.year <= 2100:
        raise ValueError("a moment lies between the years 2000 and 2100")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
"""ISO 8601 with a zone, 2000 to 2100."""

Version = Annotated[int, Field(ge=1, le=2_000_000_000)]

Sequence = Annotated[int, Field(ge=1, le=1000)]


class Given(Schema):
    """What is sent to us: an unknown field is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid")


class AddresseeIn(Given):
    kind: AddresseeKind
    id: UUID

    def addressee(self) -> Addressee:
        return Addressee(self.kind, self.id)


class StepIn(Given):
    """One step of the schedule; give `takes` for all steps, or for none to share the time out by `weight`."""

    title: Line
    takes: LimitLine | None = None
    weight: int = Field(1, ge=1, le=1000)
    overlap: float = Field(0.0, ge=0, lt=1)

    def step(self) -> Step:
        takes = Limit.parse(self.takes) if self.takes else None
        length = takes.clock + timedelta(days=takes.working_days) if takes else None
        return Step(self.title, length, self.weight, self.overlap)


class StepsIn(Given):
    steps: list[StepIn] = Field(min_length=1, max_length=50)

    def as_steps(self) -> tuple[Step, ...]:
        return tuple(one.step() for one in self.steps)


class OrderIn(Given):
    """An order to issue; limits that are not given come from the kind of order."""

    kind: Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9_-]*$", examples=["task"])]
    title: Line
    body: Paragraph = ""
    region_code: RegionCode
    addressees: list[AddresseeIn] = Field(min_length=1, max_length=200)
    within: LimitLine | None = None
    due_at: Moment | None = None
    sign_within: LimitLine | None = None
    starts_at: Moment | None = None
    incident_id: UUID | None = None
    response_id: UUID | None = None
    group: OptionalLine = Field("", max_length=80)
    clause: OptionalLine = ""
    in_name_of: OptionalLine = ""
    priority: Priority | None = None
    steps: list[StepIn] = Field([], max_length=50)
    drill: bool = False

    def draft(self) -> OrderDraft:
        """The same as the services take it."""
        plain = self.dict(exclude={"addressees", "steps", "within", "sign_within"})
        return OrderDraft(
            **plain,
            addressees=tuple(a.addressee() for a in self.addressees),
            steps=tuple(s.step() for s in self.steps),
            within=Limit.parse(self.within) if self.within else None,
            sign_within=Limit.parse(self.sign_within) if self.sign_within else None,
        )


class SignIn(Given):
    """`version` is the one the reader saw; leave it out to take the task as it is."""

    version: Version | None = None


class FeedbackIn(SignIn):
    text: FilledParagraph
    percent: int | None = Field(None, ge=0, le=100)
    file_ids: list[UUID] = Field([], max_length=50)


class ResultIn(SignIn):
    text: FilledParagraph
    file_ids: list[UUID] = Field([], max_length=50)


class VerifyIn(SignIn):
    text: Paragraph = ""


class ReturnIn(SignIn):
    reason: FilledParagraph
    due_at: Moment | None = None


class ForwardIn(SignIn):
    to: AddresseeIn
    reason: Paragraph = ""


class ExtendIn(SignIn):
    due_at: Moment
    reason: FilledParagraph


class OrderReasonIn(Given):
    reason: FilledParagraph


class UrgeIn(Given):
    text: Paragraph = ""


class OrderFilter(Schema):
    """Which orders; all conditions hold together."""

    incident_id: UUID | None = None
    response_id: UUID | None = None
    state: OrderState | None = None
    kind: str | None = Field(None, max_length=80, pattern=r"^[a-z0-9][a-z0-9_-]*$")
    region: RegionCode | None = None
    drill: bool | None = None

    def columns(self) -> dict[str, Any]:
        """As a filter of the table."""
        given = {name: value for name, value in self.dict(exclude={"region"}).items() if value is not None}
        return given | ({"region_code__startswith": self.region} if self.region else {})


class BoardFilter(OrderFilter):
    """`unsigned`, `overdue`: some addressee of an order in force has not signed, or has not done it in time."""

    unsigned: bool = False
    overdue: bool = False
    q: OptionalLine = Field("", max_length=80)

    def columns(self) -> dict[str, Any]:
        given = super().columns()
        return {name: value for name, value in given.items() if name not in ("unsigned", "overdue", "q")}


class SupervisionFilter(Schema):
    concern: list[Concern] = Field(list(Concern), max_length=10)
    region: RegionCode | None = None
    soon_minutes: int = Field(60, ge=1, le=100_000)
    drill: bool = False

    @property
    def soon(self) -> timedelta:
        return timedelta(minutes=self.soon_minutes)


class LeagueFilter(Schema):
    by: Literal["organization", "region"] = "organization"
    since: Moment
    until: Moment
    level: RegionLevel = RegionLevel.COUNTY


class AssignmentOut(Schema):
    """One addressee's task; `concerns` says what a supervisor should look at."""

    id: UUID
    order_id: UUID
    number: str
    title: str
    addressee_kind: AddresseeKind
    addressee_id: UUID
    addressee: str
    organization_id: UUID
    organization: str
    region_code: str
    state: str
    version: int
    percent: int
    assigned_at: datetime
    sign_due_at: datetime | None
    due_at: datetime | None
    signed_at: datetime | None
    submitted_at: datetime | None
    verified_at: datetime | None
    done_at: datetime | None
    returns: int
    urges: int
    forwarded_from: UUID | None
    drill: bool
    concerns: list[str]


class OrderOut(Schema):
    id: UUID
    number: str
    kind: str
    title: str
    region_code: str
    incident_id: UUID | None
    response_id: UUID | None
    group: str
    task_id: str
    clause: str
    in_name_of: str
    priority: str
    drill: bool
    state: str
    version: int
    issued_at: datetime
    starts_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    closed_at: datetime | None


class NodeOut(Schema):
    sequence: int
    title: str
    weight: int
    starts_at: datetime
    due_at: datetime
    reached_at: datetime | None
    late: bool


class ScheduleOut(Schema):
    """`planned` and `reached` are percentages of the steps' weight."""

    order_id: UUID
    number: str
    title: str
    state: str
    due_at: datetime | None
    planned: int
    reached: int
    nodes: list[NodeOut]


class OrderDetail(OrderOut):
    body: str
    issuer: str
    ended_reason: str
    assignments: list[AssignmentOut]
    schedule: ScheduleOut


class FeedbackOut(Schema):
    id: UUID
    kind: str
    text: str
    percent: int | None
    file_ids: list[UUID]
    at: datetime
    by: str


class MilestoneOut(Schema):
    sequence: int
    title: str
    weight: int
    starts_at: datetime
    due_at: datetime
    reached_at: datetime | None


class LeagueRowOut(Schema):
    """`rate` is the percentage done on time of what fell due; null where nothing fell due."""

    key: str
    name: str
    issued: int
    sign_fell_due: int
    signed_on_time: int
    sign_rate: float | None
    fell_due: int
    done_on_time: int
    overdue: int
    rate: float | None


class LeagueOut(Schema):
    rows: list[LeagueRowOut]
    total: LeagueRowOut


def order_out(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in OrderOut.model_fields}


def order_detail(order: Order) -> dict[str, Any]:
    """The whole order as one reader sees it on one page."""
    tasks = list(order.assignments.select_related("order").order_by("sequence", "assigned_at", "id"))
    issuer = order.issuer_post_id or order.issuer_person_id or order.issuer_organization_id
    names = organizations.names([issuer]) if issuer else {}
    return {
        **order_out(order),
        "body": order.body,
        "issuer": names.get(issuer, "系统") if issuer else "系统",
        "ended_reason": order.ended_reason,
        "assignments": assignments_out(tasks),
        "schedule": schedule_of(order),
    }


def assignments_out(tasks: Iterable[Assignment], soon: timedelta = timedelta(hours=1)) -> list[dict[str, Any]]:
    """With the names of all units looked up at once."""
    rows = list(tasks)
    names = organizations.names({unit for task in rows for unit in (task.addressee_id, task.organization_id)})
    return [_assignment_out(task, names, soon) for task in rows]


def assignment_out(task: Assignment) -> dict[str, Any]:
    return assignments_out([task])[0]


def _assignment_out(task: Assignment, names: dict[UUID, str], soon: timedelta) -> dict[str, Any]:
    computed = {
        "number": task.order.number,
        "title": task.order.title,
        "drill": task.order.drill,
        "addressee": names.get(task.addressee_id, ""),
        "organization": names.get(task.organization_id, ""),
        "forwarded_from": task.parent_id,
        "concerns": [concern.value for concern in concerns_of(task, soon)],
    }
    return {name: computed[name] if name in computed else getattr(task, name) for name in AssignmentOut.model_fields}


def feedback_out(entries: list[Feedback]) -> list[dict[str, Any]]:
    """With the names of those who wrote looked up at once."""
    names = organizations.names({e.by_person_id for e in entries if e.by_person_id})
    return [
        {
            "id": e.id,
            "kind": e.kind,
            "text": e.text,
            "percent": e.percent,
            "file_ids": e.file_ids,
            "at": e.at,
            "by": names.get(e.by_person_id, "系统") if e.by_person_id else "系统",
        }
        for e in entries
    ]


def milestone_out(row: Milestone) -> dict[str, Any]:
    return {name: getattr(row, name) for name in MilestoneOut.model_fields}


def league_out(table: LeagueTable) -> dict[str, Any]:
    """Rows by rank, then the sum."""
    return {
        "rows": [_league_row(row, table.names.get(row.key, row.key)) for row in table.rows],
        "total": _league_row(table.total, "合计"),
    }


def _league_row(row: LeagueRow, name: str) -> dict[str, Any]:
    return {"name": name} | {field: getattr(row, field) for field in LeagueRowOut.model_fields if field != "name"}
