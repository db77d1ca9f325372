"""Keeps the time of a scene: what lies in the past is put on record at once, the rest when its moment comes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Event

from django.db import DatabaseError, transaction

from liandong.access.queries import visible_accounts
from liandong.access.rules import Actor, Source
from liandong.cli.scene.acts import Act
from liandong.cli.scene.place import CLIENT, PLATFORM, Scene
from liandong.cli.scene.story import PLAYED
from liandong.kernel import clock
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Problem
from liandong.notices.queries import visible_notices
from liandong.notices.services import confirm

logger = logging.getLogger("liandong.demo")
LONGEST_WAIT_S = 480.0
"""After an interruption the next step does not wait longer than the longest pause of the story."""

STRIDE, LONG_STRIDE, RINGING = timedelta(minutes=2), timedelta(minutes=30), timedelta(minutes=20)
"""The past is walked through in these strides: small ones for a while after each act, long ones where nothing is."""

GUESTS_READ_IN = timedelta(seconds=150)
"""The most urgent notices raise an alarm after three minutes unread."""

AT_ONCE_S = 2.0
"""Between two acts of one step."""

Cue = tuple[float, Scene, Act]


def cues() -> list[Cue]:
    """Every act of every scene in the order in which they happen; acts of one step stay in theirs."""
    all_of_them = [(at, scene, act) for scene, steps in PLAYED for at, acts in steps for act in acts]
    return sorted(all_of_them, key=lambda cue: cue[0])


def play_past(simulated: SimulatedClock, started: datetime, turn: Callable[[], object]) -> int:
    """Put on record what happened before `started`, each act at its own time; answers how many acts there were.

    `turn` lets clocks and deliveries do what is due; it is called every few minutes of the story.
    """
    past = [cue for cue in cues() if cue[0] < 0]
    for at, scene, act in past:
        _pass_time(simulated, started + timedelta(minutes=at), turn)
        act.play(scene)
    _pass_time(simulated, started, turn)
    return len(past)


def _pass_time(simulated: SimulatedClock, until: datetime, turn: Callable[[], object]) -> None:
    """In small strides while notices may ring, then in large ones."""
    quiet_from = simulated.now() + RINGING
    while simulated.now() < until:
        stride = STRIDE if simulated.now() < quiet_from else LONG_STRIDE
        simulated.move_to(min(until, simulated.now() + stride))
        read_notices(timedelta())
        turn()


def read_notices(guests: timedelta) -> int:
    """Everybody confirms what they were sent; answers how many.

    The people whose accounts a visitor may be using are given `guests` of time to do it themselves.
    """
    now = clock.now()
    unread = visible_notices(PLATFORM).filter(read_at__isnull=True, person_id__isnull=False)
    rows = list(unread.values_list("id", "person_id", "created_at"))
    hosts = set(visible_accounts(PLATFORM).values_list("person_id", flat=True))
    due = [(notice, person) for notice, person, at in rows if person not in hosts or at <= now - guests]
    for notice, person in due:
        confirm(Actor(None, person, "", None, None, (), Source.CLI, CLIENT), notice)
    return len(due)


def read_on() -> None:
    """For the loop beside the scene: what was not read yet is read, before it counts as unread too long."""
    with transaction.atomic():
        read_notices(GUESTS_READ_IN)


def play_on(stop: Event) -> None:
    """Play what has not been done yet, with the story's own pauses, until it ends or `stop` is set."""
    for pause, scene, act in _pending():
        if stop.wait(pause):
            return
        _play(scene, act)
    stop.wait()


def _pending() -> Iterator[tuple[float, Scene, Act]]:
    """What is still to come, each with the seconds to wait before it."""
    before: float | None = None
    for at, scene, act in cues():
        if act.done(scene):
            continue
        pause = AT_ONCE_S if before in (None, at) else max(AT_ONCE_S, (at - (before or 0.0)) * 60)
        if before is None and at > 0:
            pause = _first_pause(at)
        before = at
        yield min(pause, LONGEST_WAIT_S), scene, act


def _first_pause(at: float) -> float:
    """As long as from the last act before it."""
    earlier = [other for other, _, _ in cues() if other < at]
    return (at - max(0.0, earlier[-1])) * 60


def _play(scene: Scene, act: Act) -> None:
    """One act; one that a visitor was quicker with, or that no longer applies, is left out and told in the log."""
    try:
        with transaction.atomic():
            if not act.done(scene):
                act.play(scene)
    except (Problem, LookupError) as left_out:
        logger.info("the scene %s leaves out %s: %s", scene.name, type(act).__name__, left_out)
    except DatabaseError:
        logger.exception("the scene %s could not play %s", scene.name, type(act).__name__)
