"""Places held while a customer makes up their mind."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from bot.db import Database
from bot.shop import bookings, claims, slots
from bot.shop.bookings import BookingRequest
from bot.shop.errors import SlotTaken
from bot.shop.lanes import Slot, Wish
from bot.shop.models import SlotClaim
from tests.shop.conftest import NOW, at

pytestmark = pytest.mark.asyncio

TEN = at("2026-11-25T10:00")
MINE = Wish("river", "保养", conversation_id="mine")
THEIRS = replace(MINE, conversation_id="theirs")
REQUEST = BookingRequest("river", "保养", "小保养", TEN, plate="浙A88K01", phone="13900010001", conversation_id="mine")


async def hold(session: AsyncSession, wish: Wish, start: datetime, now: datetime = NOW) -> None:
    await claims.hold(session, await slots.require_free(session, wish, start, now=now), wish, start)


async def rows(session: AsyncSession) -> list[tuple[str, str | None, bool]]:
    found = await session.scalars(select(SlotClaim).order_by(SlotClaim.at))
    return [(f"{row.at:%H:%M}", row.held_by, row.booking_id is not None) for row in found]


async def test_what_is_held_is_free_only_to_its_holder(shop_db: Database) -> None:
    async with shop_db.session() as session:
        await hold(session, MINE, TEN)
        await session.commit()
    async with shop_db.session() as session:
        assert await slots.is_free(session, MINE, TEN, now=NOW)
        with pytest.raises(SlotTaken) as taken:
            await slots.require_free(session, THEIRS, TEN, now=NOW)
        assert Slot("river", "临江店", TEN) not in taken.value.alternatives
        assert taken.value.alternatives


async def test_another_choice_moves_the_hold(session: AsyncSession) -> None:
    await hold(session, MINE, TEN)
    await session.commit()
    await hold(session, MINE, TEN + timedelta(hours=1))
    await session.commit()
    assert await rows(session) == [("11:00", "mine", False)]
    await claims.release(session, "mine")
    await session.commit()
    assert await rows(session) == []


async def test_the_hold_becomes_the_booking(session: AsyncSession) -> None:
    await hold(session, MINE, TEN)
    await session.commit()
    await bookings.book(session, REQUEST, now=NOW + timedelta(minutes=3))
    await session.commit()
    assert await rows(session) == [("10:00", None, True)]


async def test_a_hold_ends_after_eight_minutes(session: AsyncSession) -> None:
    await hold(session, MINE, TEN)
    await session.commit()
    assert not await slots.is_free(session, THEIRS, TEN, now=NOW + timedelta(minutes=7, seconds=59))
    later = NOW + timedelta(minutes=8)
    await bookings.book(session, replace(REQUEST, conversation_id="theirs"), now=later)
    await session.commit()
    assert await rows(session) == [("10:00", None, True)]
    with pytest.raises(SlotTaken):
        await bookings.book(session, REQUEST, now=later)


async def test_an_expired_hold_nobody_took_is_still_good(session: AsyncSession) -> None:
    await hold(session, MINE, TEN)
    await session.commit()
    await bookings.book(session, REQUEST, now=NOW + timedelta(minutes=20))
    await session.commit()
    assert await rows(session) == [("10:00", None, True)]


async def test_two_cannot_hold_one_place(shop_db: Database) -> None:
    async with shop_db.session() as first, shop_db.session() as second:
        await hold(first, MINE, TEN)
        await hold(second, THEIRS, TEN)
        await first.commit()
        with pytest.raises(IntegrityError):
            await second.commit()


async def test_two_cannot_take_over_one_expired_hold(shop_db: Database) -> None:
    later = NOW + timedelta(minutes=9)
    async with shop_db.session() as session:
        await hold(session, replace(MINE, conversation_id="gone"), TEN)
        await session.commit()
    async with shop_db.session() as first, shop_db.session() as second:
        await hold(first, MINE, TEN, later)
        await bookings.book(second, replace(REQUEST, conversation_id="theirs"), now=later)
        await first.commit()
        with pytest.raises(StaleDataError):
            await second.commit()


async def test_a_move_holds_the_new_time_and_keeps_the_old(session: AsyncSession) -> None:
    booking = await bookings.book(session, REQUEST, now=NOW)
    await session.commit()
    wish = bookings.wish_of(booking, conversation_id="mine")
    await hold(session, wish, TEN + timedelta(hours=1))
    await session.commit()
    assert await rows(session) == [("10:00", None, True), ("11:00", "mine", False)]
    target = TEN + timedelta(hours=1)
    await bookings.reschedule(session, booking, now=NOW, start=target, conversation_id="mine")
    await session.commit()
    assert await rows(session) == [("11:00", None, True)]


async def test_holds_nobody_came_back_to_are_cleared_away(session: AsyncSession) -> None:
    await bookings.book(session, replace(REQUEST, start=TEN + timedelta(hours=2)), now=NOW)
    await hold(session, MINE, TEN)
    await hold(session, THEIRS, TEN + timedelta(hours=1), NOW + timedelta(minutes=10))
    await session.commit()
    assert await claims.forget_old(session, now=NOW + timedelta(minutes=20)) == 1
    await session.commit()
    assert await rows(session) == [("11:00", "theirs", False), ("12:00", None, True)]
