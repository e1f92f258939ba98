"""The figures at the desk: recorded as things happen, shown to those who lead, exported for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from bot.clock import ManualClock
from bot.figures.catalogue import FIGURES
from tests.channels.page import Visitor
from tests.desk.people import Clerk, employ, on_every_engine

TODAY = "2026-11-23"


def figure(shown: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in shown["figures"] if item["id"] == name)
    return found


async def serve(waiting: Visitor, clerk: Clerk, clock: ManualClock, outcome: str = "solved") -> None:
    """Accept after a minute, answer half a minute later, close."""
    talk = f"/conversations/{waiting.conversation}"
    clock.advance(60)
    await clerk.post(f"{talk}/accept")
    clock.advance(30)
    await clerk.post(f"{talk}/messages", {"client_id": "m1", "text": "您好"}, status=202)
    await clerk.post(f"{talk}/close", {"outcome": outcome})


@on_every_engine
async def test_what_happens_becomes_figures(waiting: Visitor, zhou: Clerk, boss: Clerk, clock: ManualClock) -> None:
    await serve(waiting, zhou, clock)
    shown = await boss.get(f"/figures?from={TODAY}&to={TODAY}&by=person")
    assert [item["id"] for item in shown["figures"]] == [item.id for item in FIGURES]
    assert figure(shown, "waiting")["value"] == 60
    first = figure(shown, "first_reply")
    assert (first["value"], first["n"], first["spread"]["p90"], first["business"]["p50"]) == (90, 1, 90, 90)
    assert "机器人和系统消息不算" in first["definition"]
    assert figure(shown, "handoff")["part"] == 1
    assert figure(shown, "bot_response")["n"] == 1
    assert figure(shown, "csat_response") | {"n": 1, "value": 0} == figure(shown, "csat_response")
    (group,) = shown["groups"]
    assert (group["key"], group["label"], group["figures"]["first_reply"]["value"]) == (zhou.id, "周毅", 90)


async def test_spam_leaves_no_figure(waiting: Visitor, zhou: Clerk, boss: Clerk, clock: ManualClock) -> None:
    await serve(waiting, zhou, clock, outcome="spam")
    shown = await boss.get(f"/figures?from={TODAY}&to={TODAY}")
    assert {name: figure(shown, name)["n"] for name in ("waiting", "first_reply", "handoff", "bot_response")} == {
        "waiting": 0, "first_reply": 0, "handoff": 0, "bot_response": 0,
    }  # fmt: skip


async def test_figures_are_told_apart_by_store_and_day(arrive: Any, boss: Clerk) -> None:
    for store in ("river", "campus", "campus"):
        visitor = await arrive(store=store)
        async with await visitor.say("转人工"):
            await visitor.hear(1, kind="queue", sender="system")
    by_store = await boss.get("/figures?by=store")
    assert {group["label"]: group["figures"]["waiting"]["pending"] for group in by_store["groups"]} == {
        "滨江店": 1,
        "大学城店": 2,
    }
    of_one = await boss.get("/figures?store=campus")
    assert figure(of_one, "waiting")["pending"] == 2
    by_day = await boss.get("/figures?from=2026-11-22&to=2026-11-24")
    assert [(group["key"], "waiting" in group["figures"]) for group in by_day["groups"]] == [
        ("2026-11-22", False),
        ("2026-11-23", True),
        ("2026-11-24", False),
    ]


async def test_the_period_before_is_as_long_and_ends_where_this_one_begins(boss: Clerk) -> None:
    shown = await boss.get("/figures?from=2026-11-20&to=2026-11-22")
    assert shown["previous"] == {"from": "2026-11-17", "to": "2026-11-19"}


async def test_figures_are_for_those_who_lead(zhou: Clerk, client: TestClient) -> None:
    assert (await zhou.get("/figures", status=403))["title"] == "数据由店长和管理员查看"
    await zhou.get("/figures.csv", status=403)
    async with client.get("/api/v1/desk/figures") as response:
        assert response.status == 401


async def test_who_leads_one_store_sees_the_figures_of_that_store(arrive: Any, client: TestClient) -> None:
    for store in ("river", "campus", "campus"):
        visitor = await arrive(store=store)
        async with await visitor.say("转人工"):
            await visitor.hear(1, kind="queue", sender="system")
    lead = await employ(client, "江店长", role="supervisor", store_id="river")
    shown = await lead.get("/figures?by=store")
    assert (shown["store"], figure(shown, "waiting")["pending"]) == ("river", 1)
    assert [group["key"] for group in shown["groups"]] == ["river"]
    await lead.get("/figures?store=campus", status=403)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-11-24&to=2026-11-23", "from"),
        ("from=2025-01-01&to=2026-11-23", "from"),
        ("from=2026-02-31", "from"),
        ("to=gestern", "to"),
        ("by=hour", "by"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(boss: Clerk, query: str, field: str) -> None:
    assert (await boss.get(f"/figures?{query}", status=422))["field"] == field


async def test_the_file_opens_in_a_spreadsheet_and_runs_nothing(
    waiting: Visitor, client: TestClient, boss: Clerk, clock: ManualClock
) -> None:
    crook = await employ(client, '=HYPERLINK("http://evil")')
    await serve(waiting, crook, clock)
    async with client.get(f"/api/v1/desk/figures.csv?to={TODAY}&by=person", headers=boss.headers) as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert response.headers["Content-Disposition"] == 'attachment; filename="figures-2026-10-25-2026-11-23.csv"'
        body = await response.read()
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    by_title = {row[0]: row for row in rows if row}
    assert by_title["首次人工响应"][1:4] == ["90.0", "秒", "1"]
    assert "机器人和系统消息不算" in by_title["首次人工响应"][-1]
    names = {row[0] for row in rows if row and "HYPERLINK" in row[0]}
    assert names == {'\'=HYPERLINK("http://evil")'}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
