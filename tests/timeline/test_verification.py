"""Whatever is changed behind the platform's back is found, and the row is named."""

from __future__ import annotations

import random
from dataclasses import asdict

import pytest
from django.db import connection

from liandong.timeline.rules import Entry
from liandong.timeline.verification import Broken, anchor_now, verify
from tests.timeline.telling import an_order, tamper, told

pytestmark = pytest.mark.django_db

COLUMNS = """
    subject_kind verb version payload region_code incident_id drill user_id person_id post_id organization_id source
    reason occurred_at recorded_at previous_hash hash entry_id position subject_id
""".split()  # noqa: SIM905  # read as a table


@pytest.fixture
def chain() -> list[Entry]:
    """Five entries of one order, with entries of another between them."""
    order, other = an_order(), an_order()
    entries = []
    for step in range(5):
        entries.append(told(order, data={"step": step}, incident_id=None))
        told(other, data={"step": step})
    return entries


def the_one_broken() -> Broken:
    found = verify()
    assert not found.ok
    assert len(found.broken) == 1, found.broken
    return found.broken[0]


def test_an_untouched_record_is_sound(chain: list[Entry]) -> None:
    found = verify()
    assert (found.ok, found.entries, found.heads) == (True, 10, 2)


def test_an_empty_record_is_sound() -> None:
    assert verify().ok


@pytest.mark.parametrize(
    "assignment",
    [
        "verb = 'order_closed'",
        "payload = '{\"step\":9}'",
        "reason = 'because'",
        "version = 2",
        "region_code = '140106'",
        "drill = NOT drill",
        "source = 'CLI'",
        "user_id = NULL",
        "person_id = NULL",
        "post_id = NULL",
        "organization_id = NULL",
        "incident_id = entry_id",
        "occurred_at = '2020-01-01 00:00:00+00:00'",
        "recorded_at = '2020-01-01 00:00:00+00:00'",
    ],
)
def test_an_edited_column_is_found_in_its_row(chain: list[Entry], assignment: str) -> None:
    tamper(f"UPDATE timeline_entry SET {assignment} WHERE number = {chain[2].cursor.number}")
    broken = the_one_broken()
    assert (broken.number, broken.position) == (chain[2].cursor.number, 3)
    assert broken.problem.startswith("edited")


def test_a_forged_hash_of_an_edited_row_breaks_the_link_behind_it(chain: list[Entry]) -> None:
    tamper(
        f"UPDATE timeline_entry SET hash = repeat('0', 64) WHERE number = {chain[2].cursor.number}"
        if connection.vendor == "postgresql"
        else f"UPDATE timeline_entry SET hash = printf('%064d', 0) WHERE number = {chain[2].cursor.number}"
    )
    assert {broken.position for broken in verify().broken} == {3, 4}


def test_an_entry_taken_from_the_middle_is_found_at_the_entry_behind_it(chain: list[Entry]) -> None:
    tamper(f"DELETE FROM timeline_entry WHERE number = {chain[2].cursor.number}")
    found = verify()
    assert ("order:" + chain[0].subject.id, 4) in {(broken.subject, broken.position) for broken in found.broken}
    assert any("entries 3 to 3" in broken.problem for broken in found.broken)


def test_entries_cut_off_at_the_end_are_missed_by_their_head(chain: list[Entry]) -> None:
    tamper(f"DELETE FROM timeline_entry WHERE number >= {chain[3].cursor.number}")
    subject = "order:" + chain[0].subject.id
    assert any(b.subject == subject and "4 to 5 at the end" in b.problem for b in verify().broken)


def test_a_whole_chain_taken_away_is_missed_by_its_head(chain: list[Entry]) -> None:
    tamper(f"DELETE FROM timeline_entry WHERE subject_id = '{chain[0].subject.id}'")
    assert any("1 to 5 at the end" in broken.problem for broken in verify().broken)


def test_a_chain_taken_away_with_its_head_is_missed_by_the_anchor(chain: list[Entry]) -> None:
    anchor = anchor_now()
    for table in ("timeline_entry", "timeline_head"):
        tamper(f"DELETE FROM {table} WHERE subject_id = '{chain[0].subject.id}'")
    assert any("the anchor knows it" in broken.problem for broken in verify(anchor).broken)


