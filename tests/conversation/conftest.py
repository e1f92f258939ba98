"""The desk of the conversation tests."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.conversation.engine import Engine
from bot.db import Database
from bot.shop import world
from tests.conversation.scripted import NOW, WORLD, Desk, ScriptedBrain


@pytest.fixture
async def desk(_empty_database: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    path = tmp_path / "turns.db"
    shutil.copy(_empty_database, path)
    database = Database(f"sqlite+aiosqlite:///{path}")
    async with database.session() as session:
        await world.load(session, WORLD, None, now=NOW)
        await session.commit()
    brain = ScriptedBrain()
    engine = Engine(database, brain, ManualClock(NOW), {})  # type: ignore[arg-type]
    desk = Desk(engine, brain)
    desk.conversation_id = await engine.open_conversation("river")
    yield desk
    await engine.stop()
    await database.close()
