"""Staff: log-in, throttling, who can take a conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop import staff
from bot.shop.errors import InvalidValue, NotAllowed, TooManyTries
from bot.shop.models import Staff
from tests.shop.conftest import NOW, at

pytestmark = pytest.mark.asyncio


async def test_create_and_log_in(session: AsyncSession) -> None:
    await staff.create(session, "沈二", "correct horse", now=NOW, role="supervisor")
    await session.commit()
    found = await staff.verify(session, "沈二", "correct horse", now=NOW)
    assert found is not None
    assert found.role == "supervisor"
    assert found.password_hash is not None
    assert found.password_hash.startswith("$argon2id$")
    with pytest.raises(NotAllowed):
        await staff.create(session, "沈二", "correct horse", now=NOW)


async def test_an_agent_of_the_description_gets_a_password(session: AsyncSession) -> None:
    made = await staff.create(session, "林一", "correct horse", now=NOW, capacity=5)
    assert (made.id, made.capacity) == ("a1", 5)


@pytest.mark.parametrize(
    ("name", "password", "role"),
    [(" ", "correct horse", "advisor"), ("沈二", "short", "advisor"), ("沈二", "long enough", "boss")],
)
async def test_accounts_that_cannot_be(session: AsyncSession, name: str, password: str, role: str) -> None:
    with pytest.raises(InvalidValue):
        await staff.create(session, name, password, now=NOW, role=role)


@pytest.mark.parametrize("name", ["沈二", "nobody"])
async def test_known_and_unknown_names_are_throttled_alike(session: AsyncSession, name: str) -> None:
    await staff.create(session, "沈二", "correct horse", now=NOW)
    await session.commit()
    for _ in range(5):
        assert await staff.verify(session, name, "wrong", now=NOW) is None
    await session.commit()
    with pytest.raises(TooManyTries):
        await staff.verify(session, name, "correct horse", now=NOW)
    later = NOW + timedelta(minutes=15)
    assert (await staff.verify(session, name, "correct horse", now=later) is not None) == (name == "沈二")


async def test_availability(session: AsyncSession) -> None:
    now = await staff.availability(session, now=NOW)
    assert (now.desk_open, [item.staff.id for item in now.free]) == (True, ["a1"])
    full = await staff.availability(session, now=NOW, loads={"a1": 2})
    assert (full.free, full.online[0].load) == ((), 2)
    night = await staff.availability(session, now=at("2026-11-23T22:30"))
    assert (night.desk_open, night.free, night.next_opening) == (False, (), at("2026-11-24T08:30"))


async def test_a_page_not_heard_of_is_gone(session: AsyncSession) -> None:
    (await session.get_one(Staff, "a1")).last_seen = NOW
    assert (await staff.availability(session, now=NOW + timedelta(seconds=59))).online
    assert not (await staff.availability(session, now=NOW + timedelta(seconds=60))).online
