"""A shop's database on both engines, emptied between histories."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import make_url

import bot.conversation.models
import bot.desk.models
import bot.shop.models  # noqa: F401
from bot.db import Base, Database
from bot.shop import world
from tests.figures.history import NOW

POSTGRES = os.environ.get("BOT_TEST_POSTGRES", "")

WORLD: dict[str, Any] = {
    "default_store": "river",
    "stores": [
        {"id": key, "name": name, "address": "a", "phone": "1", "vehicles": ["car"], "hours": "08:30-18:00"}
        for key, name in (("river", "滨江店"), ("hill", "山前店"))
    ],
    "calendar": {"public_holidays": ["2026-11-11"]},
    "desk": {
        "workday": ["08:30-12:00", "13:00-18:00"],
        "weekend": "09:00-16:00",
        "public_holiday": "closed",
        "agents": [{"id": "a1", "name": "林晓"}, {"id": "a2", "name": "周毅"}],
    },
}


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A shop in which nothing has happened yet."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}"
    name = f"figures_{uuid.uuid4().hex[:12]}"
    if request.param == "postgresql":
        if not POSTGRES:
            pytest.skip("BOT_TEST_POSTGRES is not set")
        await _statement(f"CREATE DATABASE {name}")
        url = make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    database = Database(url)
    async with database.writer.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.session() as session:
        await world.load(session, WORLD, None, now=NOW)
        await session.commit()
    yield database
    await database.close()
    if request.param == "postgresql":
        await _statement(f"DROP DATABASE {name} WITH (FORCE)")


async def _statement(statement: str) -> None:
    connection = await asyncpg.connect(POSTGRES.replace("+asyncpg", ""))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
