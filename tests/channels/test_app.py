"""The application as a whole: starting, being ready, losing the database, stopping."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.exc import OperationalError

from bot.app import create_app, prepare_database, runner_for
from bot.conversation.models import DeskCounter
from bot.db import Database, migrate
from bot.http.services import SERVICES, Services
from bot.settings import Settings
from tests.channels.page import EchoBrain, Visitor


async def test_it_answers_while_the_model_is_loaded(settings: Settings, brain: EchoBrain) -> None:
    may_load = threading.Event()

    def load(_: Settings) -> Any:
        assert may_load.wait(10)
        return brain

    await prepare_database(settings)
    app = create_app(settings, load_brain=load)
    async with TestClient(TestServer(app)) as client:
        async with client.get("/healthz") as alive, client.get("/readyz") as ready:
            assert (alive.status, ready.status) == (200, 503)
            assert (await ready.json(content_type=None))["missing"] == ["模型正在加载"]
        async with client.post("/api/v1/visitors") as early:
            assert (early.status, early.headers["Retry-After"]) == (503, "2")
        may_load.set()
        loading = app[SERVICES].loading
        assert loading is not None
        await loading
        async with client.get("/readyz") as ready:
            assert await ready.json() == {"status": "ready", "model": "echo.tar.gz"}
        async with client.post("/api/v1/visitors") as response:
            assert response.status == 201


async def test_a_model_that_cannot_be_loaded_is_named(settings: Settings) -> None:
    def load(_: Settings) -> Any:
        raise FileNotFoundError("no current model")

    await prepare_database(settings)
    app = create_app(settings, load_brain=load)
    async with TestClient(TestServer(app)) as client:
        loading = app[SERVICES].loading
        assert loading is not None
        await loading
        async with client.get("/readyz") as response:
            assert "no current model" in str(await response.json(content_type=None))


async def test_a_database_that_comes_later_is_waited_for(settings: Settings, brain: EchoBrain) -> None:
    app = create_app(settings, load_brain=lambda _: brain)
    async with TestClient(TestServer(app)) as client:
        await asyncio.sleep(0.2)
        async with client.get("/readyz") as response:
            missing = (await response.json(content_type=None))["missing"]
        assert "python -m bot db upgrade" in missing[-1]
        await prepare_database(settings)
        loading = app[SERVICES].loading
        assert loading is not None
        await asyncio.wait_for(loading, 5)
        async with client.get("/readyz") as response:
            assert response.status == 200


async def test_an_empty_database_is_made_ready_once(settings: Settings) -> None:
    for _ in range(2):
        await prepare_database(settings)
    assert await migrate.is_current(settings.database_url)
    database = Database(settings.database_url)
    async with database.session() as session:
        assert (await session.get_one(DeskCounter, 1)).next_seq == 1
    await database.close()


async def test_a_database_of_another_version_is_refused(settings: Settings) -> None:
    database = Database(settings.database_url)
    async with database.writer.begin() as connection:
        await connection.exec_driver_sql("CREATE TABLE conversations (id TEXT)")
    await database.close()
    with pytest.raises(migrate.OutdatedDatabase, match="python -m bot db upgrade"):
        await prepare_database(settings)


class Away:
    """A database that cannot be reached."""

    url = "sqlite+aiosqlite://"
    is_sqlite = True

    def session(self) -> Any:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))


async def test_a_database_that_is_away_is_told_as_such(
    client: TestClient, visitor: Visitor, parts: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.migrated = True
    there = parts.database
    for holder in (parts, parts.engine):
        monkeypatch.setattr(holder, "database", Away())
    calls = [
        visitor.say("在吗"),
        visitor.post("/read", {"seq": 1}),
        visitor.post("/queue/leave"),
        visitor.listen(),
        visitor.listen(Accept="text/event-stream"),
        client.post("/api/v1/visitors"),
        client.get("/api/v1/shop"),
        client.get("/readyz"),
    ]
    for call in calls:
        async with await call as response:
            assert response.status == 503, response.url
            assert response.content_type == "application/problem+json"
            assert "Retry-After" in response.headers
    for holder in (parts, parts.engine):
        monkeypatch.setattr(holder, "database", there)
    async with await visitor.say("在吗") as response:
        assert response.status == 202


async def test_a_database_that_goes_away_loses_nothing_that_was_accepted(
    visitor: Visitor, parts: Services, brain: EchoBrain, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await visitor.say("想约保养") as response:
        assert response.status == 202
    there = parts.engine.runner._database
    monkeypatch.setattr(parts.engine.runner, "_database", Away())
    await asyncio.sleep(1.2)
    assert brain.turns == []
    monkeypatch.setattr(parts.engine.runner, "_database", there)
    assert (await visitor.hear(2))[-1]["body"]["text"] == "收到：想约保养"


async def test_every_route_of_the_api_is_described(client: TestClient) -> None:
    async with client.get("/api/v1/openapi.json") as response:
        described = await response.json()
    assert client.app is not None
    served = {
        (route.method.lower(), route.resource.canonical)
        for route in client.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith(("/api/", "/healthz", "/readyz", "/metrics"))
    }
    assert served == {(method, path) for path, methods in described["paths"].items() for method in methods}
    assert {("post", "/api/v1/messages"), ("get", "/api/v1/events"), ("get", "/metrics")} <= served


async def test_every_reference_of_the_description_leads_somewhere(client: TestClient) -> None:
    async with client.get("/api/v1/openapi.json") as response:
        described = await response.json()

    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
            return own.union(*(references(value) for value in node.values()))
        return set().union(*(references(value) for value in node)) if isinstance(node, list) else set()

    names = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert references(described["paths"]) <= names
    assert references(described) == names
    schemes = described["components"]["securitySchemes"]
    for methods in described["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert all(name in schemes for needed in operation["security"] for name in needed)


async def test_the_figures_name_routes_and_no_person(client: TestClient, visitor: Visitor) -> None:
    async with await visitor.say("我的电话13800000000"):
        pass
    async with client.get("/metrics") as response:
        text = await response.text()
    assert 'chexiaofu_http_requests_total{method="POST",route="/api/v1/messages",status="202"}' in text
    assert "13800000000" not in text
    assert visitor.conversation not in text


async def test_logs_hold_nothing_personal(
    client: TestClient, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    for text in ("我的电话13800000000，车牌沪A12345", "慢一点，13800000000"):
        async with await visitor.say(text):
            pass
    async with client.post("/api/v1/visitors", json={"token": visitor.token, "store": "沪A12345"}):
        pass
    await visitor.hear(2)
    assert "POST /api/v1/messages 202" in caplog.text
    for secret in ("13800000000", "沪A12345", visitor.token):
        assert secret not in caplog.text


async def test_stopping_is_quick_and_a_turn_on_its_way_is_finished(settings: Settings, brain: EchoBrain) -> None:
    def load(_: Settings) -> Any:
        return brain

    await prepare_database(settings)
    runner = runner_for(create_app(settings, load_brain=load))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    loading = runner.app[SERVICES].loading
    assert loading is not None
    await loading
    async with ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}/api/v1/") as session:
        async with session.post("visitors") as response:
            token = (await response.json())["token"]
        session.headers["Authorization"] = f"Bearer {token}"
        async with session.get("events", headers={"Accept": "text/event-stream"}) as stream:
            async with session.post("messages", json={"client_id": "m1", "text": "慢慢说"}) as response:
                assert response.status == 202
            await asyncio.sleep(0.6)
            started = asyncio.get_running_loop().time()
            await asyncio.wait_for(runner.cleanup(), 5)
            assert asyncio.get_running_loop().time() - started < 2
            assert (await asyncio.wait_for(stream.content.read(), 1)).startswith(b": open")
    async with TestClient(TestServer(create_app(settings, load_brain=load))) as client:
        page = Visitor(client, token, "")
        while (await page.listen()).status == 503:
            await asyncio.sleep(0.05)
        assert (await page.hear(2))[-1]["body"]["text"] == "收到：慢慢说"
    assert len(brain.turns) == 1
