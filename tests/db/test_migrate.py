"""Migrations make the tables that the models describe, on every database."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

import bot.conversation.models
import bot.desk.models
import bot.shop.models  # noqa: F401
from bot.db import Base, migrate

POSTGRES = os.environ.get("BOT_TEST_POSTGRES")


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'deep' / 'shop.db'}"
        return
    if not POSTGRES:
        pytest.skip("BOT_TEST_POSTGRES is not set")
    name = f"migrate_{uuid.uuid4().hex[:12]}"
    server = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    async with server.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    async with server.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await server.dispose()


async def on(url: str, work: Any) -> Any:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        result = await connection.run_sync(work)
    await engine.dispose()
    return result


async def test_migrations_and_models_agree(url: str) -> None:
    await migrate.upgrade(url)

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)

    assert await on(url, differences) == []


async def test_an_empty_database_is_migrated_by_itself_and_an_old_one_is_not(url: str) -> None:
    assert await migrate.is_empty(url)
    assert not await migrate.is_current(url)
    await migrate.ensure_current(url)
    assert await migrate.is_current(url)
    await migrate.ensure_current(url)
    await on(url, lambda c: c.execute(text("UPDATE alembic_version SET version_num = 'older'")))
    assert not await migrate.is_current(url)
    with pytest.raises(migrate.OutdatedDatabase, match="db upgrade"):
        await migrate.ensure_current(url)


async def test_every_revision_can_be_taken_back(url: str) -> None:
    await migrate.upgrade(url)

    def downgrade(connection: Connection) -> None:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    await on(url, downgrade)
    assert await on(url, lambda c: inspect(c).get_table_names()) == ["alembic_version"]


async def test_processes_that_start_together_migrate_once(url: str) -> None:
    revisions = await asyncio.gather(*(migrate.upgrade(url) for _ in range(3)))
    assert len(set(revisions)) == 1
    assert await migrate.is_current(url)


async def test_a_migration_that_fails_leaves_no_trace(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: Connection) -> None:
        migrate_all(connection)
        raise RuntimeError("the power went")

    migrate_all = migrate._upgrade
    monkeypatch.setattr(migrate, "_upgrade", broken)
    with pytest.raises(RuntimeError, match="power"):
        await migrate.upgrade(url)
    assert await migrate.is_empty(url)
