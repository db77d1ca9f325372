"""`liandong serve`: the server with its clocks and deliveries; `liandong clock`: the clocks and deliveries alone."""

from __future__ import annotations

from typing import Annotated

import typer

from liandong.cli import output, start


def serve(
    host: Annotated[str, typer.Option(help="监听地址 · address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口 · port", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="进程数（仅 PostgreSQL）· processes, PostgreSQL only", min=1)] = 1,
    migrate: Annotated[bool, typer.Option(help="先升级数据表 · bring the tables up to date first")] = False,
) -> None:
    """启动服务：接口、实时推送、时限与通知 · Serve requests, the live stream, clocks and deliveries on one port."""
    start.django()
    prepare(workers, migrate=migrate)
    output.people.print(f"联动 Liandong  http://{host}:{port}  （Ctrl-C 停止 · to stop）")
    from liandong.config.server.process import run

    run(host, port, workers)


def clock(
    migrate: Annotated[bool, typer.Option(help="先升级数据表 · bring the tables up to date first")] = False,
) -> None:
    """只运行时限与通知循环 · Run only the clocks and deliveries."""
    import signal
    import threading

    start.django()
    prepare(1, migrate=migrate)
    from django.db import connection

    from liandong.config.background import Crew

    connection.close()  # every loop opens its own
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    crew = Crew()
    crew.start()
    output.people.print("时限与通知循环已启动 · clocks and deliveries are running")
    stop.wait()
    crew.stop(within_s=30)


def prepare(workers: int, *, migrate: bool) -> None:
    """Refuse to start on broken content or a database that would lose commits; migrate an embedded one."""
    start.check_content()
    from django.db import DatabaseError, connection

    from liandong.config import durability
    from liandong.config.health import pending_migrations

    try:
        problems = durability.problems()
    except DatabaseError as error:
        output.fail(f"无法连接数据库 · the database cannot be reached: {error}".strip(), 3)
    if problems:
        output.fail("拒绝启动 · refusing to start:\n  " + "\n  ".join(problems), 3)
    if connection.vendor == "sqlite" and workers > 1:
        output.fail("SQLite 只能用一个进程；多进程请用 PostgreSQL · SQLite takes one process; use PostgreSQL.", 2)
    if migrate or connection.vendor == "sqlite":
        start.migrate()
    elif waiting := pending_migrations():
        output.fail(f"{len(waiting)} 项数据表升级未执行，请加 --migrate · migrations wait: add --migrate", 3)
