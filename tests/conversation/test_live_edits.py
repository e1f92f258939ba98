"""What is changed at the desk is what the bot says next, in this process and in every other one."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.brain.brain import Brain
from bot.conversation.intake import Incoming
from bot.conversation.log import events_after
from bot.converse.script import Conversation
from bot.converse.stage import Play, Stage
from bot.db import Database
from bot.shop.article_index import ArticleText
from bot.shop.editing.changes import Wish, change, entry_of, history, undo
from bot.shop.editing.documents import KINDS, WHOLE, version_of
from bot.shop.editing.figures import missed, uses
from bot.shop.knowledge import Knowledge, drafted, with_draft
from bot.shop.models import Article, ArticleUse, MissedQuestion
from tests.shop.conftest import NOW, WORLD

NEVER_WRITTEN = ArticleText(
    "hedgehog", "刺猬钻进机舱怎么办", "应急", (), ("发动机舱里有刺猬怎么处理", "机舱钻进去一只刺猬"), "先别点火，戴手套把刺猬请出来。"
)  # fmt: skip


@pytest.fixture
async def play(brain: Brain) -> AsyncIterator[Play]:
    stage = Stage(brain)
    await stage.prepare()
    script = Conversation(id="live", title="", clock=NOW, world=WORLD, given={}, turns=[], answers={}, expect=[])
    try:
        async with stage.set(script) as play:
            yield play
    finally:
        stage.close()


async def ask(play: Play, text: str) -> str:
    """What a new customer is answered."""
    conversation_id = await play.engine.open_conversation("river")
    before = (await play.engine.post(conversation_id, Incoming("m1", text), "")).seq
    await play.engine.gatherer.stop()
    while await play.engine.runner.run(conversation_id):
        pass
    async with play.engine.database.session() as session:
        return "\n".join(str(e.body) for e in await events_after(session, conversation_id, before) if e.sender == "bot")


async def edit(play: Play, kind: str, subject: str = WHOLE, **changes: Any) -> None:
    """A change as another process makes it: with connections of its own."""
    elsewhere = Database(play.engine.database.url)
    async with elsewhere.session() as session:
        seen = await KINDS[kind].read(session, subject)
        wish = Wish(KINDS[kind], subject, {**(seen or {}), **changes}, version_of(seen) if seen else None, "boss")
        await change(session, wish, now=NOW)
        await session.commit()
    await elsewhere.close()


async def take_back(play: Play) -> None:
    async with play.engine.database.session() as session:
        entries, _ = await history(session)
        entry = await entry_of(session, entries[0].id)
        kind = KINDS[entry.kind]
        version = version_of(await kind.read(session, entry.subject))
        await undo(session, entry, kind, version=version, actor="boss", confirmed=False, now=NOW)
        await session.commit()


async def test_hours_prices_and_policy(play: Play) -> None:
    assert "18:00" in await ask(play, "临江店几点关门")
    await edit(play, "store", "river", hours={"mon": ["07:15-11:45", "12:30-20:15"]})
    assert "20:15" in await ask(play, "临江店几点关门")
    await take_back(play)
    assert "20:15" not in await ask(play, "临江店几点关门")

    assert "40元" in await ask(play, "洗车多少钱")
    await edit(play, "prices", prices=[{"item": "标准洗车", "price": "47"}])
    assert "47元" in await ask(play, "洗车多少钱")

    await edit(play, "policy", policy={"invoice": ["数电普票"]})
    assert "数电普票" in await ask(play, "能开发票吗")


async def test_a_closed_day(play: Play) -> None:
    await edit(play, "calendar", days=[{"day": "2026-11-25", "kind": "closed"}])
    assert "休息" in await ask(play, "后天你们开门吗")


async def test_articles(play: Play) -> None:
    question = "机舱里钻进去一只刺猬咋办"
    assert "戴手套" not in await ask(play, question)
    document = {
        "title": NEVER_WRITTEN.title, "topic": "应急", "kinds": [], "questions": list(NEVER_WRITTEN.questions),
        "body": NEVER_WRITTEN.body, "active": True,
    }  # fmt: skip
    # Tried out before it is published: nobody else hears of it, and nothing is kept.
    async with play.engine.database.session() as session:
        with drafted(await with_draft(session, NEVER_WRITTEN)):
            rehearsed = await play.engine.runner.rehearse(question)
    assert "戴手套" in str(rehearsed.messages)
    assert "戴手套" not in await ask(play, question)
    async with play.engine.database.session() as session:
        assert await session.scalar(select(func.count()).where(ArticleUse.slug == "hedgehog")) == 0

    await edit(play, "article", "hedgehog", **document)
    assert "戴手套" in await ask(play, question)
    await edit(play, "article", "hedgehog", body="打电话给林业站。")
    assert "林业站" in await ask(play, question)
    await take_back(play)
    assert "戴手套" in await ask(play, question)
    await edit(play, "article", "hedgehog", active=False)
    assert "戴手套" not in await ask(play, question)
    async with play.engine.database.session() as session:
        assert (await uses(session, now=NOW))["hedgehog"] == 3


async def test_questions_without_an_article(play: Play) -> None:
    for number in ("13800135678", "13900139999"):
        await ask(play, f"我的电话{number}，沪A12345这车的斯特林回热器要怎么保养")
    async with play.engine.database.session() as session:
        groups = await missed(session, now=NOW)
        rows = list(await session.scalars(select(MissedQuestion)))
    assert "12345" not in str(groups) + str([row.text for row in rows])
    assert "13800135678" not in str(groups)


async def test_the_index_follows_an_edit_whatever_the_clocks_say(play: Play) -> None:
    mine = Knowledge()
    async with play.engine.database.session() as session:
        before = await mine.index(session)
        assert await mine.index(session) is before
        article = (await session.scalars(select(Article).order_by(Article.slug).limit(1))).one()
        # Another process whose clock is late: the moment of the edit is no later than any other.
        article.title = "改过的标题"
        await session.commit()
        assert (await mine.index(session)).find(article.slug).article.title == "改过的标题"  # type: ignore[union-attr]


async def test_nobody_waits_for_the_index(play: Play) -> None:
    """Rebuilt beside the loop: it stays free meanwhile."""
    import asyncio

    longest, done = 0.0, asyncio.Event()

    async def tick() -> None:
        nonlocal longest
        while not done.is_set():
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - began)

    ticking = asyncio.create_task(tick())
    async with play.engine.database.session() as session:
        await with_draft(session, NEVER_WRITTEN)
    done.set()
    await ticking
    assert longest < 0.25, longest
