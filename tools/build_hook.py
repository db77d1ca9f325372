"""The wheel brings the console along, built from `web/`; in an sdist that already holds it nothing is built."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
import console_sources  # lies beside this file, which hatchling loads by its path


class ConsoleHook(BuildHookInterface[Any]):
    PLUGIN_NAME = "console"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable" and not console_sources.is_current():
            console_sources.build()
