"""Grade, branch and framework: what is proposed, what is confirmed, and which of them is in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from liandong.incidents.rules.problems import GradeUnknown


class Grade(StrEnum):
    """特别重大、重大、较大、一般; declared from the gravest down."""

    EXTRA_MAJOR = "EXTRA_MAJOR"
    MAJOR = "MAJOR"
    LARGER = "LARGER"
    GENERAL = "GENERAL"


GRAVEST_FIRST = tuple(Grade)


class Branch(StrEnum):
    """Linkage centre or headquarters and on-scene command; decided apart from the legal grade."""

    LINKAGE = "LINKAGE"
    HEADQUARTERS = "HEADQUARTERS"


class Framework(StrEnum):
    """常态、联动、应急处理框架."""

    NORMAL = "NORMAL"
    LINKAGE = "LINKAGE"
    EMERGENCY = "EMERGENCY"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the grading tables say of the known facts.

    `level` is what is certain (None: no condition is certain yet); `could_be` is the gravest level that unknown
    facts still leave open (None: nothing graver is open), `missing` the facts that would decide it.
    """

    level: Grade | None
    could_be: Grade | None = None
    table: str = ""
    document: str = ""
    clause: str = ""
    missing: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    provisional: bool = False

    def as_json(self) -> dict[str, object]:
        return {
            "level": self.level,
            "could_be": self.could_be,
            "table": self.table,
            "document": self.document,
            "clause": self.clause,
            "missing": list(self.missing),
            "reasons": [{"zh": zh, "en": en} for zh, en in self.reasons],
            "provisional": self.provisional,
        }


NOTHING_KNOWN = Proposal(level=None)


def grade_named(level: str) -> Grade:
    try:
        return Grade(level)
    except ValueError:
        raise GradeUnknown(level=level) from None


def rank(grade: Grade | str | None) -> int:
    """0 is the gravest; an unknown grade ranks after all."""
    return GRAVEST_FIRST.index(Grade(grade)) if grade else len(GRAVEST_FIRST)


def graver(one: Grade | None, other: Grade | None) -> Grade | None:
    return min((one, other), key=rank)


def gravest(proposals: Iterable[Proposal]) -> Proposal:
    """Several tables may apply to one event: the gravest certain level counts, and every doubt stays open."""
    found = sorted(proposals, key=lambda proposal: rank(proposal.level))
    if not found:
        return NOTHING_KNOWN
    best = found[0]
    could_be = min((proposal.could_be for proposal in found), key=rank)
    missing = tuple(dict.fromkeys(fact for proposal in found for fact in proposal.missing))
    open_above = could_be if rank(could_be) < rank(best.level) else None
    return replace(best, could_be=open_above, missing=missing)


def in_force(legal: Grade | None, confirmed: Grade | None, before: Grade | None, after: Grade | None) -> Grade | None:
    """The grade in force when the rule's proposal goes from `before` to `after`.

    Until a person has confirmed one, the proposal itself. After that a rise counts at once, so that report clocks and
    recipients never wait for a signature; a fall counts only when a person confirms it.
    """
    if confirmed is None:
        return after
    return legal if before is after else graver(legal, after)


def framework_for(
    grade: Grade | None, special: bool, frameworks: Iterable[tuple[Framework, Iterable[str], bool]]
) -> Framework:
    """Each framework comes with its grades and whether it takes special events; an ungraded event is linkage's."""
    known = list(frameworks)
    if special:
        return next((framework for framework, _, takes_special in known if takes_special), Framework.EMERGENCY)
    fitting = (framework for framework, grades, _ in known if grade is not None and grade.value in grades)
    return next(fitting, Framework.LINKAGE)
