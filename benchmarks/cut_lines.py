"""Delivery over bad lines: every connection is cut, the server is killed, and nothing may get lost or come twice.

    python benchmarks/cut_lines.py [--minutes 10] [--customers 20] [--staff 3] [--kills 3] [--database URL]

Starts a server with the demonstration shop behind a proxy that cuts every connection after about 20 seconds, kills
the server with SIGKILL in between and starts it again. Customers and staff write and listen as the pages do: a
message is sent with its client id until it is taken in, a stream goes on after the last seq. In the end every reader
must have had every event of their log once and in order, and every log every message once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "a password of the benchmark"
LINE_LASTS = 20.0
"""Mean seconds after which the proxy cuts a connection."""
WRITE_EVERY = 4.0
CATCH_UP = 60.0
"""Seconds readers have, after the last message was taken in, to hear of everything."""
TEXTS = ("小保养多少钱", "你们周六开门吗", "机油灯亮了怎么办", "地址在哪", "你好", "质保多久")
CUT = (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError)


class Proxy:
    """Passes bytes on to ``port`` until it cuts."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.cuts = 0

    async def start(self) -> int:
        """Listen; the port."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            onward, back = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        pipes = [asyncio.create_task(_pipe(reader, back)), asyncio.create_task(_pipe(onward, writer))]
        life = random.expovariate(1 / LINE_LASTS)
        done, _ = await asyncio.wait(pipes, timeout=life, return_when=asyncio.FIRST_COMPLETED)
        self.cuts += not done
        for pipe in pipes:
            pipe.cancel()
        for end in (writer, back):
            end.transport.abort()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()


class Server:
    """The server's process, killed and started again."""

    def __init__(self, port: int, database: str) -> None:
        self.port = port
        self._environment = {**os.environ, "DATABASE_URL": database}
        self._process: subprocess.Popen[bytes] | None = None
        self.kills = 0
        self.away: list[float] = []

    def employ(self, name: str) -> None:
        """An account at the desk."""
        subprocess.run(
            [sys.executable, "-m", "bot", "staff", "add", name, "--role", "supervisor", "--ask"],
            cwd=ROOT, env=self._environment, check=True, stdout=subprocess.DEVNULL, input=PASSWORD, text=True,
        )  # fmt: skip

    async def start(self) -> None:
        """Start, and wait until it is ready."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve", "--demo", "--port", str(self.port)],
            cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        async with aiohttp.ClientSession() as http:
            for _ in range(1800):
                with suppress(*CUT):
                    async with http.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.1)
        raise SystemExit("the server was not ready within three minutes")

    async def kill(self) -> None:
        """SIGKILL, and a new process."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self.kills += 1
        await self.start()
        self.away.append(time.monotonic() - began)

    def stop(self) -> None:
        """Stop for good."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)


@dataclass
class Page:
    """A customer's or a member of staff's page: it writes until it is heard, and listens from where it was."""

    base: str
    headers: dict[str, str]
    events: list[dict[str, Any]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    after: int = 0
    lines: int = 0

    async def listen(self) -> None:
        """Follow the log for ever."""
        while True:
            with suppress(*CUT):
                async for event in self._stream():
                    if "seq" in event:
                        self.after = event["seq"]
                        self.events.append(event)
            await asyncio.sleep(random.uniform(0.2, 1.0))

    async def _stream(self) -> AsyncIterator[dict[str, Any]]:
        self.lines += 1
        headers = {**self.headers, "Accept": "text/event-stream", "Last-Event-ID": str(self.after)}
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=35)
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.get(f"{self.base}/events", headers=headers) as answer,
        ):
            answer.raise_for_status()
            async for line in answer.content:
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])

    async def send(self, path: str, body: dict[str, Any], *final: int) -> int:
        """POST until the server answered with a final status; which."""
        while True:
            with suppress(*CUT):
                timeout = aiohttp.ClientTimeout(total=10)
                async with (
                    aiohttp.ClientSession(timeout=timeout) as http,
                    http.post(f"{self.base}{path}", json=body, headers=self.headers) as answer,
                ):
                    await answer.read()
                    if answer.status in final:
                        return answer.status
            await asyncio.sleep(random.uniform(0.3, 1.2))

    async def say(self, path: str, text: str, *refused: int) -> bool:
        """Send a message; whether it was taken in."""
        client_id = uuid.uuid4().hex
        taken = await self.send(path, {"client_id": client_id, "text": text}, 202, *refused) == 202
        if taken:
            self.sent.append(client_id)
        return taken


async def customer(page: Page, until: float) -> None:
    """Write every few seconds."""
    while time.monotonic() < until:
        await page.say("/messages", random.choice(TEXTS))
        await asyncio.sleep(random.uniform(0.5, 1.5) * WRITE_EVERY)


async def clerk(page: Page, conversations: list[str], until: float) -> None:
    """Take conversations over, answer in them, give them back."""
    while time.monotonic() < until:
        one = f"/conversations/{random.choice(conversations)}"
        if await page.send(f"{one}/takeover", {}, 200, 403, 409) == 200:
            for _ in range(random.randint(1, 4)):
                if not await page.say(f"{one}/messages", "您好，正在为您查询", 409):
                    break
                await asyncio.sleep(random.uniform(0.5, 1.5) * WRITE_EVERY)
            await page.send(f"{one}/hand_back", {}, 200, 409)


async def open_customer(direct: str, through: str) -> tuple[Page, str]:
    """A visitor's page, and the id of the conversation."""
    async with aiohttp.ClientSession() as http, http.post(f"{direct}/api/v1/visitors", json={}) as answer:
        visitor = await answer.json()
    return Page(f"{through}/api/v1", {"Authorization": f"Bearer {visitor['token']}"}), visitor["conversation"]


