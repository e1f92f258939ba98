"""Doubles for the customers' edge: a model that answers at once, and a customer's page."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from actions.context import Handoff, TurnContext
from bot.brain.turn import Reply, Said
from bot.conversation.models import DeskCounter
from bot.db import Base, Database
from bot.shop.models import ShopSettings, Store

BUTTONS = [{"title": "约保养", "payload": '/book_service{"service": "保养"}'}]


class EchoBrain:
    """Answers every turn with what it heard. 按钮 offers a button, 工单 shows a card, 转人工 queues, 慢 takes half a second."""

    model_name = "echo.tar.gz"

    def __init__(self) -> None:
        self.turns: list[list[Said]] = []

    def phrase(self, response: str, **values: Any) -> str:
        return " ".join([response, *map(str, values.values())])

    def understand(self, text: str) -> dict[str, Any]:
        name = "report_danger" if "刹车失灵" in text else "inform"
        return {"text": text, "intent": {"name": name, "confidence": 1.0}, "entities": []}

    async def turn(
        self, context: TurnContext, said: Sequence[Said], state: dict[str, Any] | None, saved_at: datetime | None
    ) -> Reply:
        self.turns.append(list(said))
        heard = "\n".join(item.text for item in said)
        if "慢" in heard:
            await asyncio.sleep(0.5)
        if "转人工" in heard:
            context.effects.handoff = Handoff("customer_request")
        message: dict[str, Any] = {"text": f"收到：{heard}"}
        if "按钮" in heard:
            message["buttons"] = BUTTONS
        shown = [{"card": "order", "card_id": "order:O-1", "data": {"no": "O-1", "turn": len(self.turns)}}]
        return Reply([message, *(shown if "工单" in heard else [])], {"turns": len(self.turns)}, ["inform"])


@dataclass
class Visitor:
    """A customer's page: a token, and the calls it makes."""

    client: TestClient
    token: str
    conversation: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, path: str, body: Any = None, **options: Any) -> ClientResponse:
        headers = {**self.headers, **options.pop("headers", {})}
        return await self.client.post(f"/api/v1{path}", json=body, headers=headers, **options)

    async def say(self, text: str, client_id: str | None = None) -> ClientResponse:
        return await self.post("/messages", {"client_id": client_id or f"id of {text}", "text": text})

    async def events(self, query: str = "", **headers: str) -> dict[str, Any]:
        async with await self.listen(query, **headers) as response:
            assert response.status == 200, await response.text()
            found: dict[str, Any] = await response.json()
            return found

    async def listen(self, query: str = "", **headers: str) -> ClientResponse:
        return await self.client.get(f"/api/v1/events?{query}", headers={**self.headers, **headers})

    async def hear(self, count: int, kind: str = "message", sender: str = "bot") -> list[dict[str, Any]]:
        """All events of a kind from somebody, once there are ``count`` of them."""
        after, heard = 0, []
        for _ in range(50):
            answer = await self.events(f"after={after}&wait=5")
            after = answer["seq"]
            heard += [e for e in answer["events"] if (e["kind"], e["from"]) == (kind, sender)]
            if len(heard) >= count:
                return heard
        raise AssertionError(f"only {heard}")


async def fill(url: str) -> None:
    """Create the tables, and a shop of two stores."""
    database = Database(url)
    async with database.writer.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.session() as session:
        session.add(DeskCounter(id=1, next_seq=1))
        for rank, (store_id, name) in enumerate([("river", "滨江店"), ("campus", "大学城店")]):
            session.add(
                Store(id=store_id, name=name, vehicles=["car"], hours={}, closed_weekdays=[], rank=rank)
            )
        session.add(ShopSettings(id="shop", hotline="400-555-0199", default_store="river", extra={"name": "示例车行"}))
        await session.commit()
    await database.close()
