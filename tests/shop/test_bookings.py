"""Bookings made, moved, cancelled, and raced for."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from bot.db import Database
from bot.shop import bookings, slots
from bot.shop.bookings import BookingRequest
from bot.shop.errors import InPast, NotAllowed, NotFound, SlotRefusal, SlotTaken, StoreClosed, VehicleNotTaken
from bot.shop.models import Booking, SlotClaim, Store
from bot.shop.numbers import PREFIXES, random_number
from bot.shop.planning import Slot, Wish
from tests.shop.conftest import NOW, at

pytestmark = pytest.mark.asyncio

TEN = at("2026-11-25T10:00")
REQUEST = BookingRequest("river", "保养", "小保养", TEN, plate="浙a·88k01", phone="139 0001 0001", conversation_id="c1")


async def claims(session: AsyncSession) -> list[tuple[str, int]]:
    rows = await session.scalars(select(SlotClaim).order_by(SlotClaim.at, SlotClaim.place))
    return [(f"{row.at:%H:%M}", row.place) for row in rows]


async def test_a_booking_is_kept(shop_db: Database) -> None:
    async with shop_db.session() as session:
        booking = await bookings.book(session, REQUEST, now=NOW)
        await session.commit()
    async with shop_db.session() as session:
        found = await bookings.find_by_no(session, booking.no.lower())
        assert (found.plate, found.phone, found.start, found.store.name) == (
            "浙A88K01",
            "13900010001",
            TEN,
            "临江店",
        )
        assert re.fullmatch(r"YY261123\d{4}", found.no)
        assert [b.no for b in await bookings.of_conversation(session, "c1")] == [found.no]
        assert [b.no for b in await bookings.of_phone(session, "+86 13900010001")] == [found.no]
        assert [b.no for b in await bookings.of_plate(session, "浙A88K01")] == [found.no]
        assert await bookings.of_plate(session, "浙A88K02") == []
        assert await claims(session) == [("10:00", 0)]


async def test_refused_with_alternatives(session: AsyncSession) -> None:
    await bookings.book(session, REQUEST, now=NOW)
    with pytest.raises(SlotTaken) as taken:
        await bookings.book(session, REQUEST, now=NOW)
    assert Slot("hill", "山前店", TEN) in taken.value.alternatives
    assert all(slot.start != TEN for slot in taken.value.alternatives if slot.store_id == "river")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"start": at("2026-11-22T10:00")}, InPast),
        ({"start": at("2026-11-25T19:00")}, StoreClosed),
        ({"store_id": "hill", "start": at("2026-11-24T10:00")}, StoreClosed),
        ({"store_id": "hill", "vehicle_kind": "moto"}, VehicleNotTaken),
        ({"start": at("2026-12-25T10:00")}, StoreClosed),
        ({"store_id": "nowhere"}, NotFound),
    ],
)
async def test_refusals(session: AsyncSession, change: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal) as refused:
        await bookings.book(session, replace(REQUEST, **change), now=NOW)  # type: ignore[arg-type]
    assert not session.new
    if refusal is not NotFound:
        assert refused.value.alternatives  # type: ignore[attr-defined]


async def test_closed_store_says_when_it_opens(session: AsyncSession) -> None:
    with pytest.raises(StoreClosed) as closed:
        await bookings.book(session, replace(REQUEST, store_id="hill", start=at("2026-11-24T10:00")), now=NOW)
    assert closed.value.next_opening == at("2026-11-25T08:30")


async def test_car_and_motorcycle_have_lanes_of_their_own(session: AsyncSession) -> None:
    await bookings.book(session, REQUEST, now=NOW)
    await bookings.book(session, replace(REQUEST, vehicle_kind="moto", plate="浙A7001"), now=NOW)
    await session.commit()
    assert await claims(session) == [("10:00", 0), ("10:00", 0)]


async def test_move_keeps_what_it_has_and_frees_the_rest(shop_db: Database) -> None:
    async with shop_db.session() as session:
        (await session.get_one(Store, "river")).bays = {"car": 1}
        await session.commit()
    async with shop_db.session() as session:
        booking = await bookings.book(session, REQUEST, now=NOW)
        await session.commit()
        assert await claims(session) == [("10:00", 0), ("10:30", 0)]
    async with shop_db.session() as session:
        moved = await bookings.find_by_no(session, booking.no)
        await bookings.reschedule(session, moved, now=NOW, start=TEN + timedelta(minutes=30))
        await session.commit()
        assert (moved.start, moved.end) == (TEN + timedelta(minutes=30), TEN + timedelta(minutes=90))
        assert await claims(session) == [("10:30", 0), ("11:00", 0)]


async def test_cancel_and_book_again_in_one_turn(shop_db: Database) -> None:
    async with shop_db.session() as session:
        booking = await bookings.book(session, REQUEST, now=NOW)
        await session.commit()
    async with shop_db.session() as session:
        await bookings.cancel(session, await bookings.find_by_no(session, booking.no), reason="改天")
        again = await bookings.book(session, REQUEST, now=NOW)
        assert [b.no for b in await bookings.of_conversation(session, "c1")] == [again.no]
        await session.commit()
    async with shop_db.session() as session:
        assert await claims(session) == [("10:00", 0)]
        cancelled = await bookings.find_by_no(session, booking.no)
        assert (cancelled.status, cancelled.cancel_reason) == ("cancelled", "改天")
        with pytest.raises(NotAllowed):
            await bookings.cancel(session, cancelled)
        with pytest.raises(NotAllowed):
            await bookings.reschedule(session, cancelled, now=NOW, start=TEN)


async def test_book_and_cancel_in_one_turn_leaves_no_claim(session: AsyncSession) -> None:
    booking = await bookings.book(session, REQUEST, now=NOW)
    await bookings.reschedule(session, booking, now=NOW, start=TEN + timedelta(hours=1))
    await bookings.cancel(session, booking)
    assert await slots.is_free(session, Wish("river", "保养"), TEN, now=NOW)
    await session.commit()
    assert await claims(session) == []


async def test_two_turns_on_one_booking_do_not_overwrite_each_other(shop_db: Database) -> None:
    async with shop_db.session() as session:
        booking = await bookings.book(session, REQUEST, now=NOW)
        await session.commit()
    async with shop_db.session() as first, shop_db.session() as second:
        mine, theirs = [await bookings.find_by_no(s, booking.no) for s in (first, second)]
        mine.note, theirs.note = "带上行驶证", "送洗车"
        await first.commit()
        with pytest.raises(StaleDataError):
            await second.commit()


async def test_free_slots_leave_out_what_is_taken(session: AsyncSession) -> None:
    await bookings.book(session, REQUEST, now=NOW)
    day = at("2026-11-25T00:00")
    free = await slots.free_slots(session, Wish("river", "保养"), day, day + timedelta(days=1), now=NOW, limit=99)
    assert len(free) == 18
    assert TEN not in {slot.start for slot in free}
    with pytest.raises(VehicleNotTaken):
        await slots.free_slots(session, Wish("hill", "保养", "moto"), day, day + timedelta(days=1), now=NOW)


async def test_why_a_range_has_nothing(session: AsyncSession) -> None:
    async def reason(wish: Wish, start: str, until: str) -> type[SlotRefusal]:
        refusal = await slots.range_refusal(session, wish, at(start), at(until), now=NOW)
        assert refusal.alternatives
        return type(refusal)

    river, hill = Wish("river", "保养"), Wish("hill", "保养")
    assert await reason(river, "2026-11-23T08:00", "2026-11-23T09:30") is InPast
    assert await reason(river, "2026-11-23T18:00", "2026-11-23T22:00") is StoreClosed
    assert await reason(hill, "2026-11-24T00:00", "2026-11-25T00:00") is StoreClosed
    assert await reason(Wish("hill", "保养", "moto"), "2026-11-25T08:00", "2026-11-25T12:00") is VehicleNotTaken
    await bookings.book(session, REQUEST, now=NOW)
    assert await reason(river, "2026-11-25T10:00", "2026-11-25T10:30") is SlotTaken


async def turn(db: Database, request: BookingRequest) -> Booking | SlotTaken:
    """What a turn does: read, add, commit; when a place was lost meanwhile, once more on the new state."""
    while True:
        async with db.session() as session:
            try:
                booking = await bookings.book(session, request, now=NOW)
                await asyncio.sleep(0)
                await session.commit()
                return booking
            except SlotTaken as refusal:
                return refusal
            except (IntegrityError, StaleDataError):
                await session.rollback()


@pytest.mark.parametrize("bays", [None, {"car": 2}])
async def test_two_hundred_race_for_the_last_place(shop_db: Database, bays: dict[str, int] | None) -> None:
    if bays:
        async with shop_db.session() as session:
            (await session.get_one(Store, "river")).bays = bays
            await bookings.book(session, REQUEST, now=NOW)
            await session.commit()
    results = await asyncio.gather(*(turn(shop_db, replace(REQUEST, conversation_id=f"racer {i}")) for i in range(200)))
    won = [result for result in results if isinstance(result, Booking)]
    lost = [result for result in results if isinstance(result, SlotTaken)]
    assert (len(won), len(lost)) == (1, 199)
    async with shop_db.session() as session:
        kept = await session.scalars(select(Booking).where(Booking.conversation_id.like("racer%")))
        assert [booking.no for booking in kept] == [won[0].no]
        offered = {slot for refusal in lost for slot in refusal.alternatives}
        assert all(refusal.alternatives for refusal in lost)
        for slot in offered:
            assert await slots.is_free(session, Wish(slot.store_id, "保养"), slot.start, now=NOW)


@pytest.mark.parametrize("prefix", PREFIXES.values())
async def test_numbers_can_be_said_aloud(prefix: str) -> None:
    drawn = {random_number(prefix, at("2026-11-23T00:30")) for _ in range(200)}
    assert all(re.fullmatch(rf"{prefix}261123\d{{4}}", number) for number in drawn)
    assert len(drawn) > 180
