"""What Alembic runs. Called by ``bot.db.migrate`` with a connection, or by the ``alembic`` command without one."""

from __future__ import annotations

import asyncio
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

import bot.conversation.models
import bot.desk.models
import bot.shop.models  # noqa: F401
from bot.db import Base, Encrypted, EncryptedJson, UtcDateTime


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Write our column types as what the database stores, so that a revision never depends on code of its time."""
    if kind == "type" and isinstance(item, Encrypted | EncryptedJson):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    """Run the revisions on ``connection``; the caller commits."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_from_command_line() -> None:
    """Run the revisions on the configured database: for ``alembic revision --autogenerate`` and the like."""
    from bot import settings

    engine = create_async_engine(settings.load().database_url)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    asyncio.run(migrate_from_command_line())
