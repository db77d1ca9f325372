"""What the clock does when a notice that has a limit is sent, answered or left unanswered; subscribed in
`config.wiring` alone.
"""

from __future__ import annotations

from uuid import UUID

from liandong.access.rules import Actor, Source
from liandong.deadlines import services
from liandong.deadlines.events import DeadlinePassed
from liandong.deadlines.rules import Holder, HolderKind
from liandong.kernel.ids import Subject
from liandong.notices.events import NoticeAnswered, NoticeLimited
from liandong.notices.services import climb_now

NOTICE_ANSWER = "notice_answer"
_CLOCK = Actor.system(Source.CLOCK)


def when_a_notice_has_a_limit(event: NoticeLimited) -> None:
    """Its clock is held by the reader; by the post or organisation that it reached nobody in."""
    holder = _holder(event)
    if holder is not None:
        services.start(
            _CLOCK,
            Subject.of("notice", event.notice_id),
            NOTICE_ANSWER,
            region_code=event.region_code,
            holder=holder,
            starts_at=event.at,
            within=event.within,
            incident_id=event.incident_id,
            drill=event.drill,
            source=event.source,
            data={"title": event.about},
        )


def when_a_notice_is_answered(event: NoticeAnswered) -> None:
    services.meet(_CLOCK, Subject.of("notice", event.notice_id), NOTICE_ANSWER, event.at)


def when_an_answer_is_late(event: DeadlinePassed) -> None:
    """超过时限未回执: the second channel is tried at once; the ladder of the kind tells those above."""
    if event.kind == NOTICE_ANSWER:
        climb_now(UUID(event.subject.id))


def _holder(event: NoticeLimited) -> Holder | None:
    if event.person_id is not None:
        return Holder(person_id=event.person_id)
    known = event.recipient_id is not None and event.recipient_kind in set(HolderKind)
    return Holder.of(event.recipient_kind, event.recipient_id) if known and event.recipient_id else None
