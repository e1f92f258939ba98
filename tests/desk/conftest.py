"""The staff's edge on a real database and a real engine; only the model is a double, which answers at once."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from aiohttp import DummyCookieJar
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import make_url

from bot.app import create_app
from bot.clock import ManualClock
from bot.db.crypto import Keyring, install_keyring
from bot.http.services import SERVICES, Services
from bot.settings import Settings
from tests.channels.page import EchoBrain, Visitor
from tests.desk.people import NOON, POSTGRES, Clerk, employ, fill

DATA_KEY = Keyring.new_key_text()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture(scope="session")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables and a shop, to be copied."""
    path = tmp_path_factory.mktemp("desk") / "shop.db"
    install_keyring(Keyring.from_text(DATA_KEY))
    asyncio.run(fill(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def shop_template() -> str:
    """The name of a PostgreSQL database with the tables and a shop, to be copied."""
    name = "chexiaofu_desk_template"
    asyncio.run(_statements(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}"))
    install_keyring(Keyring.from_text(DATA_KEY))
    asyncio.run(fill(_database_named(name)))
    return name


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of this test's own: SQLite, unless the test asks for both (``on_every_engine``)."""
    if getattr(request, "param", "sqlite") == "sqlite":
        path = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("shop_file"), path)
        return f"sqlite+aiosqlite:///{path}"
    template, name = request.getfixturevalue("shop_template"), "chexiaofu_desk"
    asyncio.run(
        _statements(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {template}")
    )
    return _database_named(name)


@pytest.fixture
async def client(tmp_path: Path, database_url: str, clock: ManualClock) -> AsyncIterator[TestClient]:
    settings = Settings(
        database_url=database_url,
        secret_key="a secret of visitors' tokens, long enough",
        data_key=DATA_KEY,
        identity_secret="a secret shared with the host page, long enough",
        root=tmp_path,
    )
    app = create_app(settings, clock=clock, load_brain=lambda _: EchoBrain())  # type: ignore[arg-type,return-value]
    async with TestClient(TestServer(app), cookie_jar=DummyCookieJar()) as client:
        loading = app[SERVICES].loading
        assert loading is not None
        await loading
        assert app[SERVICES].failure is None
        yield client


async def _statements(*statements: str) -> None:
    connection = await asyncpg.connect(POSTGRES.replace("+asyncpg", ""))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _database_named(name: str) -> str:
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def parts(client: TestClient) -> Services:
    assert client.app is not None
    return client.app[SERVICES]


@pytest.fixture
async def zhou(client: TestClient) -> Clerk:
    return await employ(client, "周毅", store_id="river")


@pytest.fixture
async def boss(client: TestClient) -> Clerk:
    return await employ(client, "店长", role="supervisor")


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


@pytest.fixture
async def waiting(visitor: Visitor) -> Visitor:
    """A customer who asked for a person."""
    async with await visitor.say("转人工") as response:
        assert response.status == 202
    await visitor.hear(1, kind="queue", sender="system")
    return visitor
