"""`liandong createuser` opens an account with its roles, or says why not and leaves nothing."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from liandong.access.models import RoleGrant, User
from liandong.cli.commands import app
from liandong.kernel.ids import Subject
from liandong.timeline.queries import of_subject
from tests.access.acting import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "quick_passwords")]


def run(*words: str, typed: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["createuser", *words], input=typed)
    return result.exit_code, result.stdout


def test_an_account_with_a_made_password_can_sign_in_and_must_change_it() -> None:
    code, answer = run("zhang", "--role", "duty_officer", "--region", "140105", "--no-input", "--json")
    told = json.loads(answer)
    user = User.objects.get(username="zhang")
    assert code == 0
    assert user.check_password(told["initial_password"])
    assert user.must_change_password


def test_several_roles_are_given_at_once_and_each_is_on_record() -> None:
    run("zhang", "--role", "duty_officer", "--role", "dispatcher", "--region", "140105", "--no-input")
    user = User.objects.get(username="zhang")
    assert set(RoleGrant.objects.values_list("role", "region_code")) == {
        ("duty_officer", "140105"),
        ("dispatcher", "140105"),
    }
    verbs = [entry.verb for entry in of_subject(SYSTEM, Subject.of("account", user.id)).entries]
    assert verbs == ["account_opened", "role_granted", "role_granted"]


def test_what_is_missing_is_asked_for() -> None:
    code, _ = run("zhang", typed="140105\nQuiet-River-2026\nQuiet-River-2026\n")
    assert code == 0
    assert User.objects.get(username="zhang").check_password("Quiet-River-2026")


@pytest.mark.parametrize(
    "words",
    [
        ("--region", "149999"),
        ("--region", "1401056"),
        ("--region", "140105", "--role", "emperor"),
        ("--region", "140105", "--role", "duty_officer", "--role", "audit_administrator"),
        ("--region", "140105", "--password", "short"),
    ],
)
def test_what_makes_no_sense_ends_with_one_and_leaves_no_account(words: tuple[str, ...]) -> None:
    code, _ = run("zhang", *words, "--no-input")
    assert code == 1
    assert not User.objects.exists()


def test_a_name_that_is_taken_is_refused() -> None:
    run("zhang", "--region", "140105", "--no-input")
    assert run("zhang", "--region", "140105", "--no-input")[0] == 1
    assert User.objects.count() == 1
