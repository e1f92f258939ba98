"""Articles are found by what customers write, and by nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from bot.db import Database
from bot.shop.article_index import SURE, KnowledgeIndex
from bot.shop.knowledge import Knowledge, load_articles, read_articles
from bot.shop.models import Article
from tests.shop.conftest import NOW

FOLDER = Path(__file__).parents[2] / "data" / "knowledge"
TABLE = yaml.safe_load((Path(__file__).parent / "knowledge_questions.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def index() -> KnowledgeIndex:
    return KnowledgeIndex(read_articles(FOLDER))


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("仪表盘有个黄色小水壶亮着啥意思", "lamp-coolant"),
        ("我这车多长时间该换机油啊", "oil-interval"),
        ("踩刹车吱吱叫是咋回事", "brake-noise"),
        ("电车到了冬天续航掉好多", "nev-winter-range"),
        ("快充是不是对电池不好", "nev-charging"),
        ("摩托链条多久上油", "moto-chain"),
        ("轮胎扎了个钉子", "tyre-puncture"),
        ("早上打不着火", "no-start"),
        ("怎么开专票", "invoice"),
        ("你们修完保多久", "repair-warranty"),
        ("刚刚追尾了该怎么处理", "after-accident"),
        ("车里空调一股霉味", "ac-care"),
        ("雨天过水坑熄火了", "rain-driving"),
        ("方向盘高速上发抖", "steering-shake"),
        ("防冻液能加自来水不", "coolant-change"),
        ("副厂件靠谱吗", "part-origins"),
    ],
)
def test_found(index: KnowledgeIndex, asked: str, slug: str) -> None:
    hits = index.search(asked)
    assert hits
    assert hits[0].article.slug == slug
    assert hits[0].article not in hits[0].related


@pytest.mark.parametrize(
    "asked",
    [
        "今天天气怎么样",
        "帮我订张机票",
        "二手车能卖多少钱",
        "我要投诉",
        "几点下班",
        "推荐个餐馆",
        "怎么缴违章",
        "",
        "？？？",
        "abc",
    ],
)
def test_not_found(index: KnowledgeIndex, asked: str) -> None:
    assert index.search(asked) == []


@pytest.mark.parametrize(("part", "least"), [("found", 0.95), ("unseen", 0.85)])
def test_customers_find_the_right_article_first(index: KnowledgeIndex, part: str, least: float) -> None:
    missed = []
    for question in TABLE[part]:
        hits = index.search(question["asked"], kind=question.get("kind"))
        wanted = question["slug"] if isinstance(question["slug"], list) else [question["slug"]]
        if not hits or hits[0].article.slug not in wanted:
            missed.append((question["asked"], hits[0].article.slug if hits else None))
    assert 1 - len(missed) / len(TABLE[part]) >= least, missed


@pytest.mark.parametrize(("part", "most"), [("none", 0.05), ("unseen_none", 0.15)])
def test_other_talk_is_rarely_answered(index: KnowledgeIndex, part: str, most: float) -> None:
    answered = [(text, hits[0].article.slug) for text in TABLE[part] if (hits := index.search(text))]
    assert len(answered) / len(TABLE[part]) <= most, answered
    sure = [text for text in TABLE[part] if index.search(text, least=SURE)]
    assert len(sure) <= 1, sure


def test_the_table_names_articles_and_copies_none_of_their_questions(index: KnowledgeIndex) -> None:
    slugs = {article.slug for article in index.articles}
    ways = {way for article in index.articles for way in (article.title, *article.questions)}
    for question in [*TABLE["found"], *TABLE["unseen"]]:
        wanted = question["slug"] if isinstance(question["slug"], list) else [question["slug"]]
        assert slugs >= set(wanted)
        assert question["asked"] not in ways


def test_related_articles_are_of_the_same_topic_and_found_by_their_slug(index: KnowledgeIndex) -> None:
    for article in index.articles:
        hit = index.find(article.slug)
        assert hit is not None
        assert len(hit.related) == 2, article.slug
        assert {other.topic for other in hit.related} == {article.topic}
        assert article not in hit.related
    assert index.find("gone") is None


def test_other_kinds_of_vehicle_are_left_out(index: KnowledgeIndex) -> None:
    assert index.search("多久保养一次", kind="moto")[0].article.slug == "moto-service"
    assert index.search("多久保养一次", kind="car")[0].article.slug == "oil-interval"


def test_articles_are_worth_reading() -> None:
    articles = read_articles(FOLDER)
    assert len(articles) >= 185
    for article in articles:
        assert len(article.questions) >= 4, article.slug
        assert 80 <= len(article.body) <= 400, article.slug


def test_bad_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("- {slug: x, title: t, topic: p, questions: [q]}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a.yml\[0\]: body missing"):
        read_articles(tmp_path)


@pytest.mark.asyncio
async def test_edited_articles_answer_at_once_and_are_not_overwritten(db: Database) -> None:
    knowledge = Knowledge()
    async with db.session() as session:
        assert await knowledge.find(session, "怎么开专票") == []
        added = await load_articles(session, FOLDER, now=NOW)
        await session.commit()
        assert added == len(read_articles(FOLDER))
        assert (await knowledge.find(session, "怎么开专票"))[0].article.slug == "invoice"
    async with db.session() as session:
        article = (await session.scalars(select(Article).where(Article.slug == "invoice"))).one()
        article.questions, article.updated_at = ["可以用购物卡吗"], NOW + timedelta(minutes=1)
        await session.commit()
    async with db.session() as session:
        assert (await knowledge.find(session, "能用购物卡吗"))[0].article.slug == "invoice"
        assert await load_articles(session, FOLDER, now=NOW) == 0
