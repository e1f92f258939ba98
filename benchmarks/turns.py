"""Turns over HTTP: latency and throughput with 1 and 16 customers, start time and memory of a fresh server.

    python benchmarks/turns.py [--database URL] [--turns 40]

Starts a server of its own on a free port with the demonstration shop, talks to it as browsers do (POST a message,
wait for the answer) and prints one table. Latency counts from the end of the gathering window, as the engine's rules
say; every customer waits for the answer before writing again.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parents[1]
WINDOW = 0.4
SCRIPT = (
    "你好",
    "小保养多少钱",
    "你们周六开门吗",
    "地址在哪",
    "机油灯亮了怎么办",
    "后天上午十点约个小保养",
    "四轮定位多少钱",
    "先不约了",
    "质保多久",
    "谢谢",
)


@dataclass(frozen=True, slots=True)
class Load:
    """What one run measured: seconds of every turn, and of the whole run."""

    customers: int
    latencies: list[float]
    seconds: float


async def main(database: str | None, turns: int) -> None:
    """Start, measure, print."""
    with tempfile.TemporaryDirectory() as directory:
        url = database or f"sqlite+aiosqlite:///{directory}/bench.db"
        port = _free_port()
        started = time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve", "--demo", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url},
            stdout=subprocess.DEVNULL,
        )
        try:
            base = f"http://127.0.0.1:{port}"
            await _ready(base)
            start_seconds = time.perf_counter() - started
            loads = [await _load(base, customers, turns) for customers in (1, 16)]
            _print(url, start_seconds, _resident_mb(server.pid), loads)
        finally:
            server.terminate()
            server.wait(timeout=20)


async def _load(base: str, customers: int, turns: int) -> Load:
    started = time.perf_counter()
    async with aiohttp.ClientSession(base) as http:
        latencies = await asyncio.gather(*(_customer(http, turns) for _ in range(customers)))
    return Load(customers, [x for own in latencies for x in own], time.perf_counter() - started)


async def _customer(http: aiohttp.ClientSession, turns: int) -> list[float]:
    async with http.post("/api/v1/visitors", json={}) as answer:
        token = (await answer.json())["token"]
    headers = {"Authorization": f"Bearer {token}"}
    latencies = []
    for number in range(turns):
        text = SCRIPT[number % len(SCRIPT)]
        started = time.perf_counter()
        body = {"client_id": uuid.uuid4().hex, "text": text}
        while True:
            async with http.post("/api/v1/messages", json=body, headers=headers) as answer:
                if answer.status == 202:
                    seq = (await answer.json())["seq"]
                    break
                await asyncio.sleep(float(answer.headers.get("Retry-After", "1")))
                started = time.perf_counter()
        await _answered(http, headers, seq)
        latencies.append(time.perf_counter() - started - WINDOW)
    return latencies


async def _answered(http: aiohttp.ClientSession, headers: dict[str, str], seq: int) -> None:
    after = seq
    while True:
        params = {"after": str(after), "wait": "20"}
        polling = {**headers, "Accept": "application/json"}
        async with http.get("/api/v1/events", params=params, headers=polling) as answer:
            page = await answer.json()
        if any(e["from"] == "bot" and e["kind"] == "message" for e in page["events"]):
            return
        after = page.get("seq", after)


async def _ready(base: str) -> None:
    async with aiohttp.ClientSession(base) as http:
        for _ in range(1200):
            try:
                async with http.get("/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)
    raise SystemExit("the server was not ready within two minutes")


def _print(url: str, start: float, memory: float, loads: list[Load]) -> None:
    print(f"database {url.split(':', 1)[0]}, start to ready {start:.1f} s, resident {memory:.0f} MB after chat")
    print(f"{'customers':>9} {'turns':>6} {'p50 ms':>8} {'p95 ms':>8} {'turns/s':>8}")
    for load in loads:
        ordered = sorted(load.latencies)
        p95 = ordered[int(len(ordered) * 0.95) - 1]
        rate = len(ordered) / load.seconds
        p50 = statistics.median(ordered)
        print(f"{load.customers:>9} {len(ordered):>6} {p50 * 1000:>8.0f} {p95 * 1000:>8.0f} {rate:>8.1f}")


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", help="database URL (default: a fresh SQLite file)")
    parser.add_argument("--turns", type=int, default=40, help="turns of each customer")
    arguments = parser.parse_args()
    asyncio.run(main(arguments.database, arguments.turns))
