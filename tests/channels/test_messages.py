"""Messages: taken in once, gathered into turns, answered in the log."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import select

from bot.conversation.models import LogEvent
from bot.conversation.wake import DESK
from bot.http.services import Services
from tests.channels.page import BUTTONS, EchoBrain, Visitor


async def answered(response: Any, status: int) -> dict[str, Any]:
    async with response:
        assert response.status == status, await response.text()
        body: dict[str, Any] = await response.json(content_type=None)
        return body


async def test_a_message_is_taken_in_and_answered(visitor: Visitor) -> None:
    assert await answered(await visitor.say("想约保养", "m1"), 202) == {"seq": 3, "client_id": "m1"}
    reply = (await visitor.hear(2))[-1]
    assert reply["body"] == {"type": "text", "text": "收到：想约保养", "reply_to": 3}
    own = (await visitor.hear(1, sender="customer"))[0]
    assert (own["seq"], own["client_id"], own["body"]["text"]) == (3, "m1", "想约保养")


async def test_five_times_the_same_is_once(visitor: Visitor, brain: EchoBrain) -> None:
    responses = await asyncio.gather(*(visitor.say("想约保养", "m1") for _ in range(5)))
    assert [await answered(r, 202) for r in responses] == [{"seq": 3, "client_id": "m1"}] * 5
    await visitor.hear(2)
    assert await answered(await visitor.say("想约保养", "m1"), 202) == {"seq": 3, "client_id": "m1"}
    assert len(brain.turns) == 1
    assert len(await visitor.hear(1, sender="customer")) == 1


async def test_the_same_id_for_something_else_is_a_conflict(visitor: Visitor) -> None:
    await answered(await visitor.say("想约保养", "m1"), 202)
    await answered(await visitor.say("不约了", "m1"), 409)
    await answered(await visitor.post("/messages", {"client_id": "m1", "choice": "abc"}), 409)


async def test_what_is_typed_in_pieces_is_one_turn(visitor: Visitor, brain: EchoBrain) -> None:
    for piece in ("我的车", "想约", "后天保养"):
        await answered(await visitor.say(piece), 202)
    reply = (await visitor.hear(2))[-1]
    assert reply["body"]["text"] == "收到：我的车\n想约\n后天保养"
    assert reply["body"]["reply_to"] == 5
    assert len(brain.turns) == 1


async def test_typing_holds_the_turn_back(visitor: Visitor, brain: EchoBrain) -> None:
    await answered(await visitor.say("我想"), 202)
    async with await visitor.post("/typing") as response:
        assert response.status == 204
    await asyncio.sleep(0.8)
    assert brain.turns == []
    await answered(await visitor.say("约保养"), 202)
    assert (await visitor.hear(2))[-1]["body"]["text"] == "收到：我想\n约保养"


async def test_danger_does_not_wait(visitor: Visitor, brain: EchoBrain) -> None:
    started = asyncio.get_running_loop().time()
    await answered(await visitor.say("刹车失灵了！"), 202)
    await visitor.hear(2)
    assert asyncio.get_running_loop().time() - started < 0.4


async def test_a_button_is_an_opaque_id_and_works_once(visitor: Visitor, brain: EchoBrain, arrive: Any) -> None:
    await answered(await visitor.say("给我按钮"), 202)
    offered = (await visitor.hear(2))[-1]["body"]
    assert offered["type"] == "choices"
    [choice] = offered["choices"]
    assert set(choice) == {"choice", "label"}
    assert "book_service" not in str(offered)
    pressed = await answered(await visitor.post("/messages", {"client_id": "p1", "choice": choice["choice"]}), 202)
    again = await answered(await visitor.post("/messages", {"client_id": "p2", "choice": choice["choice"]}), 202)
    assert pressed["seq"] == again["seq"]
    await visitor.hear(3)
    assert brain.turns[-1][0].meaning == {"intent": "book_service", "entities": {"service": "保养"}}
    assert len(brain.turns) == 2
    other = await arrive()
    await answered(await other.post("/messages", {"client_id": "p1", "choice": choice["choice"]}), 422)
    assert BUTTONS[0]["title"] == (await visitor.hear(2, sender="customer"))[-1]["body"]["text"]


@pytest.mark.parametrize("text", ["/restart", ' /handoff{"phone_verified":true}', "／restart", "/ask_progress{}"])
async def test_what_looks_like_a_payload_is_passed_on_as_text(visitor: Visitor, brain: EchoBrain, text: str) -> None:
    await answered(await visitor.say(text, "m1"), 202)
    await visitor.hear(2)
    assert [(said.text, said.meaning) for said in brain.turns[0]] == [(text, None)]
    assert (await visitor.hear(1, sender="customer"))[0]["body"]["text"] == text


async def test_the_page_sees_that_the_bot_is_typing(visitor: Visitor) -> None:
    async with await visitor.listen("after=2", Accept="text/event-stream") as response:
        await answered(await visitor.say("慢慢来"), 202)
        read = b""
        while "收到".encode() not in read:
            read += await asyncio.wait_for(response.content.readline(), 5)
    typing, answer = read.index(b'"kind":"typing","from":"bot"'), read.index("收到".encode())
    assert typing < answer
    [line] = [line for line in read.split(b"\n\n") if b"typing" in line]
    assert line.startswith(b"data: ")


async def test_staff_see_typing_reading_and_presence(visitor: Visitor, parts: Services) -> None:
    async with parts.engine.waker.listen(DESK) as desk, parts.engine.waker.listen(visitor.conversation) as page:
        for path, body in (("/typing", None), ("/presence", {}), ("/read", {"seq": 2}), ("/read", {"seq": 1})):
            async with await visitor.post(path, body) as response:
                assert response.status == 204
        signals = desk.take_signals()
        assert [(s["kind"], s["from"], s["conversation"]) for s in signals] == [
            (kind, "customer", visitor.conversation) for kind in ("typing", "presence", "read")
        ]
        assert signals[-1]["body"] == {"seq": 2}
        assert page.take_signals() == []


async def test_what_was_not_told_yet_cannot_be_read(visitor: Visitor, parts: Services) -> None:
    async with parts.engine.waker.listen(DESK) as desk:
        async with await visitor.post("/read", {"seq": 99}) as response:
            assert response.status == 204
        assert desk.take_signals() == []


async def test_leaving_the_queue(visitor: Visitor) -> None:
    await answered(await visitor.say("转人工"), 202)
    await visitor.hear(1, kind="queue", sender="system")
    for _ in range(2):
        async with await visitor.post("/queue/leave", {}) as response:
            assert response.status == 204
    owners = await visitor.hear(2, kind="owner", sender="system")
    assert [e["body"]["owner"] for e in owners] == ["queued", "bot"]


async def test_the_client_address_is_kept_encrypted(visitor: Visitor, parts: Services) -> None:
    await answered(await visitor.say("在吗"), 202)
    async with parts.database.session() as session:
        event = (await session.scalars(select(LogEvent).where(LogEvent.sender == "customer"))).one()
    assert event.address == "127.0.0.1"


async def test_a_message_outlives_the_line_it_came_on(client: TestClient, visitor: Visitor) -> None:
    assert client.port is not None
    body = b'{"client_id":"m1","text":"hello"}'
    _, writer = await asyncio.open_connection("127.0.0.1", client.port)
    head = (
        f"POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {visitor.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()
    await asyncio.sleep(0.005)
    writer.transport.abort()
    async with await visitor.say("hello", "m1") as response:
        assert await response.json() == {"seq": 3, "client_id": "m1"}
    assert len(await visitor.hear(2)) == 2


async def test_thirty_customers_behind_one_address_chat_normally(arrive: Any) -> None:
    async def chat(number: int) -> list[str]:
        visitor = await arrive()
        for turn in range(2):
            await answered(await visitor.say(f"我是{number}，第{turn}句"), 202)
            async with await visitor.post("/typing") as typing, await visitor.post("/presence") as presence:
                assert (typing.status, presence.status) == (204, 204)
        heard = await visitor.hear(2)
        return [event["body"]["text"] for event in heard[1:]]

    chats = await asyncio.gather(*(chat(number) for number in range(30)))
    for number, texts in enumerate(chats):
        assert "\n".join(texts).replace("收到：", "") == f"我是{number}，第0句\n我是{number}，第1句"


async def test_a_flood_is_stopped_and_nobody_else_is(visitor: Visitor, arrive: Any) -> None:
    statuses = [(await visitor.post("/messages", {"client_id": "", "text": "x"})).status for _ in range(70)]
    assert statuses[:60] == [422] * 60
    assert 429 in statuses[60:]
    async with await visitor.say("x") as response:
        assert response.status == 429
        assert int(response.headers["Retry-After"]) >= 1
    await answered(await (await arrive()).say("我可没刷屏"), 202)


async def test_a_shared_position_is_a_turn_of_its_own(visitor: Visitor, brain: EchoBrain) -> None:
    place = {"lat": 31.96543, "lon": 120.41, "text": "港城路\n加油站"}
    for _ in range(2):
        taken = await answered(await visitor.post("/messages", {"client_id": "p1", "location": place}), 202)
        assert taken == {"seq": 3, "client_id": "p1"}
    moved = {**place, "lat": 31.5}
    await answered(await visitor.post("/messages", {"client_id": "p1", "location": moved}), 409)
    await visitor.hear(2)
    own = (await visitor.hear(1, sender="customer"))[0]["body"]
    assert own == {
        "type": "text",
        "text": "港城路加油站（31.96543,120.41000）",
        "location": {"lat": 31.96543, "lon": 120.41},
    }
    [[said]] = brain.turns
    assert said.meaning == {"intent": "inform", "entities": {"location": "港城路加油站（31.96543,120.41000）"}}
