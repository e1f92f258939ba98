"""Who acts in the desk's tests: members of staff with sessions of their own, and a shop with something to do."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

import bot.desk.models  # noqa: F401  (its table belongs to the schema)
from bot.clock import SHANGHAI
from bot.conversation.models import DeskCounter
from bot.db import Base, Database
from bot.desk.door import COOKIE, CSRF_HEADER
from bot.desk.sessions import open_session
from bot.http.services import SERVICES
from bot.shop import callbacks, complaints, rescue, staff, world
from bot.shop.models import Staff

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)
"""A Monday."""
PASSWORD = "a password of the tests"
POSTGRES = os.environ.get("BOT_TEST_POSTGRES", "")

on_every_engine = pytest.mark.parametrize(
    "database_url", ["sqlite", "postgres"] if POSTGRES else ["sqlite"], indirect=True
)
"""For tests whose outcome is decided by locks, constraints or dialects."""

PHONE, PLATE, NAME = "13800135678", "沪A12345", "张三丰"
OTHER_PHONE, OTHER_PLATE, OTHER_NAME = "13900139999", "沪AD12345", "李四光"
SECRETS = (PHONE, PLATE, NAME, OTHER_PHONE, OTHER_PLATE, OTHER_NAME)

WORLD: dict[str, Any] = {
    "default_store": "river",
    "stores": [
        {
            "id": "river",
            "name": "滨江店",
            "address": "滨江大道520号",
            "phone": "0571-55500161",
            "vehicles": ["car", "moto"],
            "hours": "08:30-18:00",
        },
        {
            "id": "campus",
            "name": "大学城店",
            "address": "西环路66号",
            "phone": "0571-55500162",
            "vehicles": ["car"],
            "hours": "08:30-18:00",
        },
    ],
    "desk": {"workday": "08:30-18:00", "weekend": "09:00-16:00", "public_holiday": "closed"},
    "hotline_24h": "400-555-0199",
    "slots": {"step_minutes": 30, "default": "free"},
}
GIVEN: dict[str, Any] = {
    "customers": [
        {"id": "c1", "name": NAME, "phone": PHONE, "member": "金卡", "points": 1200},
        {"id": "c2", "name": OTHER_NAME, "phone": OTHER_PHONE},
    ],
    "vehicles": [
        {"plate": PLATE, "owner": "c1", "kind": "car", "brand": "大众", "model": "朗逸"},
        {"plate": OTHER_PLATE, "owner": "c2", "kind": "car", "brand": "比亚迪", "model": "秦"},
    ],
    "bookings": [
        {"id": "B-1", "customer": "c2", "plate": OTHER_PLATE, "store": "river", "service": "保养", "start": "2026-11-23T14:00", "status": "confirmed"},
        {"id": "B-2", "customer": "c2", "plate": OTHER_PLATE, "store": "campus", "service": "洗车", "start": "2026-11-24T09:00", "status": "confirmed"},
    ],
    "orders": [
        {"id": "O-1", "customer": "c1", "plate": PLATE, "store": "river", "stage": "IN_REPAIR", "opened": "2026-11-22T09:00", "eta": "2026-11-24T12:00", "total": 520},
    ],
}  # fmt: skip


@dataclass
class Clerk:
    """A member of staff at an open desk."""

    client: TestClient
    id: str
    name: str
    token: str
    csrf: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.token}"}

    async def get(self, path: str, status: int = 200) -> dict[str, Any]:
        async with self.client.get(f"/api/v1/desk{path}", headers=self.headers) as response:
            assert response.status == status, await response.text()
            found: dict[str, Any] = await response.json(content_type=None)
            return found

    async def send(self, path: str, body: Any = None, **options: Any) -> ClientResponse:
        headers = {**self.headers, CSRF_HEADER: self.csrf}
        return await self.client.post(
            f"/api/v1/desk{path}", json={} if body is None else body, headers=headers, **options
        )

    async def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        async with await self.send(path, body) as response:
            assert response.status == status, await response.text()
            return await response.json(content_type=None) if status != 204 else None


async def employ(
    client: TestClient, name: str, *, role: str = "advisor", store_id: str | None = None, capacity: int = 3
) -> Clerk:
    """A new member of staff, logged in without the cost of hashing a password."""
    assert client.app is not None
    parts = client.app[SERVICES]
    async with parts.database.session() as session:
        now = parts.clock.now()
        person = Staff(
            name=name, role=role, store_id=store_id, capacity=capacity, created_at=now, password_hash=f"none {name}"
        )
        session.add(person)
        await session.flush()
        token = await open_session(session, person, now=now)
        await session.commit()
    clerk = Clerk(client, person.id, name, token, "")
    clerk.csrf = (await clerk.get("/me"))["csrf"]
    return clerk


async def fill(url: str) -> None:
    """Create the tables and the shop; one account, 林晓, has a password."""
    database = Database(url)
    async with database.writer.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.session() as session:
        session.add(DeskCounter(id=1, next_seq=1))
        await world.load(session, WORLD, GIVEN, now=NOON)
        await session.commit()
        await staff.create(session, "林晓", PASSWORD, now=NOON)
        call = await callbacks.promise(
            session, PHONE, now=NOON, reason=f"问保养，另一个号码{OTHER_PHONE}", name=NAME, plate=PLATE
        )
        call.no = "HD1"
        wish = complaints.ComplaintRequest(
            text=f"修了两次还是漏油，电话{PHONE}，车牌{PLATE}", phone=PHONE, plate=PLATE, name=NAME, store_id="river"
        )
        (await complaints.file_complaint(session, wish, now=NOON - timedelta(hours=1))).no = "TS1"
        job = await rescue.request_rescue(
            session, now=NOON, location="滨江大道桥下", phone=PHONE, plate=PLATE, name=NAME, problem="打不着火"
        )
        job.no = "JY1"
        await session.commit()
    await database.close()
