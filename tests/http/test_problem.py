"""Every failure is a problem with a Chinese title, and none shows what is inside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.http import body
from bot.http.body import read_body
from bot.http.headers import add_security_headers
from bot.http.problem import Problem, is_database_away, problem_middleware, too_many
from bot.http.watch import watch_middleware

FAILURES: dict[str, Exception] = {
    "refused": Problem(422, "不行", {"X-Why": "rule"}, field="plate"),
    "busy": too_many(2.2),
    "database": OperationalError("SELECT 1", {}, Exception("no connection")),
    "pool": PoolTimeout(),
    "socket": ConnectionRefusedError(),
    "bug": KeyError("13800000000"),
}


async def echo(request: web.Request) -> web.Response:
    return web.json_response((await read_body(request)).fields)


async def fail(request: web.Request) -> web.Response:
    raise FAILURES[request.match_info["how"]]


@pytest.fixture
async def client() -> AsyncIterator[TestClient]:
    app = web.Application(client_max_size=1000, middlewares=[watch_middleware, problem_middleware])
    app.add_routes([web.post("/echo", echo), web.get("/fail/{how}", fail)])
    app.on_response_prepare.append(add_security_headers)
    async with TestClient(TestServer(app)) as client:
        yield client


async def problem_of(response: object) -> dict[str, object]:
    assert response.content_type == "application/problem+json"
    body: dict[str, object] = await response.json(content_type=None)
    assert body["status"] == response.status
    assert any("一" <= character <= "鿿" for character in str(body["title"]))
    return body


@pytest.mark.parametrize(
    ("method", "path", "data", "kind", "status"),
    [
        ("GET", "/nowhere", None, None, 404),
        ("DELETE", "/echo", None, None, 405),
        ("POST", "/echo", b"{", "application/json", 400),
        ("POST", "/echo", b"[1]", "application/json", 400),
        ("POST", "/echo", b'{"a": NaN}', "application/json", 400),
        ("POST", "/echo", b"\xff\xfe", "application/json", 400),
        ("POST", "/echo", b"[" * 900, "application/json", 400),
        ("POST", "/echo", b'{"a": "' + b"x" * 2000 + b'"}', "application/json", 413),
        ("POST", "/echo", b"{}", "text/plain", 415),
        ("POST", "/echo", b"a=1", "application/x-www-form-urlencoded", 415),
    ],
)
async def test_what_http_refuses(
    client: TestClient, method: str, path: str, data: bytes | None, kind: str | None, status: int
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    async with client.request(method, path, data=data, headers=headers) as response:
        assert response.status == status
        await problem_of(response)
        assert status != 405 or response.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    ("how", "status"),
    [("refused", 422), ("busy", 429), ("database", 503), ("pool", 503), ("socket", 503), ("bug", 500)],
)
async def test_what_a_handler_raises(client: TestClient, how: str, status: int) -> None:
    async with client.get(f"/fail/{how}") as response:
        body = await problem_of(response)
        assert response.status == status
        assert "13800000000" not in str(body)
        if how == "refused":
            assert (body["field"], response.headers["X-Why"]) == ("plate", "rule")
        if status in (429, 503):
            assert int(response.headers["Retry-After"]) >= 1


async def test_a_wait_is_never_rounded_down() -> None:
    assert too_many(2.2).headers["Retry-After"] == "3"
    assert too_many(0.01).headers["Retry-After"] == "1"


async def test_a_broken_rule_of_the_database_is_no_absence() -> None:
    assert not is_database_away(IntegrityError("INSERT", {}, Exception("unique")))
    assert not is_database_away(ValueError())


async def test_the_strictest_headers_stand_everywhere(client: TestClient) -> None:
    async with client.get("/nowhere") as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


async def test_a_body_that_does_not_arrive(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "READ_WITHIN", 0.1)
    assert client.port is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{")
    assert b" 408 " in await asyncio.wait_for(reader.readline(), 5)
    writer.close()


async def test_an_empty_body_is_an_empty_object(client: TestClient) -> None:
    async with client.post("/echo") as response:
        assert await response.json() == {}


async def test_the_access_log_names_routes_and_not_paths(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.access")
    async with client.get("/fail/refused?phone=13800000000"), client.get("/13800000000"):
        pass
    assert "GET /fail/{how} 422" in caplog.text
    assert "GET unknown 404" in caplog.text
    assert "13800000000" not in caplog.text
