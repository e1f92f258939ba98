"""Nothing blocks the event loop: a whole booking, watched step by step by the processor time of the loop's thread."""

from __future__ import annotations

import asyncio
import shutil
import time
from datetime import datetime
from pathlib import Path

from bot.brain.brain import Brain
from bot.clock import ManualClock, in_shanghai
from bot.conversation.engine import Engine
from bot.conversation.intake import Incoming
from bot.conversation.outbox import SmsLog
from bot.db import Database
from bot.shop import world

NOW = in_shanghai(datetime(2026, 11, 23, 10, 0))
WORLD = {
    "default_store": "river",
    "stores": [{"id": "river", "name": "滨江店", "address": "a", "phone": "1", "vehicles": ["car"], "hours": "08:30-18:00"}],
}
BOOKING = ("我想约个保养", "后天上午十点", "同意", "沪A73K58", "13806512749", "确认")
LONGEST_STEP = 0.020
"""Seconds of processor time; the machine's other load does not count."""


async def test_no_step_of_a_booking_holds_the_loop(brain: Brain, _empty_database: Path, tmp_path: Path) -> None:
    path = tmp_path / "loop.db"
    shutil.copy(_empty_database, path)
    database = Database(f"sqlite+aiosqlite:///{path}")
    async with database.session() as session:
        await world.load(session, WORLD, None, now=NOW)
        await session.commit()
    engine = Engine(database, brain, ManualClock(NOW), {"sms": SmsLog(database)})
    first = await engine.open_conversation("river")
    await _talk(engine, first, BOOKING)
    second = await engine.open_conversation("river")
    steps: list[float] = []
    watching = asyncio.create_task(_watch(steps))
    await _talk(engine, second, BOOKING)
    watching.cancel()
    await database.close()
    assert max(steps) < LONGEST_STEP, f"{max(steps) * 1000:.0f} ms in one step of {len(steps)}"


async def _talk(engine: Engine, conversation_id: str, texts: tuple[str, ...]) -> None:
    for number, text in enumerate(texts):
        await engine.post(conversation_id, Incoming(f"m{number}", text), "")
        while engine.gatherer._tasks:
            await asyncio.gather(*engine.gatherer._tasks.values())


async def _watch(steps: list[float]) -> None:
    while True:
        before = time.thread_time()
        await asyncio.sleep(0)
        steps.append(time.thread_time() - before)
