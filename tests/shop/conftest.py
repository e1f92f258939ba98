"""A database for each test (SQLite, and PostgreSQL when BOT_TEST_POSTGRES is set) and a small shop to fill
it with.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

import bot.shop.models  # noqa: F401  (registers the tables)
from bot.clock import SHANGHAI
from bot.db import Base, Database
from bot.shop import world

POSTGRES = os.environ.get("BOT_TEST_POSTGRES", "")
SCHEMA = "shop_tests"

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
"""A Monday."""

WORLD: dict[str, Any] = {
    "default_store": "river",
    "stores": [
        {
            "id": "river",
            "name": "临江店",
            "address": "临江路1号",
            "phone": "0571-55500121",
            "vehicles": ["car", "moto"],
            "hours": "08:30-18:00",
        },
        {
            "id": "hill",
            "name": "山前店",
            "address": "山前路2号",
            "phone": "0571-55500122",
            "vehicles": ["car"],
            "hours": ["08:30-12:00", "13:00-18:00"],
            "closed_weekdays": ["tue"],
        },
    ],
    "calendar": {
        "public_holidays": ["2026-12-25"],
        "stores_closed": ["2026-12-25"],
        "stores_short_hours": {"dates": ["2026-12-31"], "hours": "09:30-16:30"},
    },
    "desk": {
        "workday": "08:30-18:00",
        "weekend": "09:00-16:00",
        "public_holiday": "closed",
        "agents": [{"id": "a1", "name": "林一", "online": True, "load": 0, "capacity": 2}],
    },
    "hotline_24h": "400-555-0120",
    "slots": {"step_minutes": 30, "default": "free"},
    "prices": [{"item": "标准洗车", "price": 40}, {"item": "小保养（全合成机油，轿车）", "price": "398起"}],
    "policy": {
        "complaint": {"first_answer_hours": 2, "solution_hours": 48},
        "rescue": {"available": "24小时", "usual_arrival_minutes": 30},
    },
}


def at(text: str) -> datetime:
    """A moment in Shanghai from ``2026-11-25T09:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest_asyncio.fixture(params=["sqlite", "postgres"])
async def db(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database with every table."""
    if request.param == "postgres":
        if not POSTGRES:
            pytest.skip("BOT_TEST_POSTGRES is not set")
        await _fresh_schema()
        database = Database(POSTGRES)
        for engine in (database.writer, database.reader):
            event.listen(engine.sync_engine, "connect", _use_schema)
    else:
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")
    async with database.writer.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield database
    await database.close()
    if request.param == "postgres":
        await _drop_schema()


@pytest_asyncio.fixture
async def shop_db(db: Database) -> Database:
    """A database with the small shop."""
    async with db.session() as session:
        await world.load(session, WORLD, now=NOW)
        await session.commit()
    return db


@pytest_asyncio.fixture
async def session(shop_db: Database) -> AsyncIterator[AsyncSession]:
    """A session on the small shop."""
    async with shop_db.session() as opened:
        yield opened


async def _fresh_schema() -> None:
    await _drop_schema()
    await _execute(f"CREATE SCHEMA {SCHEMA}")


async def _drop_schema() -> None:
    await _execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


async def _execute(statement: str) -> None:
    engine = create_async_engine(POSTGRES)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


def _use_schema(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET search_path TO {SCHEMA}")
    connection.commit()
    cursor.close()
