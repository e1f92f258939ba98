"""An engine whose model says what a test tells it to, on a database of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from actions.context import TurnContext
from bot.brain.turn import NothingSaid, Reply, Said
from bot.clock import in_shanghai
from bot.conversation.engine import Engine
from bot.conversation.intake import Incoming
from bot.conversation.log import events_after
from bot.conversation.models import LogEvent

NOW = in_shanghai(datetime(2026, 11, 23, 10, 0))
WORLD = {
    "default_store": "river",
    "stores": [
        {"id": "river", "name": "滨江店", "address": "a", "phone": "1", "vehicles": ["car"], "hours": "08:30-18:00"}
    ],
    "hotline_24h": "400-555-0199",
}
Turn = Callable[[TurnContext, list[Said]], Awaitable[list[dict[str, Any]]]]


class ScriptedBrain:
    """Stands for the model: says what a test tells it to."""

    def __init__(self) -> None:
        self.script: Turn = _echo
        self.seen: list[str] = []

    def phrase(self, response: str, **values: Any) -> str:
        return f"{response} {values}"

    def understand(self, text: str) -> dict[str, Any]:
        danger = "着火" in text
        return {"text": text, "intent": {"name": "report_danger" if danger else "inform"}, "entities": []}

    async def turn(self, context: TurnContext, said: list[Said], state: Any, saved_at: Any) -> Reply:
        self.seen.append(said[0].text)
        messages = await self.script(context, said)
        if not messages:
            raise NothingSaid("")
        return Reply(messages, {"events": []}, ["inform"])


async def _echo(context: TurnContext, said: list[Said]) -> list[dict[str, Any]]:
    return [{"text": f"答：{said[0].text}"}]


class Desk:
    """An engine on a fresh database, and what tests ask of it."""

    def __init__(self, engine: Engine, brain: ScriptedBrain) -> None:
        self.engine = engine
        self.brain = brain
        self.conversation_id = ""

    async def post(self, text: str, client_id: str | None = None) -> int:
        incoming = Incoming(client_id or f"c-{text}-{len(self.brain.seen)}", text)
        return (await self.engine.post(self.conversation_id, incoming, "")).seq

    async def idle(self) -> None:
        while self.engine.gatherer._tasks:
            await asyncio.gather(*self.engine.gatherer._tasks.values())

    async def events(self) -> list[LogEvent]:
        async with self.engine.database.session() as session:
            return list(await events_after(session, self.conversation_id, 2, limit=500))

    async def said(self, *senders: str) -> list[str]:
        wanted = senders or ("bot",)
        return [str(e.body["text"]) for e in await self.events() if e.sender in wanted and "text" in e.body]
