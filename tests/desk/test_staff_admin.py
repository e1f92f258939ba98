"""Accounts at the desk: made with a password shown once, changed, retired; never without an administrator."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.conversation.models import Conversation
from bot.desk.models import StaffSession
from bot.http.services import Services
from bot.shop.models import Staff
from tests.channels.page import Visitor
from tests.desk.people import Clerk, employ, on_every_engine


@pytest.fixture
async def admin(client: Any) -> Clerk:
    return await employ(client, "管理员", role="admin")


async def account_of(clerk: Clerk, name: str) -> dict[str, Any]:
    return next(a for a in (await clerk.get("/staff/accounts"))["accounts"] if a["document"]["name"] == name)


async def save(clerk: Clerk, seen: dict[str, Any], status: int = 200, **changes: Any) -> Any:
    body = {"version": seen["version"], "document": {**seen["document"], **changes}}
    return await clerk.post(f"/staff/{seen['id']}", body, status=status)


async def log_in(client: Any, name: str, password: str) -> int:
    async with client.post("/api/v1/desk/login", json={"name": name, "password": password}) as response:
        return int(response.status)


@on_every_engine
async def test_a_new_colleague(admin: Clerk, client: Any) -> None:
    wish = {"name": "新同事", "role": "advisor", "store": "river", "capacity": 4}
    made = await admin.post("/staff", {"document": wish}, status=201)
    assert made["document"] == {**wish, "active": True}
    assert await log_in(client, "新同事", made["password"]) == 200
    told = await admin.get("/shop/history?kind=staff")
    assert made["password"] not in str(told)
    assert {"label": "同时接待上限", "after": "4"} in told["changes"][0]["lines"]
    assert "password" not in await account_of(admin, "新同事")


@on_every_engine
async def test_a_temporary_password_ends_every_session(admin: Clerk, zhou: Clerk, client: Any) -> None:
    reset = await admin.post(f"/staff/{zhou.id}/password")
    await zhou.get("/me", status=401)
    assert await log_in(client, "周毅", reset["password"]) == 200
    await admin.post("/staff/nobody/password", status=404)


@on_every_engine
async def test_whoever_is_retired_is_out_and_their_customers_queue(
    admin: Clerk, zhou: Clerk, waiting: Visitor, parts: Services
) -> None:
    await zhou.post("/status", {"online": True})
    await zhou.post(f"/conversations/{waiting.conversation}/takeover")
    await save(admin, await account_of(admin, "周毅"), active=False)
    await zhou.get("/me", status=401)
    async with parts.database.session() as session:
        assert await session.scalar(select(func.count()).where(StaffSession.staff_id == zhou.id)) == 0
        row = await session.get_one(Conversation, waiting.conversation)
        assert (row.owner, row.staff_id) == ("queued", None)
    again = await account_of(admin, "周毅")
    assert (again["document"]["active"], again["can_log_in"]) == (False, True)


@on_every_engine
async def test_the_last_administrator_stays(admin: Clerk) -> None:
    seen = await account_of(admin, "管理员")
    for change in ({"active": False}, {"role": "advisor"}):
        problem = await save(admin, seen, 422, **change)
        assert problem["title"] == "这是最后一位管理员，不能停用或改成其他角色"
    assert await account_of(admin, "管理员") == seen


@on_every_engine
async def test_two_administrators_cannot_retire_each_other(admin: Clerk, client: Any, parts: Services) -> None:
    other = await employ(client, "李店长", role="admin")
    mine, theirs = await account_of(admin, "管理员"), await account_of(admin, "李店长")

    async def retire(clerk: Clerk, seen: dict[str, Any]) -> int:
        body = {"version": seen["version"], "document": {**seen["document"], "active": False}}
        async with await clerk.send(f"/staff/{seen['id']}", body) as response:
            return int(response.status)

    statuses = await asyncio.gather(retire(admin, theirs), retire(other, mine))
    assert 200 in statuses
    async with parts.database.session() as session:
        active = select(func.count()).where(Staff.role == "admin", Staff.active, Staff.password_hash.is_not(None))
        assert await session.scalar(active) == 1


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"name": ""}, "请填写名称"),
        ({"name": "林晓"}, "名称重复了，请检查"),
        ({"role": "king"}, "角色填得不对"),
        ({"store": "moon"}, "没有这家门店，或门店已停用"),
        ({"capacity": 500}, "同时接待上限要在 1 到 50 之间"),
        ({"active": "yes"}, None),
    ],
)
async def test_bad_accounts(admin: Clerk, zhou: Clerk, change: dict[str, Any], title: str | None) -> None:
    problem = await save(admin, await account_of(admin, "周毅"), 422, **change)
    assert title is None or problem["title"] == title


async def test_only_administrators(boss: Clerk, zhou: Clerk) -> None:
    await boss.get("/staff/accounts", status=403)
    await boss.post("/staff", {"document": {"name": "x"}}, status=403)
    await boss.post(f"/staff/{zhou.id}/password", status=403)
