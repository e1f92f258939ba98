"""The versions of an order's quote as the desk shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.shapes import Json, maybe_moment, moment, without_gaps
from bot.shop import cards, quotes
from bot.shop.models import WorkOrder


async def quotes_json(session: AsyncSession, order: WorkOrder, names: Mapping[str, str], now: datetime) -> list[Json]:
    """Every version, the newest first: as the customer sees it, with who proposed and who decided."""
    return [
        without_gaps(
            {
                "version": quote.number,
                "created_at": moment(quote.created_at),
                "created_by": names.get(quote.created_by, quote.created_by),
                "decided_at": maybe_moment(quote.decided_at),
                "renewal_asked_at": maybe_moment(quote.renewal_asked_at),
                "card": {
                    "card": "quote",
                    "card_id": cards.quote_card_id(order, quote),
                    "data": cards.quote_card(order, quote, now=now),
                },
                "decisions": [
                    without_gaps(
                        {
                            "line": decision.key,
                            "decision": decision.decision,
                            "amount": decision.fen,
                            "at": moment(decision.at),
                            "by": "客户" if decision.actor == quotes.CUSTOMER else names.get(decision.actor, "员工"),
                            "how": decision.how or "在线",
                            "conversation": decision.conversation_id,
                        }
                    )
                    for decision in quote.decisions
                ],
            }
        )
        for quote in reversed(await quotes.of_order(session, order))
    ]
