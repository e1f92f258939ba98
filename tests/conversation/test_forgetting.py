"""A customer who is forgotten is nowhere in the tables any more; what the law keeps no longer names them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import bot.conversation.models  # noqa: F401  (registers the tables)
from bot.conversation import copies, forgetting
from bot.conversation.forgetting import Present
from bot.conversation.log import Draft, append
from bot.conversation.models import Conversation, DeskCounter, LogEvent, Note, SmsLogEntry, StoredTracker
from bot.db import Base, Database, Encrypted, EncryptedJson
from bot.shop import (
    audit,
    bookings,
    callbacks,
    complaints,
    customers,
    erasure,
    feedback,
    links,
    orders,
    privacy,
    ratings,
    rescue,
    vehicles,
)
from bot.shop.bookings import BookingRequest
from bot.shop.complaints import ComplaintRequest
from bot.shop.models import Booking, Callback, Consent, Customer, DeletionRequest, Vehicle, WorkOrder
from tests.shop.conftest import NOW, at, db, shop_db  # noqa: F401  (fixtures)

PHONE, NAME, PLATE, VIN = "13900015678", "何一诺", "浙A88K01", "LSVAM4187C2184847"
OTHER_PHONE, OTHER_PLATE = "13900019999", "浙A99K02"
HOME = "翠苑小区2幢"
SECRETS = (PHONE, NAME, HOME)
LATER = NOW + timedelta(days=5)


@pytest.fixture
async def session(shop_db: Database) -> AsyncIterator[AsyncSession]:  # noqa: F811
    async with shop_db.session() as opened:
        opened.add(DeskCounter(id=1, next_seq=1))
        await opened.commit()
        yield opened


async def fill(session: AsyncSession) -> str:
    """Two customers with one of everything, and what they said."""
    await one(session, OTHER_PHONE, OTHER_PLATE, "汪洋", "c9")
    customer = await one(session, PHONE, PLATE, NAME, "c1", HOME)
    await talk(session, "c2", customer.id, [f"{NAME} {PHONE}"])
    await session.commit()
    return customer.id


async def one(
    session: AsyncSession, phone: str, plate: str, name: str, talked: str, home: str = "别处"
) -> Customer:
    customer = await customers.find_or_create(session, phone, now=NOW, name=name)
    customer.points, customer.coupons = 50, [{"name": "洗车券", "expires": None}]
    car = await vehicles.find_or_create(session, plate, now=NOW, owner=customer)
    car.vin = VIN if plate == PLATE else None
    wish = BookingRequest(
        "river", "保养", f"保养，找{name}", at("2026-11-25T10:00" if home == HOME else "2026-11-25T15:00"), plate=plate, phone=phone, name=name, pickup=True,
        address=home, customer_id=customer.id, conversation_id=talked,
    )  # fmt: skip
    booking = await bookings.book(session, wish, now=NOW)
    await session.commit()
    order = await orders.open_order(
        session, store_id="river", plate=plate, phone=phone, actor="a1", now=NOW
    )
    order.description = f"找{name}"
    case = await complaints.file_complaint(session, ComplaintRequest(f"我是{name}", phone=phone, conversation_id=talked), now=NOW)
    await callbacks.promise(session, phone, now=NOW, reason=f"找{name}", conversation_id=talked)
    job = await rescue.request_rescue(session, now=NOW, location=home, phone=phone, conversation_id=talked)
    await session.commit()
    await ratings.rate(session, 5, now=NOW, episode=talked, comment=name, conversation_id=talked)
    feedback.store(session, f"{name}很满意", now=NOW, conversation_id=talked, customer_id=customer.id)
    privacy.record_consent(session, "marketing", "approved", now=NOW, customer_id=customer.id)
    links.issue(session, links.EXPORT, conversation_id=talked, customer_id=customer.id, now=NOW)
    order.stage, order.delivered_at = "DELIVERED", NOW
    booking.status, job.status, case.status = "done", "done", "closed"
    await talk(session, talked, customer.id, [f"我是{name}", f"电话{phone}"])
    await session.commit()
    return customer


async def talk(session: AsyncSession, conversation_id: str, customer_id: str, said: list[str]) -> None:
    session.add(
        Conversation(
            id=conversation_id, created_at=NOW, customer_id=customer_id, verified=True, consented_at=NOW, consent_version="1"
        )
    )
    await session.flush()
    drafts = [Draft("message", "customer", {"type": "text", "text": text}) for text in said]
    await append(session, conversation_id, drafts, now=NOW)
    session.add(StoredTracker(conversation_id=conversation_id, body={"said": said}, saved_at=NOW))
    session.add(Note(conversation_id=conversation_id, at=NOW, text=said[0]))
    session.add(SmsLogEntry(id=f"s{conversation_id}", at=NOW, conversation_id=conversation_id, phone=said[-1], text=said[-1]))


async def stored(session: AsyncSession) -> str:
    """Every encrypted value of every table, decrypted."""
    values: list[str] = []
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, Encrypted | EncryptedJson)]
        if columns:
            values += [str(value) for row in (await session.execute(select(*columns))).all() for value in row]
    return "\n".join(values)


async def forget(session: AsyncSession, customer: str, now: datetime = LATER, **options: Any) -> bool:
    request = await privacy.request_deletion(session, now=now, customer_id=customer, conversation_id="c1", **options)
    done = await forgetting.carry_out(session, request, now=now)
    await session.commit()
    return done


async def test_nothing_names_the_customer_any_more(session: AsyncSession) -> None:
    customer = await fill(session)
    before = await stored(session)
    assert all(secret in before for secret in SECRETS)
    assert await forget(session, customer)
    session.expire_all()
    after = await stored(session)
    assert [secret for secret in SECRETS if secret in after] == []
    assert OTHER_PHONE in after and "汪洋" in after
    assert await customers.find_by_phone(session, PHONE) is None


async def test_what_the_law_keeps_stays_without_the_customer(session: AsyncSession) -> None:
    customer = await fill(session)
    await forget(session, customer)
    session.expire_all()
    order = (await session.scalars(select(WorkOrder).where(WorkOrder.customer_id == customer))).one()
    assert (order.plate, order.phone, order.name, order.plate_tail_index) == (PLATE, None, None, None)
    car = (await session.scalars(select(Vehicle).where(Vehicle.id == order.vehicle_id))).one()
    assert (car.owner_id, car.vin) == (None, VIN)
    kept = await session.get_one(Customer, customer)
    assert (kept.points, kept.coupons, kept.member, kept.anonymised_at) == (0, [], None, LATER)
    booking = (await session.scalars(select(Booking).where(Booking.customer_id == customer))).one()
    assert (booking.plate, booking.service_text, booking.address) == (None, "保养", None)
    calls = list(await session.scalars(select(Callback.status).where(Callback.phone_index.is_(None))))
    assert calls == ["cancelled"]
    decisions = await session.scalars(select(Consent.decision).where(Consent.customer_id == customer))
    assert set(decisions) == {"approved", "withdrawn"}
    assert (await audit.verify(session)).broken is None


async def test_the_file_of_the_vehicle_goes_when_its_time_is_over(session: AsyncSession) -> None:
    customer = await fill(session)
    await forget(session, customer)
    assert await erasure.forget_old_files(session, now=NOW + timedelta(days=700)) == 0
    assert await erasure.forget_old_files(session, now=NOW + timedelta(days=1100), years=3) == 1
    await session.commit()
    session.expire_all()
    after = await stored(session)
    assert PLATE not in after and VIN not in after
    assert OTHER_PLATE in after
    assert (await session.scalars(select(WorkOrder).where(WorkOrder.customer_id == customer))).one().lines == []


async def test_conversations_no_longer_belong_to_anybody(session: AsyncSession) -> None:
    customer = await fill(session)
    await forget(session, customer)
    session.expire_all()
    rows = await session.scalars(select(Conversation).where(Conversation.id.in_(["c1", "c2"])))
    assert {(row.customer_id, row.verified, row.consented_at, row.epoch) for row in rows} == {(None, False, None, 1)}
    other = await session.get_one(Conversation, "c9")
    assert (other.verified, other.epoch) == (True, 0)
    talked = set(await session.scalars(select(LogEvent.conversation_id)))
    assert talked == {"c9"}


async def test_the_present_conversation_keeps_what_was_just_said(session: AsyncSession) -> None:
    customer = await fill(session)
    request = await privacy.request_deletion(session, now=LATER, customer_id=customer, conversation_id="c1")
    assert await forgetting.carry_out(session, request, now=LATER, present=Present("c1", 2))
    await session.commit()
    assert list(await session.scalars(select(LogEvent.seq).where(LogEvent.conversation_id == "c1"))) == [2]
    assert not list(await session.scalars(select(LogEvent.seq).where(LogEvent.conversation_id == "c2")))


@pytest.mark.parametrize("kind", ["order", "booking", "complaint", "rescue"])
async def test_what_is_under_way_comes_first(session: AsyncSession, kind: str) -> None:
    customer = await fill(session)
    if kind == "order":
        await orders.open_order(session, store_id="river", plate=PLATE, phone=PHONE, actor="a1", now=NOW)
    elif kind == "booking":
        wish = BookingRequest("river", "洗车", "洗车", at("2026-12-01T10:00"), plate=PLATE, phone=PHONE, name=NAME)
        await bookings.book(session, wish, now=NOW)
    elif kind == "complaint":
        await complaints.file_complaint(session, ComplaintRequest("太慢", phone=PHONE), now=NOW)
    else:
        await rescue.request_rescue(session, now=NOW, location="高架", phone=PHONE)
    await session.commit()
    assert not await forget(session, customer)
    assert PHONE in await stored(session)
    request = (await session.scalars(select(DeletionRequest))).one()
    assert (request.status, request.done_at) == ("requested", None)


async def test_a_chat_alone_leaves_the_records(session: AsyncSession) -> None:
    customer = await fill(session)
    assert await forget(session, customer, scope=privacy.CHAT)
    assert await session.get_one(Customer, customer)
    assert not list(await session.scalars(select(LogEvent).where(LogEvent.conversation_id.in_(["c1", "c2"]))))
    assert (await session.get_one(Conversation, "c1")).verified


async def test_a_copy_holds_everything_in_full_and_nothing_of_others(session: AsyncSession) -> None:
    customer = await fill(session)
    copied = await copies.copy_of(session, customer, actor="customer", now=NOW)
    text = str(copied)
    for value in (PHONE, NAME, PLATE, VIN, HOME, "找何一诺", "我是何一诺", "洗车券"):
        assert value in text, value
    for value in (OTHER_PHONE, OTHER_PLATE, "汪洋"):
        assert value not in text, value
    assert not any(isinstance(value, bytes) for value in leaves(copied))
    assert {len(copied[kind]) for kind in ("vehicles", "bookings", "orders", "complaints", "rescues")} == {1}
    assert [len(talked["messages"]) for talked in copied["conversations"]] == [2, 1]


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]
