"""The shipped roles and the code agree: what is asked for is held by somebody, what is held is asked for somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import liandong
from liandong.access.rules import Actor, Grant, Source
from liandong.content import queries as content

SOURCE = Path(liandong.__file__).parent
APPS = {folder.name for folder in SOURCE.iterdir() if folder.is_dir()}
PERMISSION = re.compile(r"([a-z]+)\.[a-z_]+")


def asked() -> dict[str, str]:
    """Every text of the form `<app>.<verb>` in the code, and one file where it stands."""
    found: dict[str, str] = {}
    for file in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in file.parts:
            found |= {text: str(file.relative_to(SOURCE)) for text in texts_of(file)}
    return found


def texts_of(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            whole = PERMISSION.fullmatch(node.value)
            if whole and whole[1] in APPS:
                yield node.value


def held() -> dict[str, set[str]]:
    """Each permission and the roles that hold it."""
    found: dict[str, set[str]] = {}
    for role in content.roles():
        for permission in content.permissions_of(role):
            found.setdefault(permission, set()).add(role)
    return found


def has_verbs(permission: str) -> bool:
    """Whether the app of the permission is written already; one without services asks for nothing yet."""
    app = SOURCE / permission.split(".")[0]
    return (app / "services").exists() or (app / "services.py").exists()


def test_every_permission_the_code_asks_for_is_held_by_some_role() -> None:
    missing = {permission: file for permission, file in asked().items() if permission not in held()}
    assert not missing, "add these to a role in content/library/roles, or mend the name in the file"


def test_every_permission_of_a_role_is_asked_for_by_the_code() -> None:
    unused = {permission for permission in held().keys() - asked().keys() if has_verbs(permission)}
    assert not unused, "nothing asks for these: take them from the roles"


def test_the_look_finds_what_it_looks_for(tmp_path: Path) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text('require(actor, "orders.issue", region)\nname = "text.txt"\nother = "orders.issue.now"\n')
    assert list(texts_of(sample)) == ["orders.issue"]


@pytest.mark.parametrize("role", list(content.roles()))
def test_a_role_names_only_roles_that_exist(role: str) -> None:
    described = content.role(role)
    assert set(described.includes) | set(described.apart_from) <= set(content.roles())


def test_being_kept_apart_holds_both_ways_between_administrators() -> None:
    admins = [role for role in content.roles().values() if role.apart_from]
    assert len(admins) == 3
    for one in admins:
        for other in admins:
            assert one.id == other.id or other.id in one.apart_from


def test_no_business_role_administers_and_no_administrator_takes_part_in_the_business() -> None:
    for role in content.roles().values():
        apps = {permission.split(".")[0] for permission in content.permissions_of(role.id)}
        if role.apart_from:
            assert apps <= {"access", "audit", "timeline"}
        else:
            assert not apps & {"access", "audit"}


def test_no_role_is_called_as_the_platform_itself() -> None:
    system = Actor.system(Source.CLOCK)
    assert system.is_system
    assert not Actor(None, None, "", None, None, (Grant("commander", ""),), Source.API, "x").is_system
    assert not {grant.role for grant in system.grants} & set(content.roles())
