"""Nothing is kept longer than it is needed; running it again changes nothing more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.conversation import retention
from bot.conversation.models import Conversation, LogEvent, OutboxItem, SmsLogEntry
from bot.db import Database
from bot.shop import access, audit, codes, links, orders, privacy, rescue
from bot.shop.access import Attempt
from bot.shop.models import (
    AccessLink,
    AuditEntry,
    Customer,
    DeletionRequest,
    FailedTry,
    OneTimeCode,
    Rescue,
    ShopSettings,
)
from tests.conversation.test_forgetting import PHONE, PLATE, fill
from tests.shop.conftest import NOW, db, shop_db  # noqa: F401  (fixtures)

DAY = timedelta(days=1)


@pytest.fixture
async def full(shop_db: Database) -> Database:  # noqa: F811
    from bot.conversation.models import DeskCounter

    async with shop_db.session() as session:
        session.add(DeskCounter(id=1, next_seq=1))
        await session.commit()
        await fill(session)
        await codes.issue(session, PHONE, conversation_id="c1", now=NOW)
        access.record_failure(session, Attempt(PLATE, "c1", "203.0.113.1"), now=NOW)
        audit.record(session, "a1", "reveal", "order:1", now=NOW)
        links.issue(session, links.RESUME, conversation_id="c1", now=NOW)
        sent = OutboxItem(id="o1", kind="sms", payload={"phone": PHONE}, due_at=NOW, expires_at=NOW + DAY, done_at=NOW)
        session.add(sent)
        await session.commit()
    return shop_db


async def count(database: Database, kind: type) -> int:
    async with database.session() as session:
        return int(await session.scalar(select(func.count()).select_from(kind)) or 0)


async def test_each_class_goes_at_its_time(full: Database) -> None:
    for days, gone in (
        (0.5, set()),
        (3, {"codes", "failed_tries", "links", "outbox"}),
        (10, {"sms_log"}),
        (40, {"rescue_location"}),
        (200, {"chat"}),
        (400, {"audit"}),
    ):
        done = await retention.run(full, now=NOW + days * DAY)
        assert {name for name, rows in done.items() if rows} - {"links", "codes"} == gone - {"links", "codes"}, days
        assert not any((await retention.run(full, now=NOW + days * DAY)).values())
    for kind in (OneTimeCode, FailedTry, AccessLink, OutboxItem, SmsLogEntry, LogEvent, AuditEntry):
        assert await count(full, kind) == 0, kind
    async with full.session() as session:
        assert set(await session.scalars(select(Rescue.location))) == {None}
    assert await count(full, Conversation) == 3


async def test_the_shop_says_how_long_but_the_law_how_long_at_least(full: Database) -> None:
    async with full.session() as session:
        policy = {"retention": {"chat_days": 20, "audit_days": 30}}
        await session.execute(update(ShopSettings).values(policy=policy))
        await session.commit()
    done = await retention.run(full, now=NOW + 21 * DAY)
    assert done["chat"] == 5
    assert (await retention.run(full, now=NOW + 179 * DAY))["audit"] == 0
    assert (await retention.run(full, now=NOW + 181 * DAY))["audit"] == 1


async def test_an_open_rescue_keeps_its_place(full: Database) -> None:
    async with full.session() as session:
        await rescue.request_rescue(session, now=NOW, location="高架下", phone="13900010003")
        await session.commit()
    await retention.run(full, now=NOW + 90 * DAY)
    async with full.session() as session:
        assert set(await session.scalars(select(Rescue.location))) == {None, "高架下"}


async def test_a_deletion_is_done_as_soon_as_nothing_is_under_way(full: Database) -> None:
    async with full.session() as session:
        order = await orders.open_order(session, store_id="river", plate=PLATE, phone=PHONE, actor="a1", now=NOW)
        await session.commit()
        await privacy.request_deletion(session, now=NOW, customer_id=order.customer_id, conversation_id="c1")
        await session.commit()
        assert (await retention.run(full, now=NOW + 5 * DAY))["deletions"] == 0
        order.stage, order.delivered_at = "DELIVERED", NOW
        await session.commit()
    assert (await retention.run(full, now=NOW + 6 * DAY))["deletions"] == 1
    async with full.session() as session:
        request = (await session.scalars(select(DeletionRequest))).one()
        assert (request.status, request.done_at) == ("done", NOW + 6 * DAY)
        assert (await session.get_one(Customer, request.customer_id)).phone is None


async def test_a_wish_nobody_proved_deletes_nothing_and_is_forgotten(full: Database) -> None:
    async with full.session() as session:
        await privacy.request_deletion(session, now=NOW, conversation_id="c1")
        await session.commit()
    assert (await retention.run(full, now=NOW + 20 * DAY))["deletions"] == 0
    assert await count(full, LogEvent) == 5
    assert (await retention.run(full, now=NOW + 31 * DAY))["unproven_wishes"] == 1


async def test_once_a_day_whoever_comes_first(full: Database) -> None:
    assert await retention.run_if_due(full, now=NOW) is not None
    assert await retention.run_if_due(full, now=NOW + timedelta(hours=23)) is None
    assert await retention.run_if_due(full, now=NOW + DAY) is not None
