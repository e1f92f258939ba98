"""No JSON body, of whatever shape, breaks anything."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from bot.app import create_app
from bot.clock import ManualClock
from bot.http.services import SERVICES
from bot.settings import Settings
from tests.channels.page import EchoBrain

TEXTS = st.text(st.characters(), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("client_id", "text", "choice", "image", "location", "seq", "token", "store", "identity")
BODIES = JSON | st.fixed_dictionaries({}, optional={name: TEXTS | JSON for name in FIELDS})
PATHS = ("messages", "read", "typing", "visitors", "queue/leave")

Send = Callable[[str, bytes], tuple[int, str]]


@pytest.fixture
def send(settings: Settings, shop_file: Path, clock: ManualClock, brain: EchoBrain) -> Iterator[Send]:
    """Sends bytes to a path as a new visitor: status and content type of the answer."""
    shutil.copy(shop_file, settings.database_url.removeprefix("sqlite+aiosqlite:///"))
    loop = asyncio.new_event_loop()
    app = create_app(settings, clock=clock, load_brain=lambda _: brain)

    async def begin() -> TestClient:
        client = TestClient(TestServer(app))
        await client.start_server()
        loading = app[SERVICES].loading
        assert loading is not None
        await loading
        return client

    async def post(path: str, data: bytes) -> tuple[int, str]:
        async with client.post("/api/v1/visitors") as visitor:
            token = (await visitor.json())["token"]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        async with client.post(f"/api/v1/{path}", data=data, headers=headers) as response:
            return response.status, response.content_type

    client = loop.run_until_complete(begin())
    yield lambda path, data: loop.run_until_complete(post(path, data))
    loop.run_until_complete(client.close())
    loop.close()


@hypothesis.settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES, path=st.sampled_from(PATHS))
def test_every_body_gets_a_clear_answer(send: Send, body: Any, path: str) -> None:
    status, kind = send(path, json.dumps(body).encode())
    assert status in (201, 202, 204, 400, 413, 422)
    assert status < 400 or kind == "application/problem+json"
