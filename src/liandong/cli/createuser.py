"""`liandong createuser`: open an account and give it roles, from the machine itself."""

from __future__ import annotations

import secrets
import string
from typing import Annotated

import typer

from liandong.cli import start
from liandong.cli.output import fail, people, print_json

KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_.")


def createuser(
    name: Annotated[str, typer.Argument(help="账号名 · name of the account")],
    role: Annotated[list[str] | None, typer.Option(help="角色，可重复 · role, may be repeated")] = None,
    region: Annotated[str, typer.Option(help="区划代码 · region code, such as 140105")] = "",
    display_name: Annotated[str, typer.Option(help="显示名 · name shown")] = "",
    password: Annotated[str, typer.Option(envvar="LIANDONG_NEW_PASSWORD", help="留空则询问 · asked if empty")] = "",
    no_input: Annotated[bool, typer.Option("--no-input", help="不询问，自动生成密码 · never ask")] = False,
    json: Annotated[bool, typer.Option("--json", help="结果以 JSON 输出 · answer as JSON")] = False,
) -> None:
    """开立账号并授权，首次登录须改密码 · open an account and give it roles; it must change its password at first."""
    start.django()
    region = region or ("" if no_input else typer.prompt("区划代码 region code"))
    secret = password or (_made() if no_input else _asked())
    roles = role or []
    _open_or_say_why(name, roles, region, display_name, secret)
    made = {"initial_password": secret} if no_input and not password else {}
    if json:
        print_json({"username": name, "roles": roles, "region": region} | made)
        return
    people.print(f"已开立账号 {name}（{region}）：{'、'.join(roles) or '未授权'}", markup=False)
    if made:
        typer.echo(secret)


def _open_or_say_why(name: str, roles: list[str], region: str, display_name: str, password: str) -> None:
    from liandong.kernel.errors import Problem
    from liandong.kernel.text import BadValue

    try:
        _open(name, roles, region, display_name, password)
    except Problem as problem:
        fail(f"{problem.text('zh')}\n{problem.text('en')}")
    except BadValue as bad:
        fail(f"{bad.message.zh}\n{bad.message.en}")


def _open(name: str, roles: list[str], region: str, display_name: str, password: str) -> None:
    """All of it or nothing: an account without its roles helps nobody."""
    from django.db import transaction

    from liandong.access.rules import Actor, Source
    from liandong.access.services import AccountDraft, grant_role, open_account

    system = Actor.system(Source.CLI)
    with transaction.atomic():
        user = open_account(system, AccountDraft(name, password, region, display_name=display_name))
        for role in roles:
            grant_role(system, user.id, role, region, reason="createuser")


def _asked() -> str:
    return str(typer.prompt("密码 password", hide_input=True, confirmation_prompt=True))


def _made() -> str:
    """Twenty random characters of all four kinds."""
    signs = [secrets.choice(kind) for kind in KINDS] + [secrets.choice("".join(KINDS)) for _ in range(16)]
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)
