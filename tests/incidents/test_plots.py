"""标绘: signs, lines and areas with their text stand on an incident's map until somebody takes them off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from liandong.content import queries as content
from liandong.incidents import queries, services
from liandong.incidents.models import Plot
from liandong.incidents.rules.problems import PlotShapeWrong, PlotSymbolUnknown
from liandong.kernel.errors import Forbidden, NotFound
from liandong.timeline import queries as timeline
from tests.incidents.conftest import Caller
from tests.incidents.people import SYSTEM, actor
from tests.incidents.telling import opened
from tests.incidents.test_zones_numbers_and_lists import SQUARE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HERE = {"type": "Point", "coordinates": [112.56, 37.78]}
WAY = {"type": "LineString", "coordinates": [[112.56, 37.78], [112.57, 37.79]]}


def test_a_sign_is_drawn_with_its_text_and_taken_off_again() -> None:
    officer, incident = actor("duty_officer"), opened()
    plot = services.draw_plot(officer, incident.id, "command_post", "现场指挥部", HERE)
    assert [one.title for one in queries.plots_of(officer, incident.id)] == ["现场指挥部"]
    services.remove_plot(officer, plot.id)
    services.remove_plot(officer, plot.id)
    assert not queries.plots_of(officer, incident.id).exists()
    assert Plot.objects.get().removed_at is not None
    verbs = [entry.verb for entry in timeline.of_incident(SYSTEM, incident.id).entries]
    assert (verbs.count("plot_drawn"), verbs.count("plot_removed")) == (1, 1)


@pytest.mark.parametrize(
    ("symbol", "geometry"), [("command_post", WAY), ("route_in", SQUARE), ("search_area", HERE), ("search_area", WAY)]
)
def test_a_sign_is_drawn_as_what_it_is(symbol: str, geometry: dict[str, Any]) -> None:
    with pytest.raises(PlotShapeWrong):
        services.draw_plot(SYSTEM, opened().id, symbol, "", geometry)


def test_an_unknown_sign_is_refused_with_the_known_ones() -> None:
    with pytest.raises(PlotSymbolUnknown) as refused:
        services.draw_plot(SYSTEM, opened().id, "moat", "护城河", HERE)
    assert "command_post" in refused.value.text("zh")


def test_who_only_looks_draws_nothing_and_a_neighbour_finds_nothing() -> None:
    incident = opened()
    plot = services.draw_plot(SYSTEM, incident.id, "route_in", "进场", WAY)
    with pytest.raises(Forbidden):
        services.draw_plot(actor("observer"), incident.id, "command_post", "", HERE)
    with pytest.raises(Forbidden):
        services.remove_plot(actor("observer"), plot.id)
    with pytest.raises(NotFound):
        services.remove_plot(actor("duty_officer", region="140106"), plot.id)


def test_every_shape_has_signs_and_no_two_points_look_alike() -> None:
    symbols = content.plot_symbols()
    assert {one.shape for one in symbols.values()} == {"POINT", "LINE", "AREA"}
    signs = [one.sign for one in symbols.values() if one.shape == "POINT"]
    assert all(signs)
    assert len(set(signs)) == len(signs)


def test_over_http_a_plot_is_drawn_listed_and_removed(calling: Callable[..., Caller]) -> None:
    officer, incident = calling("duty_officer"), opened()
    path = f"incidents/{incident.id}/plots"
    drawn = officer.post(path, {"symbol": "route_in", "title": "消防车进场", "geometry": WAY})
    assert drawn.status_code == 201
    assert [one["title"] for one in officer.get(path).json()["items"]] == ["消防车进场"]
    assert officer.post(path, {"symbol": "route_in", "geometry": HERE}).json()["code"] == "plot_shape"
    assert officer.post(f"plots/{drawn.json()['id']}/remove", {}).json()["removed_at"]
    assert officer.get(path).json()["items"] == []
    assert {"id", "shape", "sign", "dash"} <= officer.get("plot-symbols").json()[0].keys()


def test_zones_in_force_of_all_open_incidents_come_in_one_answer(calling: Callable[..., Caller]) -> None:
    first, second = opened(), opened()
    services.draw_zone(SYSTEM, first.id, "cordon", "警戒区", SQUARE, "理由")
    lifted = services.draw_zone(SYSTEM, second.id, "danger", "危险区", SQUARE, "理由")
    services.lift_zone(SYSTEM, lifted.id, "险情解除")
    (zone,) = calling("duty_officer").get("zones").json()
    assert (zone["title"], zone["incident_id"], zone["incident"]) == ("警戒区", str(first.id), first.title)
    assert calling("duty_officer", region="140106").get("zones").json() == []
