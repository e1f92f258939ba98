"""Links that open one thing for a while; the token itself is stored nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.shop import links
from bot.shop.errors import NotFound
from bot.shop.models import AccessLink
from tests.shop.conftest import NOW


async def issue(db: Database, purpose: str = links.RESUME) -> str:
    async with db.session() as session:
        token = links.issue(session, purpose, conversation_id="c1", now=NOW)
        await session.commit()
    return token


async def test_a_link_opens_what_it_is_for_until_it_expires(db: Database) -> None:
    token = await issue(db)
    async with db.session() as session:
        found = await links.find(session, links.RESUME, token, now=NOW + timedelta(hours=23))
        assert found.conversation_id == "c1"
        for purpose, wrong, at in (
            (links.EXPORT, token, NOW),
            (links.RESUME, token + "x", NOW),
            (links.RESUME, "", NOW),
            (links.RESUME, token, NOW + links.LIFETIMES[links.RESUME]),
        ):
            with pytest.raises(NotFound):
                await links.find(session, purpose, wrong, now=at)


async def test_a_used_link_opens_nothing(db: Database) -> None:
    token = await issue(db)
    async with db.session() as session:
        (await links.find(session, links.RESUME, token, now=NOW)).used_at = NOW
        await session.commit()
    async with db.session() as session:
        with pytest.raises(NotFound):
            await links.find(session, links.RESUME, token, now=NOW)


async def test_the_token_is_not_stored(db: Database) -> None:
    token = await issue(db)
    async with db.session() as session:
        row = (await session.scalars(select(AccessLink))).one()
    assert token not in "|".join(str(value) for value in vars(row).values())
    assert len(row.digest) == 32


async def test_old_links_are_forgotten(db: Database) -> None:
    await issue(db, links.EXPORT)
    await issue(db, links.RESUME)
    async with db.session() as session:
        assert await links.forget_old(session, now=NOW + timedelta(hours=1)) == 1
        await session.commit()
        assert [row.purpose for row in await session.scalars(select(AccessLink))] == [links.RESUME]
