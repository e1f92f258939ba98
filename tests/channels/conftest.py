"""The customers' edge on a real database and a real engine; only the model is a double, which answers at once."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import create_app
from bot.clock import SHANGHAI, ManualClock
from bot.db.crypto import Keyring
from bot.http.services import SERVICES, Services
from bot.settings import Settings
from tests.channels.page import EchoBrain, Visitor, fill

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def brain() -> EchoBrain:
    return EchoBrain()


@pytest.fixture(scope="session")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables and a shop of two stores, to be copied."""
    path = tmp_path_factory.mktemp("channels") / "shop.db"
    asyncio.run(fill(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'test.db'}",
        secret_key="a secret of visitors' tokens, long enough",
        data_key=Keyring.new_key_text(),
        identity_secret="a secret shared with the host page, long enough",
        root=tmp_path,
    )


@pytest.fixture
async def client(
    settings: Settings, shop_file: Path, clock: ManualClock, brain: EchoBrain
) -> AsyncIterator[TestClient]:
    shutil.copy(shop_file, settings.database_url.removeprefix("sqlite+aiosqlite:///"))
    app = create_app(settings, clock=clock, load_brain=lambda _: brain)
    async with TestClient(TestServer(app)) as client:
        loading = app[SERVICES].loading
        assert loading is not None
        await loading
        assert app[SERVICES].failure is None
        yield client


@pytest.fixture
def parts(client: TestClient) -> Services:
    assert client.app is not None
    return client.app[SERVICES]


@pytest.fixture
def arrive(client: TestClient) -> Callable[..., Awaitable[Visitor]]:
    async def arrive(**body: Any) -> Visitor:
        async with client.post("/api/v1/visitors", json=body) as response:
            assert response.status == 201, await response.text()
            return Visitor(client, **await response.json())

    return arrive


@pytest.fixture
async def visitor(arrive: Callable[..., Awaitable[Visitor]]) -> Visitor:
    return await arrive()
