"""Opening a conversation, coming back to it, and being vouched for by a host page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jwt
import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import delete, select

from bot.channels.tokens import LIFETIME
from bot.clock import ManualClock
from bot.conversation.models import Conversation
from bot.http.services import Services
from bot.settings import Settings
from bot.shop.models import Customer
from tests.channels.page import Visitor


@pytest.fixture
def vouch(settings: Settings, clock: ManualClock) -> Any:
    def vouch(**claims: Any) -> str:
        proper = {"sub": "u1", "aud": "chexiaofu", "exp": clock.now() + timedelta(minutes=5)}
        return jwt.encode(proper | claims, settings.identity_secret, algorithm="HS256")

    return vouch


async def row(parts: Services, visitor: Visitor) -> Conversation:
    async with parts.database.session() as session:
        return await session.get_one(Conversation, visitor.conversation)


async def test_a_new_visitor_is_told_about_privacy_and_greeted(visitor: Visitor) -> None:
    events = (await visitor.events())["events"]
    assert [(e["seq"], e["from"], e["body"]["text"]) for e in events] == [
        (1, "system", "utter_privacy_notice"),
        (2, "bot", "utter_welcome"),
    ]


async def test_no_body_is_a_new_visitor(client: TestClient) -> None:
    async with client.post("/api/v1/visitors") as response:
        assert response.status == 201


async def test_the_link_of_a_store_is_remembered(arrive: Any, parts: Services) -> None:
    assert (await row(parts, await arrive(store="campus"))).entry_store == "campus"
    assert (await row(parts, await arrive(store="a store that was closed"))).entry_store is None


async def test_an_expired_token_is_refused_and_renewed(
    client: TestClient, visitor: Visitor, clock: ManualClock
) -> None:
    clock.advance(LIFETIME.total_seconds())
    async with await visitor.listen() as response:
        assert response.status == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    async with client.post("/api/v1/visitors", json={"token": visitor.token}) as response:
        renewed = Visitor(client, **await response.json())
    assert renewed.conversation == visitor.conversation
    assert len((await renewed.events())["events"]) == 2


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
async def test_a_token_that_is_not_ours_opens_a_new_conversation(arrive: Any, visitor: Visitor, token: str) -> None:
    assert (await arrive(token=token)).conversation != visitor.conversation


async def test_the_token_of_a_conversation_that_is_gone(arrive: Any, visitor: Visitor, parts: Services) -> None:
    async with parts.database.session() as session:
        await session.execute(delete(Conversation).where(Conversation.id == visitor.conversation))
        await session.commit()
    for response in (await visitor.listen(), await visitor.say("在吗")):
        assert response.status == 401
    assert (await arrive(token=visitor.token)).conversation != visitor.conversation


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer nonsense", "nonsense"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", p) for p in ("messages", "typing", "read", "presence", "queue/leave")] + [("GET", "events")],
)
async def test_without_a_token_nothing_opens(
    client: TestClient, header: str | None, method: str, path: str
) -> None:
    headers = {} if header is None else {"Authorization": header}
    async with client.request(method, f"/api/v1/{path}", headers=headers) as response:
        assert response.status == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


async def test_an_identity_links_the_conversation_to_the_customer(arrive: Any, vouch: Any, parts: Services) -> None:
    visitor = await arrive(identity=vouch(phone="+86 138-0000-0000", name="何女士"))
    again = await arrive(identity=vouch(phone="13800000000", name="何某"))
    first, second = await row(parts, visitor), await row(parts, again)
    assert first.id != second.id
    assert first.customer_id == second.customer_id
    assert first.verified and second.verified
    async with parts.database.session() as session:
        customer = (await session.scalars(select(Customer))).one()
    assert (customer.phone, customer.name) == ("13800000000", "何女士")


async def test_a_visitor_who_signs_in_keeps_the_conversation(
    arrive: Any, vouch: Any, visitor: Visitor, parts: Services
) -> None:
    signed_in = await arrive(token=visitor.token, identity=vouch(phone="13800000000"))
    assert signed_in.conversation == visitor.conversation
    assert (await row(parts, visitor)).verified


async def test_somebody_else_on_the_same_device_sees_nothing_of_it(arrive: Any, vouch: Any) -> None:
    one = await arrive(identity=vouch(phone="13800000000"))
    other = await arrive(token=one.token, identity=vouch(phone="13900000000"))
    assert other.conversation != one.conversation


async def test_an_identity_without_a_phone_proves_nothing_we_could_use(
    arrive: Any, vouch: Any, parts: Services
) -> None:
    found = await row(parts, await arrive(identity=vouch(name="何女士")))
    assert (found.customer_id, found.verified) == (None, False)


async def test_a_stale_identity_is_refused(client: TestClient, vouch: Any, clock: ManualClock) -> None:
    stale = vouch(phone="13800000000")
    clock.advance(300)
    async with client.post("/api/v1/visitors", json={"identity": stale}) as response:
        assert response.status == 422
        assert (await response.json(content_type=None))["field"] == "identity"


async def test_what_a_page_shows_about_the_shop(client: TestClient) -> None:
    async with client.get("/api/v1/shop") as response:
        shop = await response.json()
    assert (shop["name"], shop["hotline"]) == ("示例车行", "400-555-0199")
    assert [store["id"] for store in shop["stores"]] == ["river", "campus"]
    assert shop["privacy"]["version"] == "1"
    assert "utter_privacy_rights 400-555-0199" in shop["privacy"]["text"]
