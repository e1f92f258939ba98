"""Logging in: throttled, remembered in a cookie, over at logout, after a shift, and when the password changes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import select, update

from bot.clock import ManualClock
from bot.conversation.wake import DESK
from bot.desk.door import COOKIE, CSRF_HEADER
from bot.desk.models import StaffSession
from bot.http.services import Services
from bot.shop.models import Staff
from tests.desk.people import PASSWORD, Clerk

LOGIN = "/api/v1/desk/login"


async def log_in(client: TestClient, name: str, password: str, **options: Any) -> tuple[int, dict[str, Any]]:
    async with client.post(LOGIN, json={"name": name, "password": password}, **options) as response:
        return response.status, await response.json(content_type=None)


async def test_a_session_is_a_cookie_and_a_csrf_token(client: TestClient, parts: Services) -> None:
    async with client.post(LOGIN, json={"name": "林晓", "password": PASSWORD}) as response:
        assert response.status == 200
        me, cookie = await response.json(), response.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/api/v1/desk"
    assert not cookie["secure"]
    headers = {"Cookie": f"{COOKIE}={cookie.value}"}
    async with client.get("/api/v1/desk/me", headers=headers) as response:
        assert await response.json() == me
    assert (me["name"], me["role"]) == ("林晓", "advisor")
    async with parts.database.session() as session:
        stored = (await session.scalars(select(StaffSession))).all()
    assert cookie.value.encode() not in {row.token_hash for row in stored}


async def test_beyond_this_machine_the_cookie_needs_tls(client: TestClient) -> None:
    body = {"name": "林晓", "password": PASSWORD}
    async with client.post(LOGIN, json=body, headers={"Host": "desk.shop.example"}) as response:
        assert response.status == 200
        assert response.cookies[COOKIE]["secure"]


@pytest.mark.parametrize("name", ["林晓", "没有这个人"])
async def test_five_wrong_passwords_lock_a_name_whether_or_not_it_exists(
    client: TestClient, clock: ManualClock, name: str
) -> None:
    for _ in range(5):
        status, problem = await log_in(client, name, "wrong password")
        assert (status, problem["title"]) == (401, "用户名或密码不对")
    async with client.post(LOGIN, json={"name": name, "password": PASSWORD}) as response:
        assert response.status == 429
        assert int(response.headers["Retry-After"]) > 60
    clock.advance(15 * 60 + 1)
    assert (await log_in(client, name, PASSWORD))[0] == (200 if name == "林晓" else 401)


async def test_tries_made_together_are_counted_as_well(client: TestClient) -> None:
    tried = await asyncio.gather(*(log_in(client, "林晓", "wrong password") for _ in range(10)))
    assert sorted(status for status, _ in tried) == [401] * 5 + [429] * 5


async def test_an_address_cannot_try_names_without_end(client: TestClient) -> None:
    statuses = [(await log_in(client, "", "x"))[0] for _ in range(3)]
    assert statuses == [422] * 3
    statuses: list[int] = []
    while len(statuses) < 40 and 429 not in statuses:
        statuses.append((await log_in(client, f"name {len(statuses)}", "x"))[0])
    assert statuses[:20] == [401] * 20
    assert statuses[-1] == 429


async def test_writes_need_the_csrf_token(client: TestClient, zhou: Clerk) -> None:
    for headers in (zhou.headers, {**zhou.headers, CSRF_HEADER: "x" * 64}, {**zhou.headers, CSRF_HEADER: "无"}):
        async with client.post("/api/v1/desk/status", json={"online": True}, headers=headers) as response:
            assert response.status == 403
            assert (await response.json(content_type=None))["reason"] == "csrf"
    assert (await zhou.post("/status", {"online": True}))["online"] is True


async def test_everything_but_the_login_needs_a_session(client: TestClient) -> None:
    assert client.app is not None
    for route in client.app.router.routes():
        path = getattr(route.resource, "canonical", "")
        if not path.startswith("/api/v1/desk/") or path == LOGIN or route.method == "HEAD":
            continue
        url = path.replace("{id}", "x").replace("{no}", "x").replace("{key}", "x")
        async with client.request(route.method, url, headers={"Cookie": f"{COOKIE}=nobody"}) as response:
            assert response.status == 401, path
            assert (await response.json(content_type=None))["title"] == "请先登录"


async def test_a_session_ends_at_logout(zhou: Clerk) -> None:
    await zhou.post("/status", {"online": True})
    await zhou.post("/logout", status=204)
    await zhou.get("/me", status=401)


async def test_an_open_stream_ends_with_its_session(zhou: Clerk, parts: Services, clock: ManualClock) -> None:
    headers = {**zhou.headers, "Accept": "text/event-stream"}
    async with zhou.client.get("/api/v1/desk/events", headers=headers) as stream:
        assert await stream.content.readline() == b": open\n"
        await zhou.post("/logout", status=204)
        clock.advance(13)
        parts.engine.waker.wake([DESK])
        await asyncio.wait_for(stream.content.read(), 5)
        assert stream.content.at_eof()


async def test_a_session_ends_after_a_shift(zhou: Clerk, clock: ManualClock) -> None:
    clock.advance(12 * 3600 - 1)
    await zhou.get("/me")
    clock.advance(1)
    await zhou.get("/me", status=401)


@pytest.mark.parametrize("change", [{"password_hash": "another"}, {"password_hash": None}, {"active": False}])
async def test_a_session_ends_with_its_password_or_account(
    zhou: Clerk, parts: Services, change: dict[str, Any]
) -> None:
    async with parts.database.session() as session:
        await session.execute(update(Staff).where(Staff.id == zhou.id).values(change))
        await session.commit()
    await zhou.get("/me", status=401)


async def test_presence_lasts_a_minute_and_is_kept_by_the_stream(zhou: Clerk, boss: Clerk, clock: ManualClock) -> None:
    async def online() -> bool:
        everybody = (await boss.get("/staff"))["staff"]
        return next(person["online"] for person in everybody if person["id"] == zhou.id)

    assert not await online()
    await zhou.post("/status", {"online": True})
    clock.advance(59)
    assert await online()
    clock.advance(1)
    assert not await online()
    await zhou.get("/events?wait=0")
    assert await online()
    await zhou.post("/status", {"online": False})
    assert not await online()
