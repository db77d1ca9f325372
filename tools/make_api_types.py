"""`python tools/make_api_types.py`: the API's OpenAPI description as TypeScript, for web/src/api/schema.d.ts."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import console_sources

TYPES = console_sources.WEB / "src" / "api" / "schema.d.ts"


def main() -> int:
    """With `--check` nothing is written; exit code 1 says that the file is older than the API."""
    with tempfile.TemporaryDirectory() as folder:
        described, made = Path(folder, "openapi.json"), Path(folder, "schema.d.ts")
        described.write_text(json.dumps(_description(), default=str))
        console_sources.install()
        code = console_sources.installed_program("openapi-typescript", str(described), "--output", str(made))
        if code:
            return code
        if "--check" not in sys.argv:
            TYPES.write_text(made.read_text())
            return 0
        if TYPES.read_text() == made.read_text():
            return 0
    print("web/src/api/schema.d.ts is older than the API: run python tools/make_api_types.py", file=sys.stderr)
    return 1


def _description() -> object:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.config.settings")
    sys.path.insert(0, str(console_sources.HOME / "src"))
    import django

    django.setup()
    from liandong.config.api import api

    return api.get_openapi_schema()


if __name__ == "__main__":
    sys.exit(main())
