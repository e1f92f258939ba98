"""JSON the desk shows: moments, pages, masked identifiers, and names for what the records only number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.nlu.readers import mask_phone, mask_plate
from bot.shop.identifiers import mask_name
from bot.shop.masking import masked_text

Json = dict[str, Any]

REASON_TEXT = {
    "customer_request": "客户要求人工",
    "angry_complaint": "客户情绪激动",
    "legal_threat": "提到投诉举报或法律途径",
    "complaint": "投诉",
    "safety": "安全风险",
    "fallback": "机器人没听懂",
    "bot_failure": "机器人出错",
    "transfer": "同事转交",
    "unanswered": "接待后未回复",
}
CARD_TEXT = {
    "booking": "预约",
    "order": "工单",
    "quote": "报价",
    "complaint": "投诉",
    "rescue": "救援",
    "callback": "回电",
    "queue": "排队",
    "rating": "评价",
    "article": "资料",
}
LONGEST_PREVIEW = 60


def moment(at: datetime) -> str:
    """ISO 8601 with offset, as the conversation log writes it."""
    return at.isoformat(timespec="milliseconds")


def maybe_moment(at: datetime | None) -> str | None:
    """:func:`moment`, None for none."""
    return None if at is None else moment(at)


def without_gaps(fields: Mapping[str, Any]) -> Json:
    """``fields`` without those that have no value."""
    return {name: value for name, value in fields.items() if value is not None}


def paged(page: int, size: int, total: int) -> Json:
    """``{page, pages, total}`` of a list answer."""
    return {"page": page, "pages": max(1, math.ceil(total / size)), "total": total}


def contact(name: str | None, phone: str | None, plate: str | None, *, masked: bool) -> Json:
    """``{name?, phone?, plate?}``."""
    if not masked:
        return without_gaps({"name": name or None, "phone": phone or None, "plate": plate or None})
    return without_gaps(
        {
            "name": mask_name(name) if name else None,
            "phone": mask_phone(phone) if phone else None,
            "plate": mask_plate(plate) if plate else None,
        }
    )


def excerpt(text: str, longest: int = LONGEST_PREVIEW) -> str:
    """The beginning of ``text`` in one line, its phone numbers, plates and VINs masked."""
    # Cut only after masking: a number cut in two would no longer be found.
    shown = masked_text(" ".join(text[: longest * 8].split()))
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def preview(body: Mapping[str, Any]) -> str:
    """A message's body in a few masked words."""
    kind = body.get("type")
    if kind == "card":
        return f"[{CARD_TEXT.get(str(body.get('card')), '卡片')}]"
    if kind == "image":
        return "[图片]"
    return excerpt(str(body.get("text") or ""))
