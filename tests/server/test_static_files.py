"""The console's files: one page for all its addresses, packed, kept by their digest, and nothing outside the folder."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from liandong.config.server import static
from liandong.config.server.static import StaticFiles, file_of, policy


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built console of two files."""
    console = tmp_path / "static" / "console"
    (console / "assets").mkdir(parents=True)
    (console / "index.html").write_text("<!doctype html>" + "页" * 1000)
    (console / "assets" / "index-abc.js").write_text("1;" * 1000)
    (tmp_path / "secret.key").write_text("secret")
    monkeypatch.setattr(static, "ROOTS", (tmp_path / "static",))
    monkeypatch.setattr(static, "CONSOLE", console)
    return console


def test_every_address_of_the_console_is_its_one_page(folder: Path) -> None:
    for path in ("/", "/app", "/app/incidents/7/orders"):
        assert file_of(path) == folder / "index.html"
    for path in ("/api/session", "/plain/", "/application", "/static/console/none.js"):
        assert file_of(path) is None


@pytest.mark.parametrize("path", ["/static/../secret.key", "/static/console/../../../secret.key", "/static/\0"])
def test_nothing_outside_the_folder_is_reached(folder: Path, path: str) -> None:
    assert file_of(path) is None


def test_a_file_is_packed_for_who_can_unpack_it_and_not_sent_again_to_who_has_it(folder: Path) -> None:
    files, page = StaticFiles(), folder / "index.html"
    packed = files.answer(page, "gzip, br", "")
    plain = files.answer(page, "", "")
    assert gzip.decompress(packed.body) == plain.body == page.read_bytes()
    tag = dict(plain.headers)["etag"]
    assert (files.answer(page, "", tag).status, files.answer(page, "", tag).body) == (304, b"")


def test_the_page_is_asked_for_each_time_and_loads_nothing_from_outside_while_digests_are_kept(folder: Path) -> None:
    page = dict(StaticFiles().answer(folder / "index.html", "", "").headers)
    script = dict(StaticFiles().answer(folder / "assets" / "index-abc.js", "", "").headers)
    assert page["cache-control"] == "no-cache"
    assert "default-src 'self'" in page["content-security-policy"]
    assert "unsafe-eval" not in page["content-security-policy"]
    assert "immutable" in script["cache-control"]


def test_a_file_that_was_built_anew_is_read_anew(folder: Path) -> None:
    files, page = StaticFiles(), folder / "index.html"
    before = files.answer(page, "", "").body
    page.write_text("<!doctype html>new")
    os.utime(page, (1, 1))
    assert files.answer(page, "", "").body != before


def test_pages_ask_nobody_outside_but_the_maps_the_operator_has_a_key_for() -> None:
    assert "http" not in policy()
    with_maps = policy("https://*.tianditu.gov.cn").split("; ")
    asked = [rule.split()[0] for rule in with_maps if "tianditu" in rule]
    assert asked == ["img-src", "connect-src"]
