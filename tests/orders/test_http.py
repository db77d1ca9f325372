"""Orders over HTTP: the shapes, the scope, the versions, the pages, and what bad input gets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import new_id
from liandong.orders.models import Assignment, Order
from tests.data import OURS, naughty_strings
from tests.orders.calling import Caller
from tests.orders.conftest import Cast, unit

NOBODY = "0192f000-0000-7000-8000-000000000000"
"""An id that nobody has; the same in every process, as it stands in the names of tests."""

pytestmark = pytest.mark.django_db


def order_for(cast: Cast, **said: Any) -> dict[str, Any]:
    return {
        "kind": "task",
        "title": "封控现场并搜救",
        "region_code": "140105",
        "addressees": [{"kind": "ORGANIZATION", "id": str(cast.fire.id)}],
        "within": "4h",
        **said,
    }


@pytest.fixture
def commander(cast: Cast) -> Caller:
    return Caller("commander", organization_id=cast.centre.id, person_id=cast.centre.people[0])


@pytest.fixture
def handler(cast: Cast) -> Caller:
    return Caller("department_handler", organization_id=cast.fire.id, person_id=cast.fire.people[0])


@pytest.fixture
def outsider(cast: Cast) -> Caller:
    elsewhere = unit("清徐县消防", "140121")
    return Caller("commander", "140121", elsewhere.id, elsewhere.people[0])


def issued(commander: Caller, cast: Cast, **said: Any) -> dict[str, Any]:
    answer = commander.post("orders", order_for(cast, **said))
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


class TestTheWholeWay:
    def test_from_issue_to_close(self, cast: Cast, commander: Caller, handler: Caller) -> None:
        order = issued(commander, cast)
        task = order["assignments"][0]["id"]
        assert handler.get("orders/tasks/mine").json()[0]["id"] == task
        assert handler.post(f"orders/tasks/{task}/sign-for").json()["state"] == "SIGNED"
        assert handler.post(f"orders/tasks/{task}/feedback", {"text": "已到场", "percent": 30}).status_code == 201
        assert handler.post(f"orders/tasks/{task}/submit", {"text": "完毕"}).json()["state"] == "SUBMITTED"
        returned = commander.post(f"orders/tasks/{task}/return", {"reason": "缺照片"}).json()
        assert (returned["state"], returned["returns"]) == ("RETURNED", 1)
        handler.post(f"orders/tasks/{task}/submit", {"text": "补照片"})
        assert commander.post(f"orders/tasks/{task}/verify", {"text": "同意"}).json()["state"] == "VERIFIED"
        read = handler.get(f"orders/{order['id']}").json()
        assert read["state"] == "CLOSED"
        assert read["assignments"][0]["addressee"] == "消防救援大队"

    def test_what_was_said_is_read_in_pages(self, cast: Cast, commander: Caller, handler: Caller) -> None:
        task = issued(commander, cast)["assignments"][0]["id"]
        for n in range(3):
            handler.post(f"orders/tasks/{task}/feedback", {"text": f"第{n}次"})
        first = commander.get(f"orders/tasks/{task}/feedback", limit=2).json()
        rest = commander.get(f"orders/tasks/{task}/feedback", limit=2, cursor=first["next"]).json()
        assert {entry["text"] for entry in first["items"] + rest["items"]} == {"第0次", "第1次", "第2次"}
        assert first["items"][0]["by"] == "消防救援大队甲"

    def test_handing_on_urging_extending_and_withdrawing(
        self, cast: Cast, commander: Caller, handler: Caller, clock: SimulatedClock
    ) -> None:
        order = issued(commander, cast)
        task = order["assignments"][0]["id"]
        assert commander.post(f"orders/tasks/{task}/urge", {"text": "速报"}).json()["urges"] == 1
        extend = {"due_at": "2026-11-23T20:00:00+08:00", "reason": "道路中断"}
        extended = commander.post(f"orders/tasks/{task}/extend", extend).json()
        assert datetime.fromisoformat(extended["due_at"]) == datetime.fromisoformat(extend["due_at"])
        to = {"to": {"kind": "ORGANIZATION", "id": str(cast.health.id)}}
        passed = handler.post(f"orders/tasks/{task}/forward", to)
        assert (passed.status_code, passed.json()["forwarded_from"]) == (201, task)
        gone = commander.post(f"orders/{order['id']}/withdraw", {"reason": "误发"}).json()
        assert (gone["state"], gone["ended_reason"]) == ("WITHDRAWN", "误发")

    def test_closing_by_the_issuer(self, cast: Cast, commander: Caller, handler: Caller) -> None:
        order = issued(commander, cast, kind="supervision")
        task = order["assignments"][0]["id"]
        assert commander.post(f"orders/{order['id']}/close").json()["code"] == "order_still_open"
        handler.post(f"orders/tasks/{task}/submit", {"text": "完毕"})
        commander.post(f"orders/tasks/{task}/verify")
        assert commander.post(f"orders/{order['id']}/close").json()["state"] == "CLOSED"

    def test_scheduling_back(self, cast: Cast, commander: Caller, handler: Caller) -> None:
        incident = str(new_id())
        order = issued(commander, cast, incident_id=incident)
        steps = {"steps": [{"title": "摸排", "takes": "1h"}, {"title": "转运", "takes": "2h", "overlap": 0.5}]}
        rows = commander.send("PUT", f"orders/{order['id']}/milestones", steps).json()
        assert [row["due_at"] for row in rows] == ["2026-11-23T02:30:00Z", "2026-11-23T04:00:00Z"]
        handler.post(f"orders/{order['id']}/milestones/1/reach")
        schedule = commander.get(f"incidents/{incident}/schedule").json()[0]
        assert (schedule["planned"], schedule["reached"]) == (0, 50)


class TestRefusals:
    def test_a_stale_version_gets_409_and_a_name(self, cast: Cast, commander: Caller, handler: Caller) -> None:
        task = issued(commander, cast)["assignments"][0]
        handler.post(f"orders/tasks/{task['id']}/sign-for", {"version": task["version"]})
        refused = handler.post(f"orders/tasks/{task['id']}/submit", {"text": "完毕", "version": task["version"]})
        assert (refused.status_code, refused.json()["code"]) == (409, "order_changed_meanwhile")
        assert refused.json()["data"]["by"] == "消防救援大队甲"

    def test_another_units_task_gets_403_and_says_whose_it_is(self, cast: Cast, commander: Caller) -> None:
        task = issued(commander, cast)["assignments"][0]["id"]
        refused = commander.post(f"orders/tasks/{task}/sign-for")
        assert (refused.status_code, refused.json()["code"]) == (403, "order_not_addressee")
        assert "消防救援大队" in refused.json()["title"]

    def test_verifying_ones_own_work_gets_409(self, cast: Cast, commander: Caller) -> None:
        task = issued(commander, cast, addressees=[{"kind": "ORGANIZATION", "id": str(cast.centre.id)}])
        task_id = task["assignments"][0]["id"]
        commander.post(f"orders/tasks/{task_id}/submit", {"text": "完毕"})
        refused = commander.post(f"orders/tasks/{task_id}/verify")
        assert (refused.status_code, refused.json()["code"]) == (409, "order_same_verifier")

    def test_a_handler_issues_nothing(self, cast: Cast, handler: Caller) -> None:
        assert handler.post("orders", order_for(cast)).status_code == 403
        assert not Order.objects.exists()

    def test_the_same_key_issues_one_order(self, cast: Cast, commander: Caller) -> None:
        answers = [commander.post("orders", order_for(cast), key="issue-1").json() for _ in range(3)]
        assert len({answer["id"] for answer in answers}) == 1
        assert Order.objects.count() == 1

    @pytest.mark.parametrize(
        "bad",
        [
            {"title": ""},
            {"title": "两\n行"},
            {"kind": "wish"},
            {"kind": "a b"},
            {"region_code": "14010"},
            {"region_code": "149999"},
            {"addressees": []},
            {"addressees": [{"kind": "CAT", "id": NOBODY}]},
            {"addressees": [{"kind": "PERSON", "id": NOBODY}]},
            {"addressees": [{"kind": "PERSON", "id": "1"}]},
            {"within": "4"},
            {"within": "-4h"},
            {"within": "0h"},
            {"within": "999999999h"},
            {"within": None},
            {"due_at": "2026-11-23T20:00:00"},
            {"due_at": "0001-01-01T00:00:00+14:00"},
            {"due_at": "9999-12-31T23:59:59-14:00"},
            {"due_at": "2026-11-22T20:00:00+08:00"},
            {"sign_within": "0m"},
            {"steps": [{"title": "摸排", "takes": "9h"}]},
            {"steps": [{"title": "摸排", "overlap": 1}]},
            {"steps": [{"title": "摸排", "weight": 0}]},
            {"priority": "LOUD"},
            {"wish": 1},
        ],
        ids=repr,
    )
    def test_what_makes_no_sense_gets_422_and_leaves_nothing(
        self, cast: Cast, commander: Caller, bad: dict[str, Any]
    ) -> None:
        refused = commander.post("orders", order_for(cast, **bad))
        assert refused.status_code == 422, refused.content
        assert not Order.objects.exists()

    def test_no_text_of_the_worst_kind_breaks_an_order(self, cast: Cast, commander: Caller) -> None:
        for text in (*naughty_strings()[::12], *OURS):
            answer = commander.post("orders", order_for(cast, title=text, body=text, group=text, clause=text))
            assert answer.status_code in {201, 400, 422}, text
            if answer.status_code == 201:
                kept = Order.objects.get(id=answer.json()["id"])
                assert (kept.title, kept.body) == (text, text)


class TestScope:
    PATHS = ("orders/{order}", "orders/tasks/{task}", "orders/tasks/{task}/feedback")

    @pytest.mark.parametrize("path", PATHS)
    def test_what_lies_elsewhere_is_as_absent(self, cast: Cast, commander: Caller, outsider: Caller, path: str) -> None:
        order = issued(commander, cast)
        there = outsider.get(path.format(order=order["id"], task=order["assignments"][0]["id"]))
        absent = outsider.get(path.format(order=new_id(), task=new_id()))
        assert (there.status_code, there.json()) == (404, absent.json())

    @pytest.mark.parametrize(
        ("verb", "body"),
        [
            ("sign-for", {}),
            ("feedback", {"text": "x"}),
            ("submit", {"text": "x"}),
            ("verify", {}),
            ("return", {"reason": "x"}),
            ("urge", {}),
            ("extend", {"due_at": "2026-11-24T20:00:00+08:00", "reason": "x"}),
        ],
    )
    def test_nothing_can_be_done_to_it_either(
        self, cast: Cast, commander: Caller, outsider: Caller, verb: str, body: dict[str, Any]
    ) -> None:
        order = issued(commander, cast)
        task = order["assignments"][0]["id"]
        assert outsider.post(f"orders/tasks/{task}/{verb}", body).status_code == 404
        assert Assignment.objects.get(id=task).version == 1

    def test_lists_of_another_region_are_empty(self, cast: Cast, commander: Caller, outsider: Caller) -> None:
        issued(commander, cast)
        assert outsider.get("orders").json()["items"] == []
        assert outsider.get("orders/supervision").json()["items"] == []

    def test_nobody_unknown_gets_anything(self, client: Any, cast: Cast) -> None:
        assert client.get("/api/orders").status_code == 401


class TestTheBoardOfAnIncident:
    def test_holds_every_order_with_all_its_tasks_the_newest_first(
        self, commander: Caller, cast: Cast, clock: SimulatedClock
    ) -> None:
        incident = str(new_id())
        first = issued(commander, cast, incident_id=incident)
        clock.advance(minutes=1)
        both = [{"kind": "ORGANIZATION", "id": str(one.id)} for one in (cast.fire, cast.health)]
        second = issued(commander, cast, incident_id=incident, addressees=both)
        issued(commander, cast)
        board = commander.get(f"incidents/{incident}/orders").json()
        assert [order["id"] for order in board] == [second["id"], first["id"]]
        assert [len(order["assignments"]) for order in board] == [2, 1]
        assert board[1]["assignments"] == first["assignments"]

    def test_shows_a_stranger_nothing(self, commander: Caller, outsider: Caller, cast: Cast) -> None:
        incident = str(new_id())
        issued(commander, cast, incident_id=incident)
        assert outsider.get(f"incidents/{incident}/orders").json() == []


class TestLists:
    def test_are_cut_in_pages_the_newest_first(self, cast: Cast, commander: Caller, clock: SimulatedClock) -> None:
        for n in range(5):
            issued(commander, cast, title=f"第{n}项")
            clock.advance(minutes=1)
        seen, cursor = [], ""
        while cursor is not None:
            page = commander.get("orders", limit=2, cursor=cursor).json()
            seen += [row["title"] for row in page["items"]]
            cursor = page["next"]
        assert seen == [f"第{n}项" for n in (4, 3, 2, 1, 0)]

    @pytest.mark.parametrize(
        ("where", "found"),
        [
            ({"state": "ISSUED"}, 2),
            ({"state": "CLOSED"}, 0),
            ({"kind": "task"}, 1),
            ({"drill": "true"}, 1),
            ({"region": "140105"}, 2),
            ({"region": "140121"}, 0),
            ({"incident_id": "00000000-0000-7000-8000-000000000001"}, 1),
        ],
        ids=repr,
    )
    def test_are_narrowed_by_what_is_asked(
        self, cast: Cast, commander: Caller, where: dict[str, str], found: int
    ) -> None:
        issued(commander, cast, incident_id="00000000-0000-7000-8000-000000000001")
        issued(commander, cast, kind="dispatch", drill=True)
        assert len(commander.get("orders", **where).json()["items"]) == found

    def test_the_supervision_list_says_why_each_is_on_it(
        self, cast: Cast, commander: Caller, clock: SimulatedClock
    ) -> None:
        issued(commander, cast)
        clock.advance(hours=5)
        row = commander.get("orders/supervision", concern="OVERDUE").json()["items"][0]
        assert row["concerns"] == ["UNSIGNED", "SIGNING_LATE", "OVERDUE"]

    def test_the_league_table_adds_up(self, cast: Cast, commander: Caller, clock: SimulatedClock) -> None:
        for addressee in (cast.fire, cast.health):
            issued(commander, cast, addressees=[{"kind": "ORGANIZATION", "id": str(addressee.id)}])
        clock.advance(hours=5)
        span = {"since": "2026-11-23T00:00:00+08:00", "until": "2026-11-24T00:00:00+08:00"}
        table = commander.get("orders/league", **span).json()
        assert {row["name"] for row in table["rows"]} == {"消防救援大队", "卫生健康局"}
        assert (table["total"]["issued"], table["total"]["overdue"], table["total"]["rate"]) == (2, 2, 0.0)

    @pytest.mark.parametrize("path", ["orders", "orders/supervision", "orders/tasks/mine"])
    def test_take_no_more_statements_for_many_rows_than_for_one(
        self, cast: Cast, commander: Caller, handler: Caller, path: str, django_assert_max_num_queries: Any
    ) -> None:
        for n in range(12):
            issued(commander, cast, title=f"第{n}项")
        reader = handler if path.endswith("mine") else commander
        with django_assert_max_num_queries(12):
            reader.get(path)


class TestTheBoardOfARegion:
    def listed(self, caller: Caller, **asked: Any) -> list[str]:
        answer = caller.get("orders/board", **asked)
        assert answer.status_code == 200, answer.content
        return [one["title"] for one in answer.json()["items"]]

    def test_shows_every_addressees_state_beside_the_order(self, cast: Cast, commander: Caller) -> None:
        issued(commander, cast)
        (row,) = commander.get("orders/board").json()["items"]
        assert [one["state"] for one in row["assignments"]] == ["NOTIFIED"]
        assert row["issuer"]

    def test_is_narrowed_to_what_is_unsigned_or_overdue(
        self, cast: Cast, commander: Caller, handler: Caller, clock: SimulatedClock
    ) -> None:
        task = issued(commander, cast, title="甲")["assignments"][0]["id"]
        handler.post(f"orders/tasks/{task}/sign-for")
        issued(commander, cast, title="乙", within="30m")
        assert self.listed(commander, unsigned=True) == ["乙"]
        assert self.listed(commander, overdue=True) == []
        clock.advance(hours=1)
        assert self.listed(commander, overdue=True) == ["乙"]
        assert self.listed(commander, unsigned=True, overdue=True, q="甲") == []

    def test_is_searched_by_title_and_number(self, cast: Cast, commander: Caller) -> None:
        number = issued(commander, cast, title="封控现场")["number"]
        issued(commander, cast, title="转移群众")
        assert self.listed(commander, q="封控") == self.listed(commander, q=number) == ["封控现场"]

    def test_hides_what_is_elsewhere(self, cast: Cast, commander: Caller, outsider: Caller) -> None:
        issued(commander, cast)
        assert self.listed(outsider) == []
