"""The yardstick: a minimal Litestar + SQLAlchemy endpoint that inserts two rows (report and audit) a request.

No sign-in, no check of region or type, no likeness, no hash chain: what a framework costs at the least. Durable as
ours: SQLite in WAL with synchronous=FULL, PostgreSQL as configured.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from litestar import Litestar, post
from sqlalchemy import Column, DateTime, Float, ForeignKey, MetaData, String, Table, Text, create_engine, event
from sqlalchemy.ext.asyncio import create_async_engine

URL = os.environ["PEER_URL"]
tables = MetaData()
reports = Table(
    "peer_report",
    tables,
    Column("id", String(36), primary_key=True),
    Column("client_key", String(200), unique=True),
    Column("channel", String(20)),
    Column("event_type", String(10)),
    Column("region_code", String(12)),
    Column("summary", Text),
    Column("place", String(200)),
    Column("lon", Float),
    Column("lat", Float),
    Column("received_at", DateTime(timezone=True), index=True),
)
audit = Table(
    "peer_audit",
    tables,
    Column("id", String(36), primary_key=True),
    Column("report_id", String(36), ForeignKey("peer_report.id"), index=True),
    Column("verb", String(80)),
    Column("at", DateTime(timezone=True)),
)


def rows_of(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    now = datetime.now(UTC)
    place = data.pop("position")
    row = {name: data[name] for name in ("client_key", "channel", "event_type", "region_code", "summary", "place")}
    row |= {"id": str(uuid4()), "lon": place["lon"], "lat": place["lat"], "received_at": now}
    return row, {"id": str(uuid4()), "report_id": row["id"], "verb": "report_received", "at": now}


if URL.startswith("sqlite"):
    engine = create_engine(URL, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def durable(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    tables.create_all(engine)

    # One thread: SQLite has one writer, and threads that wait for its lock only make the tail longer.
    @post("/reports", sync_to_thread=False)
    def receive(data: dict[str, Any]) -> dict[str, str]:
        row, entry = rows_of(data)
        with engine.begin() as connection:
            connection.execute(reports.insert(), row)
            connection.execute(audit.insert(), entry)
        return {"id": row["id"]}

else:
    with create_engine(URL).begin() as first:
        tables.create_all(first)
    pool = create_async_engine(URL, pool_size=16)

    @post("/reports")
    async def receive(data: dict[str, Any]) -> dict[str, str]:
        row, entry = rows_of(data)
        async with pool.begin() as connection:
            await connection.execute(reports.insert(), row)
            await connection.execute(audit.insert(), entry)
        return {"id": row["id"]}


app = Litestar([receive])