async def open_clerk(direct: str, through: str, name: str) -> Page:
    """A logged-in member of staff, whose page begins where the desk's log is now."""
    async with aiohttp.ClientSession() as http:
        login = {"name": name, "password": PASSWORD}
        async with http.post(f"{direct}/api/v1/desk/login", json=login) as answer:
            answer.raise_for_status()
            cookie, me = answer.cookies["desk_session"].value, await answer.json()
        headers = {"Cookie": f"desk_session={cookie}", "X-CSRF-Token": me["csrf"]}
        async with http.get(f"{direct}/api/v1/desk/queue", headers=headers) as answer:
            after = (await answer.json())["seq"]
    return Page(f"{through}/api/v1/desk", headers, after=after)


async def whole_log(direct: str, page: Page, after: int) -> list[dict[str, Any]]:
    """Everything a page should have heard, read over a line that nobody cuts."""
    base = page.base.replace(page.base.split("/api/")[0], direct)
    events: list[dict[str, Any]] = []
    async with aiohttp.ClientSession(headers={**page.headers, "Accept": "application/json"}) as http:
        while True:
            async with http.get(f"{base}/events", params={"after": after}) as answer:
                answer.raise_for_status()
                found = [event for event in (await answer.json())["events"] if "seq" in event]
            if not found:
                return events
            events += found
            after = found[-1]["seq"]


@dataclass(frozen=True)
class Verdict:
    """What became of the messages and events of some pages."""

    who: str
    sent: int
    heard: int
    lost: int
    twice: int
    disordered: int
    lines: int

    @property
    def perfect(self) -> bool:
        """Whether everything arrived once and in order."""
        return not (self.lost or self.twice or self.disordered)


