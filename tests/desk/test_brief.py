"""The brief: five lines that spare a customer telling everything again."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.conversation.models import Conversation, LogEvent
from bot.desk.brief import mood
from bot.http.services import Services
from bot.shop import callbacks
from tests.channels.page import Visitor
from tests.desk.people import Clerk


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["你们太过分了，我要打12315"], "激动"),
        (["修车师傅把我手弄受伤了"], "激动"),
        (["快点行不行", "还要多久"], "着急"),
        (["人呢！！"], "着急"),
        (["你好", "小保养多少钱"], "平静"),
        ([], "平静"),
    ],
)
def test_mood(words: list[str], expected: str) -> None:
    assert mood(words) == expected


async def _lines(zhou: Clerk, visitor: Visitor) -> dict[str, str]:
    detail = await zhou.get(f"/conversations/{visitor.conversation}")
    assert len(detail["brief"]) == 5
    return {line["label"]: line["text"] for line in detail["brief"]}


async def test_a_stranger_has_five_lines_as_well(zhou: Clerk, waiting: Visitor) -> None:
    lines = await _lines(zhou, waiting)
    assert lines == {
        "客户车辆": "车牌未知 · 身份未验证",
        "在修工单": "没有在修工单",
        "已经说过": "还没有登记信息",
        "已经承诺": "还没有承诺",
        "留意": "情绪平静；客户要求人工",
    }


async def test_a_known_customer_is_told_from_their_records(parts: Services, zhou: Clerk, waiting: Visitor) -> None:
    async with parts.database.session() as session:
        now = parts.clock.now()
        call = await callbacks.promise(
            session, "13800000000", now=now, customer_id="c1", conversation_id=waiting.conversation
        )
        await session.execute(
            update(Conversation).where(Conversation.id == waiting.conversation).values(customer_id="c1", verified=True)
        )
        await session.execute(
            update(LogEvent)
            .where(LogEvent.conversation_id == waiting.conversation, LogEvent.sender == "customer")
            .values(state="missed")
        )
        await session.commit()
    lines = await _lines(zhou, waiting)
    assert "大众 朗逸" in lines["客户车辆"] and "金卡" in lines["客户车辆"] and "身份已验证" in lines["客户车辆"]
    assert "A12345" not in lines["客户车辆"]
    assert lines["在修工单"].startswith("O-1 维修中，承诺11月24日12:00")
    assert lines["已经承诺"] == f"回电{call.no} 11月23日12:00–13:00"
    assert "没听懂：“转人工”" in lines["留意"]
