"""演练情景 (rehearsal scenario): what happens, who answers how fast, what is in store, what should come of it.

A scenario names one plan and plays it in simulated time. It holds no seed: the same file and the same seed give the
same run, another seed gives other answering times from the same distributions. Format: docs/scenarios.md.
"""

from __future__ import annotations

import math
from datetime import timedelta
from random import Random
from typing import Any, Literal

from pydantic import AwareDatetime, Field, model_validator

from liandong.content.schemas.base import Bilingual, ContentFile, ContentModel, Identifier, LimitText
from liandong.content.schemas.grading import Grade
from liandong.content.schemas.plans import ResponseLevel
from liandong.kernel.durations import Limit


class Timing(ContentModel):
    """How long something takes: a distribution with its middle given as a time or as a share of the task's limit.

    `lognormal`: `median` (or `share`) and `spread`, the standard deviation of the logarithm (0.3 steady, 0.8 uneven).
    `triangular`: the middle is the most likely value, between `low` and `high` times it. `fixed`: always the middle.
    """

    shape: Literal["lognormal", "triangular", "fixed"] = "lognormal"
    median: LimitText | None = None
    share: float | None = Field(default=None, gt=0, le=100)
    spread: float = Field(default=0.3, ge=0, le=3)
    low: float = Field(default=0.5, gt=0, le=1)
    high: float = Field(default=2.0, ge=1, le=100)

    @model_validator(mode="after")
    def one_middle(self) -> Timing:
        """Either a time or a share of the limit, not both, and in clock time."""
        if (self.median is None) == (self.share is None):
            raise ValueError("give either `median` (a time such as 40m) or `share` (of the task's limit), not both")
        if self.median is not None and Limit.parse(self.median).working_days:
            raise ValueError("`median` is clock time (40m, 2h, 1d); working days have no fixed length")
        return self

    def draw(self, chance: Random, limit: timedelta) -> timedelta:
        """One duration, never negative; `limit` is the task's limit, used when the middle is a share of it."""
        middle = Limit.parse(self.median).clock if self.median is not None else limit * (self.share or 0)
        return middle * self._factor(chance)

    def _factor(self, chance: Random) -> float:
        if self.shape == "fixed":
            return 1.0
        if self.shape == "triangular":
            return chance.triangular(self.low, self.high, 1.0)
        return math.exp(chance.gauss(0.0, self.spread))


class Answering(ContentModel):
    """How a group answers an order: when it signs for it and how long the work takes after that."""

    sign: Timing | None = None
    work: Timing | None = None


class Behaviour(ContentModel):
    """Answering times: of everybody, of one group, of one task; the closest one that says something counts."""

    default: Answering
    groups: dict[Identifier, Answering] = {}
    tasks: dict[Identifier, Answering] = {}

    @model_validator(mode="after")
    def default_is_whole(self) -> Behaviour:
        """The default must give both times, so that every order is answered some time."""
        if self.default.sign is None or self.default.work is None:
            raise ValueError("`behaviour.default` needs both `sign` and `work`")
        return self

    def signing(self, task: str, group: str) -> Timing:
        """The time to sign for an order of `task` given to `group`."""
        return self._closest(task, group, "sign")

    def working(self, task: str, group: str) -> Timing:
        """The time the work of `task` takes `group`, after signing."""
        return self._closest(task, group, "work")

    def _closest(self, task: str, group: str, part: Literal["sign", "work"]) -> Timing:
        for answering in (self.tasks.get(task), self.groups.get(group), self.default):
            timing: Timing | None = getattr(answering, part, None)
            if timing is not None:
                return timing
        raise LookupError(f"no {part} time for {task}")  # pragma: no cover - the default is whole


class MissingHead(ContentModel):
    """A group without a head at the start: activation is blocked, unless somebody overrides it with a reason."""

    found_after: LimitText | None = None
    override: str = ""


class Inject(ContentModel):
    """Something that happens `at` this long after the start; at least one effect."""

    at: LimitText
    title: Bilingual
    facts: dict[str, Any] = {}
    stock: dict[Identifier, int | float] = {}
    head_lost: Identifier | None = None
    head_found: Identifier | None = None
    level: ResponseLevel | None = None
    legal_grade: Grade | None = None
    message: Bilingual | None = None

    @model_validator(mode="after")
    def does_something(self) -> Inject:
        """An inject without effect is a slip of the pen."""
        effects = self.model_dump(exclude={"at", "title"}, exclude_defaults=True)
        if not effects:
            names = ", ".join(name for name in type(self).model_fields if name not in ("at", "title"))
            raise ValueError(f"an inject needs at least one of {names}")
        return self

    @property
    def after(self) -> timedelta:
        return Limit.parse(self.at).clock


class Place(ContentModel):
    """Degrees east and north, CGCS2000 (within centimetres of WGS-84)."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


class ExpectedNeed(ContentModel):
    required: int | float
    ready: int | float
    gap: int | float


class Expected(ContentModel):
    """What the rehearsal should show, whatever the seed; a difference is reported with the run.

    `needs` goes by the plan's need ids, as they stand at activation; `met`, `missed` and `blocked` by task.
    """

    needs: dict[Identifier, ExpectedNeed] = {}
    tasks: int | None = None
    met: tuple[Identifier, ...] = ()
    missed: tuple[Identifier, ...] = ()
    blocked: tuple[Identifier, ...] = ()
    stands_down: bool | None = None


class Scenario(ContentFile):
    """A scenario file under `library/scenarios/`, or any file given to `liandong rehearse --scenario`."""

    plan: Identifier
    event_type: str = Field(pattern=r"^\d{5}$")
    report: Bilingual
    region: str = Field(pattern=r"^\d{6}(\d{3}(\d{3})?)?$")
    place: Place | None = None
    start: AwareDatetime
    end_after: LimitText
    level: ResponseLevel | None = None
    legal_grade: Grade | None = None
    facts: dict[str, Any]
    missing_heads: dict[Identifier, MissingHead] = {}
    stock: dict[Identifier, int | float] = {}
    behaviour: Behaviour
    injects: tuple[Inject, ...] = ()
    expect: Expected = Expected()

    @model_validator(mode="after")
    def injects_are_in_order(self) -> Scenario:
        """Injects stand in the order they happen, and all happen before the end."""
        times = [inject.after for inject in self.injects]
        if times != sorted(times):
            raise ValueError("injects must stand in the order they happen (`at`)")
        if times and times[-1] > Limit.parse(self.end_after).clock:
            raise ValueError("an inject happens after the end of the scenario (`end_after`)")
        return self
