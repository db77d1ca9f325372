"""Triggers by which the database itself keeps the record append-only.

`remove` exists for `liandong restore` into an empty database and for emptying a test database; nothing else may.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_TABLES = ("timeline_entry", "timeline_head")
_REFUSAL = "the timeline is append-only"
_HEAD_MOVES_ON = (
    "NEW.subject_kind = OLD.subject_kind AND NEW.subject_id = OLD.subject_id AND NEW.position >= OLD.position"
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Refuse UPDATE and DELETE (and TRUNCATE) of entries; let a head only move on."""
    _run(connection, _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away; the caller puts them back."""
    _run(connection, _POSTGRESQL_AWAY if connection.vendor == "postgresql" else _SQLITE_AWAY)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


_SQLITE = (
    f"CREATE TRIGGER timeline_entry_no_update BEFORE UPDATE ON timeline_entry"
    f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    f"CREATE TRIGGER timeline_entry_no_delete BEFORE DELETE ON timeline_entry"
    f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    f"CREATE TRIGGER timeline_head_no_delete BEFORE DELETE ON timeline_head"
    f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    f"CREATE TRIGGER timeline_head_no_update BEFORE UPDATE ON timeline_head WHEN NOT ({_HEAD_MOVES_ON})"
    f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
)
_SQLITE_AWAY = tuple(f"DROP TRIGGER IF EXISTS {table}_no_{act}" for table in _TABLES for act in ("update", "delete"))
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION timeline_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER timeline_entry_no_update BEFORE UPDATE OR DELETE ON timeline_entry"
    " FOR EACH ROW EXECUTE FUNCTION timeline_refuse()",
    "CREATE TRIGGER timeline_entry_no_delete BEFORE TRUNCATE ON timeline_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION timeline_refuse()",
    "CREATE TRIGGER timeline_head_no_update BEFORE UPDATE ON timeline_head"
    f" FOR EACH ROW WHEN (NOT ({_HEAD_MOVES_ON})) EXECUTE FUNCTION timeline_refuse()",
    "CREATE TRIGGER timeline_head_no_delete BEFORE DELETE OR TRUNCATE ON timeline_head"
    " FOR EACH STATEMENT EXECUTE FUNCTION timeline_refuse()",
)
_POSTGRESQL_AWAY = tuple(
    f"DROP TRIGGER IF EXISTS {table}_no_{act} ON {table}" for table in _TABLES for act in ("update", "delete")
)
