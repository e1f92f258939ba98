"""Knowledge at the desk: edited, tried out, retired; who may; what is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.conversation import retention
from bot.http.services import Services
from bot.shop.knowledge import note_miss, note_use
from bot.shop.models import ArticleUse, MissedQuestion
from tests.desk.people import NOON, Clerk, employ, on_every_engine

ARTICLE = {
    "title": "机油多久换一次",
    "topic": "保养",
    "kinds": ["car"],
    "questions": ["多久换机油"],
    "body": "一万公里或一年。",
}


@pytest.fixture
async def admin(client: Any) -> Clerk:
    return await employ(client, "管理员", role="admin")


@on_every_engine
async def test_from_draft_to_retired(admin: Clerk) -> None:
    tried = await admin.post("/articles/preview", {"question": "多久换机油", "document": ARTICLE})
    assert tried["nearest"][0]["title"] == ARTICLE["title"]
    assert (await admin.get("/articles"))["articles"] == []
    made = await admin.post("/articles", {"document": ARTICLE}, status=201)
    edited = {"version": made["version"], "document": {**made["document"], "body": "五千公里。"}}
    changed = await admin.post(f"/articles/{made['id']}", edited)
    stale = await admin.post(f"/articles/{made['id']}", {**edited, "document": {**ARTICLE, "title": "x"}}, status=409)
    assert stale["theirs"]["lines"] == [{"label": "正文", "before": "一万公里或一年。", "after": "五千公里。"}]
    (listed,) = (await admin.get("/articles?q=五千 机油"))["articles"]
    assert (listed["id"], listed["used"]) == (made["id"], 0)
    assert (await admin.get("/articles?q=轮胎"))["articles"] == []
    latest = (await admin.get(f"/shop/history?kind=article&subject={made['id']}"))["changes"][0]
    await admin.post(f"/shop/history/{latest['id']}/undo", {"version": changed["version"]})
    (listed,) = (await admin.get("/articles"))["articles"]
    assert listed["document"]["body"] == "一万公里或一年。"


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"title": ""}, "请填写标题"),
        ({"questions": []}, "请填写问法"),
        ({"questions": [""]}, "请填写问法"),
        ({"body": " "}, "请填写正文"),
        ({"kinds": ["train"]}, "适用车辆第 1 项填得不对"),
        ({"title": "题" * 121}, "标题最多 120 个字"),
    ],
)
async def test_bad_articles(admin: Clerk, change: dict[str, Any], title: str) -> None:
    for path in ("/articles", "/articles/preview"):
        body = {"document": {**ARTICLE, **change}, "question": "多久换机油"}
        assert (await admin.post(path, body, status=422))["title"] == title
    assert (await admin.get("/articles"))["articles"] == []


@on_every_engine
async def test_what_is_used_and_what_is_missing(admin: Clerk, parts: Services) -> None:
    made = await admin.post("/articles", {"document": ARTICLE}, status=201)
    async with parts.database.session() as session:
        note_use(session, made["id"], now=NOON)
        note_use(session, made["id"], now=NOON - timedelta(days=40))
        note_miss(session, "斯特林发动机怎么保养，我电话13800135678", now=NOON)
        note_miss(session, "斯特林发动机怎么保养？我电话13800135678", now=NOON)
        note_miss(session, "很久以前的问题", now=NOON - timedelta(days=31))
        await session.commit()
    (listed,) = (await admin.get("/articles"))["articles"]
    assert listed["used"] == 1
    (group,) = (await admin.get("/articles/missing"))["missing"]
    assert group["count"] == 2
    assert "13800135678" not in str(group)
    await retention.run(parts.database, now=NOON + timedelta(days=1))
    async with parts.database.session() as session:
        assert await session.scalar(select(func.count()).select_from(MissedQuestion)) == 2
        assert await session.scalar(select(func.count()).select_from(ArticleUse)) == 2


async def test_only_administrators(boss: Clerk) -> None:
    for path in ("/articles", "/articles/missing"):
        await boss.get(path, status=403)
    for path in ("/articles", "/articles/preview", "/articles/x"):
        await boss.post(path, {"document": ARTICLE, "question": "x", "version": "x"}, status=403)
