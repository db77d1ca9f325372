"""What was agreed, told from who agreed; and why a step of a meeting is refused. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from uuid import UUID

from liandong.kernel.errors import Forbidden, Invalid, Refused
from liandong.kernel.text import Localized


class MeetingState(StrEnum):
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class Stance(StrEnum):
    """To the conclusion that was put: for it, against it, or only something to be said."""

    AGREE = "AGREE"
    DISAGREE = "DISAGREE"
    NOTE = "NOTE"


class Outcome(StrEnum):
    """一致意见 · 专家共识 · 意见不一; HELD where the kind of meeting asks for no agreement."""

    UNANIMOUS = "UNANIMOUS"
    CONSENSUS = "CONSENSUS"
    DIVIDED = "DIVIDED"
    HELD = "HELD"


STANCE_WORDS = {
    Stance.AGREE: Localized(zh="同意", en="agrees"),
    Stance.DISAGREE: Localized(zh="不同意", en="disagrees"),
    Stance.NOTE: Localized(zh="陈述意见", en="states a view"),
}
OUTCOME_WORDS = {
    Outcome.UNANIMOUS: Localized(zh="达成一致意见", en="all agreed"),
    Outcome.CONSENSUS: Localized(zh="形成专家共识", en="the experts reached a consensus"),
    Outcome.DIVIDED: Localized(zh="意见不一", en="opinions differ"),
    Outcome.HELD: Localized(zh="会议已开", en="the meeting was held"),
}


def outcome_of(called: Collection[UUID], stances: Mapping[UUID, Stance], share: float) -> Outcome:
    """All of those called agree; at least `share` of them do; or neither. Who has not spoken has not agreed."""
    agreeing = sum(stances.get(person) is Stance.AGREE for person in called)
    if agreeing == len(called):
        return Outcome.UNANIMOUS
    return Outcome.CONSENSUS if agreeing >= share * len(called) else Outcome.DIVIDED


class NobodyCalled(Invalid):
    code = "meeting_nobody_called"
    message = Localized(zh="请至少召集一人。", en="Call at least one person.")


class MeetingClosed(Refused):
    code = "meeting_closed"
    message = Localized(
        zh="会议已结束，不能再补充；请另行召集。", en="The meeting has ended; call another one to go on."
    )


class MeetingStillOpen(Refused):
    code = "meeting_still_open"
    message = Localized(
        zh="会议还没有结束，请先结束会议再作决定。", en="The meeting has not ended; close it before taking decisions."
    )


class NotCalled(Forbidden):
    code = "meeting_not_called"
    message = Localized(
        zh="只有被召集的人可以发表意见，请由召集人补充召集。", en="Only those called give opinions; ask to be called."
    )


class NothingProposed(Refused):
    code = "meeting_nothing_proposed"
    message = Localized(
        zh="还没有拟议结论，请先提出结论，再请与会人员表态。",
        en="No conclusion has been put to the meeting; put one, then ask for agreement.",
    )


class OpinionElsewhere(Invalid):
    code = "opinion_of_another_meeting"
    message = Localized(
        zh="所引意见不是本次会议的意见，请改引本次会议的意见。",
        en="The opinion cited was given in another meeting; cite one of this meeting.",
    )


class OpinionsNeeded(Refused):
    code = "decision_needs_opinions"
    message = Localized(
        zh="专家会商后的决定要写明所依据的意见，请至少引用一条。",
        en="A decision after a consultation names the opinions it stands on; cite at least one.",
    )


class AlreadyOrdered(Refused):
    code = "decision_already_ordered"
    message = Localized(
        zh="这项决定已下达指令，请在该指令上继续。", en="This decision has become an order already; go on there."
    )
