"""Pages follow each other without a gap or a repeat, whatever is written between them."""

from __future__ import annotations

import base64

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from pydantic import ValidationError

from liandong.kernel.paging import LONGEST_PAGE, BadCursor, PageParams

pytestmark = pytest.mark.django_db

BACKWARDS = ("-app_label", "-model")
FORWARDS = ("app_label", "model")


def listed() -> QuerySet[ContentType, ContentType]:
    """Some table every installation has, its own rows left out."""
    return ContentType.objects.filter(app_label__startswith="group-")


@pytest.fixture
def rows() -> list[str]:
    """Twenty rows, four in each of five groups, in order."""
    keys = [f"row-{number:02d}" for number in range(20)]
    for number, key in enumerate(keys):
        ContentType.objects.create(app_label=f"group-{number // 4}", model=key)
    return keys


def walk(by: tuple[str, ...], limit: int) -> list[str]:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = PageParams(limit=limit, cursor=cursor).cut(listed(), lambda row: row.model, by=by)
        assert len(page["items"]) <= limit
        seen += page["items"]
        cursor = page["next"]
    return seen


@pytest.mark.parametrize("limit", [1, 3, 4, 7, 19, 20, 21, 200])
def test_pages_of_any_length_cover_every_row_once_in_order(rows: list[str], limit: int) -> None:
    assert walk(FORWARDS, limit) == rows
    assert walk(BACKWARDS, limit) == rows[::-1]
    assert walk(("model",), limit) == rows


def test_rows_may_go_up_by_one_column_and_down_by_another(rows: list[str]) -> None:
    expected = [key for group in range(0, 20, 4) for key in reversed(rows[group : group + 4])]
    assert walk(("app_label", "-model"), 3) == expected


def test_a_row_written_between_two_pages_neither_repeats_nor_hides_another(rows: list[str]) -> None:
    first = PageParams(limit=5).cut(listed(), lambda row: row.model, by=BACKWARDS)
    ContentType.objects.create(app_label="group-9", model="row-99")
    rest = PageParams(limit=50, cursor=first["next"]).cut(listed(), lambda row: row.model, by=BACKWARDS)
    assert first["items"] + rest["items"] == rows[::-1]


def test_rows_may_be_values_and_are_given_as_they_are(rows: list[str]) -> None:
    page = PageParams(limit=2).cut(listed().values("model", "app_label"), by=FORWARDS)
    assert [row["model"] for row in page["items"]] == rows[:2]
    following = PageParams(limit=2, cursor=page["next"]).cut(listed().values("model", "app_label"), by=FORWARDS)
    assert [row["model"] for row in following["items"]] == rows[2:4]


def test_the_last_page_leads_nowhere(rows: list[str]) -> None:
    assert PageParams(limit=20).cut(listed(), by=FORWARDS)["next"] is None
    assert PageParams(limit=5).cut(listed().none(), by=FORWARDS) == {"items": [], "next": None}


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%00",
        "联动",
        "====",
        encoded("{}"),
        encoded("[]"),
        encoded("[1]"),
        encoded("[1, 2, 3]"),
        encoded('["group-1"]'),
        encoded("[null, null]"),
        encoded("[NaN, 1]"),
    ],
)
def test_a_cursor_this_list_never_gave_is_refused_by_name(cursor: str) -> None:
    with pytest.raises(BadCursor):
        PageParams(cursor=cursor).cut(listed(), by=FORWARDS)


@pytest.mark.parametrize("limit", [0, -1, LONGEST_PAGE + 1])
def test_a_page_has_between_one_and_two_hundred_rows(limit: int) -> None:
    with pytest.raises(ValidationError):
        PageParams(limit=limit)
