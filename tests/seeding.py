"""`python -m tests.seeding`: tables and the cast in the database of the environment; prints a token by username.

Run once for a whole session; the tests copy the file it leaves.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

HOLDERS = {"duty_officer": "140105", "dispatcher": "140105", "stranger": "140106", "upper_duty": "1401"}


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from liandong.access.services import TokenDraft, issue_token
    from liandong.cli.cast import build_cast
    from liandong.kernel import clock

    cast = build_cast()
    tokens = {}
    for username, region in HOLDERS.items():
        actor = getattr(cast, username)
        role = "dispatcher" if username == "dispatcher" else "duty_officer"
        draft = TokenDraft(actor.user_id, f"test {username}", role, region, clock.now() + timedelta(days=30))
        _, tokens[username] = issue_token(actor, draft)
    json.dump(tokens, sys.stdout)


if __name__ == "__main__":
    main()
