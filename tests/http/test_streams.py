"""A log over server-sent events and long polls: complete, in order, and without a thought for those who do not read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.conversation.wake import Waker
from bot.http import streams
from bot.http.problem import problem_middleware
from bot.http.streams import OPEN_STREAMS, Log, Streams

SSE = {"Accept": "text/event-stream"}


class Diary:
    """A log in memory."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.waker = Waker()
        self.away = False

    def write(self, count: int = 1, text: str = "") -> None:
        for _ in range(count):
            self.events.append({"seq": len(self.events) + 1, "text": text})
        self.waker.wake(["diary"])

    async def fetch(self, after: int, limit: int) -> Sequence[dict[str, Any]]:
        if self.away:
            raise ConnectionRefusedError
        return self.events[after : after + limit]


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
async def client(diary: Diary) -> AsyncIterator[TestClient]:
    async def serve(request: web.Request) -> web.StreamResponse:
        log = Log(diary.fetch, diary.waker, "diary", "test", request.query.get("reader", "somebody"))
        return await request.app[OPEN_STREAMS].serve(request, log)

    app = web.Application(middlewares=[problem_middleware])
    app[OPEN_STREAMS] = Streams()
    app.router.add_get("/events", serve)
    async with TestClient(TestServer(app)) as client:
        yield client
        await app[OPEN_STREAMS].close()


async def next_event(response: ClientResponse) -> tuple[str | None, dict[str, Any]]:
    """The next event's id and data; comments are passed over."""
    event_id = None
    while True:
        line = (await asyncio.wait_for(response.content.readline(), 5)).decode().rstrip("\n")
        if line.startswith("id: "):
            event_id = line[4:]
        if line.startswith("data: "):
            return event_id, json.loads(line[6:])


async def test_a_stream_tells_what_was_and_what_comes(client: TestClient, diary: Diary) -> None:
    diary.write(2)
    async with client.get("/events", headers=SSE) as response:
        assert response.content_type == "text/event-stream"
        assert await response.content.readline() == b": open\n"
        assert [(await next_event(response))[0] for _ in range(2)] == ["1", "2"]
        diary.write()
        assert await next_event(response) == ("3", {"seq": 3, "text": ""})


async def test_last_event_id_goes_before_after(client: TestClient, diary: Diary) -> None:
    diary.write(9)
    async with client.get("/events?after=2", headers={**SSE, "Last-Event-ID": "7"}) as response:
        assert [(await next_event(response))[0] for _ in range(2)] == ["8", "9"]


async def test_a_stream_pages_through_a_long_gap(client: TestClient, diary: Diary) -> None:
    diary.write(streams.PAGE * 2 + 3)
    async with client.get("/events?after=1", headers=SSE) as response:
        seen = [(await next_event(response))[0] for _ in range(streams.PAGE * 2 + 2)]
    assert seen == [str(seq) for seq in range(2, streams.PAGE * 2 + 4)]


async def test_passing_events_have_no_id(client: TestClient, diary: Diary) -> None:
    async with client.get("/events", headers=SSE) as response:
        await response.content.readline()
        diary.waker.signal("diary", {"kind": "typing"})
        assert await next_event(response) == (None, {"kind": "typing"})


async def test_a_silent_stream_shows_that_it_lives(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.02)
    async with client.get("/events", headers=SSE) as response:
        lines = [await asyncio.wait_for(response.content.readline(), 5) for _ in range(6)]
    assert lines == [b": open\n", b"\n", b": alive\n", b"\n", b": alive\n", b"\n"]


async def test_a_lost_wake_up_is_made_good(
    client: TestClient, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.02)
    async with client.get("/events", headers=SSE) as response:
        await response.content.readline()
        diary.events.append({"seq": 1})
        assert await next_event(response) == ("1", {"seq": 1})


async def test_a_poll_answers_at_once_with_what_there_is(client: TestClient, diary: Diary) -> None:
    diary.write(3)
    async with client.get("/events?after=1&wait=25") as response:
        assert await response.json() == {"events": diary.events[1:], "seq": 3}


