"""Parts in stock and recalls, edited at the desk: live at once, each with a history of its own."""

from __future__ import annotations

from typing import Any

import pytest

from bot.http.services import Services
from bot.shop.models import ShopSettings
from bot.shop.recalls import find_recalls, recall_text
from bot.shop.shop import SETTINGS_ID, load_shop
from bot.shop.stock import find_stock, read_stock
from tests.desk.people import Clerk, employ, on_every_engine
from tests.desk.test_shop_admin import save

PADS = {"part": "刹车片", "fits": ["朗逸", "宝来"], "qty": 0, "order_days": 2}
BATTERY = {"part": "蓄电池", "fits": [], "qty": 3, "order_days": None}
RECALL = {
    "brand": ["大众"], "model": ["朗逸"], "vin_prefix": [], "text": "高压油泵可能渗漏",
    "remedy": "免费更换", "date": "2026-03-01",
}  # fmt: skip


@pytest.fixture
async def admin(client: Any) -> Clerk:
    return await employ(client, "管理员", role="admin")


@on_every_engine
async def test_parts_are_live_at_once_and_come_back(admin: Clerk, parts: Services) -> None:
    empty = await admin.get("/shop/stock")
    assert empty["document"] == {"stock": []}
    saved = await save(admin, "/shop/stock", empty, stock=[PADS, BATTERY])
    assert saved["document"] == {"stock": [PADS, BATTERY]}
    async with parts.database.session() as session:
        items = read_stock((await load_shop(session)).settings.extra["stock"])
    assert [(item.qty, item.days) for item in find_stock(items, "刹车片", ["大众", "朗逸"])] == [(0, 2)]
    await save(admin, "/shop/stock", saved, stock=[{**PADS, "qty": 4}, BATTERY])
    latest, _ = (await admin.get("/shop/history?kind=stock"))["changes"]
    assert latest["lines"] == [{"label": "刹车片（朗逸、宝来）", "before": "无现货，订货 2 天", "after": "现货 4 件"}]
    back = await admin.post(f"/shop/history/{latest['id']}/undo", {"version": latest["version"]})
    assert (back["version"], back["document"]) == (saved["version"], saved["document"])


async def test_wrong_parts_are_refused_in_words(admin: Clerk) -> None:
    seen = await admin.get("/shop/stock")
    for wrong, title, field in (
        ([{**PADS, "part": " "}], "请填写配件第 1 项的名称", "stock[0].part"),
        ([PADS, {**PADS, "fits": ["宝来", "朗逸"]}], "配件第 2 项的名称重复了，请检查", "stock[1].part"),
        ([BATTERY, {**PADS, "qty": -1}], "配件第 2 项的数量要在 0 到 99999 之间", "stock[1].qty"),
        ([{**PADS, "order_days": 1.5}], "配件第 1 项的订货天数要填整数", "stock[0].order_days"),
    ):
        problem = await save(admin, "/shop/stock", seen, 422, stock=wrong)
        assert (problem["title"], problem["field"]) == (title, field)
    assert await admin.get("/shop/stock") == seen


@on_every_engine
async def test_recalls_are_found_by_vehicle_and_taken_back(admin: Clerk, parts: Services) -> None:
    saved = await save(admin, "/shop/recalls", await admin.get("/shop/recalls"), recalls=[RECALL])
    assert saved["document"] == {"recalls": [RECALL]}
    async with parts.database.session() as session:
        table = (await load_shop(session)).settings.recalls
    (found,) = find_recalls(table, brand="大众", model="朗逸 2021款")
    assert recall_text(found) == "高压油泵可能渗漏；免费更换；2026-03-01"
    (entry,) = (await admin.get("/shop/history?kind=recalls"))["changes"]
    assert entry["lines"] == [{"label": "大众 朗逸 2026-03-01", "after": "高压油泵可能渗漏；免费更换"}]
    back = await admin.post(f"/shop/history/{entry['id']}/undo", {"version": entry["version"]})
    assert back["document"] == {"recalls": []}
    nobody = await save(admin, "/shop/recalls", back, 422, recalls=[{**RECALL, "brand": [], "model": [""]}])
    assert nobody["title"] == "召回第 1 项的品牌、车型、车架号开头至少填一样"


async def test_rows_as_the_shop_described_them_are_shown_the_same_way(admin: Clerk, parts: Services) -> None:
    row = {"品牌": "本田", "车型": ["CR-V", "皓影"], "缺陷": "油位升高", "措施": "升级软件"}
    async with parts.database.session() as session:
        settings = await session.get_one(ShopSettings, SETTINGS_ID)
        settings.recalls, settings.extra = [row], {**settings.extra, "stock": [{"part": "机滤", "fits": "雅阁"}]}
        await session.commit()
    (shown,) = (await admin.get("/shop/recalls"))["document"]["recalls"]
    assert (shown["model"], shown["text"], shown["remedy"]) == (["CR-V", "皓影"], "油位升高", "升级软件")
    (part,) = (await admin.get("/shop/stock"))["document"]["stock"]
    assert part == {"part": "机滤", "fits": ["雅阁"], "qty": 0, "order_days": None}


async def test_lists_and_policy_do_not_overwrite_each_other(admin: Clerk) -> None:
    policy = await admin.get("/shop/policy")
    assert {"stock", "recall_table"} & set(policy["document"]) == set()
    stock = await save(admin, "/shop/stock", await admin.get("/shop/stock"), stock=[BATTERY])
    recalls = await save(admin, "/shop/recalls", await admin.get("/shop/recalls"), recalls=[RECALL])
    changed = await save(admin, "/shop/policy", policy, hotline_24h="400-555-0100")
    assert changed["document"]["hotline_24h"] == "400-555-0100"
    assert (await admin.get("/shop/stock"))["version"] == stock["version"]
    assert (await admin.get("/shop/recalls"))["version"] == recalls["version"]
