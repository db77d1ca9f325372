"""The app that wires the others together once they are all loaded."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "liandong.config"

    def ready(self) -> None:
        from liandong.config import wiring

        wiring.wire()
