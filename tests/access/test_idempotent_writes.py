"""A write sent twice is done once: key, work and answer are one transaction."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.test.client import encode_multipart

from liandong.access import services
from liandong.access.jobs import clear_out
from liandong.access.middleware import fingerprint
from liandong.access.models import ApiToken, Session, StoredAnswer, User
from liandong.access.services import TokenDraft, issue_token
from liandong.kernel import clock as kernel_clock
from liandong.kernel.clock import SimulatedClock
from tests.access.acting import SYSTEM, an_account, send, sign_in, verbs_of

BODY = {"name": "对接", "role": "duty_officer", "region_code": "140105", "expires_at": "2026-12-01T00:00:00Z"}


@pytest.fixture
def secret(wang: User) -> str:
    expires = kernel_clock.now() + timedelta(days=30)
    return issue_token(SYSTEM, TokenDraft(wang.id, "测试", "duty_officer", "140105", expires))[1]


@pytest.fixture
def machine(secret: str) -> Client:
    return Client(headers={"authorization": f"Bearer {secret}"})


def made() -> int:
    """Tokens issued by the writes under test."""
    return ApiToken.objects.filter(name="对接").count()


@pytest.mark.django_db
class TestTheSameKey:
    def test_with_the_same_content_answers_the_same_and_does_nothing_again(self, machine: Client) -> None:
        first, second = (send(machine, "/api/tokens", BODY, key="k1") for _ in range(2))
        assert (first.status_code, first.content) == (second.status_code, second.content)
        assert second["Content-Type"] == first["Content-Type"]
        assert (first.get("Idempotent-Replay"), second.get("Idempotent-Replay")) == (None, "true")
        assert made() == 1

    @pytest.mark.parametrize("change", [{"name": "另一个"}, {"region_code": "140105001"}])
    def test_with_other_content_is_refused(self, machine: Client, change: dict[str, str]) -> None:
        send(machine, "/api/tokens", BODY, key="k1")
        answer = send(machine, "/api/tokens", BODY | change, key="k1")
        assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
        assert made() == 1

    def test_at_another_address_is_refused(self, machine: Client) -> None:
        send(machine, "/api/tokens", BODY, key="k1")
        assert send(machine, "/api/delegations", BODY, key="k1").status_code == 409

    def test_of_another_client_is_another_key(self, machine: Client, client: Client, secret: str) -> None:
        an_account("li", "duty_officer")
        sign_in(client, "li")
        assert send(machine, "/api/tokens", BODY, key="k1").status_code == 201
        assert send(client, "/api/tokens", BODY, key="k1").status_code == 201
        assert made() == 2

    def test_tries_again_after_a_refusal_as_nothing_was_done(self, machine: Client, wang: User) -> None:
        refused = send(machine, "/api/tokens", BODY | {"role": "commander"}, key="k1")
        assert refused.status_code == 409
        assert StoredAnswer.objects.count() == 0
        assert send(machine, "/api/tokens", BODY, key="k1").status_code == 201

    def test_outlives_a_session(self, client: Client, wang: User) -> None:
        sign_in(client, "wang")
        first = send(client, "/api/tokens", BODY, key="k1")
        client.delete("/api/session")
        sign_in(client, "wang")
        assert send(client, "/api/tokens", BODY, key="k1").content == first.content


@pytest.mark.django_db
class TestAWrite:
    @pytest.mark.parametrize("key", ["", " ", "x" * 201, "有", "a b"])
    def test_needs_a_key_that_can_be_kept(self, machine: Client, key: str) -> None:
        answer = machine.post("/api/tokens", BODY, content_type="application/json", headers={"idempotency-key": key})
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
        assert made() == 0

    def test_of_nobody_is_refused_for_that_and_leaves_nothing(self, client: Client) -> None:
        answer = send(client, "/api/tokens", BODY)
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")
        assert StoredAnswer.objects.count() == 0

    def test_that_is_refused_leaves_nothing_behind(self, machine: Client, wang: User) -> None:
        before = verbs_of(wang)
        assert send(machine, "/api/tokens", BODY | {"role": "commander"}).status_code == 409
        assert verbs_of(wang) == before

    def test_that_breaks_half_way_leaves_nothing_behind(
        self, machine: Client, wang: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = services.issue_token

        def breaks(*args: Any) -> Any:
            real(*args)
            raise OperationalError("the line is dead")

        monkeypatch.setattr(services, "issue_token", breaks)
        assert send(machine, "/api/tokens", BODY, key="k1").status_code == 503
        assert (made(), StoredAnswer.objects.count()) == (0, 0)

    def test_to_sign_in_needs_no_key(self, client: Client, wang: User) -> None:
        assert sign_in(client, "wang").status_code == 201


@pytest.mark.django_db
def test_reading_needs_no_key_and_keeps_nothing(machine: Client) -> None:
    assert machine.get("/api/tokens").status_code == 200
    assert StoredAnswer.objects.count() == 0


@pytest.mark.django_db
def test_answers_are_forgotten_after_seven_days_with_ended_sessions(
    machine: Client, client: Client, wang: User, clock: SimulatedClock
) -> None:
    sign_in(client, "wang")
    send(machine, "/api/tokens", BODY, key="old")
    clock.advance(days=6)
    send(machine, "/api/tokens", BODY, key="new")
    clock.advance(days=1, minutes=1)
    assert clear_out() == 2
    assert list(StoredAnswer.objects.values_list("key", flat=True)) == ["new"]
    assert Session.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_key_from_eight_threads_at_once_has_one_effect(on_file: None, secret: str) -> None:
    start = threading.Barrier(8)
    answers: list[tuple[int, bytes]] = []

    def write() -> None:
        machine = Client(headers={"authorization": f"Bearer {secret}"})
        start.wait()
        try:
            answer = send(machine, "/api/tokens", BODY, key="together")
            answers.append((answer.status_code, answer.content))
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made() == 1
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert answers[0][0] == 201


class TestTheFingerprint:
    factory = RequestFactory()

    def form(self, text: str = "说明", content: bytes = b"photo", boundary: str = "one") -> str:
        parts = encode_multipart(boundary, {"note": text, "file": SimpleUploadedFile("a.jpg", content)})
        content_type = f"multipart/form-data; boundary={boundary}"
        return fingerprint(self.factory.generic("POST", "/api/files", parts, content_type=content_type))

    def test_of_a_form_does_not_depend_on_its_boundary(self) -> None:
        assert self.form(boundary="one") == self.form(boundary="another")

    def test_of_a_form_depends_on_its_fields_and_files(self) -> None:
        assert len({self.form(), self.form(text="其他"), self.form(content=b"other")}) == 3

    def test_depends_on_method_address_and_query(self) -> None:
        requests: Iterator[Any] = (
            make(path, b"{}", content_type="application/json")
            for make in (self.factory.post, self.factory.put)
            for path in ("/api/a", "/api/b", "/api/a?x=1")
        )
        assert len({fingerprint(request) for request in requests}) == 6
