"""Who commands (指挥权): the fire and rescue team until an on-scene command has taken over, signed by both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from liandong.incidents.rules.grades import Branch
from liandong.incidents.rules.lifecycle import BEIJING, Phase
from liandong.incidents.rules.problems import HeadquartersNotInCommand, OrderOutsideCommand, ResponseNotSkipped


class CommandKind(StrEnum):
    """FRT 消防救援队伍, OSC 现场指挥部, CENTRE 联动中心, HQ 指挥部."""

    FRT = "FRT"
    OSC = "OSC"
    CENTRE = "CENTRE"
    HQ = "HQ"


KIND_WORDS = {
    CommandKind.FRT: "消防救援队伍",
    CommandKind.OSC: "现场指挥部",
    CommandKind.CENTRE: "联动中心",
    CommandKind.HQ: "处置指挥部",
}


def check_path(branch: Branch, kind: CommandKind, before: Phase, after: Phase) -> None:
    """一般事件由联动中心处置到底；重特大、特殊事件联动中心只组织先期处置，应急处置由指挥部组织实施 (联动中心职能)."""
    if branch is not Branch.HEADQUARTERS or before is not Phase.EARLY:
        return
    if after is Phase.AFTERMATH:
        raise ResponseNotSkipped
    if after is Phase.RESPONSE and kind not in {CommandKind.HQ, CommandKind.OSC}:
        raise HeadquartersNotInCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class Commander:
    """Who holds command, as far as it is named: the kind, and the organisation, post or person."""

    kind: CommandKind
    organization_id: UUID | None = None
    post_id: UUID | None = None
    person_id: UUID | None = None
    since: datetime | None = None

    def includes(self, organization_id: UUID | None, post_id: UUID | None, person_id: UUID | None) -> bool:
        """Whether somebody acts for the command: holds its post, is its head, or belongs to its organisation."""
        pairs = (
            (self.organization_id, organization_id),
            (self.post_id, post_id),
            (self.person_id, person_id),
        )
        return any(own is not None and own == theirs for own, theirs in pairs)


def check_may_order(
    commander: Commander,
    former_organizations: Collection[UUID],
    organization_id: UUID | None,
    post_id: UUID | None,
    person_id: UUID | None,
) -> None:
    """After a handover those who commanded before issue no orders of their own."""
    if organization_id not in former_organizations or commander.includes(organization_id, post_id, person_id):
        return
    since = f"{commander.since.astimezone(BEIJING):%m-%d %H:%M}" if commander.since else "—"
    raise OrderOutsideCommand(commander=KIND_WORDS[commander.kind], since=since)
