"""Serving an event log: server-sent events where they get through, long polling where they do not.

The database is the truth and wake-ups only wake: a stream reads what comes after the seq it has told last.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.conversation.wake import Listener, Waker
from bot.http.body import HIGHEST_SEQ, query_number, whole_number
from bot.http.problem import is_database_away
from bot.metrics import STREAMS

logger = logging.getLogger(__name__)

Event = dict[str, Any]
Fetch = Callable[[int, int], Awaitable[Sequence[Event]]]
"""``fetch(after, limit)``: the next events above seq ``after``, in order, at most ``limit``."""
Admit = Callable[[Sequence[Event]], Awaitable[Sequence[Event]]]

HEARTBEAT = 15.0
"""Seconds between comments on a silent stream, and between looks at a log whose wake-up was lost."""
LONGEST_WAIT = 25
"""Seconds a long poll may wait."""
STALLED_AFTER = 20.0
"""Seconds after which a client that does not read is let go; it resumes where it was."""
PAGE = 200
"""Events read at once."""
MOST_STREAMS = 8
"""Streams of one reader; one more closes the oldest, which may be a line that died unnoticed."""


@dataclass(frozen=True, slots=True)
class Log:
    """What a stream serves.

    Attributes:
        topic: the waker's name of the log, whose signals (typing, read) are passed on too.
        edge: ``customer`` or ``desk``, for the figures.
        reader: whose streams are counted together.
        admit: picks the signals that this reader may hear; without it, all.
    """

    fetch: Fetch
    waker: Waker
    topic: str
    edge: str
    reader: str
    admit: Admit | None = None

    async def heard(self, signals: Sequence[Event]) -> Sequence[Event]:
        """Those of the signals that this reader may hear."""
        return await self.admit(signals) if self.admit is not None and signals else signals


class _Stalled(Exception):
    """The client does not read what it is sent."""


class _Line:
    """One open stream or waiting poll."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.ended = False

    def end(self) -> None:
        self.ended = True
        self.listener.woken.set()


class Streams:
    """The open streams of this process."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], list[_Line]] = defaultdict(list)
        self._closed = False

    async def serve(self, request: web.Request, log: Log) -> web.StreamResponse:
        """Answer with a stream if the client asks for one, else with a long poll.

        Query: ``after`` (default 0) and, for a long poll, ``wait`` in seconds (default 0). ``Last-Event-ID``
        goes before ``after``.

        Raises:
            Problem: 422, a parameter is not a number.
        """
        after = query_number(request, "after", 0, HIGHEST_SEQ)
        is_stream = "text/event-stream" in request.headers.get("Accept", "")
        async with log.waker.listen(log.topic) as listener:
            with self._open(log, listener) as line:
                if not is_stream:
                    return await _poll(log, line, after, query_number(request, "wait", 0, LONGEST_WAIT))
                if last_event_id := request.headers.get("Last-Event-ID"):
                    after = whole_number(last_event_id, "Last-Event-ID", HIGHEST_SEQ)
                return await _stream(request, log, line, after)

    async def close(self) -> None:
        """End every stream and poll; their clients come back to the next process."""
        self._closed = True
        for lines in self._lines.values():
            for line in lines:
                line.end()

    @contextmanager
    def _open(self, log: Log, listener: Listener) -> Iterator[_Line]:
        line = _Line(listener)
        line.ended = self._closed
        key = (log.edge, log.reader)
        self._lines[key].append(line)
        if len(self._lines[key]) > MOST_STREAMS:
            self._lines[key].pop(0).end()
        STREAMS.labels(log.edge).inc()
        try:
            yield line
        finally:
            STREAMS.labels(log.edge).dec()
            if line in self._lines[key]:
                self._lines[key].remove(line)
            if not self._lines[key]:
                del self._lines[key]


OPEN_STREAMS: web.AppKey[Streams] = web.AppKey("open_streams", Streams)


def events_answer(events: Sequence[Event], seq: int) -> web.Response:
    """``{events, seq}``: passed as ``after``, ``seq`` goes on behind these events."""
    return web.json_response({"events": list(events), "seq": seq}, dumps=_dumps)


async def _poll(log: Log, line: _Line, after: int, wait: float) -> web.Response:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + wait
    while True:
        signals = await log.heard(line.listener.take_signals())
        events = await log.fetch(after, PAGE)
        remaining = deadline - loop.time()
        if signals or events or remaining <= 0 or line.ended:
            return events_answer([*signals, *events], events[-1]["seq"] if events else after)
        await line.listener.wait(min(remaining, HEARTBEAT))


async def _stream(request: web.Request, log: Log, line: _Line, after: int) -> web.StreamResponse:
    events = await log.fetch(after, PAGE)
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/event-stream; charset=utf-8",
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
        }
    )
    await response.prepare(request)
    try:
        await _write(response, b": open\n\n" + _encoded(events))
        while not line.ended:
            after = events[-1]["seq"] if events else after
            woken = len(events) == PAGE or await line.listener.wait(HEARTBEAT)
            signals = await log.heard(line.listener.take_signals())
            events = await log.fetch(after, PAGE)
            await _write(response, _encoded([*signals, *events]) or (b"" if woken else b": alive\n\n"))
    except _Stalled:
        logger.info("%s stream: the client does not read, let go", log.edge)
        if request.transport is not None:
            request.transport.abort()
    except ConnectionResetError:
        pass
    except Exception as error:
        # The answer has begun, so no problem can be told; the client comes back and is told then.
        if not is_database_away(error):
            logger.exception("%s stream failed", log.edge)
    return response


async def _write(response: web.StreamResponse, data: bytes) -> None:
    if not data:
        return
    try:
        await asyncio.wait_for(response.write(data), STALLED_AFTER)
    except asyncio.TimeoutError:
        raise _Stalled from None


def _encoded(events: Iterable[Event]) -> bytes:
    return "".join(
        (f"id: {event['seq']}\n" if "seq" in event else "") + f"data: {_dumps(event)}\n\n" for event in events
    ).encode()


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
