"""What customers come for: the intents that are a matter of business, as staff read them."""

from __future__ import annotations

from collections.abc import Mapping

TOPICS: Mapping[str, str] = {
    "book_service": "预约",
    "reschedule_booking": "改预约",
    "cancel_booking": "取消预约",
    "ask_booking": "查预约",
    "ask_progress": "维修进度",
    "ask_quote": "报价与账单",
    "answer_quote": "答复报价",
    "ask_parts": "配件",
    "ask_history": "维修记录",
    "file_complaint": "投诉",
    "ask_complaint": "投诉进展",
    "ask_price": "价格",
    "ask_hours": "营业时间",
    "ask_location": "门店地址",
    "ask_warranty": "质保",
    "ask_advice": "用车咨询",
    "ask_membership": "会员",
    "ask_recall": "召回",
    "ask_invoice": "发票",
    "request_rescue": "道路救援",
    "report_danger": "安全险情",
    "request_human": "找人工",
    "manage_privacy": "个人信息",
}
"""Small talk, answers to what the bot asked, praise and ratings are no topic."""

BOOKING = "book_service"

UNKNOWN_TOPIC = "说不清"
"""Stands for the topic of a message that is like nothing the bot knows."""

REASONS: Mapping[str, str] = {
    "nlu_fallback": "没听懂",
    "out_of_scope": "超出业务范围",
    "failed": "系统故障",
    "other": "听懂了但没答上",
}
"""Why the bot missed."""
