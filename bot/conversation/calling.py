"""Promised calls: told when somebody picks them up, when they were made, and when a window passed without one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.times import speak_moment
from bot.clock import in_shanghai
from bot.conversation.alerts import alert
from bot.conversation.log import tell_desk
from bot.conversation.models import Alert
from bot.conversation.telling import tell_about
from bot.shop import callbacks, cards
from bot.shop.complaint_warnings import unseen
from bot.shop.complaints import CATEGORY_TEXT
from bot.shop.models import Callback
from bot.shop.shop import load_shop

Phrase = Callable[..., str]


async def tell_call(session: AsyncSession, callback: Callback, text: str | None, *, now: datetime) -> list[str]:
    """Renew the card, say ``text`` where the call was promised, and tell the desk; the conversations told."""
    card = cards.callback_card(callback)
    told = await tell_about(
        session, "callback", callback.no, card, now=now, conversation_id=callback.conversation_id, text=text
    )
    await tell_desk(session, [("callbacks", None, None)], now)
    return told


async def miss_next_call(session: AsyncSession, phrase: Phrase, now: datetime) -> list[str] | None:
    """The next promised window that passed without a call: the customer is told once and promised another one, those
    who lead are alerted. The conversations told; None when no window has passed.
    """
    (callback, *_) = await callbacks.overdue(session, now=now, limit=1) or (None,)
    if callback is None:
        return None
    again = await callbacks.miss(session, callback, now=now)
    hotline = (await load_shop(session)).settings.hotline
    sorry = _sorry(callback, again, hotline, phrase, now)
    told = await tell_call(session, callback, sorry if again is None else None, now=now)
    if again is not None:
        card, where = cards.callback_card(again), again.conversation_id
        told += await tell_about(
            session, "callback", again.no, card, now=now, conversation_id=where, text=sorry, show=True
        )
        text = phrase("utter_desk_call_missed", no=callback.no, new_no=again.no)
    else:
        text = phrase("utter_desk_call_given_up", no=callback.no, attempt=callback.attempt)
    where, subject = callback.conversation_id, f"callback:{callback.no}"
    await alert(session, "call_missed", text, now=now, conversation_id=where, subject=subject)
    return told


def _sorry(callback: Callback, again: Callback | None, hotline: str, phrase: Phrase, now: datetime) -> str:
    start, end = _window(callback, now)
    if again is None:
        return phrase("utter_callback_given_up", no=callback.no, start=start, end=end, hotline=hotline)
    new_start, new_end = _window(again, now)
    return phrase(
        "utter_callback_missed", no=callback.no, start=start, end=end, new_no=again.no, new_start=new_start,
        new_end=new_end, hotline=hotline,
    )  # fmt: skip


async def alert_of_complaints(session: AsyncSession, phrase: Phrase, now: datetime) -> list[str]:
    """Alert those who lead of complaints that pile up; no conversation is told."""
    warnings = {f"warning:{warning.id}": warning for warning in await unseen(session)}
    known = set(await session.scalars(select(Alert.subject).where(Alert.subject.in_(warnings))))
    stores = (await load_shop(session)).stores
    for subject, warning in warnings.items():
        if subject in known:
            continue
        about, _, key = warning.subject.partition(":")
        name = CATEGORY_TEXT[key] if about == "category" else stores[key].name if key in stores else key
        text = phrase(f"utter_desk_complaints_{about}", name=name, count=warning.count)
        store_id = key if about == "store" else None
        await alert(session, "complaints", text, now=now, store_id=store_id, subject=subject)
    return []


def _window(callback: Callback, now: datetime) -> tuple[str, str]:
    return speak_moment(in_shanghai(callback.due_from), in_shanghai(now)), f"{in_shanghai(callback.due_to):%H:%M}"
