"""Whatever is sent to the desk: a clear refusal in Chinese or a sensible answer, never a fault."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk.collected import slots_after
from bot.desk.door import CSRF_HEADER
from bot.desk.endpoints.rows import BASE, CSRF, SECURITY_SCHEMES, STAFF
from bot.desk.routes import desk_endpoints
from bot.desk.schemas import SCHEMAS
from bot.desk.shapes import LONGEST_PREVIEW, excerpt
from bot.http.endpoint import document
from tests.channels.page import Visitor
from tests.desk.people import Clerk, employ

POSTS = sorted({endpoint.path.removeprefix(BASE) for endpoint in desk_endpoints() if endpoint.method == "POST"})
WITH_BODY = [
    endpoint.path.removeprefix(BASE)
    for endpoint in desk_endpoints()
    if endpoint.body is not None and not endpoint.path.endswith("login")
]
NASTY: list[Any] = [
    "", " ", "\x00", "\u200b", "😀", "x" * 3000, "' OR 1=1 --", "<script>alert(1)</script>", "/restart", "\ud800",
    0, -1, 2**70, 1.5, True, [], {}, {"$ne": 1}, None,
]  # fmt: skip


def address(path: str, conversation: str = "none") -> str:
    return path.replace("{id}", conversation).replace("{no}", "O-1").replace("{key}", "L1")


def is_problem(status: int, text: str) -> bool:
    return 400 <= status < 500 and re.search(r"[\u4e00-\u9fff]", json.loads(text)["title"]) is not None


@pytest.mark.parametrize("path", WITH_BODY)
async def test_what_is_no_json_object_is_refused(client: TestClient, path: str) -> None:
    admin = await employ(client, "管理员", role="admin")
    headers = {**admin.headers, CSRF_HEADER: admin.csrf}
    bodies = [
        ("application/json", b"{", 400), ("application/json", b"[1]", 400), ("application/json", b"\xff", 400),
        ("application/json", b'{"text": NaN}', 400), ("text/plain", b"{}", 415),
        ("application/json", b'{"text": "' + b"x" * 70_000 + b'"}', 413),
    ]  # fmt: skip
    for content_type, raw, expected in bodies:
        sent = {**headers, "Content-Type": content_type}
        async with client.post(BASE + address(path), data=raw, headers=sent) as response:
            assert response.status == expected, (path, raw[:20])
            assert is_problem(response.status, await response.text())


@pytest.mark.parametrize("endpoint", [e for e in desk_endpoints() if e.body], ids=lambda e: e.path)
async def test_nasty_values_are_refused_or_kept_as_text(client: TestClient, waiting: Visitor, endpoint: Any) -> None:
    bodies = endpoint.body.get("oneOf", [endpoint.body])
    fields = sorted({name for body in bodies for name in body["properties"]})
    path = address(endpoint.path.removeprefix(BASE), waiting.conversation)
    for field in fields:
        clerk = await employ(client, field, role="admin")  # a new one for each field: writes are limited
        await clerk.post(f"/conversations/{waiting.conversation}/takeover")
        for value in NASTY:
            async with await clerk.send(path, {field: value}) as response:
                text = await response.text()
                assert response.status < 300 or is_problem(response.status, text), (field, value, text)


@pytest.mark.parametrize("path", POSTS)
async def test_what_is_unknown_is_not_found_or_refused(boss: Clerk, path: str) -> None:
    async with await boss.send(address(path).replace("O-1", "nothing"), {}) as response:
        assert response.status < 300 or is_problem(response.status, await response.text())


async def test_unknown_conversations_are_not_found(zhou: Clerk) -> None:
    for step, body in {
        "accept": {}, "takeover": {}, "hand_back": {}, "typing": {}, "close": {"outcome": "solved"}, "read": {"seq": 1},
        "viewing": {"here": True},
        "messages": {"client_id": "a", "text": "b"}, "notes": {"text": "b"}, "transfer": {"reason": "b"},
    }.items():  # fmt: skip
        assert (await zhou.post(f"/conversations/none/{step}", body, status=404))["title"] == "没有这个会话"


def test_every_endpoint_is_described() -> None:
    described = document(desk_endpoints(), SCHEMAS | {"Event": {}, "Events": {}}, SECURITY_SCHEMES, "t", "1")
    referred = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(described)))
    assert referred <= set(described["components"]["schemas"])
    assert set(SCHEMAS) <= referred
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            needed = {STAFF: []} | ({CSRF: []} if method == "post" else {})
            assert operation["security"] == ([] if path.endswith("/login") else [needed])


@given(st.text(max_size=300), st.text(alphabet="0123456789", min_size=7, max_size=15), st.text(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_long_number_survives_in_an_excerpt(before: str, number: str, after: str) -> None:
    shown = excerpt(f"{before} {number} {after}")
    assert len(shown) <= LONGEST_PREVIEW
    assert re.search(r"\d{7,}", shown) is None


def test_slots_are_those_after_the_last_forgetting() -> None:
    events = [
        {"event": "slot", "name": "booking_plate", "value": "沪A12345"},
        {"event": "session_started"},
        {"event": "slot", "name": "booking_service", "value": "保养"},
        {"event": "slot", "name": "booking_time", "value": "2026-11-25T10:30"},
        {"event": "slot", "name": "booking_time", "value": None},
        {"event": "slot", "name": "booking_confirm", "value": True},
        {"event": "user"},
    ]
    assert slots_after(events) == {"booking_service": "保养"}
