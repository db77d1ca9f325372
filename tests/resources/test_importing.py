"""导入: every file kind, every encoding, every coordinate system; and each row that cannot be taken says why."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pyogrio
import pytest
import shapely
import xlsxwriter
from pyproj import Transformer

from liandong.access.rules import Actor
from liandong.kernel.geo import Crs, convert
from liandong.kernel.ids import Subject
from liandong.resources.importing.opening import CrsUnknown, TypeUnknown, open_table
from liandong.resources.importing.tables import FileKindUnknown, FileUnreadable
from liandong.resources.models import Resource, StockMove
from liandong.resources.rules import MoveKind
from liandong.resources.services import Tally, import_resources, move_stock
from liandong.timeline import queries as timeline
from tests.resources.conftest import COUNTY, Store, actor

HEAD = "编号,类型,名称,行政区划代码,经度,纬度,联系电话,数量"
ROW = "T-1,专业应急救援队伍,平阳救援队,140105,112.555199,37.871125,13812345678,1"


@pytest.fixture
def keeper(store: Store) -> Actor:
    return store.keeper


def take(keeper: Actor, path: Path, *, dry_run: bool = False, **said: str) -> Tally:
    return import_resources(keeper, open_table(keeper, path, path.name, **said), dry_run=dry_run)


def written(folder: Path, *rows: str, name: str = "表.csv", encoding: str = "utf-8", head: str = HEAD) -> Path:
    path = folder / name
    path.write_bytes("\n".join((head, *rows)).encode(encoding))
    return path


def reasons(tally: Tally) -> list[tuple[int, str]]:
    return [(one.row, one.reason) for one in tally.refused]


def placed(row: Resource) -> tuple[float, float]:
    assert row.lon is not None
    assert row.lat is not None
    return row.lon, row.lat


class TestKindsOfFiles:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
    def test_separated_text_in_every_encoding(self, keeper: Actor, tmp_path: Path, encoding: str) -> None:
        tally = take(keeper, written(tmp_path, ROW, encoding=encoding), crs="GCJ02")
        row = Resource.objects.get()
        assert (tally.read, tally.created, row.name) == (1, 1, "平阳救援队")
        assert placed(row) == pytest.approx((112.5489, 37.8706), abs=1e-5)
        assert (row.given_crs, row.attributes) == ("GCJ02", {"phone": "13812345678"})

    def test_a_character_that_gbk_lacks_is_read_as_gb18030(self, keeper: Actor, tmp_path: Path) -> None:
        take(keeper, written(tmp_path, ROW.replace("平阳", "㐂镕"), encoding="gb18030"))
        assert Resource.objects.get().name == "㐂镕救援队"

    def test_semicolons_tabs_and_gzip(self, keeper: Actor, tmp_path: Path) -> None:
        for sign, name in ((";", "a.csv"), ("\t", "b.tsv")):
            take(keeper, written(tmp_path, ROW.replace(",", sign), name=name, head=HEAD.replace(",", sign)))
        packed = tmp_path / "c.csv.gz"
        packed.write_bytes(gzip.compress(f"{HEAD}\n{ROW}".encode()))
        take(keeper, packed)
        assert Resource.objects.count() == 3

    def test_a_spreadsheet_with_a_title_above_its_header(self, keeper: Actor, tmp_path: Path) -> None:
        path = tmp_path / "台账.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["应急队伍台账"])
            sheet.write_row(1, 0, HEAD.split(","))
            sheet.write_row(2, 0, ["T-1", "专业应急救援队伍", "平阳救援队", 140105, 112.5, 37.8, 13812345678, 1])
            sheet.write_row(3, 0, ["T-2", "没有的类型", "乙", 140105, 112.5, 37.8, "", 1])
        tally = take(keeper, path)
        row = Resource.objects.get()
        assert (row.region_code, row.attributes["phone"]) == (COUNTY, "13812345678")
        assert [number for number, _ in reasons(tally)] == [4]

    def test_geojson_is_wgs84_unless_said_and_an_area_stands_as_a_point_inside_it(
        self, keeper: Actor, tmp_path: Path
    ) -> None:
        ring = [[112.5, 37.8], [112.6, 37.8], [112.6, 37.9], [112.5, 37.9], [112.5, 37.8]]
        shapes = [
            {"type": "Point", "coordinates": [112.5489, 37.8706]},
            {"type": "Polygon", "coordinates": [ring]},
            None,
        ]
        path = tmp_path / "点.geojson"
        features = [
            {"type": "Feature", "geometry": one, "properties": {"osm_id": n, "kind": "emergency=fire_hydrant"}}
            for n, one in enumerate(shapes)
        ]
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        assert take(keeper, path).created == 3
        rows = {row.source_key: row for row in Resource.objects.all()}
        assert placed(rows["0"]) == (112.5489, 37.8706)
        assert 112.5 < placed(rows["1"])[0] < 112.6
        assert rows["2"].lon is None
        assert rows["0"].name == "消火栓 0"

    @pytest.mark.parametrize(("name", "driver"), [("点.gpkg", "GPKG"), ("点.kml", "KML"), ("p.shp", "ESRI Shapefile")])
    def test_files_of_map_programs(self, keeper: Actor, tmp_path: Path, name: str, driver: str) -> None:
        path = drawn(tmp_path / name, driver, "EPSG:4326", [(112.5489, 37.8706), (112.6, 37.9)])
        assert take(keeper, path, type="fire_hydrant").created == 2
        assert {placed(row) for row in Resource.objects.all()} == {(112.5489, 37.8706), (112.6, 37.9)}
        assert {row.name for row in Resource.objects.all()} == {"消火栓甲", "消火栓乙"}

    def test_projected_coordinates_are_brought_back_to_degrees(self, keeper: Actor, tmp_path: Path) -> None:
        """EPSG:4547 is CGCS2000 in a zone of three degrees around 114° E, metres."""
        metres = Transformer.from_crs("EPSG:4490", "EPSG:4547", always_xy=True).transform(112.5489, 37.8706)
        assert metres[0] > 100_000
        take(keeper, drawn(tmp_path / "a.gpkg", "GPKG", "EPSG:4547", [metres] * 2), type="fire_hydrant")
        assert placed(Resource.objects.earliest("id")) == pytest.approx((112.5489, 37.8706), abs=1e-8)

    def test_a_shapefile_comes_as_a_zip_of_its_companions(self, keeper: Actor, tmp_path: Path) -> None:
        drawn(tmp_path / "p.shp", "ESRI Shapefile", "EPSG:4490", [(112.5, 37.8), (112.6, 37.9)])
        packed = tmp_path / "p.zip"
        with ZipFile(packed, "w") as pack:
            for part in tmp_path.glob("p.*"):
                if part.suffix != ".zip":
                    pack.write(part, part.name)
        assert take(keeper, packed, type="fire_hydrant").created == 2

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.xlsx", b"PK\x03\x04broken"),
            ("a.xlsx", b"not a workbook"),
            ("a.csv", b"one line and no header"),
            ("a.csv", b"\xff\xfe\xff\x81"),
            ("a.csv.gz", b"not gzip"),
            ("a.geojson", b'{"type": "FeatureCollection"}'),
            ("a.geojson", b"[]"),
            ("a.gpkg", b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>"),
            ("a.kml", b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>"),
            ("a.zip", b"PK\x03\x04broken"),
        ],
    )
    def test_a_broken_or_disguised_file_is_refused_whole(
        self, keeper: Actor, tmp_path: Path, name: str, data: bytes
    ) -> None:
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(FileUnreadable):
            take(keeper, path)

    def test_a_kind_nobody_knows_a_type_and_a_system_nobody_knows(self, keeper: Actor, tmp_path: Path) -> None:
        path = written(tmp_path, ROW)
        with pytest.raises(TypeUnknown):
            take(keeper, path, type="消火栓栓")
        with pytest.raises(CrsUnknown):
            take(keeper, path, crs="MARS")
        with pytest.raises(FileKindUnknown):
            take(keeper, path.rename(tmp_path / "a.docx"))


def drawn(path: Path, driver: str, crs: str, points: list[tuple[float, float]]) -> Path:
    names = np.array(["消火栓甲", "消火栓乙"], dtype=object)
    wkb = shapely.to_wkb(shapely.points(points))
    pyogrio.raw.write(path, wkb, [names], ["Name"], geometry_type="Point", crs=crs, driver=driver, encoding="UTF-8")
    return path


class TestRefusedRows:
    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            (("专业应急救援队伍", "专业救援队"), "不认识的资源类型“专业救援队”"),
            (("专业应急救援队伍", ""), "没有资源类型"),
            (("112.555199,37.871125", "37.871125,112.555199"), "经度与纬度似乎写反了"),
            (("112.555199,37.871125", "112.5,"), "经度和纬度要么都填，要么都不填"),
            (("112.555199", "东经"), "不是度数"),
            (("112.555199,37.871125", "212.5,37.8"), "经度应在 -180 至 180 度之间"),
            (("140105", "149999"), "不在区划代码表中"),
            (("140105", "小店"), "应为数字"),
            (("13812345678", "无电话号"), "phone 应为电话号码"),
            ((",1", ",半"), "数量“半”不是数字"),
            ((",1", ",-1"), "应在 0 与"),
            ((",1", ",1.5"), "按整支计"),
            (("平阳救援队", "平" * 201), "最多 200 个"),
            (("140105", "140202"), "不在区划代码表中"),
            (("140105", "140108"), "权限"),
        ],
    )
    def test_each_row_that_cannot_be_taken_says_why(
        self, keeper: Actor, tmp_path: Path, change: tuple[str, str], reason: str
    ) -> None:
        bad = "T-2" + ROW[3:].replace(*change) if change[0] != ",1" else "T-2" + ROW[3:-2] + change[1]
        tally = take(keeper, written(tmp_path, ROW, bad))
        assert (tally.read, tally.created) == (2, 1)
        assert reasons(tally)[0][0] == 3
        assert reason in reasons(tally)[0][1]

    def test_the_same_number_twice_names_the_first_row(self, keeper: Actor, tmp_path: Path) -> None:
        tally = take(keeper, written(tmp_path, ROW, ROW.replace("平阳", "坞城")))
        assert reasons(tally) == [(3, "与第 2 行相同（编号 T-1）")]

    def test_rows_without_a_number_are_told_apart_by_what_they_are_and_where(
        self, keeper: Actor, tmp_path: Path
    ) -> None:
        path = written(
            tmp_path, *[ROW.replace("T-1", "", 1)] * 2, ROW.replace("T-1", "", 1).replace("112.55", "112.56")
        )
        assert take(keeper, path).created == 2
        assert take(keeper, path).updated == 2

    def test_a_region_is_found_by_its_name_old_or_new(self, keeper: Actor, tmp_path: Path) -> None:
        upper = actor("data_steward", region="14")
        head = "编号,类型,名称,区县,地市"
        rows = ["1,帐篷,甲,小店区,太原市", "2,帐篷,乙,长治县,", "3,帐篷,丙,城区,", "4,帐篷,丁,太谷县,"]
        tally = take(upper, written(tmp_path, *rows, head=head))
        codes = dict(Resource.objects.values_list("source_key", "region_code"))
        assert codes == {"1": "140105", "2": "140404", "4": "140703"}
        assert "不止一处" in reasons(tally)[0][1]


class TestAgain:
    def test_the_same_file_again_creates_nothing_and_writes_nothing(self, keeper: Actor, tmp_path: Path) -> None:
        path = written(tmp_path, ROW)
        take(keeper, path)
        before = Resource.objects.values().get()
        tally = take(keeper, path)
        assert (tally.created, tally.updated) == (0, 1)
        assert Resource.objects.values().get() == before

    def test_what_differs_is_corrected_and_what_the_file_does_not_say_stays(
        self, keeper: Actor, tmp_path: Path
    ) -> None:
        take(keeper, written(tmp_path, ROW))
        head = "编号,类型,名称,行政区划代码,经度,纬度,队员人数"
        row = "T-1,专业应急救援队伍,平阳路救援队,140105,112.555199,37.871125,12"
        take(keeper, written(tmp_path, row, head=head))
        kept = Resource.objects.get()
        assert (kept.name, kept.attributes) == ("平阳路救援队", {"phone": "13812345678", "members": 12})
        told = timeline.of_subject(actor("observer"), Subject.of("resource", kept.id)).entries
        assert [entry.verb for entry in told] == ["resource_registered", "resource_changed"]

    def test_an_old_file_does_not_restock_a_store(self, keeper: Actor, tmp_path: Path) -> None:
        path = written(tmp_path, "S-1,帐篷,小店区物资库,140105,112.5,37.8,,50")
        take(keeper, path)
        tents = Resource.objects.get()
        move_stock(keeper, tents.id, MoveKind.ISSUE, Decimal(30))
        take(keeper, path)
        assert Resource.objects.get().quantity == 20

    def test_the_capacity_of_a_shelter_follows_the_file_as_a_count_on_its_ledger(
        self, keeper: Actor, tmp_path: Path
    ) -> None:
        for places in (500, 800):
            take(keeper, written(tmp_path, f"H-1,校园类避难场所,一中操场,140105,112.5,37.8,,{places}"))
        assert Resource.objects.get().quantity == 800
        assert list(StockMove.objects.order_by("line").values_list("kind", "balance")) == [
            ("RECEIPT", Decimal(500)),
            ("COUNT", Decimal(800)),
        ]

    def test_a_dry_run_counts_and_writes_nothing(self, keeper: Actor, tmp_path: Path) -> None:
        tally = take(keeper, written(tmp_path, ROW, "T-2,没有,乙,140105,,,,1"), dry_run=True)
        assert (tally.read, tally.created, len(tally.refused)) == (2, 1, 1)
        assert not Resource.objects.exists()


class TestCoordinateSystems:
    @pytest.mark.parametrize("crs", list(Crs))
    def test_a_place_given_in_any_system_is_stored_where_it_is(self, keeper: Actor, tmp_path: Path, crs: Crs) -> None:
        lon, lat = convert(112.5489, 37.8706, Crs.CGCS2000, crs)
        take(keeper, written(tmp_path, ROW.replace("112.555199,37.871125", f"{lon!r},{lat!r}")), crs=crs.value)
        assert placed(Resource.objects.get()) == pytest.approx((112.5489, 37.8706), abs=1e-8)

    def test_a_column_of_its_own_may_say_it_row_by_row(self, keeper: Actor, tmp_path: Path) -> None:
        take(keeper, written(tmp_path, f"{ROW},GCJ-02", head=f"{HEAD},坐标系"))
        assert placed(Resource.objects.get()) == pytest.approx((112.5489, 37.8706), abs=1e-5)

    def test_the_name_of_the_column_gives_it_away(self, keeper: Actor, tmp_path: Path) -> None:
        path = written(tmp_path, "1,甲,37.871125,112.555199", head="id,name,lat_gcj02,lng_gcj02")
        take(keeper, path, type="aed_site")
        assert placed(Resource.objects.get()) == pytest.approx((112.5489, 37.8706), abs=1e-5)

    def test_degrees_minutes_and_seconds_are_read(self, keeper: Actor, tmp_path: Path) -> None:
        take(keeper, written(tmp_path, ROW.replace("112.555199,37.871125", "112°30'36\",37°48'")))
        assert placed(Resource.objects.get()) == pytest.approx((112.51, 37.8))


def test_what_was_imported_can_be_counted_by_hand(keeper: Actor, tmp_path: Path) -> None:
    rows = [f"N-{n},消火栓,第{n}号,140105,{112.5 + n / 1000},37.8,,1" for n in range(2_500)]
    rows[1_234] = rows[1_234].replace("消火栓", "消火")
    tally = take(keeper, written(tmp_path, *rows))
    assert (tally.read, tally.created, [row for row, _ in reasons(tally)]) == (2_500, 2_499, [1_236])
    assert StockMove.objects.count() == Resource.objects.count() == 2_499