def judge(who: str, pages: list[Page], logs: list[list[dict[str, Any]]], logged: list[str]) -> Verdict:
    """Compare what pages heard with the logs, and what they sent with the client ids that were logged."""
    lost = twice = disordered = 0
    for page, log in zip(pages, logs, strict=True):
        heard = [event["seq"] for event in page.events]
        lost += len({event["seq"] for event in log} - set(heard))
        twice += len(heard) - len(set(heard))
        disordered += sum(b <= a for a, b in pairwise(heard))
        lost += sum(client_id not in logged for client_id in page.sent)
        twice += sum(logged.count(client_id) > 1 for client_id in page.sent)
    sent, heard_all = sum(len(page.sent) for page in pages), sum(len(page.events) for page in pages)
    return Verdict(who, sent, heard_all, lost, twice, disordered, sum(page.lines for page in pages))


async def run(options: argparse.Namespace, database: str) -> bool:
    """The whole play; whether everything arrived."""
    server = Server(_free_port(), database)
    await server.start()
    names = [f"客服{number}" for number in range(1, options.staff + 1)]
    for name in names:
        server.employ(name)
    proxy = Proxy(server.port)
    direct, through = f"http://127.0.0.1:{server.port}", f"http://127.0.0.1:{await proxy.start()}"
    try:
        opened = [await open_customer(direct, through) for _ in range(options.customers)]
        customers, conversations = [page for page, _ in opened], [conversation for _, conversation in opened]
        clerks = [await open_clerk(direct, through, name) for name in names]
        begins = [page.after for page in [*customers, *clerks]]
        listening = [asyncio.create_task(page.listen()) for page in [*customers, *clerks]]
        until = time.monotonic() + options.minutes * 60
        writing = [asyncio.create_task(customer(page, until)) for page in customers]
        writing += [asyncio.create_task(clerk(page, conversations, until)) for page in clerks]
        for _ in range(options.kills):
            await asyncio.sleep(options.minutes * 60 / (options.kills + 1))
            await server.kill()
        await asyncio.gather(*writing)
        caught_up = await _catch_up(direct, customers, clerks, begins)
        for task in listening:
            task.cancel()
        logs = [await whole_log(direct, p, b) for p, b in zip([*customers, *clerks], begins, strict=True)]
    finally:
        server.stop()
    logged = [event["client_id"] for log in logs[: len(customers)] for event in log if event.get("client_id")]
    verdicts = [
        judge("customers", customers, logs[: len(customers)], logged),
        judge("staff", clerks, logs[len(customers) :], logged),
    ]
    _print(options, proxy, server, caught_up, verdicts)
    return all(verdict.perfect for verdict in verdicts)


async def _catch_up(direct: str, customers: list[Page], clerks: list[Page], begins: list[int]) -> float:
    """Wait until every page has heard everything, or time is up; the seconds it took."""
    began = time.monotonic()
    while time.monotonic() - began < CATCH_UP:
        await asyncio.sleep(2)
        pages = [*customers, *clerks]
        behind = [p for p, b in zip(pages, begins, strict=True) if await whole_log(direct, p, max(p.after, b))]
        if not behind:
            break
    return time.monotonic() - began


def _print(
    options: argparse.Namespace, proxy: Proxy, server: Server, caught_up: float, verdicts: list[Verdict]
) -> None:
    away = ", ".join(f"{seconds:.0f}" for seconds in server.away) or "none"
    print(
        f"{options.minutes:g} minutes, {proxy.cuts} connections cut, {server.kills} times SIGKILL "
        f"(away {away} s), all caught up after {caught_up:.0f} s"
    )
    print(f"{'':<10} {'sent':>6} {'heard':>7} {'lost':>5} {'twice':>6} {'disordered':>11} {'lines':>6}")
    for v in verdicts:
        print(f"{v.who:<10} {v.sent:>6} {v.heard:>7} {v.lost:>5} {v.twice:>6} {v.disordered:>11} {v.lines:>6}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--customers", type=int, default=20)
    parser.add_argument("--staff", type=int, default=3)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--database", help="database URL (default: a fresh SQLite file)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        url = arguments.database or f"sqlite+aiosqlite:///{directory}/lines.db"
        sys.exit(0 if asyncio.run(run(arguments, url)) else 1)
