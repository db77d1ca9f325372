"""The words a screen shows instead of codes."""

from __future__ import annotations

import pytest

from liandong.cli.cast import Cast
from liandong.overview.vocabulary import regions_named, vocabulary
from tests.browsers import Browser


def test_every_word_is_there_in_both_languages() -> None:
    for kind, words in vocabulary().items():
        if kind != "key_verbs":
            assert words, kind
            assert all(word["title"]["zh"] and word["title"]["en"] for word in words), kind


def test_a_permission_is_called_by_what_it_lets_one_do() -> None:
    words = {word["id"]: word["title"]["zh"] for word in vocabulary()["permissions"]}
    assert words["orders.verify"] == "核验和退回"


def test_regions_are_named_in_the_order_asked_and_what_is_none_is_left_out() -> None:
    found = regions_named(["140105", "999999", "1401"])
    assert [(one["code"], one["path"]) for one in found] == [("140105", "山西省太原市小店区"), ("1401", "山西省太原市")]


@pytest.mark.django_db
def test_they_are_told_to_whoever_is_signed_in(cast: Cast) -> None:
    browser = Browser("field_worker")
    assert browser.get("/api/vocabulary").json()["roles"]
    assert browser.get("/api/region-names", {"code": ["14", "1401"]}).json()[1]["path"] == "山西省太原市"
