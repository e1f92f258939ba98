"""Orders without a code: plate and tail together, equal answers, limits on failed tries only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.shop import access, orders
from bot.shop.access import Attempt
from bot.shop.errors import TooManyTries
from tests.shop.conftest import NOW

pytestmark = pytest.mark.asyncio


async def an_order(db: Database) -> str:
    async with db.session() as session:
        order = await orders.open_order(
            session, store_id="river", plate="浙A88K01", phone="13900015678", actor="a1", now=NOW
        )
        await session.commit()
        return order.no


async def test_plate_and_tail_must_both_be_right(shop_db: Database) -> None:
    no = await an_order(shop_db)
    async with shop_db.session() as session:
        assert [o.no for o in await access.match_orders(session, "浙a 88k01", "5678")] == [no]
        for plate, tail in (("浙A88K01", "5679"), ("浙A88K02", "5678"), ("浙A88K01", ""), ("", "5678")):
            assert await access.match_orders(session, plate, tail) == []


async def test_unknown_plate_and_wrong_tail_ask_the_database_the_same(shop_db: Database) -> None:
    await an_order(shop_db)
    asked: list[list[str]] = []
    for plate, tail in (("浙A88K01", "0000"), ("浙A99K99", "5678")):
        statements: list[str] = []

        def note(conn: object, cursor: object, sql: str, *rest: object, into: list[str] = statements) -> None:
            into.append(sql)

        event.listen(shop_db.reader.sync_engine, "before_cursor_execute", note)
        async with shop_db.session() as session:
            await access.match_orders(session, plate, tail)
        event.remove(shop_db.reader.sync_engine, "before_cursor_execute", note)
        asked.append(statements)
    assert asked[0] == asked[1]
    assert len(asked[0]) == 1


@pytest.mark.parametrize(
    ("attempts", "allowed", "window"),
    [
        ([Attempt("浙A88K01", f"s{i}", f"10.0.0.{i}") for i in range(9)], 5, timedelta(days=1)),
        ([Attempt(f"浙A88K0{i}", "s", f"10.0.0.{i}") for i in range(9)], 5, timedelta(minutes=15)),
        ([Attempt(f"浙A88{i:03d}", f"s{i}", "10.0.0.1") for i in range(25)], 20, timedelta(hours=1)),
    ],
)
async def test_limits(session: AsyncSession, attempts: list[Attempt], allowed: int, window: timedelta) -> None:
    for attempt in attempts[:allowed]:
        await access.require_tries_left(session, attempt, now=NOW)
        access.record_failure(session, attempt, now=NOW)
    with pytest.raises(TooManyTries) as refused:
        await access.require_tries_left(session, attempts[allowed], now=NOW)
    assert refused.value.until == NOW + window
    await session.commit()
    with pytest.raises(TooManyTries):
        await access.require_tries_left(session, attempts[allowed], now=NOW + window - timedelta(seconds=1))
    await access.require_tries_left(session, attempts[allowed], now=NOW + window)


async def test_success_is_not_counted(session: AsyncSession) -> None:
    attempt = Attempt("浙A88K01", "s1")
    for _ in range(30):
        await access.require_tries_left(session, attempt, now=NOW)
    assert not session.new


async def test_old_tries_are_forgotten(session: AsyncSession) -> None:
    access.record_failure(session, Attempt("浙A88K01", "s1"), now=NOW)
    await session.commit()
    await access.forget_old_tries(session, now=NOW + timedelta(days=2))
    await session.commit()
    for _ in range(5):
        await access.require_tries_left(session, Attempt("浙A88K01", "s1"), now=NOW)
