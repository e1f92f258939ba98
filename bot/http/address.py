"""Who is on the line: the client's address, behind the proxies we trust."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from aiohttp import web

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_address(request: web.Request, trusted_proxies: Sequence[Network]) -> str:
    """The client's address: the peer, or whom a peer that is a trusted proxy names in ``X-Forwarded-For``.

    The header is read from its end, as far as trusted proxies wrote it: the rest is the client's own word.
    """
    address = request.remote or ""
    hops = [hop.strip() for line in request.headers.getall("X-Forwarded-For", []) for hop in line.split(",")]
    while hops and _is_trusted(address, trusted_proxies):
        named = _plain(hops.pop())
        if named is None:
            break
        address = named
    return address


def _is_trusted(address: str, trusted_proxies: Sequence[Network]) -> bool:
    plain = _plain(address)
    return plain is not None and any(ipaddress.ip_address(plain) in network for network in trusted_proxies)


def _plain(hop: str) -> str | None:
    """An address without port and brackets, an IPv4 address without its IPv6 clothes; None if it is none."""
    candidate = hop[1:].partition("]")[0] if hop.startswith("[") else hop
    if candidate.count(":") == 1:
        candidate = candidate.partition(":")[0]
    try:
        parsed = ipaddress.ip_address(candidate)
    except ValueError:
        return None
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)
