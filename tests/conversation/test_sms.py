"""Text messages: through a gateway, which may be away or busy, and into the log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from bot.conversation.effects import outbox_item
from bot.conversation.models import OutboxItem, SmsLogEntry
from bot.conversation.outbox import SmsLog, send_due
from bot.conversation.sms import NotSent, SmsGateway
from bot.db import Database
from tests.shop.conftest import NOW, db  # noqa: F401  (a fixture)

PAYLOAD = {"phone": "13900010001", "text": "【车小服】验证码123456", "params": {"code": "123456"}, "valid_s": 300.0}


class Provider:
    """A provider that answers with the statuses it is given, then 200."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []

    async def __call__(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.json()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


async def serving(provider: Provider) -> TestServer:
    app = web.Application()
    app.router.add_post("/send", provider)
    server = TestServer(app)
    await server.start_server()
    return server


async def post(db: Database) -> None:  # noqa: F811
    async with db.session() as session:
        session.add(outbox_item("sms", PAYLOAD, NOW))
        await session.commit()


async def done(db: Database) -> list[bool]:  # noqa: F811
    async with db.session() as session:
        return [item.done_at is not None for item in await session.scalars(select(OutboxItem))]


async def test_the_provider_gets_number_text_template_and_an_id(db: Database) -> None:  # noqa: F811
    provider = Provider()
    server = await serving(provider)
    gateway = SmsGateway(str(server.make_url("/send")), token="t0ken", template="SMS_1")
    await post(db)
    await send_due(db, {"sms": gateway}, NOW)
    await server.close()
    [(headers, body)] = provider.requests
    assert headers["Authorization"] == "Bearer t0ken"
    assert headers["Idempotency-Key"] == body["id"]
    assert body == {
        "id": body["id"], "phone": "13900010001", "text": PAYLOAD["text"], "template": "SMS_1", "params": {"code": "123456"},
    }  # fmt: skip
    assert await done(db) == [True]


async def test_what_was_not_taken_is_tried_again_with_the_same_id(db: Database) -> None:  # noqa: F811
    provider = Provider(503, 429)
    server = await serving(provider)
    gateway = SmsGateway(str(server.make_url("/send")))
    await post(db)
    now = NOW
    for _ in range(3):
        await send_due(db, {"sms": gateway}, now)
        now += timedelta(seconds=130)
    await server.close()
    assert len(provider.requests) == 3
    assert len({body["id"] for _, body in provider.requests}) == 1
    assert "Authorization" not in provider.requests[0][0]
    assert await done(db) == [True]


async def test_a_code_nobody_could_use_any_more_is_not_sent(db: Database) -> None:  # noqa: F811
    provider = Provider(500)
    server = await serving(provider)
    gateway = SmsGateway(str(server.make_url("/send")))
    await post(db)
    await send_due(db, {"sms": gateway}, NOW)
    await send_due(db, {"sms": gateway}, NOW + timedelta(minutes=6))
    await server.close()
    assert len(provider.requests) == 1


async def test_a_refusal_is_final_and_names_nobody(db: Database, caplog: pytest.LogCaptureFixture) -> None:  # noqa: F811
    provider = Provider(400)
    server = await serving(provider)
    await post(db)
    await send_due(db, {"sms": SmsGateway(str(server.make_url("/send")))}, NOW)
    await server.close()
    assert await done(db) == [True]
    assert "refused" in caplog.text
    assert "13900010001" not in caplog.text and "123456" not in caplog.text


async def test_nobody_there() -> None:
    with pytest.raises(NotSent) as error:
        await SmsGateway("http://127.0.0.1:9/send")("id", PAYLOAD, NOW)
    assert "13900010001" not in str(error.value)


async def test_the_log_shows_nothing_where_others_could_see_it(db: Database) -> None:  # noqa: F811
    assert await SmsLog(db, shown=False)("id1", PAYLOAD | {"conversation": "c1"}, NOW) is None
    async with db.session() as session:
        assert [row.text for row in await session.scalars(select(SmsLogEntry))] == [PAYLOAD["text"]]
