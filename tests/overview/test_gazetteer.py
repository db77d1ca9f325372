"""Where is it: names, pinyin initials and pasted coordinates."""

from __future__ import annotations

import pytest

from liandong.kernel.geo import Position
from liandong.kernel.pinyin import initials
from liandong.overview.gazetteer import Found, find_places
from tests.resources.conftest import COUNTY, Store, actor, store

__all__ = ["store"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def found(text: str, within: str = COUNTY) -> list[Found]:
    return find_places(actor("dispatcher"), text, within=within)


class TestRegions:
    def test_are_found_by_their_chinese_name_with_their_whole_address(self) -> None:
        first = found("坞城")[0]
        assert (first.kind, first.title, first.region_code[:6]) == ("region", "坞城街道", COUNTY)
        assert first.detail.startswith("山西省太原市小店区")

    def test_are_found_by_the_initials_of_their_pinyin(self) -> None:
        assert initials("坞城街道") == "wcjd"
        assert "坞城街道" in [one.title for one in found("wcj")]

    def test_outside_the_given_region_are_left_out(self) -> None:
        assert all(one.region_code.startswith(COUNTY) for one in found("街道"))


class TestResources:
    def test_are_found_with_their_position_where_one_is_known(self, store: Store) -> None:
        store.enter(name="学府街物资库", place=Position(112.56, 37.8))
        one = next(one for one in find_places(store.dispatcher, "学府", within=COUNTY) if one.kind == "resource")
        assert (one.title, one.lon, one.lat) == ("学府街物资库", 112.56, 37.8)

    def test_are_found_by_initials_too(self, store: Store) -> None:
        store.enter(name="学府街物资库", place=Position(112.56, 37.8))
        assert "学府街物资库" in [one.title for one in find_places(store.dispatcher, "xfjwz", within=COUNTY)]

    def test_of_another_county_stay_hidden(self, store: Store) -> None:
        store.enter(name="学府街物资库", place=Position(112.56, 37.8))
        assert not [one for one in find_places(actor("dispatcher", region="140106"), "学府") if one.kind == "resource"]


class TestPastedCoordinates:
    def test_are_read_in_each_system(self) -> None:
        read = {one.id: (one.lon, one.lat) for one in found("112.555199, 37.871125")}
        assert read["CGCS2000"] == (112.555199, 37.871125)
        assert read["GCJ02"] == pytest.approx((112.5489, 37.8706), abs=1e-5)

    def test_may_come_latitude_first(self) -> None:
        assert (found("37.8706 112.5489")[0].lon, found("37.8706 112.5489")[0].lat) == (112.5489, 37.8706)

    @pytest.mark.parametrize("text", ["999, 999", "", "   ", "1", "1,2,3", "\u0000", "%_%", "a" * 80])
    def test_that_are_none_find_no_coordinates(self, text: str) -> None:
        assert not [one for one in found(text) if one.kind == "coordinates"]
