"""Personal data is encrypted in the tables, searched by keyed indexes, masked on cards."""

from __future__ import annotations

import pytest
from sqlalchemy import LargeBinary, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Base
from bot.shop import bookings, callbacks, complaints, orders, rescue
from bot.shop.bookings import BookingRequest
from bot.shop.cards import booking_card, callback_card, order_card
from bot.shop.complaints import ComplaintRequest
from bot.shop.identifiers import mask_name, normalise_phone, normalise_plate
from bot.shop.models import Booking
from tests.shop.conftest import NOW, at

SECRETS = ("浙A88K01", "13900015678", "何一诺", "5678", "翠苑小区2幢")


async def fill(session: AsyncSession) -> None:
    booking = await bookings.book(
        session,
        BookingRequest(
            "river",
            "保养",
            "小保养，找何一诺",
            at("2026-11-25T10:00"),
            plate=SECRETS[0],
            phone=SECRETS[1],
            name=SECRETS[2],
            pickup=True,
            address=SECRETS[4],
        ),
        now=NOW,
    )
    await orders.check_in(session, booking, actor="a1", now=NOW)
    await complaints.file_complaint(session, ComplaintRequest("我是何一诺", phone=SECRETS[1]), now=NOW)
    await callbacks.promise(session, SECRETS[1], now=NOW, reason="找何一诺")
    await rescue.request_rescue(session, now=NOW, location=SECRETS[4], phone=SECRETS[1])


@pytest.mark.asyncio
async def test_no_personal_value_stands_in_a_table(session: AsyncSession) -> None:
    await fill(session)
    await session.commit()
    stored = []
    for table in Base.metadata.sorted_tables:
        rows = (await session.execute(text(f"SELECT * FROM {table.name}"))).all()
        stored += [bytes(value) if isinstance(value, memoryview) else value for row in rows for value in row]
    assert len(stored) > 50
    plain = [value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value) for value in stored]
    for secret in (SECRETS[0], SECRETS[1], SECRETS[2], SECRETS[4]):
        assert not [value for value in plain if secret in value]


@pytest.mark.asyncio
async def test_cards_are_masked(session: AsyncSession) -> None:
    await fill(session)
    found = (await bookings.of_plate(session, SECRETS[0], active=False))[0]
    shown = str([booking_card(found), *map(order_card, await orders.of_plate(session, SECRETS[0]))])
    assert "浙A***01" in shown
    assert SECRETS[0] not in shown
    call = await callbacks.promise(session, SECRETS[1], now=NOW)
    assert SECRETS[1] not in str(callback_card(call))


def test_indexes_follow_the_values() -> None:
    first = Booking(plate="浙a·88k01", phone="+86 139-0001-5678")
    second = Booking(phone="13900015678", plate="浙A88K01")
    assert first.plate_index == second.plate_index
    assert first.phone_index == second.phone_index
    assert first.plate_tail_index == second.plate_tail_index is not None
    second.phone = None
    assert (second.phone_index, second.plate_tail_index) == (None, None)


def test_every_personal_column_is_binary() -> None:
    personal = {"plate", "phone", "name", "vin", "address", "text", "location", "comment", "reason"}
    allowed = {
        ("stores", "name"),
        ("stores", "address"),
        ("stores", "phone"),
        ("staff", "name"),
        ("order_lines", "name"),
        ("quote_lines", "name"),
        ("quote_lines", "reason"),
        ("order_lines", "reason"),
        ("audit_entries", "reason"),
    }
    shop_tables = {
        mapper.local_table.name for mapper in Base.registry.mappers if "bot.shop" in mapper.class_.__module__
    }
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if table.name in shop_tables and column.name in personal and (table.name, column.name) not in allowed:
                kind = getattr(column.type, "impl", column.type)
                assert isinstance(kind, LargeBinary), f"{table.name}.{column.name}"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("+86 139 0001 5678", "13900015678"),
        ("008613900015678", "13900015678"),
        ("139-0001-5678", "13900015678"),
    ],
)
def test_phones_have_one_spelling(written: str, normal: str) -> None:
    assert normalise_phone(written) == normal


def test_plates_have_one_spelling() -> None:
    assert {normalise_plate(p) for p in ("浙a88k01", "浙A·88K01", "浙A-88K01", "浙Ａ８８Ｋ０１", " 浙A 88K01 ")} == {
        "浙A88K01"
    }


def test_names_are_masked() -> None:
    assert mask_name("何一诺") == "何**"
