"""What the operator sets: read once, checked at once, and refused by name when it makes no sense."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(SystemExit):
    """A setting that cannot be used; the process does not start."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise BadSetting(name, f"expected 1 or 0, not {value!r}")
    return value in {"1", "true", "yes"}


def number(name: str, default: int) -> int:
    """A whole number greater than zero."""
    value = text(name, str(default))
    if not value.isdecimal() or int(value) == 0:
        raise BadSetting(name, f"expected a whole number greater than zero, not {value!r}")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def tile_file(name: str) -> Path | None:
    """A file of map tiles, or None where none is named."""
    value = text(name)
    if not value:
        return None
    path = Path(value).absolute()
    if path.suffix not in {".pmtiles", ".mbtiles"} or not path.is_file():
        raise BadSetting(name, f"expected a file that ends in .pmtiles or .mbtiles, not {value!r}")
    return path


def token(name: str) -> str:
    """Letters and digits that may stand in an address, or nothing."""
    value = text(name)
    if value and not value.isalnum():
        raise BadSetting(name, "expected letters and digits")
    return value


def data_dir() -> Path:
    """Where the database, the evidence store and the keys lie; made on first use, readable by the owner only."""
    folder = Path(text("LIANDONG_DATA_DIR", "var")).absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret_key(folder: Path) -> str:
    """The signing key: from the environment, else made once and kept beside the data."""
    given = text("LIANDONG_SECRET_KEY")
    if given:
        if len(given) < 32:
            raise BadSetting("LIANDONG_SECRET_KEY", "needs at least 32 characters")
        return given
    keep = folder / "secret.key"
    if not keep.exists():
        keep.touch(mode=0o600)
        keep.write_text(os.urandom(48).hex(), encoding="ascii")
    return keep.read_text(encoding="ascii").strip()


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's description of `sqlite:///file`, `sqlite:`, `sqlite::memory:` or `postgres://user:password@host/name`."""
    parts = urlsplit(url or "sqlite:")
    if parts.scheme == "sqlite":
        return _sqlite(_sqlite_name(url, parts.path, folder))
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(
            parts.hostname, parts.port, parts.path.strip("/"), parts.username, parts.password, parts.query
        )
    raise BadSetting("LIANDONG_DATABASE_URL", f"expected sqlite: or postgres:, not {parts.scheme!r}")


def _sqlite_name(url: str, path: str, folder: Path) -> str:
    if url == "sqlite::memory:":
        return ":memory:"
    return str(Path(path[1:]).absolute() if path.strip("/") else folder / "liandong.sqlite3")


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "liandong.config.sqlite",
        "NAME": name,
        # pytest-xdist names the test databases of engines it does not know by file; in memory they need no names.
        "TEST": {"NAME": ":memory:"},
        # One connection a thread for as long as the thread lives: opening one costs more than a request.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # IMMEDIATE: a deferred transaction that upgrades to a write fails at once, whatever the busy timeout.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # FULL: WAL with NORMAL loses acknowledged commits when the power fails.
            # The log is folded in beside the writer (`durability.fold_log_in`); by the writer only beyond 80 MB.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA wal_autocheckpoint=20000;",
        },
    }


def _postgresql(
    host: str | None, port: int | None, name: str, user: str | None, password: str | None, query: str
) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": unquote(host or ""),
        "PORT": port or "",
        "NAME": unquote(name) or "liandong",
        "USER": unquote(user or ""),
        "PASSWORD": unquote(password or ""),
        # The threads are few and live long, so that each keeps its own connection; a pool would only be handed round.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # A dead line must be noticed in seconds, not in the kernel's fifteen minutes.
            "connect_timeout": 2,
            "tcp_user_timeout": 3000,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            # Only `kernel.statements` has statements that come back word for word, and asks for their preparation.
            "prepare_threshold": 1000,
            **dict(parse_qsl(query)),
        },
    }
