"""A webhook goes to the public network only, to the address that was checked, and says who sent it."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime

import httpx
import pytest

from liandong.adapters.webhook.addresses import AddressRefused, Resolver, checked_target, resolve
from liandong.adapters.webhook.channel import WebhookChannel, WebhookTerms, signature
from liandong.kernel.clock import SimulatedClock
from liandong.kernel.ids import Subject, new_id
from liandong.notices.channels import ChannelTrouble, Outgoing
from liandong.notices.rules import Urgency

SECRET = b"a secret of thirty-two characters"


def leads_to(*addresses: str) -> Resolver:
    return lambda host, port: list(addresses)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.100.100.200",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_addresses_inside_are_refused(address: str) -> None:
    with pytest.raises(AddressRefused, match="not public"):
        checked_target("https://hooks.example.org/x", resolver=leads_to(address))


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_other_spellings_of_this_machine_are_refused(host: str) -> None:
    with pytest.raises(AddressRefused):
        checked_target(f"http://{host}/", resolver=resolve)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://example.org/",
        "ftp://example.org/",
        "http:///no-host",
        "http://user:word@example.org/",
        "http://example.org:99999/",
        "not a url",
        "",
    ],
)
def test_other_schemes_and_odd_addresses_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked_target(url, resolver=leads_to("93.184.216.34"))


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(AddressRefused):
        checked_target("https://example.org/", resolver=leads_to("93.184.216.34", "10.0.0.1"))


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    target = checked_target("https://example.org:8443/hook?a=1", resolver=leads_to("93.184.216.34"))
    assert target.url == "https://93.184.216.34:8443/hook?a=1"
    assert (target.host, target.host_header) == ("example.org", "example.org:8443")
    assert "[2606:2800::1]" in checked_target("http://example.org", resolver=leads_to("2606:2800::1")).url


def test_what_the_operator_allows_may_be_private() -> None:
    by_name = checked_target("http://hooks.inside/x", allowed={"hooks.inside"}, resolver=leads_to("10.0.0.5"))
    by_address = checked_target("http://hooks.inside/x", allowed={"10.0.0.5"}, resolver=leads_to("10.0.0.5"))
    assert by_name == by_address


@pytest.fixture
def message(clock: SimulatedClock) -> Outgoing:
    return Outgoing(
        provider_key="01a2-1",
        notice_id=new_id(),
        address="http://127.0.0.1:9/hook",
        title="已超时",
        body="请立即办理",
        urgency=Urgency.URGENT,
        region_code="140105",
        drill=False,
        subject=Subject.of("order", "7"),
        created_at=datetime(2026, 11, 23, tzinfo=UTC),
    )


def hook(
    answer: httpx.Response, seen: list[httpx.Request], allowed: frozenset[str] = frozenset({"127.0.0.1"})
) -> WebhookChannel:
    def take(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer

    return WebhookChannel(WebhookTerms(SECRET, allowed=allowed), transport=httpx.MockTransport(take))


def test_the_event_is_a_signed_cloud_event(message: Outgoing, clock: SimulatedClock) -> None:
    seen: list[httpx.Request] = []
    taken = hook(httpx.Response(204), seen).send(message)
    event = json.loads(seen[0].content)
    assert (event["specversion"], event["id"], event["type"]) == ("1.0", "01a2-1", "cn.liandong.notice.v1")
    assert (event["subject"], event["data"]["title"]) == ("order:7", "已超时")
    stamp = int(clock.now().timestamp())
    expected = hmac.new(SECRET, f"{stamp}.".encode() + seen[0].content, hashlib.sha256).hexdigest()
    assert seen[0].headers["liandong-signature"] == f"t={stamp},v1={expected}"
    assert seen[0].headers["content-type"].startswith("application/cloudevents+json")
    assert taken.delivered is True


def test_another_time_stamp_or_body_needs_another_signature() -> None:
    assert len({signature(SECRET, 1, b"a"), signature(SECRET, 2, b"a"), signature(SECRET, 1, b"b")}) == 3


@pytest.mark.parametrize(
    ("code", "permanent"),
    [(302, True), (400, True), (404, True), (410, True), (408, False), (429, False), (503, False)],
)
def test_answers_are_told_apart(message: Outgoing, code: int, permanent: bool) -> None:
    headers = {"Location": "http://169.254.169.254/"}
    with pytest.raises(ChannelTrouble) as trouble:
        hook(httpx.Response(code, headers=headers), seen := []).send(message)
    assert trouble.value.permanent is permanent
    assert len(seen) == 1


def test_an_address_inside_is_never_called_and_never_tried_again(message: Outgoing) -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(ChannelTrouble) as trouble:
        hook(httpx.Response(204), seen, allowed=frozenset()).send(message)
    assert trouble.value.permanent is True
    assert seen == []
