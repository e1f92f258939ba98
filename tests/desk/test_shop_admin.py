"""The shop in the desk: changed by administrators, checked as a whole, with history and undo."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.http.services import Services
from bot.shop.models import AuditEntry, Booking, PriceItem, ShopChange, SlotClaim, Store
from bot.shop.shop import load_shop
from tests.desk.people import Clerk, employ, on_every_engine
from tests.desk.test_bad_input import NASTY, is_problem

PRICES = [{"item": "标准洗车", "price": "40"}, {"item": "小保养", "price": "398起", "note": "含机滤"}]


@pytest.fixture
async def admin(client: Any) -> Clerk:
    return await employ(client, "管理员", role="admin")


async def store_of(clerk: Clerk, store_id: str) -> dict[str, Any]:
    return next(s for s in (await clerk.get("/shop/stores"))["stores"] if s["id"] == store_id)


async def save(clerk: Clerk, path: str, seen: dict[str, Any], status: int = 200, **changes: Any) -> Any:
    confirmed = {"confirmed": True} if changes.pop("confirmed", False) else {}
    body = {"version": seen["version"], "document": {**seen["document"], **changes}, **confirmed}
    return await clerk.post(path, body, status=status)


@pytest.mark.parametrize("path", ["/shop/stores", "/shop/prices", "/shop/policy", "/shop/calendar", "/shop/stock", "/shop/recalls", "/shop/history"])
async def test_only_administrators(boss: Clerk, zhou: Clerk, path: str) -> None:
    assert (await boss.get(path, status=403))["title"] == "只有管理员可以查看和修改"
    await zhou.get(path, status=403)


async def test_only_administrators_write(boss: Clerk) -> None:
    await boss.post("/shop/prices", {"version": "x", "document": {"prices": []}}, status=403)
    await boss.post("/shop/stores", {"document": {"name": "新店", "hours": "09:00-18:00"}}, status=403)


@on_every_engine
async def test_hours_with_a_lunch_break(admin: Clerk, parts: Services) -> None:
    seen = await store_of(admin, "campus")
    hours = {day: ["08:00-12:00", "13:30-19:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    changed = await save(admin, "/shop/stores/campus", seen, hours=hours, closed_weekdays=["sat", "sun"])
    assert changed["document"]["hours"]["mon"] == ["08:00-12:00", "13:30-19:00"]
    assert changed["version"] != seen["version"]
    async with parts.database.session() as session:
        shop = await load_shop(session)
        assert shop.stores["campus"].closed_weekdays == [5, 6]
        assert await session.scalar(select(func.count()).where(AuditEntry.action == "shop_change")) == 1
    (entry,) = (await admin.get("/shop/history?kind=store&subject=campus"))["changes"]
    assert (entry["actor"]["name"], entry["title"], entry["version"]) == ("管理员", "大学城店", changed["version"])
    assert {"label": "周一", "before": "08:30-18:00", "after": "08:00-12:00、13:30-19:00"} in entry["lines"]
    assert {"label": "周六", "before": "08:30-18:00", "after": "店休"} in entry["lines"]


@pytest.mark.parametrize(
    ("change", "title", "field"),
    [
        ({"hours": {"mon": ["08:30-12:00", "11:00-18:00"]}}, "周一的时间段有重叠，请检查", "hours.mon"),
        ({"hours": {"mon": ["18:00-08:30"]}}, "周一的时间段“18:00-08:30”的结束时间要晚于开始时间，且不能跨过午夜", "hours.mon"),
        ({"hours": {"tue": ["八点"]}}, "周二的时间段“八点”写法不对，要像 08:30-18:00 这样", "hours.tue"),
        ({"name": ""}, "请填写名称", "name"),
        ({"name": "滨江店"}, "名称重复了，请检查", "name"),
        ({"name": "店" * 81}, "名称最多 80 个字", "name"),
        ({"vehicles": ["train"]}, "接待车型第 1 项填得不对", "vehicles[0]"),
        ({"bays": {"car": -1}}, "工位的汽车要在 0 到 200 之间", "bays.car"),
        ({"technicians": [{"name": "老周", "skills": ["做饭"]}]}, "技师第 1 项的技能第 1 项里有本店不做的项目或车型", "technicians[0].skills[0]"),
        ({"pickup": {"bands": [{"to_km": "近"}]}}, None, "pickup.bands[0]"),
        ({"night_repair": {"hours": "19:00-22:00", "surcharge_fen": 1.5}}, "金额要填 0 到 100 万元之间的数", "surcharge_fen"),
        ({"position": {"lat": 200, "lon": 0}}, None, "position"),
        ({"hours": {"mon": [["x"]]}}, None, "hours.mon"),
        ({"hours": {"\ud800": []}}, "内容里有无法识别的字符", "document"),
        ({"hours": [[[[[[[[[[[]]]]]]]]]]]}, "内容的层次太深", "document"),
    ],
)  # fmt: skip
async def test_bad_stores_change_nothing(
    admin: Clerk, parts: Services, change: dict[str, Any], title: str | None, field: str
) -> None:
    seen = await store_of(admin, "campus")
    problem = await save(admin, "/shop/stores/campus", seen, 422, **change)
    assert problem["field"] == field
    assert title is None or problem["title"] == title
    assert await store_of(admin, "campus") == seen
    async with parts.database.session() as session:
        assert await session.scalar(select(func.count()).select_from(ShopChange)) == 0


@on_every_engine
async def test_an_edit_over_a_newer_version(admin: Clerk, client: Any) -> None:
    other = await employ(client, "李店长", role="admin")
    seen = await store_of(admin, "campus")
    theirs = await save(other, "/shop/stores/campus", seen, phone="0571-88880000")
    problem = await save(admin, "/shop/stores/campus", seen, 409, phone="0571-99990000")
    assert (problem["reason"], problem["theirs"]["by"]) == ("outdated", "李店长")
    assert problem["theirs"]["lines"] == [{"label": "电话", "before": "0571-55500162", "after": "0571-88880000"}]
    assert problem["theirs"]["version"] == theirs["version"]
    assert (await store_of(admin, "campus"))["document"]["phone"] == "0571-88880000"


@on_every_engine
async def test_two_at_once(admin: Clerk, client: Any) -> None:
    other = await employ(client, "李店长", role="admin")
    seen = await admin.get("/shop/prices")
    bodies = [{"version": seen["version"], "document": {"prices": [{"item": name, "price": "1"}]}} for name in "甲乙"]
    answers = await asyncio.gather(admin.send("/shop/prices", bodies[0]), other.send("/shop/prices", bodies[1]))
    assert sorted(answer.status for answer in answers) == [200, 409]
    for answer in answers:
        answer.release()
    assert (await admin.get("/shop/history?kind=prices"))["total"] == 1


@on_every_engine
async def test_prices_and_undo(admin: Clerk, parts: Services) -> None:
    empty = await admin.get("/shop/prices")
    first = await save(admin, "/shop/prices", empty, prices=PRICES)
    dearer = [{**PRICES[0], "price": "45"}, PRICES[1]]
    await save(admin, "/shop/prices", first, prices=dearer)
    latest, _ = (await admin.get("/shop/history?kind=prices"))["changes"]
    assert latest["lines"] == [{"label": "标准洗车", "before": "40｜洗车", "after": "45｜洗车"}]
    back = await admin.post(f"/shop/history/{latest['id']}/undo", {"version": latest["version"]})
    assert back["version"] == first["version"]
    told = (await admin.get("/shop/history?kind=prices"))["changes"]
    assert [(entry["number"], entry.get("undo_of")) for entry in told] == [(3, latest["id"]), (2, None), (1, None)]
    async with parts.database.session() as session:
        rows = list(await session.scalars(select(PriceItem).order_by(PriceItem.rank)))
        assert [(row.item, row.fen) for row in rows] == [("标准洗车", 4000), ("小保养", 39800)]
    stale = await admin.post(f"/shop/history/{latest['id']}/undo", {"version": latest["version"]}, status=409)
    assert stale["reason"] == "outdated"


async def test_bad_prices(admin: Clerk) -> None:
    seen = await admin.get("/shop/prices")
    twice = await save(admin, "/shop/prices", seen, 422, prices=[PRICES[0], PRICES[0]])
    assert (twice["title"], twice["field"]) == ("价目第 2 项的项目名称重复了，请检查", "prices[1].item")
    missing = await save(admin, "/shop/prices", seen, 422, prices=[{"item": "洗车"}])
    assert missing["title"] == "请填写价目第 1 项的价格"


@on_every_engine
async def test_a_closure_lists_the_bookings_it_hits(admin: Clerk, parts: Services) -> None:
    seen = await admin.get("/shop/calendar")
    closed = [{"day": "2026-11-24", "kind": "closed", "store": "campus", "note": "停电"}]
    problem = await save(admin, "/shop/calendar", seen, 409, days=closed)
    assert problem["reason"] == "confirm"
    (hit,) = problem["bookings"]
    assert (hit["no"], hit["why"], hit["store"]["name"]) == ("B-2", "不在营业时间内", "大学城店")
    assert "13900139999" not in str(problem)
    assert "请先联系客户改约或取消" in problem["title"]
    assert (await admin.get("/shop/calendar")) == seen
    saved = await save(admin, "/shop/calendar", seen, days=closed, confirmed=True)
    async with parts.database.session() as session:
        assert (await session.scalars(select(Booking).where(Booking.no == "B-2"))).one().status == "confirmed"
    # A booking that was hit before is not asked about again.
    more = [*closed, {"day": "2026-12-31", "kind": "hours", "hours": ["09:30-16:30"]}]
    await save(admin, "/shop/calendar", saved, days=more)


async def test_days_gone_by_are_pointed_out(admin: Clerk) -> None:
    seen = await admin.get("/shop/calendar")
    days = [{"day": "2026-11-20", "kind": "closed"}]
    problem = await save(admin, "/shop/calendar", seen, 409, days=days)
    assert (problem["reason"], problem["past"], problem["bookings"]) == ("confirm", ["2026-11-20"], [])
    await save(admin, "/shop/calendar", seen, days=days, confirmed=True)


@pytest.mark.parametrize(
    ("days", "title"),
    [
        ([{"day": "2026-12-01", "kind": "closed"}] * 2, "日历第 2 项重复了，请检查"),
        ([{"day": "2026-12-01", "kind": "closed"}, {"day": "2026-12-01", "kind": "hours", "hours": ["9:00-12:00"]}], "同一天不能既是休息又是短时营业"),
        ([{"day": "2026-12-01", "kind": "hours"}], "请填写日历第 1 项的时间段"),
        ([{"day": "明天", "kind": "closed"}], "日历第 1 项的日期要写成 2026-01-31 这样"),
        ([{"day": "2026-12-01", "kind": "public_holiday", "store": "river"}], "法定假日和调休上班对全部门店生效，不能只选一家"),
        ([{"day": "2026-12-01", "kind": "closed", "store": "moon"}], "没有这家门店，或门店已停用"),
    ],
)  # fmt: skip
async def test_bad_days(admin: Clerk, days: list[dict[str, Any]], title: str) -> None:
    seen = await admin.get("/shop/calendar")
    assert (await save(admin, "/shop/calendar", seen, 422, days=days))["title"] == title


@on_every_engine
async def test_a_bay_that_is_booked(admin: Clerk, parts: Services) -> None:
    seen = await store_of(admin, "campus")
    roomy = await save(
        admin, "/shop/stores/campus", seen, bays={"car": 2}, technicians=[{"name": "老周", "skills": ["洗车"]}]
    )
    assert roomy["document"]["technicians"] == [{"name": "老周", "skills": ["洗车"]}]
    async with parts.database.session() as session:
        claims = list(await session.scalars(select(SlotClaim).where(SlotClaim.store_id == "campus")))
        assert {claim.lane for claim in claims} == {"car", "technician"}
    # One bay fewer: the booking moves to the one that is left, nobody has to be asked.
    one = await save(admin, "/shop/stores/campus", roomy, bays={"car": 1})
    problem = await save(admin, "/shop/stores/campus", one, 409, bays={"car": 0})
    assert [(hit["no"], hit["why"]) for hit in problem["bookings"]] == [("B-2", "工位或技师不够")]
    skilled = [{"name": "老周", "skills": ["保养"]}]
    problem = await save(admin, "/shop/stores/campus", one, 409, technicians=skilled)
    assert [hit["no"] for hit in problem["bookings"]] == ["B-2"]


@on_every_engine
async def test_stores_open_and_close_for_good(admin: Clerk, parts: Services) -> None:
    wish = {
        "name": "湖滨店",
        "hours": {"mon": "09:00-17:00"},
        "vehicles": ["car"],
        "phone": "0571-1",
        "address": "湖滨路1号",
    }
    made = await admin.post("/shop/stores", {"document": wish}, status=201)
    async with parts.database.session() as session:
        assert list((await load_shop(session)).stores) == ["river", "campus", made["id"]]
    (entry,) = (await admin.get("/shop/history?kind=store"))["changes"]
    assert entry["new"] is True
    gone = await admin.post(f"/shop/history/{entry['id']}/undo", {"version": entry["version"]})
    assert gone["document"]["active"] is False
    river = await store_of(admin, "river")
    problem = await save(admin, "/shop/stores/river", river, 422, active=False)
    assert problem["title"] == "这是默认门店，请先在“规则”里换一家默认门店"
    campus = await store_of(admin, "campus")
    problem = await save(admin, "/shop/stores/campus", campus, 409, active=False)
    assert [(hit["no"], hit["why"]) for hit in problem["bookings"]] == [("B-2", "门店已停用")]
    await save(admin, "/shop/stores/campus", campus, active=False, confirmed=True)
    async with parts.database.session() as session:
        assert list((await load_shop(session)).stores) == ["river"]
        assert (await session.get_one(Store, "campus")).active is False


@on_every_engine
async def test_policy_and_desk_hours(admin: Clerk, parts: Services) -> None:
    seen = await admin.get("/shop/policy")
    policy = {"invoice": ["电子普通发票"], "quote": {"diagnosis_fee_fen": 8000}, "complaint": {"first_answer_hours": 1}}
    changed = await save(admin, "/shop/policy", seen, hotline_24h="400-1", policy=policy)
    assert changed["document"]["policy"]["quote"] == {"diagnosis_fee_fen": 8000}
    async with parts.database.session() as session:
        settings = (await load_shop(session)).settings
        assert (settings.hotline, settings.policy["quote"]) == ("400-1", {"diagnosis_fee": 80})
        assert settings.desk["workday"] == ["08:30-18:00"]
    problem = await save(admin, "/shop/policy", changed, 422, policy={"complaint": {"solution_hours": -1}})
    assert (problem["title"], problem["field"]) == ("给出方案（小时）要填 0 以上的数", "policy.solution_hours")
    desk = await admin.get("/shop/desk_hours")
    await save(admin, "/shop/desk_hours", desk, weekend=[])
    async with parts.database.session() as session:
        assert (await load_shop(session)).settings.desk["weekend"] == []


async def test_saving_what_is_there_enters_nothing(admin: Clerk) -> None:
    for path in ("/shop/prices", "/shop/policy", "/shop/calendar", "/shop/desk_hours"):
        seen = await admin.get(path)
        assert await save(admin, path, seen) == seen
    assert (await admin.get("/shop/history"))["total"] == 0


PATHS = ("/shop/stores/campus", "/shop/calendar", "/shop/prices", "/shop/policy", "/shop/desk_hours")


@pytest.mark.parametrize("path", PATHS)
async def test_nasty_documents_are_refused_or_can_be_used(
    client: Any, admin: Clerk, parts: Services, path: str
) -> None:
    seen = await store_of(admin, "campus") if "stores" in path else await admin.get(path)
    for field in [*seen["document"], "privacy"]:
        clerk = await employ(client, field, role="admin")
        for value in [*NASTY[::3], [None], ["x" * 300], {"mon": 5}, [{"day": "2026-12-01", "kind": []}], {"quote": 5}]:
            document = {**seen["document"], field: value}
            async with await clerk.send(path, {"version": seen["version"], "document": document}) as response:
                text = await response.text()
                assert response.status == 200 or is_problem(response.status, text), (field, value, text)
                if response.status == 200:
                    seen = json.loads(text)
    async with client.get("/api/v1/shop") as response:
        assert response.status == 200
    async with parts.database.session() as session:
        await load_shop(session)


async def test_what_is_not_there(admin: Clerk) -> None:
    await admin.post("/shop/stores/moon", {"version": "x", "document": {}}, status=404)
    await admin.post("/shop/history/none/undo", {"version": "x"}, status=404)
    await admin.get("/shop/history?kind=moon", status=404)
