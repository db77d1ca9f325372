"""`liandong.config.server.application:shell`, for granian and for other ASGI servers."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.config.settings")
django.setup()

from liandong.config.server.shell import Shell  # noqa: E402  # Django must be set up before

shell = Shell(with_loops=os.environ.get("LIANDONG_LOOPS", "1") != "0")
