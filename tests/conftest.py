"""What tests of the whole share: keys, the trained model, an empty database."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from bot.db.crypto import Keyring, install_keyring

if TYPE_CHECKING:
    from bot.brain.brain import Brain

settings.register_profile("long", max_examples=10_000)

KEYRING = Keyring.from_text(Keyring.new_key_text())


@pytest.fixture(autouse=True)
def _keys() -> None:
    install_keyring(KEYRING)


@pytest.fixture(scope="session")
def brain() -> Brain:
    """The real model, trained if its sources changed."""
    from bot.brain.brain import Brain
    from bot.nlu.wants import find_wants
    from bot.training import ensure_model

    return Brain(ensure_model(), find_wants)


@pytest.fixture(scope="session")
def _empty_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    from bot.conversation import models as _conversation_tables  # noqa: F401
    from bot.conversation.models import DeskCounter
    from bot.db import Base, Database
    from bot.shop import models as _shop_tables  # noqa: F401

    path = tmp_path_factory.mktemp("schema") / "empty.db"

    async def build() -> None:
        database = Database(f"sqlite+aiosqlite:///{path}")
        async with database.writer.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with database.session() as session:
            session.add(DeskCounter(id=1, next_seq=1))
            await session.commit()
        await database.close()

    asyncio.run(build())
    yield path
