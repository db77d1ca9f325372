"""From the post to its leader to the upper level; a gap in the chart never swallows an escalation."""

from __future__ import annotations

from uuid import UUID

import pytest

from liandong.deadlines.models import Deadline
from liandong.deadlines.recipients import recipients
from liandong.deadlines.rules import Holder
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import new_id
from liandong.notices.rules import Recipient
from liandong.organizations.models import Organization, Person, Post
from tests.deadlines.conftest import COUNTY, begin

pytestmark = pytest.mark.django_db
DUTY_LEADER = Recipient.region_duty(COUNTY, "DUTY_LEADER")


class Chart:
    """A bureau under a government; the government and the bureau each have a leader, the bureau a section chief."""

    def __init__(self) -> None:
        government = Organization.objects.create(name="区政府", kind="government", region_code=COUNTY)
        bureau = Organization.objects.create(name="应急局", kind="bureau", region_code=COUNTY, parent=government)
        self.bureau: UUID = bureau.id
        self.head = self._post(government, "区长", leads=True)
        self.leader = self._post(bureau, "局长", leads=True)
        self.chief = self._post(bureau, "科长")
        self.member: UUID = Person.objects.create(name="张三", organization=bureau).id

    @staticmethod
    def _post(organization: Organization, title: str, leads: bool = False) -> UUID:
        return Post.objects.create(
            organization=organization, kind="post", title=title, region_code=COUNTY, leads=leads
        ).id


@pytest.fixture
def chart(clock: SimulatedClock) -> Chart:
    return Chart()


def held_by(holder: Holder, region_code: str = COUNTY) -> Deadline:
    return begin(holder=holder, region_code=region_code)


def test_a_posts_clock_climbs_to_its_organisations_leader(chart: Chart) -> None:
    assert recipients(held_by(Holder(post_id=chart.chief)), ["holder_leader"]) == [Recipient.post(chart.leader)]


def test_a_leaders_own_clock_climbs_one_organisation_up(chart: Chart) -> None:
    assert recipients(held_by(Holder(post_id=chart.leader)), ["holder_leader"]) == [Recipient.post(chart.head)]


def test_a_persons_clock_climbs_to_the_leader_of_the_persons_organisation(chart: Chart) -> None:
    assert recipients(held_by(Holder(person_id=chart.member)), ["holder_leader"]) == [Recipient.post(chart.leader)]


def test_an_organisations_clock_goes_to_its_leader_then_to_the_one_above(chart: Chart) -> None:
    deadline = held_by(Holder(organization_id=chart.bureau))
    assert recipients(deadline, ["holder"]) == [Recipient.organization(chart.bureau)]
    assert recipients(deadline, ["holder_leader"]) == [Recipient.post(chart.leader)]
    assert recipients(deadline, ["superior"]) == [Recipient.post(chart.head)]


def test_roles_are_those_on_duty_in_the_region_or_one_level_up(chart: Chart) -> None:
    deadline = held_by(Holder(post_id=chart.chief))
    assert recipients(deadline, ["role:duty_leader"]) == [DUTY_LEADER]
    assert recipients(deadline, ["upper_role:duty_leader"]) == [Recipient.region_duty("1401", "DUTY_LEADER")]
    assert recipients(deadline, ["upper_level"]) == [Recipient.region_duty("1401", "DUTY_OFFICER")]


def test_above_the_province_there_is_only_the_province(chart: Chart) -> None:
    deadline = held_by(Holder(post_id=chart.chief), region_code="14")
    assert recipients(deadline, ["upper_level"]) == [Recipient.region_duty("14", "DUTY_OFFICER")]


@pytest.mark.parametrize("target", ["holder_leader", "superior"])
def test_where_nobody_is_found_the_duty_leader_of_the_region_is_told(chart: Chart, target: str) -> None:
    for holder in (Holder(post_id=chart.head), Holder(post_id=new_id()), Holder(person_id=new_id())):
        assert recipients(held_by(holder), [target]) == [DUTY_LEADER]


def test_nobody_is_named_twice(chart: Chart) -> None:
    deadline = held_by(Holder(post_id=chart.chief))
    assert len(recipients(deadline, ["holder_leader", "superior", "holder_leader"])) == 1