async def test_a_poll_waits_for_the_next_event(client: TestClient, diary: Diary) -> None:
    diary.write()
    waiting = asyncio.create_task(client.get("/events?after=1&wait=25"))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    diary.write()
    async with await asyncio.wait_for(waiting, 5) as response:
        assert await response.json() == {"events": diary.events[1:], "seq": 2}


async def test_a_poll_ends_empty_after_its_wait(client: TestClient) -> None:
    started = asyncio.get_running_loop().time()
    async with client.get("/events?after=4&wait=1") as response:
        assert await response.json() == {"events": [], "seq": 4}
    assert 0.9 < asyncio.get_running_loop().time() - started < 3
    async with client.get("/events?after=4") as response:
        assert await response.json() == {"events": [], "seq": 4}


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=1.5", "after=１", "after=", "wait=a", "after=1_0"])
async def test_a_parameter_that_is_no_number(client: TestClient, query: str) -> None:
    async with client.get(f"/events?{query}") as response:
        assert response.status == 422


async def test_a_number_out_of_every_range_is_cut(client: TestClient) -> None:
    async with client.get("/events?after=999999999999999999") as response:
        assert (await response.json())["seq"] == 2**31 - 1
    async with client.get("/events", headers={**SSE, "Last-Event-ID": "soon"}) as response:
        assert response.status == 422


async def test_a_reader_has_so_many_streams_and_the_oldest_goes(client: TestClient, diary: Diary) -> None:
    opened = [await client.get("/events", headers=SSE) for _ in range(streams.MOST_STREAMS)]
    other = await client.get("/events?reader=other", headers=SSE)
    newest = await client.get("/events", headers=SSE)
    assert (await asyncio.wait_for(opened[0].content.read(), 5)).startswith(b": open")
    diary.write()
    for response in (*opened[1:], other, newest):
        assert (await next_event(response))[0] == "1"
        response.close()


async def test_closing_ends_streams_and_polls(client: TestClient) -> None:
    stream = await client.get("/events", headers=SSE)
    poll = asyncio.create_task(client.get("/events?wait=25"))
    await asyncio.sleep(0.1)
    await client.app[OPEN_STREAMS].close()
    assert await asyncio.wait_for(stream.content.read(), 5) == b": open\n\n"
    async with await asyncio.wait_for(poll, 5) as response:
        assert await response.json() == {"events": [], "seq": 0}


async def test_a_database_that_is_away_is_told_before_the_stream_begins(client: TestClient, diary: Diary) -> None:
    diary.away = True
    async with client.get("/events", headers=SSE) as response:
        assert response.status == 503


async def test_a_database_that_goes_away_ends_the_stream(client: TestClient, diary: Diary) -> None:
    async with client.get("/events", headers=SSE) as response:
        await response.content.readline()
        diary.away = True
        diary.write()
        assert await asyncio.wait_for(response.content.read(), 5) == b"\n"


async def test_who_does_not_read_is_let_go_and_holds_nobody_up(
    client: TestClient, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "STALLED_AFTER", 2.0)
    assert client.port is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port, limit=1024)
    writer.write(b"GET /events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
    await reader.readuntil(b": open")
    async with client.get("/events", headers=SSE) as attentive:
        await attentive.content.readline()
        diary.write(streams.PAGE, text="长" * 20_000)
        for _ in range(streams.PAGE):
            assert (await next_event(attentive))[0]
    for _ in range(100):
        if not diary.waker.topics():
            break
        await asyncio.sleep(0.05)
    assert diary.waker.topics() == set()
    writer.close()


async def test_a_client_that_left_leaves_nothing_behind(client: TestClient, diary: Diary) -> None:
    response = await client.get("/events", headers=SSE)
    await response.content.readline()
    assert diary.waker.topics() == {"diary"}
    response.close()
    for _ in range(100):
        if not diary.waker.topics():
            break
        await asyncio.sleep(0.02)
    assert diary.waker.topics() == set()
    assert not client.app[OPEN_STREAMS]._lines
