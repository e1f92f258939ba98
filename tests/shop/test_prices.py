"""The price list is found in a customer's words, and told in the shop's."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.nlu.lexicon import load_lexicon
from bot.shop import prices, world
from bot.shop.models import PriceItem
from bot.shop.policy import read_policy
from bot.shop.recalls import find_recalls
from bot.shop.services import CATEGORIES, category_of
from tests.shop.conftest import NOW

DEMO = Path(__file__).parents[2] / "data" / "shop" / "demo.yml"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("小保养多少钱", "小保养（矿物机油，含机滤）"),
        ("请问补个胎大概多少钱呀", "补胎（内贴片）"),
        ("洗车怎么收费", "标准洗车（轿车）"),
        ("洗一次摩托多少", "标准洗摩托车"),
        ("摩托车换链条要多少钱", "摩托车链条清洗上油"),
        ("换刹车皮多少钱", "前刹车片更换（一对，含工时）"),
        ("审车代办什么价", "年检代办（含上线检测费）"),
        ("空调加氟多少", "空调制冷剂添加（先检漏）"),
        ("喷一面漆多少钱", "单面喷漆（原厂色）"),
        ("电车保养贵不贵", "新能源车年度保养（三电检查、空调滤、刹车油）"),
        ("飞机票多少钱", None),
        ("贴膜多少钱", None),
        ("多少钱", None),
    ],
)
async def test_search(db: Database, asked: str, first: str | None) -> None:
    async with db.session() as session:
        await world.load_file(session, DEMO, now=NOW)
        await session.commit()
        found = await prices.search(session, asked)
    assert (found[0].item if found else None) == first


@pytest.mark.asyncio
async def test_the_kind_of_vehicle_decides(db: Database) -> None:
    async with db.session() as session:
        await world.load_file(session, DEMO, now=NOW)
        await session.commit()
        moto = await prices.search(session, "小保养", vehicle_kind="moto")
        car = await prices.search(session, "小保养", vehicle_kind="car")
    assert [item.item for item in moto] == ["摩托车小保养（机油机滤）"]
    assert not [item for item in car if "摩托" in item.item]


@pytest.mark.asyncio
async def test_nothing_is_invented(session: AsyncSession) -> None:
    assert await prices.search(session, "四轮定位多少钱") == []


def test_everything_the_lexicon_names_is_found_by_its_name() -> None:
    listed = {name for entry, name in load_lexicon().names() if entry.kind in ("part", "service_item")}
    lost = {name for name in listed if prices.score(f"{name}多少钱", PriceItem(item=name, note="")) < 0.99}
    assert len(listed) > 1000
    assert not lost


@pytest.mark.parametrize(
    ("written", "label"),
    [("398起", "398元起"), ("40", "40元"), ("300-500", "300-500元"), ("面议", "面议"), ("免费", "免费")],
)
def test_labels(written: str, label: str) -> None:
    assert prices.price_label(PriceItem(item="x", price_text=written)) == label


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("换机油", "保养"),
        ("刹车异响看一下", "检测"),
        ("检查冷却液", "检测"),
        ("换刹车片", "维修"),
        ("补胎", "轮胎"),
        ("四轮定位", "轮胎"),
        ("精洗一下", "洗车"),
        ("年审", "年检代办"),
        ("车门剐蹭了修一下", "钣喷"),
        ("保养", "保养"),
        ("随便聊聊", None),
    ],
)
def test_categories(words: str, category: str | None) -> None:
    assert category_of(words) == category


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_category_means_itself(category: str) -> None:
    assert category_of(category) == category


def test_policy_keeps_what_it_does_not_know() -> None:
    policy = read_policy({"invoice": "电子普通发票", "pets": "可以带"})
    assert (policy.invoice, policy.other, policy.rescue_arrival) == (
        ("电子普通发票",),
        {"pets": "可以带"},
        None,
    )


def test_recalls_agree_in_everything_named() -> None:
    table = [
        {"brand": "大众", "model": "朗逸", "text": "a"},
        {"vin_prefix": "LSVAM", "text": "b"},
        {"text": "c"},
    ]
    assert [row["text"] for row in find_recalls(table, brand="大众", model="朗逸 2021款")] == ["a"]
    assert [row["text"] for row in find_recalls(table, vin="lsvam4187c2184847")] == ["b"]
    assert find_recalls(table, brand="大众") == find_recalls([], brand="大众", model="朗逸") == []
