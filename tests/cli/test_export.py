"""`liandong export …`: files others can open, by the rights of an account."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from liandong.access.models import RoleGrant, User
from liandong.cli.commands import app
from liandong.kernel import clock as kernel_clock
from liandong.organizations.schemas import TreeIO
from liandong.organizations.services import OrganizationDraft, found_organization
from tests.access.acting import SYSTEM
from tests.incidents.telling import opened
from tests.resources.conftest import Store, store

__all__ = ["store"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["export", *words])
    return result.exit_code, result.stdout


def account(region: str) -> str:
    user = User.objects.create(username=f"reader-{region}", display_name="测试员", region_code=region)
    RoleGrant.objects.create(user=user, role="dispatcher", region_code=region, valid_from=kernel_clock.now())
    return str(user.username)


def test_resources_come_as_a_table_in_which_no_cell_is_a_formula(store: Store, tmp_path: Path) -> None:
    store.enter(name="=HYPERLINK(1)")
    code, _ = run("resources", "--to", str(tmp_path / "r.csv"))
    assert code == 0
    assert "'=HYPERLINK(1)" in (tmp_path / "r.csv").read_text("utf-8-sig")


def test_an_account_exports_only_what_it_may_read(store: Store) -> None:
    store.enter(name="物资库甲")
    assert "物资库甲" in run("resources", "--as", account("140105"))[1]
    assert "物资库甲" not in run("resources", "--as", account("140106"))[1]


def test_the_tree_of_organisations_can_be_read_again() -> None:
    found_organization(
        SYSTEM, OrganizationDraft(name="小店区应急管理局", kind="emergency_management", region_code="140105")
    )
    code, answer = run("organizations", "--region", "140105")
    assert code == 0
    assert [one.name for one in TreeIO.model_validate_json(answer).organizations] == ["小店区应急管理局"]


def test_the_record_of_an_incident_is_exported_by_its_number() -> None:
    incident = opened()
    code, answer = run("timeline", incident.number)
    assert code == 0
    assert json.loads(answer)


@pytest.mark.parametrize("words", [("timeline", "140105-19990101-0001"), ("resources", "--as", "nobody")])
def test_what_is_not_there_is_said_and_nothing_is_written(words: tuple[str, ...]) -> None:
    code, answer = run(*words)
    assert code != 0
    assert answer == ""
