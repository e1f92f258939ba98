"""Bring a database to the tables this version needs (Alembic, ``migrations/``)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, inspect, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

_SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"
_LOCK = 0x63686578  # any number of our own: processes that start together migrate one after the other


class OutdatedDatabase(Exception):
    """The database has the tables of another version."""


async def upgrade(url: str) -> str:
    """Create or migrate the tables, all or nothing; the revision the database has then.

    Processes that do this together wait for each other.
    """
    async with _connection(url) as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        await connection.run_sync(_upgrade)
        return ",".join(await connection.run_sync(_revisions))


async def is_current(url: str) -> bool:
    """Whether the database has exactly the tables this version needs, as far as migrations know."""
    async with _connection(url) as connection:
        return await connection.run_sync(_revisions) == _heads()


async def is_empty(url: str) -> bool:
    """Whether the database has no tables at all."""
    async with _connection(url) as connection:
        return await connection.run_sync(lambda sync: not inspect(sync).get_table_names())


async def ensure_current(url: str) -> None:
    """Create the tables of an empty database; refuse one that another version made.

    Raises:
        OutdatedDatabase: it has to be upgraded, which only a person decides.
    """
    if await is_empty(url):
        await upgrade(url)
    elif not await is_current(url):
        raise OutdatedDatabase("The database is of another version: back it up, then run `python -m bot db upgrade`.")


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[AsyncConnection]:
    database = make_url(url).database
    if url.startswith("sqlite") and database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_async_engine(url)
    if engine.dialect.name == "sqlite":
        # Without these the driver commits before every CREATE and ALTER. Foreign keys stay off while tables are copied.
        event.listen(engine.sync_engine, "connect", _leave_transactions_to_us)
        event.listen(engine.sync_engine, "begin", _begin)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration breaks foreign keys: {broken[:3]}")


def _revisions(connection: Connection) -> tuple[str, ...]:
    return tuple(sorted(MigrationContext.configure(connection).get_current_heads()))


def _heads() -> tuple[str, ...]:
    return tuple(sorted(ScriptDirectory.from_config(_config()).get_heads()))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
