"""Which addresses a webhook may go to: the public network, and what the operator has allow-listed."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

Resolver = Callable[[str, int], list[str]]


class AddressRefused(ValueError):
    """The address must not be called; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: `url` holds the address that was checked, `host` the name for TLS and the Host header."""

    url: str
    host: str
    host_header: str


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host; AddressRefused when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused(f"the host {host!r} cannot be found") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_target(url: str, allowed: Collection[str] = (), resolver: Resolver = resolve) -> Target:
    """The connection to make for `url`; AddressRefused for other schemes, credentials and addresses not public.

    All addresses of the name must be public: one private among them is refused, whichever would be tried first.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise AddressRefused("the address cannot be read") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise AddressRefused("only http: and https: addresses with a host are called")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("an address with a user name is not called")
    addresses = resolver(parts.hostname, port)
    for address in addresses:
        if parts.hostname not in allowed and address not in allowed and not _is_public(address):
            raise AddressRefused(f"{parts.hostname} leads to {address}, which is not public")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return Target(
        f"{parts.scheme}://{_bracketed(addresses[0])}:{port}{path or '/'}",
        parts.hostname,
        parts.netloc.rpartition("@")[2],
    )


def _is_public(address: str) -> bool:
    """Globally routable; an IPv4 address inside an IPv6 one is judged by itself, and cloud metadata is never public."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    inner = _inner(parsed) if isinstance(parsed, ipaddress.IPv6Address) else None
    if inner is not None:
        return _is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address is only a wrapping of (mapped, 6to4, NAT64)."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
