"""`liandong demo`: founded once, with something true for every screen, and going on where it stood."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import typer

from liandong.access.rules import Actor, Source
from liandong.cli import demo
from liandong.cli.cast import PARTS, PASSWORD
from liandong.cli.scene.place import Scene
from liandong.cli.scene.story import PLAYED
from tests.cast import Cast
from tests.running_demo import RunningDemo

SYSTEM = Actor.system(Source.CLI)


def test_every_scene_has_its_own_name_and_its_steps_in_order() -> None:
    names = [scene.name for scene, _ in PLAYED]
    assert len(set(names)) == len(names)
    for _, steps in PLAYED:
        moments = [at for at, _ in steps]
        assert moments == sorted(moments)


@pytest.mark.django_db
class TestFounding:
    def test_a_database_of_somebody_else_is_refused(self, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(typer.Exit) as refused:
            demo._seed_once()
        assert refused.value.exit_code == 3
        assert "LIANDONG_DATA_DIR" in capsys.readouterr().err

    def test_a_scene_without_reports_has_no_incident(self, cast: Cast) -> None:
        assert Scene("never").incident() is None


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def run(home: Path) -> Iterator[RunningDemo]:
    running = RunningDemo(home)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()


def test_it_gets_ready_shows_every_account_and_ends_when_told(run: RunningDemo) -> None:
    ready = run.wait_until_ready()
    assert ready["loops"]["demo-scene"]["alive"]
    said = run.said.read_text()
    assert all(part.username in said for part in PARTS)
    assert PASSWORD in said
    assert "simulator" in said
    with httpx.Client(base_url=run.url, timeout=20) as client:
        signed_in = client.post("/api/session", json={"username": "duty_officer", "password": PASSWORD})
        assert signed_in.status_code == 201
        assert client.get("/api/incidents").json()["items"]
    assert run.stop() == 0


def test_started_again_in_the_same_folder_it_goes_on_with_the_same_incident(run: RunningDemo, home: Path) -> None:
    run.wait_until_ready()
    assert "接着演" in run.said.read_text()
    assert run.stop() == 0
