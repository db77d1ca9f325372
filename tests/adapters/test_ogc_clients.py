"""OGC API – Features with real clients over a real socket: OWSLib, and GDAL's OAPIF driver, which QGIS uses."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from owslib.ogcapi.features import Features

from liandong.kernel.geo import Position
from liandong.resources.services import ResourceDraft, register_resources
from tests.orders.calling import Caller
from tests.resources.conftest import COUNTY, actor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def token(transactional_db: None, clock: Any) -> str:
    """Of a reader of the county; there are 250 hydrants in it and 50 beside it."""
    drafts = [
        ResourceDraft(
            type="fire_hydrant",
            name=f"第{n}号",
            region_code=COUNTY if n < 250 else "140121",
            place=Position(112.5 + n / 1000, 37.8),
        )
        for n in range(300)
    ]
    register_resources(actor("data_steward", region="14"), drafts)
    secret: str = Caller("observer")._client.defaults["HTTP_AUTHORIZATION"]
    return secret


_GDAL = """
import json, sys
import pyogrio, shapely
pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": sys.argv[2], "OAPIF_PAGE_SIZE": "100"})
layers = [str(name) for name, _ in pyogrio.list_layers(sys.argv[1])]
box = tuple(map(float, sys.argv[3].split(","))) if sys.argv[3:] else None
meta, _, geometry, columns = pyogrio.raw.read(sys.argv[1], layer="public_point", bbox=box)
names = columns[list(meta["fields"]).index("name")].tolist()
points = [(one.x, one.y) for one in shapely.from_wkb(geometry)]
print(json.dumps({"layers": layers, "names": names, "points": points}))
"""


def by_gdal(server: Any, token: str, *box: str) -> Any:
    """In a process of its own: GDAL waits for the server without letting other threads of Python run."""
    words = [f"OAPIF:{server.url}/ogc/", token.removeprefix("Bearer "), *box]
    done = subprocess.run(
        [sys.executable, "-c", _GDAL, *words], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_owslib_lists_the_layers_and_reads_features(live_server: Any, token: str) -> None:
    service = Features(f"{live_server.url}/ogc/", headers={"Authorization": token})
    assert any(one.endswith("/conf/core") for one in service.conformance()["conformsTo"])
    assert service.api()["openapi"].startswith("3.0")
    assert {"team", "public_point"} <= set(service.feature_collections())
    page = service.collection_items("public_point", bbox=[112.5, 37.7, 112.51, 37.9], limit=7)
    assert (page["numberMatched"], len(page["features"])) == (11, 7)
    first = page["features"][0]
    assert service.collection_item("public_point", first["id"])["properties"]["name"] == "第0号"


def test_gdal_opens_a_layer_over_all_its_pages_and_only_what_the_reader_sees(live_server: Any, token: str) -> None:
    found = by_gdal(live_server, token)
    assert {"public_point", "team", "shelter"} <= set(found["layers"])
    assert sorted(found["names"]) == sorted(f"第{n}号" for n in range(250))
    assert found["points"][0] == [112.5, 37.8]


def test_gdal_hands_its_box_to_the_server(live_server: Any, token: str) -> None:
    assert len(by_gdal(live_server, token, "112.5995,37.7,112.6095,37.9")["names"]) == 10
