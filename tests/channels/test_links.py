"""Links out of a conversation: on another device it opens with a code to the customer's phone; a copy of one's data."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import select, update

from bot.clock import ManualClock
from bot.conversation.models import Conversation, OutboxItem, SmsLogEntry
from bot.http.services import Services
from bot.shop import codes, customers, links
from bot.shop.models import AccessLink, AuditEntry, FailedTry
from tests.channels.page import Visitor

PHONE = "13900015678"


async def known(parts: Services, visitor: Visitor) -> str:
    """Make the visitor a verified customer; the customer's id."""
    async with parts.database.session() as session:
        customer = await customers.find_or_create(session, PHONE, now=parts.clock.now(), name="何一诺")
        await session.commit()
        changed = update(Conversation).where(Conversation.id == visitor.conversation)
        await session.execute(changed.values(customer_id=customer.id, verified=True))
        await session.commit()
        return customer.id


async def link_of(visitor: Visitor) -> str:
    async with await visitor.post("/resume", {}) as response:
        assert response.status == 201, await response.text()
        link: str = (await response.json())["link"]
    return link.partition("#resume=")[2]


async def open_link(client: TestClient, **body: Any) -> tuple[int, dict[str, Any]]:
    async with client.post("/api/v1/resume/open", json=body) as response:
        return response.status, await response.json()


async def sent_code(parts: Services) -> str:
    async with parts.database.session() as session:
        for _ in range(50):
            logged = list(await session.scalars(select(SmsLogEntry.text).order_by(SmsLogEntry.at)))
            waiting = [item.payload["text"] for item in await session.scalars(select(OutboxItem).where(OutboxItem.done_at.is_(None)))]
            texts = [*logged, *waiting]
            if texts:
                found = re.search(r"\d{6}", texts[-1])
                assert found
                return found.group()
            await asyncio.sleep(0.05)
    raise AssertionError("no code was sent")


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


async def test_the_link_opens_the_conversation_elsewhere_after_a_code(
    client: TestClient, parts: Services, visitor: Visitor
) -> None:
    await known(parts, visitor)
    await visitor.say("你好")
    token = await link_of(visitor)
    status, answer = await open_link(client, token=token)
    assert (status, answer) == (200, {"phone": "139****5678"})
    code = await sent_code(parts)
    status, answer = await open_link(client, token=token, code=other(code))
    assert (status, answer["field"], answer["retry"]) == (422, "code", True)
    status, answer = await open_link(client, token=token, code=code)
    assert (status, answer["conversation"]) == (201, visitor.conversation)
    elsewhere = Visitor(client, **answer)
    assert [e["body"]["text"] for e in (await elsewhere.events())["events"] if e["from"] == "customer"] == ["你好"]
    assert (await open_link(client, token=token, code=code))[0] == 404


async def test_the_link_names_the_page_as_its_visitor_sees_it(visitor: Visitor) -> None:
    async with await visitor.post("/resume", {}) as response:
        link = (await response.json())["link"]
    host = str(visitor.client.make_url("/"))
    assert re.fullmatch(re.escape(host) + r"#resume=[\w-]{22}", link)
    origin = f"https://{visitor.client.make_url('/').authority}"
    for sent, expected in ((origin, origin), ("https://evil.example", host.rstrip("/"))):
        async with await visitor.post("/resume", {}, headers={"Origin": sent}) as response:
            assert (await response.json())["link"].startswith(f"{expected}/#resume=")


async def test_a_link_asks_for_nothing_it_could_not_prove(client: TestClient, visitor: Visitor) -> None:
    status, answer = await open_link(client, token=await link_of(visitor))
    assert status == 409 and "手机号" in answer["title"]


@pytest.mark.parametrize("token", ["A" * 22, "x", "../../etc", "'; DROP TABLE"])
async def test_a_link_nobody_made(client: TestClient, token: str) -> None:
    assert (await open_link(client, token=token))[0] == 404
    assert (await open_link(client, token=token, code="123456"))[0] == 404


@pytest.mark.parametrize("body", [{}, {"token": 5}, {"token": ["a"]}, {"token": "x" * 65}, {"token": "x", "code": "1" * 17}])
async def test_bad_bodies(client: TestClient, body: dict[str, Any]) -> None:
    assert (await open_link(client, **body))[0] == 422


async def test_a_link_needs_a_visitor(client: TestClient) -> None:
    async with client.post("/api/v1/resume", json={}) as response:
        assert response.status == 401


async def test_a_link_expires(client: TestClient, parts: Services, visitor: Visitor, clock: ManualClock) -> None:
    await known(parts, visitor)
    token = await link_of(visitor)
    clock.advance(links.LIFETIMES[links.RESUME].total_seconds())
    assert (await open_link(client, token=token))[0] == 404


async def test_guessing_a_code_ends_soon(client: TestClient, parts: Services, visitor: Visitor) -> None:
    await known(parts, visitor)
    token = await link_of(visitor)
    await open_link(client, token=token)
    code = await sent_code(parts)
    tried = [await open_link(client, token=token, code=other(code)) for _ in range(codes.TRIES)]
    assert [answer["retry"] for _, answer in tried] == [True] * (codes.TRIES - 1) + [False]
    status, answer = await open_link(client, token=token, code=code)
    assert (status, answer["retry"]) == (422, False)
    async with parts.database.session() as session:
        kinds = list(await session.scalars(select(FailedTry.kind)))
    assert kinds.count("code_conv") == kinds.count("code_addr") == codes.TRIES + 1


async def test_nobody_is_flooded_with_codes(client: TestClient, parts: Services, visitor: Visitor) -> None:
    await known(parts, visitor)
    token = await link_of(visitor)
    answers = [(await open_link(client, token=token))[0] for _ in range(codes.SENT_AT_MOST + 1)]
    assert answers == [200] * codes.SENT_AT_MOST + [429]


async def test_links_are_limited(visitor: Visitor) -> None:
    answers = []
    for _ in range(11):
        async with await visitor.post("/resume", {}) as response:
            answers.append(response.status)
    assert answers == [201] * 10 + [429]


async def test_a_copy_of_ones_data(client: TestClient, parts: Services, visitor: Visitor, clock: ManualClock) -> None:
    customer_id = await known(parts, visitor)
    await visitor.say("我是何一诺")
    async with parts.database.session() as session:
        token = links.issue(
            session, links.EXPORT, conversation_id=visitor.conversation, customer_id=customer_id, now=clock.now()
        )
        await session.commit()
    async with client.get(f"/api/v1/exports/{token}") as response:
        assert response.status == 200
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Cache-Control"] == "no-store"
        copied = await response.json()
    assert copied["customer"]["phone"] == PHONE
    assert "我是何一诺" in str(copied["conversations"])
    async with parts.database.session() as session:
        assert list(await session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "export"))) == [
            f"customer:{customer_id}"
        ]
    clock.advance(links.LIFETIMES[links.EXPORT].total_seconds())
    async with client.get(f"/api/v1/exports/{token}") as response:
        assert (response.status, response.content_type) == (404, "application/problem+json")


async def test_a_resume_link_is_no_copy(client: TestClient, parts: Services, visitor: Visitor) -> None:
    await known(parts, visitor)
    async with client.get(f"/api/v1/exports/{await link_of(visitor)}") as response:
        assert response.status == 404


async def test_tokens_are_stored_nowhere(parts: Services, visitor: Visitor) -> None:
    token = await link_of(visitor)
    async with parts.database.session() as session:
        row = (await session.scalars(select(AccessLink))).one()
    assert token not in str(vars(row))
    assert row.expires_at - row.issued_at == timedelta(hours=24)
