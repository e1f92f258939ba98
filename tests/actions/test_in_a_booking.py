"""What is asked while a booking is open."""

from __future__ import annotations

from typing import Any, cast

import pytest

from actions.context import TurnContext
from actions.in_a_booking import as_asked_while_booking


class _Stranger:
    """A turn of somebody of whom nothing is known."""

    verified = False
    watched: tuple[str, ...] = ()
    customer_id = None


async def meant(text: str, intent: str, *kinds: str) -> str:
    want = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": [{"entity": k} for k in kinds]}
    read: dict[str, Any] = await as_asked_while_booking(cast(TurnContext, _Stranger()), want)
    return str(read["intent"]["name"])


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "intent", "kinds", "becomes"),
    [
        ("几点能做完", "ask_progress", (), "ask_hours"),
        ("洗一次要多久", "ask_progress", (), "ask_hours"),
        ("啥时候能弄好", "out_of_scope", (), "ask_hours"),
        ("那要多少钱", "ask_quote", (), "ask_price"),
        ("我上次的账单多少钱", "ask_quote", (), "ask_quote"),
        ("啥时候去人少", "ask_booking", (), "inform"),
        ("那奥迪那个就给我定上吧", "answer_quote", (), "affirm"),
        ("沪A12345几点能修好", "ask_progress", ("plate",), "ask_progress"),
        ("转人工", "request_human", (), "request_human"),
    ],
)
async def test_it_is_about_what_is_to_be_booked(
    text: str, intent: str, kinds: tuple[str, ...], becomes: str
) -> None:
    assert await meant(text, intent, *kinds) == becomes
