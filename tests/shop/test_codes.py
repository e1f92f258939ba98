"""One-time codes: bound to phone and conversation, short-lived, few tries, one use."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import SHANGHAI
from bot.db import Database
from bot.shop import access, codes
from bot.shop.codes import Verdict
from bot.shop.errors import TooManyTries
from bot.shop.models import OneTimeCode

PHONE = "13900010001"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


async def issue(db: Database, phone: str = PHONE, conversation: str = "c1", now: datetime = NOW) -> str:
    async with db.session() as session:
        code = await codes.issue(session, phone, conversation_id=conversation, now=now)
        await session.commit()
    return code


async def check(
    db: Database,
    code: str,
    phone: str = PHONE,
    conversation: str = "c1",
    now: datetime = NOW,
    purpose: str = codes.IDENTITY,
    address: str | None = None,
) -> Verdict:
    async with db.session() as session:
        verdict = await codes.check(
            session, code, phone, conversation_id=conversation, now=now, purpose=purpose, address=address
        )
        await session.commit()
    return verdict


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**codes.DIGITS:06d}"


async def test_right_once(db: Database) -> None:
    code = await issue(db)
    assert await check(db, code) is Verdict.RIGHT
    assert await check(db, code) is Verdict.SPENT


async def test_five_tries(db: Database) -> None:
    code = await issue(db)
    verdicts = [await check(db, other(code)) for _ in range(codes.TRIES)]
    assert verdicts == [Verdict.WRONG] * (codes.TRIES - 1) + [Verdict.SPENT]
    assert await check(db, code) is Verdict.SPENT


async def test_five_minutes(db: Database) -> None:
    code = await issue(db)
    assert await check(db, code, now=NOW + codes.LIFETIME + timedelta(seconds=1)) is Verdict.EXPIRED
    assert await check(db, code, now=NOW + codes.LIFETIME) is Verdict.RIGHT


async def test_bound_to_phone_and_conversation(db: Database) -> None:
    code = await issue(db)
    assert await check(db, code, phone="13900010002") is Verdict.SPENT
    assert await check(db, code, conversation="c2") is Verdict.SPENT
    await issue(db, conversation="c2", now=NOW)
    assert await check(db, code) is Verdict.RIGHT


async def test_bound_to_its_purpose(db: Database) -> None:
    code = await issue(db)
    assert await check(db, code, purpose=codes.RESUME) is Verdict.SPENT
    assert await check(db, code) is Verdict.RIGHT


async def test_a_code_for_another_purpose_leaves_it_open(db: Database) -> None:
    code = await issue(db)
    async with db.session() as session:
        await codes.issue(session, PHONE, conversation_id="c1", now=NOW, purpose=codes.RESUME)
        await session.commit()
    assert await check(db, code) is Verdict.RIGHT


async def test_wrong_codes_are_limited_by_address_whatever_the_conversation(db: Database) -> None:
    limit = access.LIMITS["code_addr"].tries
    for number in range(limit):
        assert await check(db, "000000", conversation=f"w{number}", address="203.0.113.9") is Verdict.SPENT
    code = await issue(db)
    with pytest.raises(TooManyTries):
        await check(db, code, address="203.0.113.9")
    assert await check(db, code, address="203.0.113.10") is Verdict.RIGHT


async def test_wrong_codes_are_limited_by_conversation(db: Database) -> None:
    for _ in range(access.LIMITS["code_conv"].tries):
        await check(db, "000000")
    with pytest.raises(TooManyTries):
        await check(db, "000000")
    assert await check(db, await issue(db, conversation="c2"), conversation="c2") is Verdict.RIGHT


async def test_a_correct_code_is_never_counted(db: Database) -> None:
    await check(db, await issue(db))
    async with db.session() as session:
        assert await access.failed_in_total(session, now=NOW) == 0


async def test_a_later_code_replaces_the_earlier(db: Database) -> None:
    first = await issue(db)
    second = await issue(db, now=NOW + timedelta(minutes=1))
    later = NOW + timedelta(minutes=2)
    if first != second:
        assert await check(db, first, now=later) is Verdict.WRONG
    assert await check(db, second, now=later) is Verdict.RIGHT


async def test_nobody_is_flooded(db: Database) -> None:
    for number in range(codes.SENT_AT_MOST):
        await issue(db, conversation=f"c{number}", now=NOW + timedelta(minutes=number))
    with pytest.raises(TooManyTries) as limit:
        await issue(db, conversation="c9", now=NOW + timedelta(minutes=30))
    assert limit.value.until == NOW + codes.SENT_WITHIN
    await issue(db, conversation="c9", now=NOW + codes.SENT_WITHIN + timedelta(seconds=1))


async def test_one_conversation_does_not_try_phone_after_phone(db: Database) -> None:
    for number in range(codes.SENT_AT_MOST):
        await issue(db, phone=f"1390001000{number}")
    with pytest.raises(TooManyTries):
        await issue(db, phone="13900010009")


async def test_neither_code_nor_phone_is_stored(db: Database) -> None:
    code = await issue(db)
    async with db.session() as session:
        row = (await session.scalars(select(OneTimeCode))).one()
    stored = b"|".join(str(value).encode() for value in vars(row).values())
    assert PHONE.encode() not in stored
    assert code.encode() not in row.digest
    assert len(row.digest) == 32


async def test_old_ones_are_forgotten(db: Database) -> None:
    await issue(db)
    async with db.session() as session:
        await codes.forget_old(session, now=NOW + codes.SENT_WITHIN + timedelta(seconds=1))
        await session.commit()
        assert (await session.scalars(select(OneTimeCode))).all() == []
