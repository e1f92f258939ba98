"""A database for commands: migrated, with the keys to read it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli import CommandError
from bot.db import Database
from bot.db.crypto import Keyring, install_keyring
from bot.db.migrate import OutdatedDatabase, ensure_current
from bot.settings import Settings


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The configured database, with its keys.

    Raises:
        CommandError: it has to be upgraded first.
    """
    install_keyring(Keyring.from_text(settings.data_key, settings.index_key))
    try:
        await ensure_current(settings.database_url)
    except OutdatedDatabase as error:
        raise CommandError(str(error)) from error
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def unit_of_work(settings: Settings) -> AsyncIterator[AsyncSession]:
    """A session on the configured database, committed at the end unless an exception leaves it.

    Raises:
        CommandError: the database has to be upgraded first.
    """
    async with opened(settings) as database, database.session() as session:
        yield session
        await session.commit()
