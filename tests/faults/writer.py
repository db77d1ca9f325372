"""`python -m tests.faults.writer`: writes entries slowly and tells of each on standard output once it is committed.

With `CARELESS=1` it first turns `synchronous` down to NORMAL, as popular advice has it: the tests must notice.
"""

from __future__ import annotations

import os
import sys
from uuid import uuid4

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from liandong.access.rules import Actor, Source
    from liandong.kernel.ids import Subject
    from liandong.timeline.services import record

    call_command("migrate", verbosity=0)
    if os.environ.get("CARELESS"):
        connection.cursor().execute("PRAGMA synchronous=NORMAL")
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for _ in range(int(os.environ["COMMITS"])):
        with transaction.atomic():
            entry = record(Actor.system(Source.CLI), Subject.of("order", uuid4()), "order_issued", region_code="140105")
        sys.stdout.write(f"{entry.id.hex}\n")
        sys.stdout.flush()
    sys.stdout.write("done\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
