"""The client's address: only trusted proxies are believed, and only what they wrote."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.http.address import client_address

TRUSTED = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"), ip_network("::1"))


def address(remote: str | None, *forwarded: str) -> str:
    headers = CIMultiDict([("X-Forwarded-For", line) for line in forwarded])
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=remote)
    return client_address(request, TRUSTED)


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("203.0.113.9", (), "203.0.113.9"),
        ("203.0.113.9", ("198.51.100.1",), "203.0.113.9"),
        ("127.0.0.1", ("198.51.100.1",), "198.51.100.1"),
        ("127.0.0.1", ("1.1.1.1, 198.51.100.1",), "198.51.100.1"),
        ("127.0.0.1", ("1.1.1.1, 198.51.100.1, 10.1.2.3",), "198.51.100.1"),
        ("127.0.0.1", ("1.1.1.1", "198.51.100.1"), "198.51.100.1"),
        ("127.0.0.1", ("10.0.0.5",), "10.0.0.5"),
        ("127.0.0.1", ("not an address",), "127.0.0.1"),
        ("127.0.0.1", ("198.51.100.1, <script>",), "127.0.0.1"),
        ("127.0.0.1", ("198.51.100.1:4711",), "198.51.100.1"),
        ("127.0.0.1", ("[2001:db8::1]:4711",), "2001:db8::1"),
        ("::1", ("2001:db8::1",), "2001:db8::1"),
        ("::ffff:127.0.0.1", ("198.51.100.1",), "198.51.100.1"),
        ("", ("198.51.100.1",), ""),
    ],
)
def test_who_is_on_the_line(remote: str, forwarded: tuple[str, ...], expected: str) -> None:
    assert address(remote, *forwarded) == expected
