"""A paper goes its route hop by hop, each signed, timed and bound to the words that were signed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liandong.access.rules import Actor
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.errors import Forbidden, NotFound
from liandong.kernel.ids import new_id
from liandong.notices.models import Notice
from liandong.papers import queries
from liandong.papers.models import Copy, Hop, Paper
from liandong.papers.rules import (
    AddresseesNeeded,
    ArrivedBy,
    NotAddressed,
    NotOnItsWay,
    NotReturned,
    NotYourHop,
    SignedAlready,
)
from liandong.papers.services import Draft, receive_paper, register_paper, return_paper, rewrite_paper, sign_step
from tests.cast import Cast
from tests.review.conftest import Caller

pytestmark = pytest.mark.django_db


def registered(actor: Actor, region: str, route: str = "incoming") -> Paper:
    draft = Draft(
        route=route,
        title="关于做好强降雨防范的通知",
        text="请各单位加强值守。",
        region_code=region,
        from_unit="太原市应急管理局",
        via=ArrivedBy.FAX if route == "incoming" else ArrivedBy.PLATFORM,
    )
    return register_paper(actor, draft)


@pytest.fixture
def paper(cast: Cast) -> Paper:
    """A fax that came in, registered by the duty officer."""
    return registered(cast.duty_officer, cast.region)


def handed_on(cast: Cast, paper: Paper) -> Paper:
    """Proposed, instructed, handed on to the health department."""
    sign_step(cast.duty_leader, paper.id, "propose", "转卫健、应急办理")
    sign_step(cast.director, paper.id, "instruct", "同意，限今日反馈")
    return sign_step(cast.duty_officer, paper.id, "route", "", [cast.stage.organizations["health"]])


class TestEachHop:
    def test_is_signed_and_timed_from_when_it_lay_there(self, cast: Cast, clock: SimulatedClock, paper: Paper) -> None:
        clock.advance(minutes=5)
        sign_step(cast.duty_leader, paper.id, "propose", "转卫健办理")
        clock.advance(minutes=20)
        sign_step(cast.director, paper.id, "instruct", "同意")
        hops = list(Hop.objects.filter(paper=paper).order_by("ordinal"))
        assert [hop.step for hop in hops] == ["register", "propose", "instruct"]
        assert [hop.signed_at - hop.came_at for hop in hops[1:]] == [timedelta(minutes=5), timedelta(minutes=20)]
        assert [hop.person_id for hop in hops[1:]] == [cast.duty_leader.person_id, cast.director.person_id]

    def test_none_is_skipped(self, cast: Cast, paper: Paper) -> None:
        with pytest.raises(NotYourHop) as refused:
            sign_step(cast.commander, paper.id, "instruct")
        assert refused.value.data["step"] == "拟办"

    def test_is_somebody_elses_than_the_one_before(self, cast: Cast, paper: Paper) -> None:
        sign_step(cast.director, paper.id, "propose", "拟转办")
        with pytest.raises(SignedAlready):
            sign_step(cast.director, paper.id, "instruct", "同意")

    def test_needs_the_permission_of_its_step(self, cast: Cast, paper: Paper) -> None:
        with pytest.raises(Forbidden):
            sign_step(cast.duty_officer, paper.id, "propose")

    def test_tells_whose_turn_it_is(self, cast: Cast, paper: Paper) -> None:
        sign_step(cast.duty_leader, paper.id, "propose")
        told = Notice.objects.filter(template="paper_to_sign").order_by("created_at", "id")
        assert {row.person_id for row in told} == {cast.duty_leader.person_id, cast.director.person_id}


class TestHandingOn:
    def test_names_the_units_that_then_sign_for_it(self, cast: Cast, paper: Paper) -> None:
        done = handed_on(cast, paper)
        assert done.state == "DONE"
        receive_paper(cast.handler, paper.id)
        assert Copy.objects.get(paper=paper).received_by == cast.handler.person_id

    def test_a_unit_it_did_not_go_to_has_nothing_to_receive(self, cast: Cast, paper: Paper) -> None:
        handed_on(cast, paper)
        with pytest.raises(NotAddressed):
            receive_paper(cast.police_handler, paper.id)

    def test_without_units_or_to_an_unknown_one_is_refused(self, cast: Cast, paper: Paper) -> None:
        sign_step(cast.duty_leader, paper.id, "propose")
        sign_step(cast.director, paper.id, "instruct")
        with pytest.raises(AddresseesNeeded):
            sign_step(cast.duty_officer, paper.id, "route")
        with pytest.raises(NotFound):
            sign_step(cast.duty_officer, paper.id, "route", "", [new_id()])


class TestReturning:
    def test_voids_the_round_and_a_rewritten_paper_starts_anew(self, cast: Cast, paper: Paper) -> None:
        sign_step(cast.duty_leader, paper.id, "propose")
        return_paper(cast.director, paper.id, "缺受文单位")
        with pytest.raises(NotOnItsWay):
            sign_step(cast.director, paper.id, "instruct")
        again = rewrite_paper(cast.duty_officer, paper.id, paper.title, "请卫健、教育加强值守。")
        turn = queries.next_step(again)
        assert turn is not None
        assert (again.round, turn.id) == (2, "propose")

    def test_what_was_signed_stays_as_it_was_signed(self, cast: Cast, paper: Paper) -> None:
        sign_step(cast.duty_leader, paper.id, "propose")
        with pytest.raises(NotReturned):
            rewrite_paper(cast.duty_officer, paper.id, paper.title, "改动")
        return_paper(cast.director, paper.id, "重拟")
        rewrite_paper(cast.duty_officer, paper.id, paper.title, "改动")
        first, second = Hop.objects.filter(paper=paper, step="register").order_by("round")
        assert first.text_hash != second.text_hash


class TestRelease:
    def test_goes_out_only_when_reviewed_and_approved_by_the_commander(self, cast: Cast) -> None:
        release = registered(cast.handler, cast.region, "release")
        with pytest.raises(Forbidden):
            sign_step(cast.handler, release.id, "publish")
        sign_step(cast.duty_leader, release.id, "review")
        with pytest.raises(Forbidden):
            sign_step(cast.director, release.id, "approve")
        sign_step(cast.commander, release.id, "approve", "同意公布")
        published = sign_step(cast.duty_officer, release.id, "publish")
        assert published.state == "DONE"
        assert len(set(Hop.objects.filter(paper=release).values_list("text_hash", flat=True))) == 1


def test_over_http_from_the_fax_to_the_receipt(cast: Cast) -> None:
    officer, leader = Caller("duty_officer"), Caller("duty_leader")
    body = {"route": "incoming", "title": "通知", "region_code": cast.region, "via": "FAX", "text": "加强值守"}
    made = officer.send("POST", "papers", body)
    assert made.status_code == 201, made.content
    paper = made.json()["id"]
    assert made.json()["turn"]["id"] == "propose"
    leader.send("POST", f"papers/{paper}/signatures", {"step": "propose", "opinion": "拟转卫健"})
    Caller("director").send("POST", f"papers/{paper}/signatures", {"step": "instruct", "opinion": "同意"})
    health = str(cast.stage.organizations["health"])
    done = officer.send("POST", f"papers/{paper}/signatures", {"step": "route", "organization_ids": [health]})
    assert done.json()["state"] == "DONE"
    received = Caller("handler").send("POST", f"papers/{paper}/receipt").json()
    assert received["copies"][0]["received_at"]
    assert [hop["name"] for hop in received["hops"]][:3] == ["演示·王值班", "演示·李带班", "演示·应急负责人"]
    assert [row["id"] for row in officer.get("papers", state="DONE").json()["items"]] == [paper]
    assert Caller("stranger").get(f"papers/{paper}").status_code == 404
