"""Import and export over HTTP: preview, the question of the coordinate system, masks, and formulas that stay text."""

from __future__ import annotations

import csv
import io
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from liandong.resources.models import Resource
from tests.orders.calling import Caller
from tests.resources.test_http import tubes
from tests.resources.test_importing import HEAD, ROW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
_keys = count(1)


def send(caller: Caller, text: str, name: str = "队伍.csv", **form: Any) -> Any:
    file = SimpleUploadedFile(name, text.encode())
    headers = {"Idempotency-Key": f"import-{next(_keys)}"}
    return caller._client.post("/api/resources/imports", {"file": file, **form}, headers=headers)


def test_a_preview_names_columns_and_refusals_and_writes_nothing() -> None:
    answer = send(Caller("data_steward"), f"{HEAD}\n{ROW}\nT-2,没有,乙,140105,,,,1", dry_run=True)
    told = answer.json()
    assert (answer.status_code, told["read"], told["created"], told["crs"]) == (200, 2, 1, None)
    assert told["columns"]["lon"] == "经度"
    assert told["refused"][0]["row"] == 3
    assert told["head"][0][2] == "名称"
    assert not Resource.objects.exists()


def test_nothing_is_taken_before_the_coordinate_system_is_known() -> None:
    keeper = Caller("data_steward")
    asked = send(keeper, f"{HEAD}\n{ROW}")
    assert (asked.status_code, asked.json()["code"]) == (422, "import_crs_needed")
    assert send(keeper, f"{HEAD}\n{ROW}", crs="GCJ02").json()["created"] == 1
    assert send(keeper, "编号,类型,名称,行政区划代码\nT-9,帐篷,无位置,140105").json()["created"] == 1


def test_who_may_only_read_imports_nothing() -> None:
    told = send(Caller("observer"), f"{HEAD}\n{ROW}", crs="GCJ02").json()
    assert (told["created"], len(told["refused"])) == (0, 1)


def test_an_unreadable_file_is_a_problem_with_a_code_and_never_a_500() -> None:
    keeper = Caller("data_steward")
    for name in ("a.xlsx", "a.zip", "a.gpkg", "../../a.csv", "a.exe", "a"):
        answer = send(keeper, "x", name=name, crs="WGS84")
        assert answer.status_code == 422, name
        assert answer.json()["code"] in {"import_file_unreadable", "import_file_kind_unknown"}


def test_an_export_masks_and_never_holds_a_formula() -> None:
    keeper = Caller("data_steward")
    evil = '=HYPERLINK("http://x","点我")'
    said = tubes(type="professional_force", name=evil, quantity=1, attributes={"phone": "13812345678"})
    assert keeper.post("resources", said).status_code == 201
    text = keeper.get("resources/export", format="csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["名称"], row["值班电话"]) == (f"'{evil}", "138****5678")
    book = keeper.get("resources/export", format="xlsx")
    (head, cells) = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert cells[head.index("名称")] == evil
    assert b"<f>" not in book.content


def test_an_export_holds_what_the_reader_sees_and_no_more() -> None:
    keeper, stranger = Caller("data_steward"), Caller("data_steward", "140121")
    keeper.post("resources", tubes(place={"lon": 112.5, "lat": 37.8}))
    assert len(keeper.get("resources/export", format="geojson").json()["features"]) == 1
    assert stranger.get("resources/export", format="geojson").json()["features"] == []


def test_an_export_can_be_imported_again() -> None:
    keeper = Caller("data_steward")
    send(keeper, f"{HEAD}\n{ROW}", crs="GCJ02")
    before = Resource.objects.values().get()
    text = keeper.get("resources/export", format="csv").content.decode("utf-8-sig")
    told = send(keeper, text, name="队伍.csv").json()
    assert (told["read"], told["updated"], told["refused"]) == (1, 1, [])
    after = Resource.objects.values().get()
    assert after["attributes"] == before["attributes"]
    assert after["lon"] == pytest.approx(before["lon"])


def test_a_refused_row_comes_back_whole_with_the_code_of_its_problem() -> None:
    swapped = ROW.replace("112.555199,37.871125", "37.871125,112.555199")
    (refused,) = send(Caller("data_steward"), f"{HEAD}\n{swapped}", crs="CGCS2000", dry_run=True).json()["refused"]
    assert refused["code"] == "position_axes_swapped"
    assert ",".join(refused["cells"]) == swapped
