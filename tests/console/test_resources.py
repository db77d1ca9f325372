"""资源 on screen: found, read, corrected, counted, imported from a table, and kept right by who answers for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.console.desks import PHONE, Console
from tests.console.stocked import stock

pytestmark = pytest.mark.chromium


@pytest.fixture
def things(console: Console, served: object) -> dict[str, str]:
    """Entered once for the file: the server is shared."""
    known = _ENTERED.get(id(served))
    if known is None:
        known = _ENTERED[id(served)] = stock(console)
    return known


_ENTERED: dict[int, dict[str, str]] = {}
TABLE = """编号,类型,名称,行政区划代码,经度,纬度,联系电话,数量
T-1,微型消防站,演示微型消防站,140105,112.570000,37.781000,13812345678,1
T-2,微型消防站,写反了的消防站,140105,37.790000,112.571000,13812345678,1
T-3,没有这种,不认识的东西,140105,112.57,37.78,,1
T-4,帐篷,演示社区帐篷,140105,112.575000,37.785000,,40
"""


def test_a_resource_is_found_read_checked_and_its_stock_moved(
    console: Console, things: dict[str, str], pictures: Path
) -> None:
    desk = console.as_("steward")
    page = desk.open("/app/resources")
    expect(page.get_by_role("link", name="坞城消防救援站")).to_be_visible()
    desk.check_accessible()
    desk.picture(pictures / "resources.png")
    page.get_by_label("门类").select_option(label="应急物资")
    page.get_by_label("名称").fill("坞城库")
    page.get_by_label("名称").press("Enter")
    expect(page.get_by_role("link", name="坞城消防救援站")).to_have_count(0)
    page.get_by_role("link", name="救灾帐篷（坞城库）").click()
    desk.settle()
    expect(page.get_by_role("heading", name="救灾帐篷（坞城库）")).to_be_visible()
    expect(page.get_by_text("救灾和物资保障处（科）")).to_be_visible()
    expect(page.get_by_text("从未核查").first).to_be_visible()
    page.get_by_role("button", name="核查属实").click()
    expect(page.get_by_text("今天").first).to_be_visible()
    ledger = page.get_by_role("region", name="库存台账")
    ledger.get_by_role("button", name="登记收发").click()
    ledger.get_by_label("出库").check()
    ledger.get_by_label("数量").fill("500")
    ledger.get_by_role("button", name="确认").click()
    expect(ledger.get_by_role("alert")).to_contain_text("200")
    ledger.get_by_label("数量").fill("30")
    ledger.get_by_label("单据号").fill("调拨单 7 号")
    ledger.get_by_role("button", name="确认").click()
    expect(ledger.get_by_role("row", name="出库")).to_contain_text("170")
    ledger.get_by_role("button", name="登记收发").click()
    ledger.get_by_label("调拨").check()
    ledger.get_by_label("调往").select_option(label="救灾帐篷（北营库）")
    ledger.get_by_label("数量").fill("20")
    ledger.get_by_role("button", name="确认").click()
    expect(ledger.get_by_role("row", name="调出")).to_contain_text("150")
    expect(
        page.get_by_role("region", name="变动记录").get_by_role("listitem").filter(has_text="核查了")
    ).to_be_visible()
    photo = pictures / "resources.png"
    page.get_by_label("添加").set_input_files(photo)
    expect(page.get_by_role("img", name="resources.png")).to_be_visible()
    desk.check_accessible()
    desk.picture(pictures / "resource.png")


def test_a_resource_is_entered_from_pasted_baidu_coordinates_corrected_and_struck_off(
    console: Console, things: dict[str, str], pictures: Path
) -> None:
    desk = console.as_("steward")
    page = desk.open("/app/resources")
    page.get_by_role("button", name="登记资源").click()
    form = page.get_by_role("dialog")
    form.get_by_label("门类").select_option(label="应急队伍")
    form.get_by_label("类型").select_option(label="民兵队伍")
    form.get_by_label("名称").fill("演示民兵连")
    form.get_by_label("经度").fill("112.561579")
    form.get_by_label("纬度").fill("37.877449")
    form.get_by_label("坐标系").select_option("BD09")
    desk.picture(pictures / "form.png")
    form.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", name="演示民兵连")).to_be_visible()
    expect(page.get_by_text("112.5489", exact=False)).to_be_visible()
    expect(page.get_by_text("缺：", exact=False)).to_be_visible()
    page.get_by_role("button", name="更正").click()
    page.get_by_role("dialog").get_by_label("地址").fill("坞城街道 1 号")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.get_by_text("坞城街道 1 号")).to_be_visible()
    page.get_by_role("button", name="注销").click()
    page.get_by_role("dialog").get_by_label("理由").fill("重复登记")
    page.get_by_role("dialog").get_by_role("button", name="确认").click()
    expect(page.get_by_text("已注销").first).to_be_visible()
    expect(page.get_by_text("重复登记").first).to_be_visible()
    desk.check_quiet()


def test_a_table_is_looked_at_before_it_is_taken_and_its_refused_rows_come_back(
    console: Console, tmp_path: Path, pictures: Path
) -> None:
    file = tmp_path / "队伍.csv"
    file.write_text(TABLE, encoding="gbk")
    desk = console.as_("steward")
    page = desk.open("/app/resources/import")
    page.get_by_label("选择文件").set_input_files(file)
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_text("经纬度似乎写反")).to_be_visible()
    expect(page.get_by_text("文件没有说明坐标系")).to_be_visible()
    expect(page.get_by_role("button", name="导入 2 行")).to_be_disabled()
    desk.check_accessible()
    desk.picture(pictures / "import.png")
    page.get_by_label("坐标系").select_option("GCJ02")
    page.get_by_role("button", name="预览").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载不能导入的行").click()
    refused = saved.value.path().read_text(encoding="utf-8-sig")
    assert "写反了的消防站" in refused
    assert "演示微型消防站" not in refused
    page.get_by_role("button", name="导入 2 行").click()
    expect(page.get_by_role("heading", name="导入完成")).to_be_visible()
    page.get_by_role("link", name="看清单").click()
    expect(page.get_by_role("link", name="演示微型消防站")).to_be_visible()
    desk.check_quiet()


def test_the_board_shows_how_right_the_records_are_and_names_who_answers(
    console: Console, things: dict[str, str], pictures: Path
) -> None:
    desk = console.as_("steward")
    page = desk.open("/app/resources/stewards")
    row = page.get_by_role("row", name="应急队伍")
    expect(row).to_contain_text("100%")
    row.get_by_role("button", name="指定").click()
    page.get_by_role("dialog").get_by_label("单位").select_option(index=1)
    page.get_by_role("dialog").get_by_role("button", name="确认").click()
    expect(row.get_by_role("button", name="改派")).to_be_visible()
    expect(row.get_by_role("timer")).to_be_visible()
    desk.settle()
    desk.check_accessible()
    desk.picture(pictures / "stewards.png")


@pytest.mark.parametrize("path", ["/app/resources", "/app/resources/stewards", "/app/resources/import", "sheet"])
def test_on_a_phone_the_pages_have_no_serious_barrier(
    console: Console, things: dict[str, str], pictures: Path, path: str
) -> None:
    desk = console.as_("steward", size=PHONE, language="en")
    page = desk.open(path if path != "sheet" else f"/app/resources/{things['坞城消防救援站']}")
    desk.check_accessible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.picture(pictures / f"phone-{path.rsplit('/', 1)[-1]}.png")
    desk.check_quiet()
