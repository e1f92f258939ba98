"""A new data key: everything is written anew in batches, whatever interrupts it; fingerprints stay."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.clock import SHANGHAI
from bot.conversation.models import Conversation, LogEvent
from bot.db import Database
from bot.db.crypto import DecryptionError, Keyring, derived_index_key, install_keyring
from bot.db.rotation import rotate
from bot.shop import customers
from bot.shop.models import Customer
from tests.shop.conftest import db  # noqa: F401  (a fixture)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
OLD = Keyring.new_key_text("k1")
NEW = f"{Keyring.new_key_text('k2')},{OLD}"
INDEX = derived_index_key(OLD)
COUNT = 23


@pytest.fixture
async def filled(db: Database) -> AsyncIterator[Database]:  # noqa: F811
    install_keyring(Keyring.from_text(OLD))
    async with db.session() as session:
        for number in range(COUNT):
            session.add(Customer(phone=f"139000100{number:02d}", name=None if number % 2 else "何一诺", created_at=NOW))
        session.add(Conversation(id="c1", created_at=NOW))
        await session.flush()
        body = {"type": "text", "text": "你好"}
        session.add(LogEvent(conversation_id="c1", seq=1, at=NOW, kind="message", sender="bot", body=body))
        await session.commit()
    yield db


async def read(db: Database) -> tuple[int, str]:  # noqa: F811
    async with db.session() as session:
        found = [row.phone for row in await session.scalars(select(Customer))]
        said = await session.scalar(select(LogEvent.body))
        assert await customers.find_by_phone(session, "13900010007") is not None
    return len(set(found)), said["text"]


async def test_afterwards_the_old_key_can_go(filled: Database) -> None:
    install_keyring(Keyring.from_text(NEW, INDEX))
    assert await read(filled) == (COUNT, "你好")
    changed = await rotate(filled, batch=5)
    assert changed == {"customers": COUNT, "log_events": 1}
    assert await rotate(filled) == {}
    install_keyring(Keyring.from_text(NEW.split(",")[0], INDEX))
    assert await read(filled) == (COUNT, "你好")


async def test_a_run_that_was_cut_short_goes_on(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Keyring.from_text(NEW, INDEX)
    install_keyring(ring)
    decrypt, calls = ring.decrypt, iter(range(15))

    def cut_short(blob: bytes, column: str) -> bytes:
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return decrypt(blob, column)

    monkeypatch.setattr(ring, "decrypt", cut_short)
    with pytest.raises(KeyboardInterrupt):
        await rotate(filled, batch=4)
    monkeypatch.undo()
    install_keyring(Keyring.from_text(NEW, INDEX))
    left = (await rotate(filled, batch=4))["customers"]
    assert 0 < left < COUNT
    assert await read(filled) == (COUNT, "你好")


async def test_a_missing_key_is_named_and_nothing_is_lost(filled: Database) -> None:
    install_keyring(Keyring.from_text(Keyring.new_key_text("k3"), INDEX))
    with pytest.raises(DecryptionError, match="'k1' is missing"):
        await rotate(filled)
    install_keyring(Keyring.from_text(OLD))
    assert await read(filled) == (COUNT, "你好")


def test_the_index_key_is_its_own() -> None:
    own = Keyring.from_text(OLD, derived_index_key(Keyring.new_key_text()))
    assert own.blind_index("phone", "1") != Keyring.from_text(OLD).blind_index("phone", "1")
    assert Keyring.from_text(NEW).blind_index("phone", "1") == Keyring.from_text(OLD).blind_index("phone", "1")
