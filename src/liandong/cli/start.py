"""Starting Django from a command."""

from __future__ import annotations

import os


def django() -> None:
    """Read the settings and load every app; safe to call again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.config.settings")
    import django as framework

    framework.setup()


def migrate() -> None:
    """Bring the database to the tables of this version."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def check_migrated() -> None:
    """End the command, saying what to do, when the database has not the tables of this version."""
    from django.db import DatabaseError

    from liandong.cli import output
    from liandong.config.health import pending_migrations

    try:
        waiting = pending_migrations()
    except DatabaseError as error:
        output.fail(f"无法连接数据库 · the database cannot be reached: {error}".strip(), 3)
    if waiting:
        output.fail(
            "数据库还没有建表，或版本较旧；请先运行 liandong serve --migrate，或用 LIANDONG_DATA_DIR 指向已有数据\n"
            "the database has no tables yet, or those of an older version: run liandong serve --migrate first, "
            "or point LIANDONG_DATA_DIR at existing data",
            3,
        )


def check_content() -> None:
    """End the command, naming every mistake, when local content cannot be used; what is shipped is tested before."""
    from django.conf import settings

    from liandong.cli import output
    from liandong.content import queries as content

    problems = content.catalogue().problems() if settings.CONTENT_DIRS else ()
    if problems:
        listed = "\n".join(map(str, problems))
        output.fail(f"地方内容有误，拒绝启动 · refusing to start, local content has mistakes:\n{listed}", 3)
