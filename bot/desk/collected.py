"""What the bot has collected so far, read from the stored dialogue state without loading Rasa."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.models import StoredTracker
from bot.desk.shapes import Json
from bot.shop.models import Store
from bot.shop.shop import load_shop

LABELS = {
    "booking_service": "预约项目",
    "booking_category": "服务类别",
    "booking_kind": "车型",
    "booking_store": "门店",
    "booking_time": "预约时间",
    "booking_plate": "车牌",
    "booking_phone": "电话",
    "booking_address": "取车地址",
    "progress_plate": "查询车牌",
    "progress_tail": "手机尾号",
    "complaint_text": "投诉内容",
    "complaint_plate": "投诉车牌",
    "complaint_phone": "投诉电话",
    "complaint_order": "投诉工单",
    "complaint_when": "发生时间",
    "complaint_store": "投诉门店",
    "callback_phone": "回电号码",
    "rescue_location": "救援位置",
    "rescue_phone": "救援电话",
    "rescue_plate": "救援车牌",
    "rescue_problem": "故障情况",
    "rescue_kind": "救援车型",
    "reschedule_no": "要改的预约",
    "reschedule_time": "改到",
    "reschedule_store": "改到门店",
    "cancel_no": "要取消的预约",
    "cancel_reason": "取消原因",
    "known_plate": "提到的车牌",
    "known_phone": "提到的电话",
}
"""Slots worth showing, in the order in which they are shown; the others are the dialogue's own."""

_KINDS = {"car": "汽车", "moto": "摩托车"}
_FORGET = ("session_started", "restart", "reset_slots")


async def collected(session: AsyncSession, conversation_id: str) -> list[Json]:
    """``[{slot, label, value}]``: what the customer has said, as the dialogue understood it."""
    tracker = await session.get(StoredTracker, conversation_id)
    slots = slots_after(tracker.body.get("events", [])) if tracker else {}
    stores = (await load_shop(session)).stores if slots else {}
    return [
        {"slot": slot, "label": label, "value": _shown(slot, slots[slot], stores)}
        for slot, label in LABELS.items()
        if slot in slots
    ]


def _shown(slot: str, value: str, stores: Mapping[str, Store]) -> str:
    """A slot's value as staff read it: names for ids, a date for a machine's."""
    if slot.endswith("_store") and value in stores:
        return stores[value].name
    if slot.endswith("_time"):
        at = datetime.fromisoformat(value)
        return f"{at.month}月{at.day}日 {at:%H:%M}"
    return _KINDS.get(value, value)


def slots_after(events: list[dict[str, Any]]) -> dict[str, str]:
    """The text slots that are filled after stored dialogue events."""
    slots: dict[str, str] = {}
    for event in events:
        if event.get("event") in _FORGET:
            slots.clear()
        elif event.get("event") == "slot":
            name, value = str(event.get("name")), event.get("value")
            if isinstance(value, str) and value:
                slots[name] = value
            else:
                slots.pop(name, None)
    return slots
