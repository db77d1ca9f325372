"""The express lane for reports answers and keeps exactly what the ordinary way does, and leaves it everything else."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, transaction
from django.http.response import HttpResponseBase

from liandong.access.services import TokenDraft, issue_token, revoke_token
from liandong.config.server import express
from liandong.config.server.wsgi_requests import answer, environ_of
from liandong.incidents.models import Report, Reporter
from liandong.kernel.clock import SimulatedClock
from liandong.timeline.models import StoredEntry
from liandong.timeline.verification import verify
from tests.access.acting import SYSTEM, an_account

pytestmark = pytest.mark.django_db

ORDINARY = WSGIHandler()
CALL: dict[str, Any] = {
    "client_key": "call-1",
    "channel": "119",
    "event_type": "21400",
    "region_code": "140105",
    "summary": "许坦东街12号楼下有燃气味，已有人头晕",
    "place": "许坦东街12号",
    "position": {"lon": 112.5489, "lat": 37.8606, "crs": "GCJ02"},
    "facts": {"injuries": 1},
    "reporter": {"name": "李四", "phone": "13800000000"},
}


@pytest.fixture
def secret(clock: SimulatedClock) -> str:
    """The token of a connector that may report in the district."""
    user = an_account("connector", "duty_officer")
    draft = TokenDraft(user.id, "119 接入", "duty_officer", "140105", clock.now() + timedelta(days=1))
    return issue_token(SYSTEM, draft)[1]


def environ(secret: str, body: object, **changed: str) -> dict[str, Any]:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {
        "host": "localhost",
        "content-type": "application/json",
        "content-length": str(len(sent)),
        "authorization": f"Bearer {secret}",
        "idempotency-key": "key-1",
        **{name.replace("_", "-"): value for name, value in changed.items()},
    }
    return environ_of(
        "POST",
        b"/api/reports",
        "",
        headers.items(),
        BytesIO(sent),
        scheme="http",
        server=("localhost", "80"),
        client="127.0.0.1",
    )


def ordinary(secret: str, body: object, **changed: str) -> HttpResponseBase:
    return answer(ORDINARY, environ(secret, body, **changed))


def as_kept() -> dict[str, Any]:
    """What stands of the one report, without the ids that differ from delivery to delivery."""
    (report,), (reporter,) = Report.objects.values(), Reporter.objects.values()
    (entry,) = StoredEntry.objects.filter(verb="report_received").values()
    for row, own in ((report, "id"), (reporter, "report_id")):
        del row[own]
    ids = ("number", "transaction_id", "entry_id", "subject_id", "hash")
    return report | reporter | {name: value for name, value in entry.items() if name not in ids}


def undone(receive: Any, secret: str) -> tuple[int, dict[str, Any], dict[str, str], dict[str, Any]]:
    """Status, body and headers of the answer and the rows it left, which are then taken back."""
    with transaction.atomic():
        answered = receive(secret)
        left = as_kept()
        transaction.set_rollback(True)
    body = json.loads(answered.content)
    assert body.pop("id")
    return answered.status_code, body, dict(answered.items()), left


def test_a_report_is_answered_and_kept_as_on_the_ordinary_way(secret: str) -> None:
    quick = undone(lambda given: express.answered(environ(given, CALL)), secret)
    slow = undone(lambda given: ordinary(given, CALL), secret)
    # The receipt tells both languages, so it names none.
    for name in ("Vary", "Content-Language"):
        del slow[2][name]
    assert quick == slow


def test_likely_duplicates_are_named_alike(secret: str) -> None:
    assert ordinary(secret, CALL).status_code == 201
    again = CALL | {"client_key": "call-2", "place": "许坦东街14号"}
    with transaction.atomic():
        quick = express.answered(environ(secret, again, idempotency_key="key-2"))
        transaction.set_rollback(True)
    assert quick is not None
    slow = ordinary(secret, again, idempotency_key="key-2")
    named = json.loads(quick.content)["candidates"]
    assert named == json.loads(slow.content)["candidates"]  # type: ignore[attr-defined]
    assert len(named) == 1


def test_a_delivery_repeated_on_either_way_is_the_same_report(secret: str) -> None:
    first = json.loads(ordinary(secret, CALL).content)  # type: ignore[attr-defined]
    quick = express.answered(environ(secret, CALL))
    slow = ordinary(secret, CALL)
    assert quick is not None
    for repeated in (quick, slow):
        assert repeated.status_code == 200
        told = json.loads(repeated.content)  # type: ignore[attr-defined]
        assert (told["id"], told["repeated"]) == (first["id"], True)
    assert Report.objects.count() == 1


def test_the_chain_of_a_report_verifies(secret: str) -> None:
    assert express.answered(environ(secret, CALL)) is not None
    assert verify().ok


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (CALL | {"summary": "a\x00b"}, 400),
        (CALL | {"region_code": "140106"}, 403),
        (CALL | {"region_code": "149999"}, 422),
        (CALL | {"event_type": "99999"}, 422),
        (CALL | {"unknown": 1}, 422),
        (CALL | {"position": {"lon": 37.8, "lat": 112.5, "crs": "GCJ02"}}, 422),
        (CALL | {"follows": "01a20000-0000-7000-8000-000000000001"}, 404),
        (CALL | {"incident_id": "01a20000-0000-7000-8000-000000000001"}, 404),
        (b'{"channel": "119", "channel": "110"}', 400),
        (b"[]", 422),
        (b"no json", 400),
    ],
)
def test_what_is_not_in_order_is_left_untouched_to_the_ordinary_way(secret: str, body: object, status: int) -> None:
    sent = environ(secret, body)
    assert express.answered(sent) is None
    assert not Report.objects.exists()
    assert answer(ORDINARY, sent).status_code == status


def test_the_same_key_with_other_words_is_refused_on_the_ordinary_way(secret: str) -> None:
    assert express.answered(environ(secret, CALL)) is not None
    other = environ(secret, CALL | {"summary": "没有燃气味"})
    assert express.answered(other) is None
    assert answer(ORDINARY, other).status_code == 409


@pytest.mark.parametrize(
    "changed",
    [
        {"authorization": "Bearer ldt_made-up"},
        {"authorization": "Basic dTpw"},
        {"host": "elsewhere.example"},
        {"content_type": "text/plain"},
        {"content_length": "99999999"},
        {"content_length": "x"},
    ],
)
def test_senders_hosts_and_forms_that_need_a_closer_look_go_the_ordinary_way(
    secret: str, changed: dict[str, str]
) -> None:
    assert express.answered(environ(secret, CALL, **changed)) is None
    assert not Report.objects.exists()


def test_a_revoked_token_opens_nothing(secret: str) -> None:
    from liandong.access.models import ApiToken

    assert express.answered(environ(secret, CALL)) is not None
    revoke_token(SYSTEM, ApiToken.objects.get().id, "泄露")
    assert express.answered(environ(secret, CALL | {"client_key": "call-2"})) is None


def test_a_failure_on_the_express_lane_is_undone_and_goes_the_ordinary_way(
    secret: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    received = express.take_in

    def keep_and_fail(*given: Any) -> tuple[int, bytes]:
        received(*given)
        raise DatabaseError("disk I/O error")

    monkeypatch.setattr(express, "take_in", keep_and_fail)
    sent = environ(secret, CALL)
    assert express.answered(sent) is None
    assert not Report.objects.exists()
    assert "express lane failed" in caplog.text
    assert answer(ORDINARY, sent).status_code == 201
