"""Whatever goes wrong is answered as a problem: a code, words that say what to do, and never how we are built."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client

from liandong.config.refusals import problem_of
from tests.config.problem_shape import problem

pytestmark = pytest.mark.urls("tests.config.scratch_urls")


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def post(client: Client, body: Any, **headers: str) -> HttpResponse:
    return client.post("/api/reports", body, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("refused", 409, "already_closed"),
        ("http404", 404, "not_found"),
        ("absent", 404, "not_found"),
        ("integrity", 409, "record_conflict"),
        ("data", 422, "value_does_not_fit"),
        ("overflow", 422, "value_does_not_fit"),
        ("decimal", 422, "value_does_not_fit"),
        ("unicode", 422, "value_does_not_fit"),
        ("django_validation", 422, "value_does_not_fit"),
        ("value", 422, "uscc_malformed"),
        ("facts", 422, "facts_unusable"),
        ("operational", 503, "unavailable"),
        ("interface", 503, "unavailable"),
        ("programming", 500, "internal_error"),
        ("bug", 500, "internal_error"),
        ("http409", 409, "refused"),
        ("http500", 500, "internal_error"),
        ("throttled", 429, "too_many_requests"),
        ("suspicious", 400, "bad_request"),
    ],
)
def test_every_failure_has_its_code_and_tells_no_secret(client: Client, kind: str, status: int, code: str) -> None:
    answer = client.get(f"/api/failures/{kind}")
    problem(answer, status, code)
    assert b"secret" not in answer.content


def test_a_refusal_speaks_the_readers_language(client: Client) -> None:
    chinese = client.get("/api/failures/refused")
    english = client.get("/api/failures/refused", headers={"accept-language": "en-GB,en;q=0.9,zh;q=0.1"})
    assert problem(chinese)["title"] == "7号令已办结。"
    assert problem(english)["title"] == "Order 7 is closed already."
    assert (chinese["Content-Language"], english["Content-Language"]) == ("zh-Hans", "en")
    assert problem(english)["data"] == {"number": 7}


def test_a_database_that_is_away_says_when_to_try_again(client: Client) -> None:
    answer = client.get("/api/failures/operational")
    assert int(answer["Retry-After"]) == problem(answer)["data"]["retry_after"]
    assert answer["Cache-Control"] == "no-store"


def test_a_bug_is_logged_under_the_number_the_reader_is_told(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="liandong.errors"):
        told = problem(client.get("/api/failures/bug"), 500)
    assert told["data"]["incident"] in told["title"]
    (entry,) = [record for record in caplog.records if record.name == "liandong.errors"]
    assert told["data"]["incident"] in entry.getMessage()
    assert entry.exc_info is not None


@pytest.mark.django_db
def test_a_wrong_statement_is_a_bug_and_not_an_outage() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL calls it a ProgrammingError")
    with pytest.raises(OperationalError) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column")
    assert problem_of(HttpRequest(), caught.value).status == 500


def test_each_field_at_fault_is_named_with_its_code_and_words(client: Client) -> None:
    body = {"title": "a\tb", "people": -1, "position": {"lon": 37.8, "lat": 112.5}, "at": "2026-11-23T08:00:00"}
    told = problem(post(client, body), 422, "invalid")
    errors = {each["field"]: each for each in told["errors"]}
    assert {field: each["code"] for field, each in errors.items()} == {
        "title": "text_line_break",
        "people": "greater_than_equal",
        "position": "position_axes_swapped",
        "at": "timezone_aware",
    }
    assert {each["in"] for each in errors.values()} == {"body"}
    assert errors["people"]["message"] == "应不小于 0。"


def test_field_errors_speak_english_too(client: Client) -> None:
    told = problem(post(client, {"title": "x" * 201, "region_code": "140000"}, **{"accept-language": "en"}), 422)
    assert [each["message"] for each in told["errors"]] == [
        "At most 200 characters; shorten it.",
        "Leave out the zeros that stand for no lower level: write 14.",
    ]


def test_what_was_sent_is_never_repeated_in_a_refusal(client: Client) -> None:
    told = post(client, {"title": "张三 13800000000\n"})
    assert "13800000000" not in told.content.decode()


def test_a_field_deep_inside_is_named_by_its_path(client: Client) -> None:
    told = problem(post(client, {"title": "a", "position": {"lon": "112", "lat": 37.8}}), 422)
    assert [each["field"] for each in told["errors"]] == ["position.lon"]


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("limit=0", "limit", "greater_than_equal"),
        ("limit=x", "limit", "int_parsing"),
        ("limit=999", "limit", "less_than_equal"),
        ("since=2026-02-30", "since", "date_from_datetime_parsing"),
        ("open=perhaps", "open", "bool_parsing"),
        ("cursor=" + "x" * 501, "cursor", "string_too_long"),
    ],
)
def test_a_wrong_query_is_refused_by_field(client: Client, query: str, field: str, code: str) -> None:
    (error,) = problem(client.get(f"/api/reports?{query}"), 422)["errors"]
    assert (error["in"], error["field"], error["code"]) == ("query", field, code)


@pytest.mark.parametrize("query", ["a=%00", "a=%0a", "%01=1", "a=%ff", "a=%ed%a0%80", "a=%c0%af", "a=\x7f"])
def test_an_unclean_query_is_refused_before_any_view(client: Client, query: str) -> None:
    assert problem(client.get(f"/api/reports?{query}"), 400, "address_not_clean")


@pytest.mark.parametrize("path", ["/api/reports/%00", "/api/reports/a%0ab", "/api/%7f"])
def test_an_unclean_path_is_refused_before_any_view(client: Client, path: str) -> None:
    problem(client.get(path), 400, "address_not_clean")


@pytest.mark.parametrize("query", ["", "limit=5", "q=%E5%BA%94%E6%80%A5", "q=a+b&limit=1", "%F0%9F%98%80=1"])
def test_a_clean_query_goes_through(client: Client, query: str) -> None:
    assert client.get(f"/api/reports?{query}").status_code == 200


def test_an_unknown_address_and_a_wrong_method_are_problems_too(client: Client) -> None:
    problem(client.get("/api/nowhere"), 404, "not_found")
    answer = client.delete("/api/reports")
    assert "POST" in problem(answer, 405, "method_not_allowed")["data"]["allowed"]
    assert {each.strip() for each in answer["Allow"].split(",")} == {"GET", "POST"}


def test_outside_the_api_people_get_pages(client: Client) -> None:
    assert client.get("/nowhere")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_that_is_no_json_is_not_taken_for_one(client: Client, kind: str) -> None:
    answer = client.generic("POST", "/api/reports", b'{"title": "a"}', content_type=kind)
    problem(answer, 415, "unsupported_media_type")


def test_json_by_another_name_is_json(client: Client) -> None:
    answer = client.generic("POST", "/api/reports", b'{"title": "a"}', content_type="application/cloudevents+json")
    assert answer.status_code == 200


def test_a_body_beyond_the_limit_is_refused_unread(client: Client) -> None:
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    told = problem(post(client, b"[" + b" " * limit + b"]"), 413, "too_large")
    assert told["data"]["limit"] == limit


def test_a_body_that_lies_about_its_length_is_refused_too(client: Client) -> None:
    body = b'{"title": "' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}'
    answer = client.generic("POST", "/api/reports", body, content_type="application/json", CONTENT_LENGTH="x")
    problem(answer, 400, "bad_request")


@pytest.mark.parametrize("body", [b'"title"', b"7", b"true", b"null"])
def test_a_bare_value_is_no_report_although_texts_have_a_title_of_their_own(client: Client, body: bytes) -> None:
    problem(post(client, body), 400, "json_not_a_structure")


def test_an_empty_body_is_told_what_is_missing(client: Client) -> None:
    (error,) = problem(post(client, b""), 422)["errors"]
    assert error["code"] == "missing"


def test_a_good_report_goes_through(client: Client) -> None:
    ring = [[112.0, 37.0], [113.0, 37.0], [113.0, 38.0], [112.0, 37.0]]
    report = {
        "title": "小店区平阳路燃气泄漏",
        "position": {"lon": 112.5489, "lat": 37.8706, "crs": "GCJ02"},
        "area": {"type": "Polygon", "coordinates": [ring]},
        "at": "2026-11-23T08:00:00+08:00",
    }
    assert post(client, report).status_code == 200
