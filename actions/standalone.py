"""A unit of work for actions that run outside a turn: under ``rasa run actions``, for ``rasa shell`` and development.

What an action writes is committed when it ends. There is no conversation log behind it, so hand-offs and text messages
that it asks for go nowhere.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache

from actions.context import TurnContext, use_opener
from bot import settings
from bot.clock import SystemClock
from bot.db import Database
from bot.db.crypto import Keyring, install_keyring


@lru_cache(maxsize=1)
def _database() -> Database:
    found = settings.load()
    install_keyring(Keyring.from_text(found.data_key, found.index_key))
    return Database(found.database_url)


@asynccontextmanager
async def own_turn(conversation_id: str) -> AsyncIterator[TurnContext]:
    """A turn of its own for ``conversation_id``, committed when the block ends without an exception."""
    async with _database().session() as session:
        yield TurnContext(session=session, now=SystemClock().now(), conversation_id=conversation_id)
        await session.commit()


use_opener(own_turn)
