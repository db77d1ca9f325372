"""数字化预案 (digital contingency plan): groups, tasks with due times, needs, approvals, notices, levels.

A plan file must be readable aloud by a duty officer: every task names its group, its limit and the clause it
comes from; a per-level difference stands with the task it changes.

Conditions and formulas see: `facts` (of the incident, as far as known), `rules` (the plan's, by name), `level`
("I".."IV"), `incident` (`event_type`, `legal_grade`, `region`), and in a need's `ready` also `stock` (ready amounts by
resource). A fact nobody knows yet makes the answer "not known", never "no". How to write one: docs/plans.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import AwareDatetime, Field, model_validator

from liandong.content.schemas import plan_references
from liandong.content.schemas.base import (
    Bilingual,
    ContentFile,
    ContentModel,
    Expression,
    Identifier,
    LimitText,
)
from liandong.content.schemas.misplaced import Misplaced

ResponseLevel = Literal["I", "II", "III", "IV"]
PlanClass = Literal["NATURAL_DISASTER", "ACCIDENT", "PUBLIC_HEALTH", "SOCIAL_SECURITY", "OTHER"]
Phase = Literal["BEFORE", "IMMEDIATE", "EARLY", "RESPONSE", "AFTERMATH"]


class PlanLevel(ContentModel):
    """One response level: when it is proposed, who approves it, who commands."""

    title: Bilingual
    activate_when: Expression
    approved_by: Identifier
    commander: Identifier
    clause: str = ""
    provisional: bool = False
    note: str = ""


class PlanFact(ContentModel):
    """A fact the plan asks for, by the name that expressions use; `unit` is empty for a yes/no, a time or a list."""

    title: Bilingual
    kind: Literal["number", "flag", "time", "list", "text"] = "number"
    unit: str = ""


class Post(ContentModel):
    """A post: `filled_by` names the kinds of standing post that may take it, of `organizations` of a kind."""

    title: Bilingual
    filled_by: tuple[Identifier, ...] = ()
    organizations: tuple[Identifier, ...] = ()
    clause: str = ""


class Duty(ContentModel):
    """职责. `done_by`: the entries of the record by which the platform carries the duty and shows that it was done."""

    zh: str
    en: str
    clause: str = ""
    done_by: tuple[Identifier, ...] = ()


class Group(ContentModel):
    """A working group (工作组): `head` required means that activation is blocked while nobody heads it."""

    title: Bilingual
    head: Literal["required", "optional"] = "required"
    lead: Identifier
    deputies: tuple[Identifier, ...] = ()
    members: tuple[Identifier, ...] = ()
    duties: tuple[Duty, ...] = Field(min_length=1)
    levels: tuple[ResponseLevel, ...] = ("I", "II", "III", "IV")
    clause: str = ""


class Repeat(ContentModel):
    """A task that comes again: every `every` until `until` holds (or the response ends)."""

    every: LimitText
    until: Expression = "false"


class LevelDifference(ContentModel):
    """What changes for one task at one response level."""

    within: LimitText | None = None
    every: LimitText | None = None
    note: str = ""


class Task(ContentModel):
    """One thing to be done by one group before a limit; becomes an order with a clock on activation.

    `starts` is the moment the limit counts from: `activation`, `report_received`, `task:<id>` (that task done) or
    `fact:<name>` (the time that fact states; the limit moves when the fact does). `after` names tasks that must be
    done before this one may start; `not_before` is the earliest moment it may be done, counted like the limit;
    `same_day` (当日) brings the due time forward to 24:00 local time of the day the limit starts, when that is earlier.
    `text` says in a sentence or two what to do, and becomes the body of the order.
    """

    title: Bilingual
    text: Bilingual | None = None
    group: Identifier
    with_groups: tuple[Identifier, ...] = ()
    phase: Phase = "RESPONSE"
    within: LimitText
    starts: str = Field(
        default="activation", pattern=r"^(activation|report_received|task:[a-z0-9_-]+|fact:[a-z0-9_]+)$"
    )
    not_before: LimitText | None = None
    same_day: bool = False
    after: tuple[Identifier, ...] = ()
    levels: tuple[ResponseLevel, ...] = ("I", "II", "III", "IV")
    at: dict[ResponseLevel, LevelDifference] = {}
    applies_when: Expression = "true"
    done_when: Expression | None = None
    repeat: Repeat | None = None
    needs: tuple[Identifier, ...] = ()
    order_kind: Identifier = "task"
    sign_within: LimitText = "10m"
    clause: str = ""
    provisional: bool = False
    note: str = ""


class Need(ContentModel):
    """A resource the plan needs, in `unit`s: `formula` says how much, `ready` how much there is.

    Without `ready` it is the stock of `resource`; with it a formula over `stock` (a laboratory's day times two days).
    """

    title: Bilingual
    resource: Identifier
    unit: Bilingual
    formula: Expression
    ready: Expression | None = None
    when_short: Literal["cross_region_request", "upper_level_request", "purchase", "report"] = "upper_level_request"
    levels: tuple[ResponseLevel, ...] = ("I", "II", "III", "IV")
    clause: str = ""
    provisional: bool = False
    note: str = ""


Plain = int | float | str


class PlanRule(ContentModel):
    """A named ratio, number, list or condition of the document, kept out of code (`rooms_per_case = 100`).

    Exactly one of: `value`; `items`, named things in the order that counts; `expression`, a condition that must hold
    (a pool size allowed for a risk grade, a site fit for isolation). `provisional` marks a figure that is our default.
    """

    title: Bilingual
    value: Plain | list[Plain] | dict[str, Plain | list[Plain]] | None = None
    items: dict[Identifier, Bilingual] = {}
    expression: Expression | None = None
    clause: str = ""
    provisional: bool = False
    note: str = ""

    @model_validator(mode="after")
    def says_one_thing(self) -> PlanRule:
        """A rule is a value, a list of named things or a condition."""
        if sum((self.value is not None, bool(self.items), self.expression is not None)) != 1:
            raise ValueError("a rule has exactly one of `value`, `items` and `expression`")
        return self

    def as_seen(self) -> Plain | list[Plain] | dict[str, Plain | list[Plain]] | None:
        """What expressions read under `rules.<name>`: the value, or the names of the items; None for a condition."""
        return list(self.items) if self.items else self.value


class Mechanism(ContentModel):
    """An operating mechanism (运行机制); `effect` names what the engine does for it, and `when` from when on."""

    title: Bilingual
    text: Bilingual
    effect: Literal[
        "none", "commander_only_orders", "merged_office", "fan_out", "supervise", "consultation", "information_officers"
    ] = "none"
    when: Expression = "true"
    clause: str = ""


class Approval(ContentModel):
    """Who must agree before what; `unless` states the exception (act first, approve after)."""

    title: Bilingual
    before: Literal["activation", "level_change", "stand_down", "order", "publication"]
    by: Identifier
    levels: tuple[ResponseLevel, ...] = ("I", "II", "III", "IV")
    unless: Expression = "false"
    clause: str = ""


class PlanNotice(ContentModel):
    """Who is told what, when; `to` are group ids, post ids, organisation kinds or `upper_level`."""

    at: Literal["activation", "level_change", "stand_down"]
    to: tuple[str, ...] = Field(min_length=1)
    text: Bilingual
    within: LimitText | None = None
    clause: str = ""


class CommandPasses(ContentModel):
    """Command goes over to another post when the condition holds (the upper team has joined)."""

    to: Identifier
    when: Expression
    clause: str = ""


class StandDown(ContentModel):
    """When the response may end, and who decides it."""

    when: Expression
    approved_by: Identifier
    clause: str = ""


class PlanGiven(ContentModel):
    """What a worked case starts from; `now` is the time at which it is judged."""

    level: ResponseLevel | None = None
    facts: dict[str, Any] = {}
    stock: dict[str, int | float] = {}
    incident: dict[str, Any] = {}
    now: AwareDatetime | None = None


class PlanExpected(ContentModel):
    """What must come of it; only what is written here is compared. `null` stands for "not known yet"."""

    activates: bool | None = None
    level: ResponseLevel | None = None
    needs: dict[Identifier, int | float | None] = {}
    ready: dict[Identifier, int | float | None] = {}
    gaps: dict[Identifier, int | float | None] = {}
    rules: dict[Identifier, bool | None] = {}
    groups: int | None = None
    tasks: int | None = None
    present: tuple[Identifier, ...] = ()
    absent: tuple[Identifier, ...] = ()
    stands_down: bool | None = None


class PlanCase(ContentModel):
    """A worked case of a plan; run by `liandong check` and by the tests."""

    given: PlanGiven
    expect: PlanExpected
    because: str = ""


class Plan(ContentFile):
    """A complete plan file under `library/plans/`."""

    plan_class: PlanClass = Field(alias="class")
    sub_type: Identifier
    event_types: tuple[str, ...] = Field(min_length=1)
    activate_when: Expression = "true"
    levels: dict[ResponseLevel, PlanLevel] = Field(min_length=1)
    facts: dict[str, PlanFact] = {}
    posts: dict[Identifier, Post]
    groups: dict[Identifier, Group] = Field(min_length=1)
    mechanisms: dict[Identifier, Mechanism] = {}
    rules: dict[Identifier, PlanRule] = {}
    tasks: dict[Identifier, Task] = Field(min_length=1)
    needs: dict[Identifier, Need] = {}
    approvals: tuple[Approval, ...] = ()
    notices: tuple[PlanNotice, ...] = ()
    command_passes: tuple[CommandPasses, ...] = ()
    stand_down: StandDown
    cases: tuple[PlanCase, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def references_exist(self) -> Plan:
        """Groups, posts, tasks and needs that are named must be there, and tasks must not wait in a circle."""
        mistakes = plan_references.mistakes_in(self)
        if mistakes:
            raise Misplaced(mistakes)
        return self

    def expressions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every condition and formula of the plan, with where it stands."""
        return plan_references.expressions(self)

    def waits_for(self, task_id: str) -> tuple[str, ...]:
        """Ids of the tasks that must be done before `task_id` starts or its limit begins to count."""
        task = self.tasks[task_id]
        start = (task.starts.removeprefix("task:"),) if task.starts.startswith("task:") else ()
        return tuple(dict.fromkeys((*task.after, *start)))
