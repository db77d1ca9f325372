"""D-25: a backup of a running node, restored on a bare one: every table has as many rows, every file its bytes."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.clusters import Cluster, private_cluster
from tests.serving import Serving, node, seed

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with private_cluster() as started:
        yield started


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def full(request: pytest.FixtureRequest) -> Iterator[Serving]:
    """A running node with reports and a piece of evidence."""
    with node() as serving:
        if request.param == "postgresql":
            cluster: Cluster = request.getfixturevalue("cluster")
            name = f"full_{serving.port}"
            serving.database_url = cluster.create(name)
            serving.tokens = seed(serving.home, serving.database_url)
        serving.start()
        for _ in range(5):
            assert serving.report().status_code == 201
        hand_in(serving)
        yield serving


def hand_in(serving: Serving) -> None:
    form = {"subject_kind": "incident", "subject_id": "0" * 32, "region_code": "140105"}
    headers = {**serving.headers("duty_officer"), "Idempotency-Key": "evidence-1"}
    answer = httpx.post(
        f"{serving.url}/api/files", data=form, files={"file": ("a.png", PNG)}, headers=headers, timeout=15
    )
    assert answer.status_code == 201, answer.text


def bare(full: Serving, tmp_path: Path, request: pytest.FixtureRequest) -> Serving:
    """A new machine: an empty data folder, an empty database."""
    home = tmp_path / "bare"
    home.mkdir()
    url = ""
    if full.database_url:
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.create(f"bare_{full.port}")
    return Serving(home, database_url=url, tokens=full.tokens)


def test_a_running_node_is_backed_up_and_comes_back_whole(
    full: Serving, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    archive = tmp_path / "node.tar"
    made = full.run("backup", str(archive), "--json")
    assert made.returncode == 0, made.stderr
    manifest = json.loads(made.stdout)
    assert manifest["rows"]["incidents_report"] == 5
    assert manifest["files"] == 1

    again = bare(full, tmp_path, request)
    restored = again.run("restore", str(archive), "--json")
    assert restored.returncode == 0, restored.stderr
    assert json.loads(restored.stdout)["rows"] == manifest["rows"]
    assert json.loads(again.run("verify", "--json").stdout)["ok"]
    try:
        again.start()
        page = again.get("/api/timeline?limit=200", "duty_officer").json()
        assert len(page["items"]) > 5
        assert again.report().status_code == 201
        newest = again.get("/api/files", "duty_officer").json()["items"][0]
        assert again.get(f"/api/files/{newest['id']}/content", "duty_officer").content == PNG
    finally:
        again.kill()


def test_a_backup_holds_no_secret_key(full: Serving, tmp_path: Path) -> None:
    archive = tmp_path / "node.tar"
    full.run("backup", str(archive))
    with tarfile.open(archive) as tar:
        assert not [name for name in tar.getnames() if "secret" in name]
    assert archive.stat().st_mode & 0o077 == 0


def test_a_node_with_data_is_never_overwritten(full: Serving, tmp_path: Path) -> None:
    archive = tmp_path / "node.tar"
    full.run("backup", str(archive))
    refused = full.run("restore", str(archive))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    assert full.report().status_code == 201


class TestADamagedArchive:
    @pytest.fixture(scope="class")
    def archive(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
        with node() as serving:
            made = tmp_path_factory.mktemp("archive") / "node.tar"
            assert serving.run("backup", str(made)).returncode == 0
            yield made

    def restored(self, archive: Path, tmp_path: Path) -> tuple[int, str]:
        home = tmp_path / "bare"
        home.mkdir()
        done = Serving(home).run("restore", str(archive))
        return done.returncode, done.stderr

    def test_that_is_cut_off_is_refused(self, archive: Path, tmp_path: Path) -> None:
        short = tmp_path / "short.tar"
        short.write_bytes(archive.read_bytes()[:50_000])
        code, said = self.restored(short, tmp_path)
        assert (code, "archive" in said) == (1, True)

    def test_whose_dump_was_changed_is_refused(self, archive: Path, tmp_path: Path) -> None:
        folder = tmp_path / "open"
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        with sqlite3.connect(folder / "database.sqlite3") as database:
            database.execute("DELETE FROM organizations_person WHERE rowid = 1")
        changed = tmp_path / "changed.tar"
        with tarfile.open(changed, "w") as tar:
            for part in folder.iterdir():
                tar.add(part, arcname=part.name)
        code, said = self.restored(changed, tmp_path)
        assert (code, "does not match its hash" in said) == (1, True)
        shutil.rmtree(folder)
