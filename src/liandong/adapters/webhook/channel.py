"""The webhook channel: the event, its signature and the call."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass

import httpx
import msgspec

from liandong.adapters.webhook.addresses import AddressRefused, Target, checked_target
from liandong.kernel import clock
from liandong.kernel.text import Localized
from liandong.notices.channels import ChannelTrouble, Outgoing, Taken, TestedAgainst

TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class WebhookTerms:
    """`allowed` are host names or addresses that may be private; `source` names this node in every event."""

    secret: bytes
    source: str = "urn:liandong"
    allowed: Collection[str] = ()


class WebhookChannel:
    """POSTs each message to the person's (or system's) own address."""

    id = "webhook"
    title = Localized(zh="网络钩子", en="Webhook")
    tested_against: TestedAgainst = "simulator"
    real_target = True

    def __init__(self, terms: WebhookTerms, transport: httpx.BaseTransport | None = None) -> None:
        self._terms = terms
        self._transport = transport

    def send(self, message: Outgoing) -> Taken:
        try:
            target = checked_target(message.address, self._terms.allowed)
        except AddressRefused as refused:
            raise ChannelTrouble(str(refused), permanent=True) from refused
        try:
            return _answer(self._post(target, event_of(message, self._terms.source)), message.provider_key)
        except httpx.HTTPError as error:
            raise ChannelTrouble(f"{type(error).__name__}: {error}") from error

    def _post(self, target: Target, body: bytes) -> httpx.Response:
        stamp = int(clock.now().timestamp())
        headers = {
            "Content-Type": "application/cloudevents+json; charset=utf-8",
            "Liandong-Signature": f"t={stamp},v1={signature(self._terms.secret, stamp, body)}",
            "Host": target.host_header,
        }
        with httpx.Client(
            timeout=TIMEOUT_S, follow_redirects=False, trust_env=False, transport=self._transport
        ) as client:
            return client.post(target.url, content=body, headers=headers, extensions={"sni_hostname": target.host})


def signature(secret: bytes, stamp: int, body: bytes) -> str:
    """HMAC-SHA256 over `<stamp>.<body>`, in hex."""
    return hmac.new(secret, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


def event_of(message: Outgoing, source: str) -> bytes:
    """The message as a CloudEvents 1.0 JSON event."""
    event = {
        "specversion": "1.0",
        "id": message.provider_key,
        "source": source,
        "type": "cn.liandong.notice.v1",
        "time": message.created_at,
        "subject": str(message.subject) if message.subject else None,
        "datacontenttype": "application/json",
        "data": {
            "notice": str(message.notice_id),
            "title": message.title,
            "body": message.body,
            "urgency": message.urgency,
            "region": message.region_code,
            "drill": message.drill,
        },
    }
    return msgspec.json.encode({name: value for name, value in event.items() if value is not None})


def _answer(response: httpx.Response, key: str) -> Taken:
    """2xx: the receiver has it. 4xx but 408, 425 and 429: it never will. A redirect is not followed, and final."""
    code = response.status_code
    if 200 <= code < 300:
        return Taken(reference=key, delivered=True)
    raise ChannelTrouble(f"HTTP {code}", permanent=300 <= code < 500 and code not in {408, 425, 429})
