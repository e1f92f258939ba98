"""Following the log: streams that resume, polls that wait, history that pages back."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.conversation.log import Draft, append
from bot.http.services import Services
from tests.channels.page import Visitor


async def write(parts: Services, visitor: Visitor, count: int) -> None:
    drafts = [Draft("message", "bot", {"type": "text", "text": f"第{n}条"}) for n in range(count)]
    async with parts.database.session() as session:
        await append(session, visitor.conversation, drafts, now=parts.clock.now())
        await session.commit()
    parts.engine.waker.wake([visitor.conversation])


async def stream(visitor: Visitor, count: int, query: str = "", **headers: str) -> list[dict[str, Any]]:
    """The first ``count`` events of a new stream, each checked against its id."""
    events: list[dict[str, Any]] = []
    async with await visitor.listen(query, Accept="text/event-stream", **headers) as response:
        event_id = None
        while len(events) < count:
            line = (await asyncio.wait_for(response.content.readline(), 5)).decode().rstrip()
            if line.startswith("id: "):
                event_id = int(line[4:])
            if line.startswith("data: "):
                events.append(json.loads(line[6:]))
                assert events[-1].get("seq") == event_id
    return events


async def test_an_event_has_the_shape_of_the_contract(visitor: Visitor) -> None:
    event = (await visitor.events())["events"][0]
    assert set(event) == {"seq", "at", "kind", "from", "body"}
    assert event["at"] == "2026-11-23T12:00:00.000+08:00"


async def test_a_stream_resumes_behind_the_last_event_id(visitor: Visitor, parts: Services) -> None:
    first = await stream(visitor, 2)
    await write(parts, visitor, 3)
    resumed = await stream(visitor, 3, "after=0", **{"Last-Event-ID": str(first[-1]["seq"])})
    assert [e["seq"] for e in first + resumed] == [1, 2, 3, 4, 5]


async def test_a_gap_of_two_hundred_is_made_good_without_a_hole(visitor: Visitor, parts: Services) -> None:
    await write(parts, visitor, 250)
    streamed = await stream(visitor, 250, "after=2")
    assert [e["seq"] for e in streamed] == list(range(3, 253))
    polled: list[int] = []
    after = 2
    while len(polled) < 250:
        answer = await visitor.events(f"after={after}&wait=1")
        polled += [e["seq"] for e in answer["events"]]
        after = answer["seq"]
    assert polled == list(range(3, 253))


async def test_a_poll_hears_of_an_event_while_it_waits(visitor: Visitor, parts: Services) -> None:
    waiting = asyncio.create_task(visitor.events("after=2&wait=25"))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await write(parts, visitor, 1)
    answer = await asyncio.wait_for(waiting, 5)
    assert (answer["seq"], answer["events"][0]["body"]["text"]) == (3, "第0条")


async def test_history_pages_back(visitor: Visitor, parts: Services) -> None:
    await write(parts, visitor, 118)
    newest = (await visitor.events("before=999999"))["events"]
    assert [newest[0]["seq"], newest[-1]["seq"], len(newest)] == [71, 120, 50]
    older = (await visitor.events(f"before={newest[0]['seq']}&limit=60"))["events"]
    assert [older[0]["seq"], older[-1]["seq"]] == [11, 70]
    assert [e["seq"] for e in (await visitor.events("before=11"))["events"]] == list(range(1, 11))
    assert (await visitor.events("before=1"))["events"] == []


async def test_nobody_hears_somebody_elses_conversation(visitor: Visitor, arrive: Any, parts: Services) -> None:
    other = await arrive()
    listening = asyncio.create_task(visitor.events("after=2&wait=1"))
    await asyncio.sleep(0.1)
    await write(parts, other, 1)
    assert (await listening)["events"] == []


@pytest.mark.parametrize("query", ["after=x", "after=-1", "wait=x", "before=", "before=1;DROP", "before=9&limit=x"])
async def test_a_parameter_that_is_no_number(visitor: Visitor, query: str) -> None:
    async with await visitor.listen(query) as response:
        assert response.status == 422
