"""Whatever is cancelled in the middle of a write must not keep others from writing."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, update

from bot.conversation.models import DeskCounter
from bot.db import Database


async def test_a_write_that_is_cancelled_gives_the_lock_up(_empty_database: Path, tmp_path: Path) -> None:
    path = tmp_path / "cancelled.db"
    path.write_bytes(_empty_database.read_bytes())
    database = Database(f"sqlite+aiosqlite:///{path}")

    def slowly(connection: Any, _record: Any) -> None:
        connection.create_function("slowly", 1, lambda value: time.sleep(0.2) or value)

    event.listen(database.writer.sync_engine, "connect", slowly)

    async def write(value: Any) -> None:
        async with database.session() as session:
            await session.execute(update(DeskCounter).values(next_seq=value).returning(DeskCounter.next_seq))
            await session.commit()

    cancelled = asyncio.create_task(write(func.slowly(7)))
    await asyncio.sleep(0.1)
    cancelled.cancel()
    # The result is kept, and with its traceback whatever the task held.
    (result,) = await asyncio.gather(cancelled, return_exceptions=True)
    assert isinstance(result, asyncio.CancelledError)
    began = time.monotonic()
    await write(8)
    assert time.monotonic() - began < 2
    await database.close()
