"""`liandong import organizations|people`: every row is taken or refused by itself, and twice changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from liandong.cli.commands import app
from liandong.organizations.models import Holding, Organization, Person
from tests.access.acting import SYSTEM
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]

UNITS = """编号,名称,类别,行政区划代码,上级,职责,备注
B,演示·子单位,town,140105001,A,社区值守,x
A,演示·母单位,emergency_management,140105,小店区人民政府,综合协调,y
,演示·坏类别,no_such_kind,140105,,,
,演示·坏区划,town,149999,,,
,演示·孤儿,town,140105,查无此单位,,
"""
PEOPLE = """姓名,单位,电话,岗位,岗位类别
演示·新人,小店区水务局,10000000001,巡查员,field_worker
演示·水务负责人,小店区水务局,10000000002,,
演示·无单位,查无此单位,,,
演示·坏电话,小店区水务局,电话,,
"""


def run(*words: str) -> tuple[int, Any]:
    result = CliRunner().invoke(app, ["import", *words, "--json"])
    return result.exit_code, json.loads(result.stdout) if result.stdout else result.stderr


def written(folder: Path, text: str, encoding: str = "utf-8") -> str:
    file = folder / "table.csv"
    file.write_text(text, encoding=encoding)
    return str(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_units_are_taken_children_before_parents_too_and_bad_rows_say_why(tmp_path: Path, encoding: str) -> None:
    code, told = run("organizations", written(tmp_path, UNITS, encoding))
    assert (code, told["read"], told["created"]) == (0, 5, 2)
    assert [row["row"] for row in told["refused"]] == [4, 5, 6]
    assert "查无此单位" in told["refused"][2]["reason"]
    child = Organization.objects.get(name="演示·子单位")
    assert child.parent is not None
    assert child.parent.name == "演示·母单位"


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, UNITS)
    run("organizations", file)
    _, told = run("organizations", file)
    assert (told["created"], told["updated"], told["unchanged"]) == (0, 0, 2)


def test_what_differs_is_updated_and_a_column_that_is_missing_leaves_what_stood(tmp_path: Path) -> None:
    run("organizations", written(tmp_path, UNITS))
    _, told = run("organizations", written(tmp_path, "名称,类别,行政区划代码\n演示·母单位,health,140105\n"))
    unit = Organization.objects.get(name="演示·母单位")
    assert told["updated"] == 1
    assert (unit.kind, unit.duties) == ("health", "综合协调")
    assert unit.parent is not None


@pytest.mark.parametrize(("table", "text"), [("organizations", UNITS), ("people", PEOPLE)])
def test_a_dry_run_tells_the_same_and_keeps_nothing(tmp_path: Path, table: str, text: str) -> None:
    before = (Organization.objects.count(), Person.objects.count(), Holding.objects.count())
    _, previewed = run(table, written(tmp_path, text), "--dry-run")
    assert (Organization.objects.count(), Person.objects.count(), Holding.objects.count()) == before
    assert run(table, written(tmp_path, text))[1] == previewed


def test_people_are_registered_corrected_and_seated(tmp_path: Path) -> None:
    code, told = run("people", written(tmp_path, PEOPLE))
    assert (code, told["read"], told["created"], told["updated"]) == (0, 4, 1, 1)
    assert [row["row"] for row in told["refused"]] == [4, 5]
    assert Person.objects.get(name="演示·水务负责人").phone == "10000000002"
    assert Holding.objects.filter(person__name="演示·新人", post__title="巡查员").count() == 1


def test_a_telephone_never_stands_on_the_record(tmp_path: Path) -> None:
    from liandong.timeline.queries import visible_entries

    run("people", written(tmp_path, PEOPLE))
    assert not visible_entries(SYSTEM).filter(payload__contains="1000000000").exists()


def test_an_account_imports_only_where_it_may(tmp_path: Path, cast: Cast) -> None:
    rows = "名称,类别,行政区划代码\n演示·甲,town,140105\n演示·乙,town,140106\n"
    _, told = run("organizations", written(tmp_path, rows), "--actor", "steward")
    assert (told["created"], [row["row"] for row in told["refused"]]) == (1, [3])


@pytest.mark.parametrize("words", [("--actor", "nobody"), ()])
def test_what_cannot_be_begun_ends_with_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    text = UNITS if words else "甲,乙\n1,2\n"
    result = CliRunner().invoke(app, ["import", "organizations", written(tmp_path, text), *words])
    assert result.exit_code == 2
    assert result.stderr.strip()


@pytest.mark.parametrize("word", ["organizations", "people", "resources", "roads"])
def test_every_table_explains_itself(word: str) -> None:
    assert CliRunner().invoke(app, ["import", word, "--help"]).exit_code == 0
