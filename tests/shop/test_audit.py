"""The audit trail: only ever added to, and whoever changes or removes an entry is found out."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.db import Database
from bot.shop import audit
from bot.shop.models import AuditEntry, AuditHead
from tests.shop.conftest import NOW


async def write(db: Database, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        async with db.session() as session:
            audit.record(session, "a1", "reveal", f"order:{number}", now=NOW + timedelta(seconds=number), detail={"n": number})
            await session.commit()


async def verified(db: Database) -> audit.Verified:
    async with db.session() as session:
        return await audit.verify(session)


async def test_entries_are_chained(db: Database) -> None:
    assert await verified(db) == audit.Verified(0, 0, None)
    async with db.session() as session:
        for number in range(3):
            audit.record(session, "a1", "reveal", f"order:{number}", now=NOW)
        await session.commit()
    await write(db, 4, start=3)
    assert await verified(db) == audit.Verified(7, 0, None)
    async with db.session() as session:
        seqs = list(await session.scalars(select(AuditEntry.seq).order_by(AuditEntry.seq)))
    assert seqs == [1, 2, 3, 4, 5, 6, 7]


async def test_a_rolled_back_entry_leaves_no_gap(db: Database) -> None:
    await write(db, 1)
    async with db.session() as session:
        audit.record(session, "a1", "reveal", "order:lost", now=NOW)
        await session.flush()
        await session.rollback()
    await write(db, 1, start=1)
    assert await verified(db) == audit.Verified(2, 0, None)


@pytest.mark.parametrize("values", [{"actor": "a2"}, {"subject": "order:9"}, {"detail": {}}, {"at": NOW}, {"reason": "x"}])
async def test_a_changed_entry_is_found(db: Database, values: dict[str, object]) -> None:
    await write(db, 4)
    async with db.session() as session:
        await session.execute(update(AuditEntry).where(AuditEntry.seq == 2).values(values))
        await session.commit()
    assert (await verified(db)).broken == "entry 2 was changed"


async def test_missing_entries_are_found(db: Database) -> None:
    await write(db, 5)
    async with db.session() as session:
        await session.execute(delete(AuditEntry).where(AuditEntry.seq == 5))
        await session.commit()
    assert (await verified(db)).broken == "entries after 4 are missing"
    async with db.session() as session:
        await session.execute(delete(AuditEntry).where(AuditEntry.seq == 3))
        await session.commit()
    assert (await verified(db)).broken == "entries between 2 and 4 are missing"


async def test_an_end_that_was_turned_back_cannot_be_sealed_without_the_key(db: Database) -> None:
    await write(db, 3)
    async with db.session() as session:
        second = await session.scalar(select(AuditEntry.seal).where(AuditEntry.seq == 2))
        await session.execute(delete(AuditEntry).where(AuditEntry.seq == 3))
        await session.execute(update(AuditHead).values(seq=2, seal=b"\1" * 32))
        await session.commit()
    assert second is not None
    assert (await verified(db)).broken == "entries after 2 are missing"


async def test_the_oldest_may_go(db: Database) -> None:
    await write(db, 5)
    async with db.session() as session:
        await session.execute(delete(AuditEntry).where(AuditEntry.seq <= 2))
        await session.commit()
    assert await verified(db) == audit.Verified(3, 0, None)


async def test_entries_are_neither_changed_nor_removed_as_objects(db: Database) -> None:
    await write(db, 1)
    async with db.session() as session:
        entry = (await session.scalars(select(AuditEntry))).one()
        entry.actor = "nobody"
        with pytest.raises(TypeError):
            await session.flush()
        await session.rollback()
        await session.delete(entry)
        with pytest.raises(TypeError):
            await session.flush()


async def test_writers_at_the_same_time_do_not_fork_the_chain(db: Database) -> None:
    await write(db, 1)

    await asyncio.gather(*(write(db, 3, start=10 * number) for number in range(1, 9)))
    assert await verified(db) == audit.Verified(25, 0, None)
