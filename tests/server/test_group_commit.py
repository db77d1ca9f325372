"""Several writes, one commit: nobody is answered before it, and nobody suffers for another's mistake."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from liandong.config import group_commit
from liandong.config.group_commit import MOST_IN_GROUP, GroupCommit, Job
from liandong.timeline.models import StoredEntry
from tests.timeline.telling import an_order, told

pytestmark = pytest.mark.django_db(transaction=True)


class Desk:
    """A group commit that is run by hand, on this thread, and remembers what it handed out and when."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.groups: list[int] = []
        self.kept_when_told: list[int] = []
        self.commits: GroupCommit[str] = GroupCommit(lambda answer: answer.startswith("5"), self.deliver)

    def deliver(self, group: list[Job[str]]) -> None:
        assert not connection.in_atomic_block
        self.groups.append(len(group))
        self.kept_when_told.append(StoredEntry.objects.count())
        self.answers += [job.answer[0] for job in group]

    def ask(self, *works: Callable[[], str]) -> None:
        jobs = [
            Job(work, refuse=lambda error: f"503 {type(error).__name__}", give=lambda answer: None) for work in works
        ]
        for job in jobs[1:]:
            self.commits.submit(job)
        self.commits.run_group(jobs[0])

    def ask_all(self, *works: Callable[[], str]) -> None:
        """As `ask`, and go on as the thread would while somebody waits."""
        self.ask(*works)
        while self.commits.waiting():
            next_one = self.commits._waiting.get_nowait()
            assert next_one is not None
            self.commits.run_group(next_one)


def write(answer: str = "201") -> str:
    told(an_order())
    return answer


def test_those_waiting_are_committed_together_before_anybody_is_told() -> None:
    desk = Desk()
    desk.ask(write, write, write)
    assert (desk.answers, desk.groups, desk.kept_when_told) == (["201"] * 3, [3], [3])


def test_one_alone_is_committed_alone() -> None:
    desk = Desk()
    desk.ask(write)
    assert (desk.answers, StoredEntry.objects.count()) == (["201"], 1)


def test_a_server_error_keeps_nothing_of_its_own_and_everything_of_the_others() -> None:
    desk = Desk()
    desk.ask(write, lambda: write("500"), write)
    assert desk.answers == ["201", "500", "201"]
    assert StoredEntry.objects.count() == 2


def test_a_refusal_keeps_what_it_wrote_such_as_a_counted_failure() -> None:
    desk = Desk()
    desk.ask(lambda: write("401"))
    assert (desk.answers, StoredEntry.objects.count()) == (["401"], 1)


def test_one_that_breaks_the_connection_fails_alone() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("a database in memory cannot be disconnected")

    def breaks() -> str:
        told(an_order())
        connection.close()
        return "201"

    desk = Desk()
    desk.ask_all(write, breaks, write)
    assert [answer[:3] for answer in desk.answers].count("201") == 2
    assert StoredEntry.objects.count() == 2


def test_one_that_raises_fails_alone() -> None:
    def raises() -> str:
        told(an_order())
        raise DatabaseError

    desk = Desk()
    desk.ask_all(write, raises, write)
    assert desk.answers == ["201", "503 DatabaseError", "201"]
    assert StoredEntry.objects.count() == 2


def test_a_commit_that_fails_is_never_answered_as_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise DatabaseError("disk full")

    desk = Desk()
    monkeypatch.setattr(connection, "_commit", fails)
    desk.ask(write)
    assert desk.answers == ["503 DatabaseError"]
    monkeypatch.undo()
    assert StoredEntry.objects.count() == 0


def test_a_reaction_that_fails_after_the_commit_does_not_undo_or_repeat_it() -> None:
    def reacts_badly() -> str:
        transaction.on_commit(lambda: 1 / 0)
        return write()

    desk = Desk()
    desk.ask(reacts_badly)
    assert (desk.answers, StoredEntry.objects.count()) == (["201"], 1)


def test_a_flood_is_committed_in_groups_of_a_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "LONGEST_GROUP_S", 60.0)
    desk = Desk()
    desk.ask(*[write] * (MOST_IN_GROUP + 5))
    assert desk.groups == [MOST_IN_GROUP]
    assert desk.commits.waiting() == 5


def test_a_group_is_closed_in_time_so_that_its_first_does_not_wait_for_its_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(group_commit, "LONGEST_GROUP_S", 0.0)
    desk = Desk()
    desk.ask(write, write)
    assert desk.groups == [1]


def test_what_is_waiting_at_the_end_is_finished() -> None:
    if connection.vendor == "sqlite":
        pytest.skip(
            "the test database lives in this thread's memory; the server's stopping is tested in test_answering"
        )
    told_off: list[str] = []
    done = threading.Event()
    commits: GroupCommit[str] = GroupCommit(
        lambda answer: False, lambda group: told_off.extend(j.answer[0] for j in group)
    )
    for _ in range(5):
        commits.submit(Job(write, refuse=lambda error: "503", give=lambda answer: None))
    commits.start()
    commits.stop(within_s=20)
    done.set()
    assert told_off == ["201"] * 5
