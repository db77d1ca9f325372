"""一张图: press anywhere and see what is near; four coordinate systems; measure, select, plot and hand on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.console.desks import PHONE, Console
from tests.console.scene import BLAST
from tests.console.stocked import CENTRE, stock

pytestmark = pytest.mark.chromium
RING = [[CENTRE[0] + x, CENTRE[1] + y] for x, y in ((-0.004, -0.003), (0.004, -0.003), (0.004, 0.003), (-0.004, 0.003))]


@pytest.fixture
def incident(console: Console, served: object) -> str:
    """A blast in the middle of what is on record, with a cordon; set once for the file."""
    if id(served) not in _SET:
        stock(console)
        with console.api("duty_leader") as leader:
            told = BLAST | {"position": {"lon": CENTRE[0], "lat": CENTRE[1], "crs": "CGCS2000"}}
            report = leader.post("/api/reports", told)
            made = leader.post(f"/api/reports/{report['id']}/promote", {"title": "小店区某小区燃气爆燃"})
            zone = {"type": "Polygon", "coordinates": [[*RING, RING[0]]]}
            said = {"kind": "cordon", "title": "警戒区", "geometry": zone, "reason": "防止二次爆炸"}
            leader.post(f"/api/incidents/{made['id']}/zones", said)
        _SET[id(served)] = made["id"]
    return _SET[id(served)]


_SET: dict[int, str] = {}


def look_at(page: Page, coordinates: str, system: str = "CGCS2000") -> None:
    page.get_by_label("坐标显示为").select_option(system)
    page.get_by_label("坐标", exact=True).fill(coordinates)
    page.get_by_role("button", name="查这里").click()


def test_what_is_near_a_place_is_ranked_with_its_dangers_first(console: Console, incident: str, pictures: Path) -> None:
    desk = console.as_("duty_leader")
    page = desk.open("/app/map")
    look_at(page, f"{CENTRE[0]}, {CENTRE[1]}")
    found = page.get_by_role("region", name="周边资源")
    expect(found.get_by_text("附近危险源", exact=False)).to_be_visible()
    expect(
        found.get_by_role("button", name="演示加油站").or_(found.get_by_role("button", name="东山滑坡隐患点")).first
    ).to_be_visible()
    first = found.get_by_role("listitem").filter(has_text="坞城消防救援站")
    expect(first).to_contain_text("m")
    expect(first).to_contain_text("直线估算")
    expect(first).to_contain_text("138****5678")
    expect(first).to_contain_text("从未核查")
    found.get_by_label("排序").select_option("eta")
    found.get_by_role("button", name="坞城消防救援站").click()
    expect(found.get_by_role("link", name="打开资源单")).to_be_visible()
    desk.settle()
    desk.check_accessible()
    desk.picture(pictures / "map.png")
    desk.check_quiet()


def test_a_place_is_the_same_in_whichever_system_it_is_pasted(console: Console, incident: str) -> None:
    """D-22: 112.555199, 37.871125 of GCJ-02 is 112.5489, 37.8706."""
    page = console.as_("dispatcher").open("/app/map")
    look_at(page, "112.555199, 37.871125", "GCJ02")
    expect(page.get_by_text("112.5489, 37.8706 周边")).to_be_visible()
    look_at(page, "37.8706 112.5489", "WGS84")
    expect(page.get_by_text("112.5489, 37.8706 周边")).to_be_visible()
    page.get_by_role("combobox", name="找地名").fill("112.561579, 37.877449")
    page.get_by_role("listbox").get_by_role("option", name="百度").dispatch_event("pointerdown")
    expect(page.get_by_text("112.5489, 37.8706 周边")).to_be_visible()


def test_layers_are_chosen_measured_selected_and_handed_on(console: Console, incident: str, pictures: Path) -> None:
    desk = console.as_("dispatcher")
    page = desk.open("/app/map")
    layers = page.get_by_role("region", name="图层")
    expect(layers.get_by_role("listitem").filter(has_text="应急队伍")).to_contain_text("4")
    layers.get_by_role("button", name="展开“应急队伍”").click()
    expect(layers.get_by_text("医疗救治队")).to_be_visible()
    layers.get_by_label("显示“应急物资”").check()
    tools = page.get_by_role("region", name="工具")
    tools.get_by_role("radio", name="测面").click()
    for lon, lat in RING:
        tools.get_by_label("输入坐标加点").fill(f"{lon}, {lat}")
        tools.get_by_role("button", name="加点").click()
    expect(tools.get_by_text("面积 0.4", exact=False)).to_be_visible()
    tools.get_by_role("button", name="完成").click()
    tools.get_by_label("两侧").select_option("1000")
    tools.get_by_role("button", name="查缓冲区").click()
    found = page.get_by_role("region", name="周边资源")
    expect(found.get_by_text("缓冲区 1000 米")).to_be_visible()
    expect(found.get_by_role("button", name="坞城消防救援站")).to_be_visible()
    desk.settle()
    desk.picture(pictures / "buffer.png")
    tools.get_by_role("radio", name="圈选").click()
    for lon, lat in RING:
        tools.get_by_label("输入坐标加点").fill(f"{lon}, {lat}")
        tools.get_by_role("button", name="加点").click()
    tools.get_by_role("button", name="完成").click()
    expect(found.get_by_role("button", name="演示加油站").first).to_be_visible()
    expect(found.get_by_role("button", name="坞城消防救援站")).to_have_count(0)
    with page.expect_download() as saved:
        tools.get_by_role("button", name="GeoJSON").click()
    whole = json.loads(saved.value.path().read_text(encoding="utf-8"))
    assert "演示加油站" in {one["properties"].get("name") for one in whole["features"]}
    with page.expect_download() as saved:
        tools.get_by_role("button", name="PNG 图片").click()
    picture = saved.value.path().read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 20_000
    (pictures / "exported.png").write_bytes(picture)


def test_what_one_plots_for_the_incident_another_sees_at_once(console: Console, incident: str, pictures: Path) -> None:
    leader, dispatcher = console.as_("duty_leader"), console.as_("dispatcher", theme="dark")
    tools = {}
    for desk in (leader, dispatcher):
        page = desk.open(f"/app/map?at={CENTRE[0]},{CENTRE[1]}")
        tools[desk.page] = page.get_by_role("region", name="工具")
        tools[desk.page].get_by_role("radio", name="标绘").click()
        tools[desk.page].get_by_label("标绘到").select_option(label="小店区某小区燃气爆燃")
    mine, theirs = tools[leader.page], tools[dispatcher.page]
    mine.get_by_label("符号").select_option("command_post")
    mine.get_by_role("textbox", name="文字").fill("前方指挥部")
    mine.get_by_label("输入坐标加点").fill(f"{CENTRE[0] + 0.002}, {CENTRE[1] + 0.005}")
    mine.get_by_role("button", name="加点").click()
    expect(theirs.get_by_role("listitem").filter(has_text="前方指挥部")).to_be_visible()
    mine.get_by_label("符号").select_option("route_in")
    for east in (0.012, 0.006, 0.001):
        mine.get_by_label("输入坐标加点").fill(f"{CENTRE[0] + east}, {CENTRE[1] - 0.004}")
        mine.get_by_role("button", name="加点").click()
    mine.get_by_role("button", name="完成").click()
    expect(theirs.get_by_role("listitem").filter(has_text="进场路线")).to_be_visible()
    leader.settle()
    leader.picture(pictures / "plots.png")
    dispatcher.settle()
    dispatcher.picture(pictures / "plots-dark.png")
    dispatcher.check_accessible()
    theirs.get_by_role("listitem").filter(has_text="前方指挥部").get_by_role("button", name="撤下").click()
    expect(mine.get_by_role("listitem").filter(has_text="前方指挥部")).to_have_count(0)


def test_on_a_phone_the_nearest_list_is_usable(console: Console, incident: str, pictures: Path) -> None:
    desk = console.as_("duty_leader", size=PHONE)
    page = desk.open(f"/app/map?at={CENTRE[0]},{CENTRE[1]}")
    expect(page.get_by_role("button", name="坞城消防救援站")).to_be_visible()
    desk.settle()
    desk.check_accessible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.picture(pictures / "phone-map.png")
    page.get_by_role("tab", name="图层").click()
    expect(page.get_by_text("应急队伍")).to_be_visible()
    desk.picture(pictures / "phone-layers.png")
    desk.check_quiet()
