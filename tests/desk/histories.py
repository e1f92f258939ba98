"""Random stories at a running server, and what pages would have read and heard at every moment of them."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update

from bot.clock import ManualClock
from bot.conversation.models import Conversation
from bot.desk.events import desk_cursor
from bot.http.services import Services
from bot.shop.models import Complaint
from tests.channels.page import Visitor
from tests.desk.people import Clerk

NEWEST = 2**31 - 1
PAGES = (5, 50)
"""Events of the newest page of history: some that leave older ones to be read, and what the pages ask for."""
LISTS = {
    "orders": "/orders",
    "bookings": "/bookings",
    "callbacks": "/callbacks",
    "complaints": "/complaints",
    "rescues": "/rescues",
    "customers": "/customers?q=新客户",
    "alert": "/alerts",
}
WORDS = ("你好", "按钮", "工单", "转人工", "转人工", "刹车失灵了", "谢谢")
PADS = {"kind": "part", "name": "前刹车片", "amount": 38000, "origin": "原厂"}
STAGES = ("IN_REPAIR", "WAITING_PARTS", "QC", "READY")


@dataclass
class Reader:
    """What one page could have read at moments of the story, and what it heard between them."""

    moments: list[dict[str, Any]] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)


class Story:
    """Customers and staff who do this and that, one thing after the other."""

    def __init__(self, parts: Services, clock: ManualClock, visitors: list[Visitor], clerks: list[Clerk]) -> None:
        self._parts, self._clock = parts, clock
        self._visitors, self._clerks = visitors, clerks
        self._customers = [Reader() for _ in visitors]
        self._desks = [Reader() for _ in clerks]
        self._count = 0

    async def play(self, seed: int, steps: int, moments: int) -> dict[str, Any]:
        """The whole story; ``moments`` times in it, and at both ends, everybody reads everything."""
        chance = random.Random(seed)
        await self._prove()
        for clerk in self._clerks:
            await clerk.post("/status", {"online": True})
        read_at = {0, steps, *chance.sample(range(1, steps), moments)}
        for step in range(steps + 1):
            if step:
                await self._step(chance)
            await self._quiet()
            await self._hear()
            if step in read_at:
                await self._read()
        return {
            "customers": [
                vars(r) | {"conversation": visitor.conversation}
                for r, visitor in zip(self._customers, self._visitors, strict=True)
            ],
            "desks": [vars(r) | {"me": clerk.name} for r, clerk in zip(self._desks, self._clerks, strict=True)],
        }

    async def _prove(self) -> None:
        """The first customer is the order's and made the complaint."""
        first = self._visitors[0].conversation
        async with self._parts.database.session() as session:
            proven = {"customer_id": "c1", "verified": True}
            await session.execute(update(Conversation).where(Conversation.id == first).values(**proven))
            await session.execute(update(Complaint).values(conversation_id=first))
            await session.commit()

    async def _quiet(self) -> int:
        """The bot has done what it was given; how much there is in the desk's log."""
        tasks = self._parts.engine.gatherer._tasks
        said = -1
        while True:
            await asyncio.gather(*tasks.values())
            async with self._parts.database.session() as session:
                before, said = said, await desk_cursor(session)
            if said == before and not tasks:
                return said
            await asyncio.sleep(0.02)

    # What happens. A step that is not possible at the moment is refused, and changes nothing.

    async def _step(self, chance: random.Random) -> None:
        self._count += 1
        self._clock.advance(1)
        kind = chance.choices(["customer", "talk", "shop", "time"], [4, 5, 3, 1])[0]
        if kind == "customer":
            await self._customer(chance, chance.choice(self._visitors))
        elif kind == "talk":
            await self._talk(chance, chance.choice(self._clerks), chance.choice(self._visitors).conversation)
        elif kind == "shop":
            await self._shop(chance, chance.choice(self._clerks))
        else:
            self._clock.advance(chance.choice([31, 61, 125]))
            await self._parts.engine.ringing.round(self._clock.now())

    async def _customer(self, chance: random.Random, visitor: Visitor) -> None:
        does = chance.choice(["says", "says", "says", "presses", "sends place", "leaves queue", "reads"])
        client_id = f"c{self._count}"
        if does == "says":
            await visitor.say(chance.choice(WORDS), client_id)
        elif does == "presses":
            events = (await visitor.events(f"before={NEWEST}&limit=200"))["events"]
            buttons = [one["choice"] for event in events for one in event["body"].get("choices") or []]
            if buttons:
                await visitor.post("/messages", {"client_id": client_id, "choice": chance.choice(buttons)})
        elif does == "sends place":
            await visitor.post("/messages", {"client_id": client_id, "location": {"lat": 30.2, "lon": 120.2}})
        elif does == "leaves queue":
            await visitor.post("/queue/leave")
        else:
            await visitor.post("/read", {"seq": chance.randint(1, 9)})

    async def _talk(self, chance: random.Random, clerk: Clerk, conversation: str) -> None:
        path = f"/conversations/{conversation}"
        colleague = chance.choice(self._clerks).id
        calls: list[tuple[str, Any]] = [
            (f"{path}/accept", None),
            (f"{path}/decline", None),
            (f"{path}/takeover", None),
            (f"{path}/messages", {"client_id": f"s{self._count}", "text": f"第{self._count}句"}),
            (f"{path}/notes", {"text": f"备注{self._count}"}),
            (f"{path}/transfer", {"staff": colleague, "reason": "她熟"}),
            (f"{path}/transfer", {"store": chance.choice(["river", "campus"]), "reason": "车在那边"}),
            (f"{path}/hand_back", None),
            (f"{path}/close", {"outcome": "solved"}),
            ("/status", {"online": chance.random() < 0.8}),
        ]
        await clerk.send(*chance.choices(calls, [4, 1, 3, 4, 2, 1, 1, 1, 1, 2])[0])

    async def _shop(self, chance: random.Random, clerk: Clerk) -> None:
        close = chance.random() < 0.3
        calls: list[tuple[str, Any]] = [
            ("/orders/O-1/stage", {"stage": chance.choice(STAGES), "note": f"说明{self._count}"}),
            ("/orders/O-1/quotes", {"lines": [PADS | {"amount": 100 * self._count}]}),
            ("/orders/O-1/quotes/withdraw", {}),
            ("/complaints/TS1/steps", {"text": f"答复{self._count}", "close": close}),
            (f"/callbacks/HD1/{chance.choice(['done', 'missed'])}", None),
            ("/rescues/JY1/status", {"status": chance.choice(["scheduled", "in_progress", "done"])}),
            ("/bookings/B-1/check_in", {"mileage": 1000 + self._count}),
            ("/orders", {"plate": f"沪B1234{self._count % 10}", "phone": "13800001111", "store": "river"}),
            ("/customers", {"phone": f"137000{self._count:05}", "name": "新客户"}),
        ]
        await clerk.send(*chance.choice(calls))

    # What pages read and hear.

    async def _hear(self) -> None:
        for visitor, reader in zip(self._visitors, self._customers, strict=True):
            reader.heard += await _after(reader.heard, visitor.events)
        for clerk, desk in zip(self._clerks, self._desks, strict=True):
            desk.heard += await _after(desk.heard, lambda query, by=clerk: by.get(f"/events?{query}"))

    async def _read(self) -> None:
        """Everybody reads everything; again, if something happened meanwhile."""
        said, moments = await self._quiet(), await self._all()
        while said != (said := await self._quiet()):
            moments = await self._all()
        await self._hear()
        for reader, moment in zip((*self._customers, *self._desks), moments, strict=True):
            reader.moments.append(moment)

    async def _all(self) -> list[dict[str, Any]]:
        moments: list[dict[str, Any]] = []
        for visitor in self._visitors:
            pages = [(await visitor.events(f"before={NEWEST}&limit={size}"))["events"] for size in PAGES]
            moments.append({"pages": pages})
        for clerk in self._clerks:
            moments.append(
                {
                    "queue": await clerk.get("/queue"),
                    "mine": await clerk.get("/conversations?owner=human&mine=1"),
                    "all": await clerk.get("/conversations"),
                    "opened": await self._opened(clerk),
                    "lists": {name: await clerk.get(path) for name, path in LISTS.items()},
                }
            )
        return moments

    async def _opened(self, clerk: Clerk) -> dict[str, Any]:
        found = {}
        for visitor in self._visitors:
            path = f"/api/v1/desk/conversations/{visitor.conversation}"
            async with clerk.client.get(path, headers=clerk.headers) as response:
                if response.status == 200:
                    found[visitor.conversation] = await response.json()
        return found


async def _after(heard: list[dict[str, Any]], ask: Any) -> list[dict[str, Any]]:
    """All events after the last one of ``heard``."""
    found: list[dict[str, Any]] = []
    while True:
        last = (found or heard or [{"seq": 0}])[-1]["seq"]
        answer = await ask(f"after={last}&wait=0")
        if not answer["events"]:
            return found
        found += answer["events"]
