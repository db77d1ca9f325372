"""Every sentence and every message of the clock is whole: no place stays unfilled, in either language."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.deadlines import jobs
from liandong.deadlines.models import Deadline
from liandong.deadlines.services import (
    ask_extension,
    cancel_all,
    decide_extension,
    meet,
    move,
    rearm,
    remind,
    waive,
)
from liandong.kernel.clock import SimulatedClock
from liandong.notices.models import Notice
from liandong.notices.rendering import words
from liandong.timeline.queries import of_subject
from liandong.timeline.rendering import sentence
from tests.deadlines.conftest import SYSTEM, actor, begin

pytestmark = pytest.mark.django_db


def lived_through(clock: SimulatedClock) -> list[Deadline]:
    """Clocks that have met with everything there is."""
    leader, handler = actor("duty_leader"), actor("department_handler")
    met, late, waived, cancelled, moved, granted, refused, dead, unturned = (begin(hours=4) for _ in range(9))
    meet(SYSTEM, met.subject, met.kind)
    waive(leader, waived.id, "已并案")
    cancel_all(SYSTEM, cancelled.subject, "撤回")
    move(SYSTEM, moved.subject, moved.kind, due_at=moved.due_at + timedelta(hours=1), reason="灾情扩大")
    remind(leader, moved.id)
    for one, answer in ((granted, True), (refused, False)):
        asked = ask_extension(handler, one.id, due_at=one.due_at + timedelta(hours=2), reason="道路塌方")
        decide_extension(leader, asked.id, granted=answer, reason="再议")
    Deadline.objects.filter(id=dead.id).update(attempts=5)
    Deadline.objects.filter(id=unturned.id).update(next_at=None)
    clock.advance(hours=9)
    jobs.tick()
    jobs.audit()
    rearm(leader, dead.id)
    meet(SYSTEM, late.subject, late.kind)
    return [met, late, waived, cancelled, moved, granted, refused, dead, unturned]


def test_every_sentence_is_whole(clock: SimulatedClock) -> None:
    seen = set()
    for deadline in lived_through(clock):
        for entry in of_subject(SYSTEM, deadline.subject).entries:
            seen.add(entry.verb)
            for language in ("zh", "en"):
                said = sentence(entry, language)
                assert "{" not in said, said
                assert "—" not in said, said
            assert "交办事项" in sentence(entry, "zh") or entry.verb.startswith("notice")
    assert seen >= {
        "deadline_started",
        "deadline_warned",
        "deadline_overdue",
        "deadline_escalated",
        "deadline_reminded",
        "deadline_urged",
        "deadline_met",
        "deadline_met_late",
        "deadline_waived",
        "deadline_cancelled",
        "deadline_moved",
        "deadline_extension_asked",
        "deadline_extension_granted",
        "deadline_extension_refused",
        "deadline_failed",
        "deadline_not_fired",
        "deadline_rearmed",
    }


def test_every_message_is_whole(clock: SimulatedClock) -> None:
    lived_through(clock)
    seen = set()
    for notice in Notice.objects.filter(template__startswith="deadline"):
        seen.add(notice.template)
        for language in ("zh", "en"):
            said = words(notice, language)
            assert "—" not in said.title + said.body, said
            assert "T12:" not in said.body, "times are shown in Beijing, not as they are stored"
    assert {"deadline_warned", "deadline_overdue", "deadline_escalated", "deadline_reminder"} <= seen
    assert {"deadline_failed", "deadline_not_fired", "deadline_urged"} <= seen
    assert {"deadline_extension_asked", "deadline_extension_granted", "deadline_extension_refused"} <= seen
