"""Items of five kinds are uploaded, updated and found; every version that was ever in force can be read."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liandong.content.problems import UnknownContent
from liandong.files.services import FileDraft, add_file
from liandong.kernel.errors import Forbidden, NotFound
from liandong.kernel.ids import Subject, new_id
from liandong.knowledge import queries
from liandong.knowledge.models import Item
from liandong.knowledge.rules import ItemWithdrawn, NothingToKeep, SubTypeNeeded
from liandong.knowledge.services import Written, add_item, add_version, withdraw_item
from tests.cast import Cast
from tests.review.conftest import Caller

pytestmark = pytest.mark.django_db
FIRST = Written(text="煤气中毒：先通风，再移出，再呼救。")


@pytest.fixture
def item(cast: Cast) -> Item:
    return add_item(cast.steward, "emergency_knowledge", "煤气中毒处置要点", cast.region, FIRST)


def found(cast: Cast, text: str = "", kind: str = "") -> list[str]:
    return [one.title for one in queries.search_items(cast.observer, text=text, kind=kind)]


def test_an_old_version_stays_readable_after_an_update(cast: Cast, item: Item) -> None:
    add_version(cast.steward, item.id, Written(text="先切断气源，再通风，再移出，再呼救。", note="补充切断气源"))
    assert queries.access_version(cast.observer, item.id, 1).text == FIRST.text
    assert queries.access_version(cast.observer, item.id, 2).note == "补充切断气源"
    assert Item.objects.get(id=item.id).newest == 2


def test_the_search_reads_the_title_and_the_newest_text(cast: Cast, item: Item) -> None:
    assert found(cast, "煤气 呼救") == ["煤气中毒处置要点"]
    add_version(cast.steward, item.id, Written(text="改为电话指导"))
    assert found(cast, "呼救") == []
    assert found(cast, kind="laws_and_regulations") == []


def test_what_is_withdrawn_is_no_longer_found_but_still_readable(cast: Cast, item: Item) -> None:
    withdraw_item(cast.steward, item.id, "已有新规程")
    assert found(cast, "煤气") == []
    assert queries.access_version(cast.observer, item.id, 1).text == FIRST.text
    with pytest.raises(ItemWithdrawn):
        add_version(cast.steward, item.id, FIRST)


def test_plans_and_schemes_name_their_sub_type(cast: Cast) -> None:
    with pytest.raises(SubTypeNeeded):
        add_item(cast.steward, "exercise_schemes", "演练方案", cast.region, FIRST)
    with pytest.raises(UnknownContent):
        add_item(cast.steward, "exercise_schemes", "演练方案", cast.region, FIRST, sub_type="nothing")


def test_a_version_says_something(cast: Cast, item: Item) -> None:
    with pytest.raises(NothingToKeep):
        add_version(cast.steward, item.id, Written(text="  "))
    with pytest.raises(NotFound):
        add_version(cast.steward, item.id, Written(file_id=new_id()))


def test_who_only_reads_writes_nothing(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        add_item(cast.observer, "emergency_knowledge", "要点", cast.region, FIRST)


class TestWhoReads:
    def test_the_neighbour_does_not_read_the_districts_item(self, cast: Cast, item: Item) -> None:
        with pytest.raises(NotFound):
            queries.access_item(cast.stranger, item.id)

    def test_both_read_what_the_city_has_handed_down_with_its_file(self, cast: Cast) -> None:
        from liandong.access.rules import Actor, Source

        system = Actor.system(Source.CLI)
        draft = FileDraft(name="办法.txt", subject=Subject.of("knowledge_item", new_id()), region_code="1401")
        file = add_file(system, draft, SimpleUploadedFile("办法.txt", "第一条".encode()).chunks())
        upper = add_item(system, "laws_and_regulations", "市级办法", "1401", Written(file_id=file.id))
        for reader in (cast.observer, cast.stranger):
            assert queries.access_item(reader, upper.id).title == "市级办法"
            assert queries.access_content(reader, upper.id, 1)[0].sha256 == file.sha256
        with pytest.raises(Forbidden):
            add_version(cast.steward, upper.id, FIRST)


def test_over_http_it_is_added_updated_found_and_read(cast: Cast) -> None:
    steward, observer = Caller("steward"), Caller("observer")
    body = {"kind": "emergency_knowledge", "title": "要点", "region_code": cast.region, "text": "先通风"}
    made = steward.send("POST", "knowledge", body)
    assert made.status_code == 201, made.content
    item = made.json()["id"]
    assert steward.send("POST", f"knowledge/{item}/versions", {"text": "先断气"}).json()["newest"] == 2
    assert [row["id"] for row in observer.get("knowledge", text="断气").json()["items"]] == [item]
    assert observer.get(f"knowledge/{item}/versions/1").json()["text"] == "先通风"
    assert [row["number"] for row in observer.get(f"knowledge/{item}/versions").json()["items"]] == [2, 1]
    assert Caller("stranger").get(f"knowledge/{item}").status_code == 404
    assert steward.send("POST", f"knowledge/{item}/withdraw", {"reason": "更新"}).json()["withdrawn_at"]
