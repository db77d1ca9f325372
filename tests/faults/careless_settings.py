"""The platform's settings with the durability of the database turned down: nothing may start with them."""

from __future__ import annotations

from liandong.config.settings import *  # noqa: F403
from liandong.config.settings import DATABASES

DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
