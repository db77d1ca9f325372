"""Handing a file in and fetching it: what is taken, by whom, what is kept and how it is given out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from liandong.cli.cast import Cast
from liandong.files import blobs
from liandong.files.models import File
from liandong.kernel.ids import Subject
from liandong.timeline.queries import of_subject
from tests.browsers import Browser

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def own_store(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def officer(cast: Cast) -> Browser:
    return Browser("duty_officer")


def hand_in(browser: Browser, content: bytes = PNG, name: str = "现场.png", **form: Any) -> Any:
    fields = {"subject_kind": "incident", "subject_id": str(uuid4()), "region_code": "140105", **form}
    return browser.post("/api/files", {**fields, "file": SimpleUploadedFile(name, content)})


def left_on_disk() -> list[Path]:
    return [path for path in blobs.root().rglob("*") if path.is_file()]


class TestAPicture:
    def test_is_answered_with_its_hash_size_and_kind(self, officer: Browser) -> None:
        told = hand_in(officer).json()
        assert (told["sha256"], told["size"]) == (hashlib.sha256(PNG).hexdigest(), len(PNG))
        assert (told["media_type"], told["name"]) == ("image/png", "现场.png")
        assert told["added_by_name"] == "演示·王值班"

    def test_comes_back_as_it_was_as_a_download_no_browser_runs(self, officer: Browser) -> None:
        answer = officer.get(f"/api/files/{hand_in(officer).json()['id']}/content")
        assert b"".join(answer.streaming_content) == PNG
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_is_not_sent_again_to_who_has_it(self, officer: Browser) -> None:
        address = f"/api/files/{hand_in(officer).json()['id']}/content"
        etag = officer.get(address)["ETag"]
        assert officer.get(address, headers={"If-None-Match": etag}).status_code == 304

    def test_is_on_the_timeline_of_its_subject_by_hash_and_not_by_name(self, officer: Browser, cast: Cast) -> None:
        told = hand_in(officer, name="张三的照片.png").json()
        entry = of_subject(cast.duty_officer, Subject("incident", told["subject_id"])).entries[-1]
        assert entry.verb == "file_added"
        assert entry.data["sha256"] == told["sha256"]
        assert "张三" not in entry.payload

    def test_handed_in_twice_is_kept_once(self, officer: Browser) -> None:
        first, second = hand_in(officer).json(), hand_in(officer).json()
        assert first["id"] != second["id"]
        assert len(left_on_disk()) == 1

    def test_cannot_be_changed_on_disk_by_accident(self, officer: Browser) -> None:
        hand_in(officer)
        assert left_on_disk()[0].stat().st_mode & 0o777 == 0o400

    def test_keeps_its_hash_when_the_sender_named_it(self, officer: Browser) -> None:
        assert hand_in(officer, sha256=hashlib.sha256(PNG).hexdigest().upper()).status_code == 201


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("content", "name", "status", "code"),
        [
            (HTML, "图片.png", 422, "file_type_refused"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", 422, "file_type_refused"),
            (b"MZ\x90\x00" + bytes(100), "a.jpg", 422, "file_type_refused"),
            (b"\x7fELF" + bytes(100), "a.txt", 422, "file_type_refused"),
            (b"#!/bin/sh\nrm -rf /\n", "a.txt", 422, "file_type_refused"),
            (b"<?php system('id');", "a.txt", 422, "file_type_refused"),
            (b"hello <script>alert(1)</script>", "a.txt", 422, "file_type_refused"),
        ],
    )
    def test_whatever_a_browser_or_shell_could_run(
        self, officer: Browser, content: bytes, name: str, status: int, code: str
    ) -> None:
        answer = hand_in(officer, content, name)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert left_on_disk() == []

    def test_nothing_at_all(self, officer: Browser) -> None:
        assert hand_in(officer, b"").status_code == 422

    def test_content_that_is_not_what_the_sender_measured(self, officer: Browser) -> None:
        answer = hand_in(officer, PNG[:-1], sha256=hashlib.sha256(PNG).hexdigest())
        assert (answer.status_code, answer.json()["code"]) == (422, "file_hash_mismatch")
        assert left_on_disk() == []
        assert not File.objects.exists()

    def test_more_than_the_limit(self, officer: Browser, settings: Settings) -> None:
        settings.FILE_LIMIT = 1000
        answer = hand_in(officer)
        assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
        assert left_on_disk() == []

    def test_a_picture_over_the_limit_of_pictures(self, officer: Browser, settings: Settings) -> None:
        settings.PICTURE_LIMIT = 1000
        assert hand_in(officer).status_code == 413

    def test_the_hand_of_somebody_without_the_permission(self, cast: Cast) -> None:
        assert hand_in(Browser("observer")).status_code == 403

    def test_a_region_that_is_not_the_sender_s(self, officer: Browser) -> None:
        assert hand_in(officer, region_code="140106").status_code == 403


class TestTexts:
    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
    def test_are_taken_in_the_encodings_of_the_country(self, officer: Browser, encoding: str) -> None:
        content = ("姓名,事项\n演示,积水\n" * 600).encode(encoding)
        assert hand_in(officer, content, "清单.csv").json()["media_type"] == "text/plain"


class TestNames:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("../../etc/passwd", "passwd.png"),
            ("C:\\Users\\a\\现场.PNG", "现场.PNG"),
            ("快照.html", "快照.png"),
            ("a\u202egnp.exe", "agnp.png"),
            ('a"b.png', "a_b.png"),
            ("x" * 300 + ".png", "x" * 110 + ".png"),
        ],
    )
    def test_keep_nothing_a_file_system_or_header_could_trip_over(
        self, officer: Browser, given: str, kept: str
    ) -> None:
        assert hand_in(officer, name=given).json()["name"] == kept


class TestScope:
    def test_a_neighbour_does_not_learn_that_the_file_exists(self, officer: Browser, cast: Cast) -> None:
        address = f"/api/files/{hand_in(officer).json()['id']}"
        stranger = Browser("stranger")
        assert stranger.get(address).status_code == 404
        assert stranger.get(f"{address}/content").status_code == 404

    def test_a_list_shows_the_files_of_the_subject_asked_for(self, officer: Browser) -> None:
        wanted = hand_in(officer).json()
        hand_in(officer)
        query = {"subject_kind": "incident", "subject_id": wanted["subject_id"]}
        assert [item["id"] for item in officer.get("/api/files", query).json()["items"]] == [wanted["id"]]


class TestDamage:
    def test_a_missing_blob_is_told_and_not_a_server_error(self, officer: Browser) -> None:
        told = hand_in(officer).json()
        blobs.path_of(told["sha256"]).unlink()
        answer = officer.get(f"/api/files/{told['id']}/content")
        assert (answer.status_code, answer.json()["code"]) == (503, "file_damaged")
