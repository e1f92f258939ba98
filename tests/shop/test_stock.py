"""Parts in stock: read strictly, found by the customer's word and vehicle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.db import Database
from bot.shop import world
from bot.shop.stock import StockItem, find_stock, read_stock
from bot.shop.world import WorldError
from tests.shop.conftest import NOW

ITEMS = read_stock(
    [
        {"part": "刹车片", "fits": ["朗逸", "宝来"], "qty": 0, "days": 2},
        {"part": "刹车片", "fits": "卡罗拉", "qty": 3},
        {"part": "蓄电池", "qty": 1},
    ]
)


def test_a_list_is_read() -> None:
    assert ITEMS[0] == StockItem("刹车片", ("朗逸", "宝来"), 0, 2)
    assert ITEMS[1].fits == ("卡罗拉",)
    assert read_stock([]) == []


@pytest.mark.parametrize(
    "rows",
    ["刹车片", [{"qty": 1}], [{"part": "x", "qty": -1}], [{"part": "x", "qty": "几个"}], [{"part": "x", "days": -2}]],
)
def test_nonsense_is_refused(rows: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_stock(rows)


def test_the_vehicle_decides() -> None:
    assert [item.qty for item in find_stock(ITEMS, "刹车片", ["大众", "朗逸"])] == [0]
    assert [item.qty for item in find_stock(ITEMS, "刹车皮", ["卡罗拉"])] == [3]
    assert [item.qty for item in find_stock(ITEMS, "刹车片")] == [3, 0]
    assert find_stock(ITEMS, "刹车片", ["奥迪", "A4"]) == []


def test_another_word_for_the_part_and_none() -> None:
    assert find_stock(ITEMS, "电瓶")[0].part == "蓄电池"
    assert find_stock(ITEMS, "水泵") == []


@pytest.mark.asyncio
async def test_a_description_says_where_its_stock_is_wrong(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "shop.yml"
    path.write_text(
        "world:\n  stores: [{id: a, name: 甲店, hours: '09:00-18:00'}]\n  stock: [{part: 机滤, qty: -3}]\n",
        encoding="utf-8",
    )
    async with db.session() as session:
        with pytest.raises(WorldError, match=r"stock.*机滤"):
            await world.load_file(session, path, now=NOW)
