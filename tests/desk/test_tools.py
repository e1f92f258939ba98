"""Canned replies, labels, passwords, sessions, the audit trail."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient

from bot.desk.door import COOKIE
from bot.http.services import Services
from tests.channels.page import Visitor
from tests.desk.people import PASSWORD, SECRETS, Clerk, employ

NEW = "another password of the tests"


async def log_in(client: TestClient, password: str, status: int = 200) -> Clerk:
    body = {"name": "林晓", "password": password}
    headers = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36"}
    async with client.post("/api/v1/desk/login", json=body, headers=headers) as response:
        assert response.status == status, await response.text()
        me = await response.json(content_type=None)
        token = response.cookies[COOKIE].value if status == 200 else ""
    return Clerk(client, me.get("id", ""), "林晓", token, me.get("csrf", ""))


async def test_another_password_ends_every_other_session(client: TestClient) -> None:
    here, elsewhere = await log_in(client, PASSWORD), await log_in(client, PASSWORD)
    assert (await here.post("/password", {"old": "wrong", "new": NEW}, status=403))["field"] == "old"
    assert (await here.post("/password", {"old": PASSWORD, "new": "short"}, status=422))["field"] == "new"
    await elsewhere.get("/me")
    await here.post("/password", {"old": PASSWORD, "new": NEW}, status=204)
    await here.get("/me")
    await elsewhere.get("/me", status=401)
    await log_in(client, PASSWORD, status=401)
    await log_in(client, NEW)


async def test_sessions_are_listed_and_ended_elsewhere(client: TestClient) -> None:
    here, elsewhere = await log_in(client, PASSWORD), await log_in(client, PASSWORD)
    shown = (await here.get("/sessions"))["sessions"]
    assert sorted(one["this"] for one in shown) == [False, True]
    assert {one["device"] for one in shown} == {"Chrome · Windows"}
    await here.post("/sessions/end_others", status=204)
    assert [one["this"] for one in (await here.get("/sessions"))["sessions"]] == [True]
    await elsewhere.get("/me", status=401)


async def test_only_administrators_read_the_trail_and_find_no_values_there(
    client: TestClient, zhou: Clerk, boss: Clerk, parts: Services
) -> None:
    admin = await employ(client, "管理员", role="admin")
    await zhou.get("/orders/O-1")
    await zhou.get("/customers/c2")
    for clerk in (zhou, boss):
        await clerk.get("/audit", status=403)
    found = await admin.get("/audit")
    assert {entry["subject"] for entry in found["entries"]} >= {"order:O-1", "customer:c2"}
    assert not [secret for secret in SECRETS if secret in str(found)]
    for query, count in (("subject=O-1", 1), ("action=reveal", 2), (f"actor={zhou.id}&subject=customer:c2", 1),
                         ("day=2026-11-23", 2), ("day=2026-11-24", 0), ("actor=nobody", 0)):  # fmt: skip
        assert (await admin.get(f"/audit?{query}"))["total"] == count, query
    await admin.get("/audit?day=yesterday", status=422)


async def test_replies_are_ones_own_or_kept_by_leads(client: TestClient, zhou: Clerk, boss: Clerk) -> None:
    other = await employ(client, "孟婷")
    body = {"shortcut": "到店", "text": "{customer}您好，{plate}可以来取了。{me}"}
    mine = await zhou.post("/canned", body, status=201)
    await zhou.post("/canned", body, status=409)
    await zhou.post("/canned", body | {"shared": True}, status=403)
    shared = await boss.post("/canned", body | {"shared": True}, status=201)
    assert [row["id"] for row in (await other.get("/canned"))["replies"]] == [shared["id"]]
    assert {row["id"] for row in (await zhou.get("/canned"))["replies"]} == {mine["id"], shared["id"]}
    await zhou.post(f"/canned/{shared['id']}", body, status=403)
    await other.post(f"/canned/{mine['id']}", body, status=404)
    await other.post(f"/canned/{mine['id']}/remove", status=404)
    changed = await zhou.post(f"/canned/{mine['id']}", {"shortcut": "取车", "text": "好了"})
    assert (changed["shortcut"], changed["text"], changed["shared"]) == ("取车", "好了", False)
    await zhou.post(f"/canned/{mine['id']}/remove", status=204)
    assert (await zhou.get("/canned"))["replies"] == [shared]


@pytest.mark.parametrize(("change", "field"), [
    ({"text": "{phone}"}, "text"), ({"shortcut": "a b"}, "shortcut"), ({"shortcut": "/a"}, "shortcut"), ({"text": " "}, "text"),
])  # fmt: skip
async def test_a_reply_that_could_not_be_used_is_refused(zhou: Clerk, change: dict[str, str], field: str) -> None:
    body = {"shortcut": "到店", "text": "好"} | change
    assert (await zhou.post("/canned", body, status=422))["field"] == field


async def test_labels_are_put_found_and_taken_off(zhou: Clerk, boss: Clerk, waiting: Visitor) -> None:
    path = f"/conversations/{waiting.conversation}"
    for _ in range(2):
        labelled = await zhou.post(f"{path}/labels", {"labels": ["保险", " 大客户 ", "保险", ""]})
        assert labelled["labels"] == ["保险", "大客户"]
    assert {one["label"]: one["count"] for one in (await boss.get("/labels"))["labels"]} == {"保险": 1, "大客户": 1}
    for query in ("label=保险", "q=大客户"):
        found = (await boss.get(f"/conversations?{query}"))["conversations"]
        assert [one["id"] for one in found] == [waiting.conversation]
    assert (await boss.get("/conversations?label=别的"))["conversations"] == []
    assert (await zhou.post(f"{path}/labels", {"labels": []}))["labels"] == []
    assert (await boss.get("/labels"))["labels"] == []
    for wrong in ("保险", [1], ["x" * 21], [str(n) for n in range(11)]):
        await zhou.post(f"{path}/labels", {"labels": wrong}, status=422)
