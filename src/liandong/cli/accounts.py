"""Acting as an account from the command line: with its rights, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.cli import output

if TYPE_CHECKING:
    from liandong.access.rules import Actor


def acting(username: str) -> Actor:
    """The account of that name, the platform itself for none; ends the command where there is no such account."""
    from liandong.access.queries import actor_named, visible_accounts
    from liandong.access.rules import Actor, Source

    system = Actor.system(Source.CLI)
    if not username:
        return system
    if not visible_accounts(system).filter(username=username).exists():
        output.fail(f"没有账号“{username}” · no account is called {username}", 2)
    return actor_named(username, Source.CLI)
