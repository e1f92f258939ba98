"""Whatever is sent, the answer is a clear one, nothing breaks, and nothing that was accepted is lost."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.channels.page import EchoBrain, Visitor

SQL = "'; DROP TABLE log_events; --"
HTML = "<img src=x onerror=alert(1)><script>alert(1)</script>"


def message(**fields: Any) -> dict[str, Any]:
    return {"client_id": "m1", "text": "你好"} | fields


REFUSED: dict[str, tuple[Any, int]] = {
    "nothing": ({}, 422),
    "no text": ({"client_id": "m1"}, 422),
    "no id": ({"text": "你好"}, 422),
    "empty": (message(text=""), 422),
    "blanks": (message(text=" \u3000\n\t"), 422),
    "invisible": (message(text="\u200b\u200d\ufeff"), 422),
    "3000 characters": (message(text="长" * 3000), 422),
    "2001 characters": (message(text="长" * 2001), 422),
    "100 KB": (message(text="长" * 40_000), 413),
    "a number": (message(text=1), 422),
    "a list": (message(text=["你好"]), 422),
    "an object": (message(text={"$ne": 1}), 422),
    "half a character": (message(text="\ud83d"), 422),
    "long id": (message(client_id="x" * 65), 422),
    "id with a zero": (message(client_id="a\x00b"), 422),
    "half an id": (message(client_id="\udc00"), 422),
    "id is a number": (message(client_id=5), 422),
    "two kinds": (message(choice="abc"), 422),
    "unknown choice": ({"client_id": "m1", "choice": "AAAAAAAAAAAAAAAA"}, 422),
    "sql as choice": ({"client_id": "m1", "choice": SQL}, 422),
    "html as choice": ({"client_id": "m1", "choice": HTML}, 422),
    "object as choice": ({"client_id": "m1", "choice": {"id": 1}}, 422),
    "image": ({"client_id": "m1", "image": "abc"}, 422),
    "location as text": ({"client_id": "m1", "location": "滨江大道"}, 422),
    "location off the globe": ({"client_id": "m1", "location": {"lat": 91, "lon": 120.2}}, 422),
    "location without a side": ({"client_id": "m1", "location": {"lat": 30.2}}, 422),
    "location with true": ({"client_id": "m1", "location": {"lat": True, "lon": 120.2}}, 422),
    "location with a list": ({"client_id": "m1", "location": {"lat": 30.2, "lon": 120.2, "text": ["滨江"]}}, 422),
    "not an object": ([message()], 400),
    "a text": ("你好", 400),
}

ACCEPTED: dict[str, dict[str, Any]] = {
    "2000 characters": message(text="长" * 2000),
    "emoji": message(text="😂👍🏻"),
    "sql": message(text=SQL, client_id=SQL),
    "html": message(text=HTML, client_id=HTML[:64]),
    "template": message(text="{{7*7}} ${7*7} %s {name} {0.__class__}"),
    "unknown fields": message(role="admin", owner="human", seq=1),
    "nulls": message(choice=None, image=None),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_is_refused_is_refused_clearly(visitor: Visitor, brain: EchoBrain, case: str) -> None:
    body, status = REFUSED[case]
    async with await visitor.post("/messages", body) as response:
        problem = await response.json(content_type=None)
        assert response.status == status, problem
        assert response.content_type == "application/problem+json"
        assert any("一" <= character <= "鿿" for character in problem["title"])
    assert (await visitor.events())["seq"] == 2


@pytest.mark.parametrize("case", ACCEPTED)
async def test_what_is_accepted_is_kept_as_it_was(visitor: Visitor, brain: EchoBrain, case: str) -> None:
    async with await visitor.post("/messages", ACCEPTED[case]) as response:
        assert response.status == 202, await response.text()
    await visitor.hear(2)
    [own] = await visitor.hear(1, sender="customer")
    assert (own["body"], own["client_id"]) == (
        {"type": "text", "text": ACCEPTED[case]["text"]},
        ACCEPTED[case]["client_id"],
    )
    assert [said.text for said in brain.turns[0]] == [ACCEPTED[case]["text"]]


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 422),
        (b"\xff", "application/json", 400),
        (b'{"client_id": "m1", "text": Infinity}', "application/json", 400),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "application/json", 400),
        (b'{"seq": ' + b"9" * 6000 + b"}", "application/json", 400),
        (b'{"client_id": "m1", "text": "x"}', "text/plain", 415),
        (b"client_id=m1&text=x", "application/x-www-form-urlencoded", 415),
        (b"<m/>", "application/xml", 415),
        (b"x" * 70_000, "application/json", 413),
    ],
)
async def test_bodies_that_are_no_json(visitor: Visitor, data: bytes, kind: str, status: int) -> None:
    headers = {**visitor.headers, "Content-Type": kind}
    async with visitor.client.post("/api/v1/messages", data=data, headers=headers) as response:
        assert response.status == status
        assert response.content_type == "application/problem+json"


@pytest.mark.parametrize("body", [{"seq": "1"}, {"seq": -1}, {"seq": True}, {"seq": 2**31}, {"seq": None}, {}])
async def test_a_read_mark_is_a_number(visitor: Visitor, body: dict[str, Any]) -> None:
    async with await visitor.post("/read", body) as response:
        assert response.status == 422


@pytest.mark.parametrize("value", [SQL, HTML, "x" * 5000, {"$ne": 1}, ["a"], 7, True, "\ud800", "\x00"])
@pytest.mark.parametrize("field", ["store", "token", "identity"])
async def test_every_field_of_a_visitor(client: TestClient, field: str, value: Any) -> None:
    async with client.post("/api/v1/visitors", json={field: value}) as response:
        assert response.status in (201, 422), await response.text()


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v2/messages", "/api/v1/messages/1", "/%00", "/api/v1/messages?x=%ff"])
async def test_addresses_that_do_not_exist(client: TestClient, path: str) -> None:
    async with client.get(path) as response:
        assert response.status in (404, 405)
        assert response.content_type == "application/problem+json"
