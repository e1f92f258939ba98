"""What the shop tells a customer when staff moved something of theirs."""

from __future__ import annotations

from datetime import datetime

from bot.clock import in_shanghai

CHECKED_IN = "您的车已到店接车，预约{no}转为工单，进度会在这里告诉您。"
CALLED_BACK = "您预约的回电（{no}）已完成。还有问题直接发消息就行。"
CALL_MISSED = "刚才给您回电（{no}）没有接通。方便时请回复我们，或告诉我们什么时候再打给您。"
COMPLAINT_ANSWERED = "您的投诉（{no}）有新进展：{text}"
COMPLAINT_CLOSED = "您的投诉（{no}）已办结：{text}。如果还有问题，直接告诉我们就会重新处理。"
TRANSFERRED = "正在为您转给其他同事，请稍等。"


def promised_note(promised_at: datetime, reason: str | None) -> str:
    """A note on an order whose promised time changed."""
    at = in_shanghai(promised_at)
    because = f"（{reason}）" if reason else ""
    return f"预计完成时间：{at.month}月{at.day}日 {at:%H:%M}{because}"
