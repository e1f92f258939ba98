"""Wake-ups between two processes on PostgreSQL, and the look that finds lost ones on any database."""

from __future__ import annotations

import asyncio
import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import in_shanghai
from bot.conversation.intake import Incoming, open_conversation, take_in
from bot.conversation.wake import Waker
from bot.conversation.wire import Wire
from bot.db import Database

POSTGRES = os.environ.get("BOT_TEST_POSTGRES")
NOW = in_shanghai(datetime(2026, 11, 23, 10, 0))


async def test_a_lost_wake_up_costs_one_look(_empty_database: Path, tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    shutil.copy(_empty_database, path)
    database = Database(f"sqlite+aiosqlite:///{path}")
    conversation = await open_conversation(database, now=NOW, entry_store=None, greeting=[])
    waker = Waker()
    wire = Wire(database, waker, "p1")
    async with waker.listen(conversation) as listener:
        await wire.look()
        assert not await listener.wait(0.01)
        await take_in(database, conversation, Incoming("c1", "你好"), now=NOW, address="")
        await wire.look()
        assert await listener.wait(0.01)
        await wire.look()
        assert not await listener.wait(0.01)
    await database.close()


@pytest.mark.skipif(not POSTGRES, reason="BOT_TEST_POSTGRES is not set")
async def test_one_process_wakes_another() -> None:
    assert POSTGRES is not None
    databases = [Database(POSTGRES), Database(POSTGRES)]
    wakers = [Waker(), Waker()]
    wires = [Wire(databases[n], wakers[n], f"p{n}") for n in range(2)]
    for wire in wires:
        wire.start()
    async with wakers[1].listen("topic") as there, wakers[0].listen("topic") as here:
        for _ in range(50):
            wakers[0].wake(["topic"])
            if await there.wait(0.1):
                break
        else:
            pytest.fail("the other process was never woken")
        assert await here.wait(0.1)
    for wire in wires:
        await wire.stop()
    await asyncio.gather(*(database.close() for database in databases))
