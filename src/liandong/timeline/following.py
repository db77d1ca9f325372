"""What was written since last time, for readers that keep something in memory and must see a change at once.

`queries.after` waits until nothing older can still appear; these readers cannot wait, and do not care for the order:
they are told every entry that is committed now, some of them again, and none is ever passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import connection

MOST_ENTRIES = 5_000

_ON_SQLITE = """
    SELECT number, subject_kind, subject_id FROM timeline_entry WHERE number > %s ORDER BY number LIMIT %s
"""
# The oldest transaction still open is the fence: all before it were seen to their end by this very statement.
_ON_POSTGRESQL = """
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, NULL::text, NULL::text, NULL::bigint
    UNION ALL
    (SELECT transaction_id, subject_kind, subject_id, number FROM timeline_entry WHERE transaction_id >= %s LIMIT %s)
"""


@dataclass(slots=True)
class Follower:
    """Where one reader stands. `touched` moves it on; one thread at a time."""

    fence: int = -1
    _told: set[int] = field(default_factory=set)

    def touched(self, kind: str) -> list[str] | None:
        """Ids of the subjects of a kind that were written since last time; None when all must be read anew: at the
        first question, after very many entries, and when the record was replaced under the reader."""
        started, self.fence = self.fence >= 0, max(self.fence, 0)
        return self._postgresql(kind, started) if connection.vendor == "postgresql" else self._sqlite(kind, started)

    def _sqlite(self, kind: str, started: bool) -> list[str] | None:
        with connection.cursor() as cursor:
            if not started:
                cursor.execute("SELECT max(number) FROM timeline_entry")
                self.fence = cursor.fetchone()[0] or 0
                return None
            cursor.execute(_ON_SQLITE, [self.fence, MOST_ENTRIES])
            found = cursor.fetchall()
        if found:
            self.fence = found[-1][0]
        return [subject for _, of_kind, subject in found if of_kind == kind] if len(found) < MOST_ENTRIES else None

    def _postgresql(self, kind: str, started: bool) -> list[str] | None:
        with connection.cursor() as cursor:
            cursor.execute(_ON_POSTGRESQL, [self.fence if started else 2**62, MOST_ENTRIES])
            (fence, *_), *found = sorted(cursor.fetchall(), key=lambda row: row[1] is not None)
        new = [(number, of_kind, subject) for _, of_kind, subject, number in found if number not in self._told]
        self.fence, self._told = fence, {number for at, _, _, number in found if at >= fence}
        if not started or len(found) == MOST_ENTRIES:
            return None
        return [subject for _, of_kind, subject in new if of_kind == kind]