def test_a_chain_taken_away_with_its_head_leaves_a_gap_in_the_numbers_of_sqlite(chain: list[Entry]) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's numbers have honest gaps; there the anchor finds it")
    for table in ("timeline_entry", "timeline_head"):
        tamper(f"DELETE FROM {table} WHERE subject_id = '{chain[0].subject.id}'")
    assert len(verify().broken) == 5


def test_two_rows_that_changed_places_are_found(chain: list[Entry]) -> None:
    one, other = chain[1].cursor.number, chain[3].cursor.number
    tamper(
        f"UPDATE timeline_entry SET position = 999 WHERE number = {one}",
        f"UPDATE timeline_entry SET position = 2 WHERE number = {other}",
        f"UPDATE timeline_entry SET position = 4 WHERE number = {one}",
    )
    assert {one, other} <= {broken.number for broken in verify().broken}


def test_an_inserted_row_is_found(chain: list[Entry]) -> None:
    copied = [column for column in COLUMNS if column not in {"position", "entry_id"}]
    new_id = "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    tamper(
        f"INSERT INTO timeline_entry ({', '.join(copied)}, position, entry_id, transaction_id)"
        f" SELECT {', '.join(copied)}, 6, {new_id}, transaction_id FROM timeline_entry"
        f" WHERE number = {chain[4].cursor.number}"
    )
    assert any(broken.position == 6 for broken in verify().broken)


def test_a_head_that_is_gone_is_found(chain: list[Entry]) -> None:
    tamper(f"DELETE FROM timeline_head WHERE subject_id = '{chain[0].subject.id}'")
    assert the_one_broken().problem == "its head is gone"


def test_an_edited_head_is_found(chain: list[Entry]) -> None:
    tamper(f"UPDATE timeline_head SET hash = 'x' WHERE subject_id = '{chain[0].subject.id}'")
    assert the_one_broken().problem == "its head was edited"


def test_a_chain_rewritten_with_all_its_hashes_differs_from_the_anchor(chain: list[Entry]) -> None:
    anchor = anchor_now()
    subject = chain[0].subject
    for table in ("timeline_entry", "timeline_head"):
        tamper(f"DELETE FROM {table} WHERE subject_id = '{subject.id}'")
    for _ in range(5):
        told(subject, data={"step": "forged"})
    assert any("differs from the anchor" in broken.problem for broken in verify(anchor).broken)


def test_an_anchor_still_holds_when_the_chains_have_grown(chain: list[Entry]) -> None:
    anchor = anchor_now()
    told(chain[0].subject)
    assert verify(anchor).ok


def test_what_is_written_while_the_walk_runs_is_no_false_alarm(chain: list[Entry]) -> None:
    late = iter([chain[0].subject])
    found = verify(progress=lambda rows: [told(subject) for subject in late] and None)
    assert found.ok, [asdict(broken) for broken in found.broken]


@pytest.mark.parametrize("seed", range(20))
def test_fifty_random_edits_and_removals_are_each_found(seed: int) -> None:
    dice = random.Random(seed)
    orders = [an_order() for _ in range(5)]
    entries = [told(dice.choice(orders), data={"step": step}) for step in range(60)]
    victims = dice.sample(entries, 50)
    for victim in victims:
        where = f"WHERE number = {victim.cursor.number}"
        tamper(
            dice.choice(
                [
                    f"DELETE FROM timeline_entry {where}",
                    f"UPDATE timeline_entry SET payload = '{{}}' {where}",
                    f"UPDATE timeline_entry SET recorded_at = '1999-01-01 00:00:00+00:00' {where}",
                ]
            )
        )
    named = {(broken.subject, position) for broken in verify().broken for position in _covered(broken)}
    assert all((str(victim.subject), victim.position) in named for victim in victims)


def _covered(broken: Broken) -> range:
    """The positions one finding speaks for: its own, or the run of removed entries it tells of."""
    if broken.problem.startswith("entries "):
        words = broken.problem.split()
        return range(int(words[1]), int(words[3]) + (1 if "end" in words else 2))
    return range(broken.position, broken.position + 1)
