"""短报: a text message or a radio line brings a unit into the state it tells, or is left to a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.content import dispatching
from liandong.content.unit_messages import understand
from liandong.dispatch.models import StateReport
from liandong.dispatch.rules.problems import MessageFromNobody, MessageNotUnderstood
from liandong.dispatch.services import Sending, assign_units, receive_message
from tests.dispatch.conftest import Desk, actor

pytestmark = pytest.mark.django_db


def test_a_text_message_is_known_by_its_number(desk: Desk) -> None:
    unit = desk.unit("消防01", phone="13900000001")
    assign_units(desk.dispatcher, desk.incident().id, [Sending(unit.id)])
    receive_message(desk.dispatcher, "+8613900000001", "已到场")
    unit.refresh_from_db()
    assert (unit.state, StateReport.objects.get().via) == ("ON_SCENE", "SMS")


def test_a_radio_line_is_known_by_its_call_sign(desk: Desk) -> None:
    unit, _ = desk.unit("消防01"), desk.unit("消防02")
    assign_units(desk.dispatcher, desk.incident().id, [Sending(unit.id)])
    receive_message(desk.dispatcher, "", "消防01 出动")
    unit.refresh_from_db()
    assert (unit.state, StateReport.objects.get().via) == ("EN_ROUTE", "RADIO")


def test_a_message_from_nobody_known_is_refused(desk: Desk) -> None:
    desk.unit("消防01", phone="13900000001")
    with pytest.raises(MessageFromNobody):
        receive_message(desk.dispatcher, "13700000000", "到场")


def test_a_message_for_a_unit_of_another_county_finds_nobody(desk: Desk) -> None:
    desk.unit("消防01", phone="13900000001")
    with pytest.raises(MessageFromNobody):
        receive_message(actor("dispatcher", region="140106"), "13900000001", "到场")


@pytest.mark.parametrize("text", ["未到场", "收到", "到场后返回"])
def test_a_message_that_tells_no_single_state_is_left_to_a_person(desk: Desk, text: str) -> None:
    desk.unit("消防01", phone="13900000001")
    with pytest.raises(MessageNotUnderstood):
        receive_message(desk.dispatcher, "13900000001", text)
    assert not StateReport.objects.exists()


def test_in_an_exercise_the_message_speaks_of_the_exercise(desk: Desk) -> None:
    unit = desk.unit("消防01", phone="13900000001")
    mission = assign_units(desk.dispatcher, desk.incident(drill=True).id, [Sending(unit.id)])[0]
    receive_message(desk.dispatcher, "13900000001", "到场")
    unit.refresh_from_db()
    mission.refresh_from_db()
    assert (unit.state, mission.state) == ("AVAILABLE", "ON_SCENE")


@given(text=st.text(max_size=200))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    found = understand(dispatching.unit_messages(), text)
    assert found.state is None or found.state in dispatching.unit_messages().words
