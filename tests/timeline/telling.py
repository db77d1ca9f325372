"""Short ways to put something on the record, and to tamper with it behind the platform's back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import connection

from liandong.access.rules import Actor, Grant, Source
from liandong.kernel.ids import Subject
from liandong.timeline import guards
from liandong.timeline.rules import Entry
from liandong.timeline.services import record

DUTY = Actor(uuid4(), uuid4(), "王值班", uuid4(), uuid4(), (Grant("duty_officer", "140105"),), Source.API, "test")
PLATFORM = Actor.system(Source.CLI)


def told(subject: Subject, verb: str = "order_issued", **named: Any) -> Entry:
    named.setdefault("region_code", "140105")
    return record(DUTY, subject, verb, **named)


def an_order() -> Subject:
    return Subject.of("order", uuid4())


def tamper(*statements: str) -> None:
    """Run SQL with the guards out of the way, as somebody with the database password could."""
    guards.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    guards.install(connection)
