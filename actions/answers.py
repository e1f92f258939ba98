"""Yes and no, as answers to a question that was just asked.

Out of context "同意" may as well accept a quote; after "同意吗？" it cannot. Short answers are therefore read
by their words first and by the model's intent second.
"""

from __future__ import annotations

import re

from actions.base import Message

_YES = re.compile(
    r"^(是的?|对的?|对对+|嗯+|恩+|哦?好的?|好滴|好嘞|好呀|好啊|行的?|行啊|行吧|可以的?|可以啊|中|得嘞?|要得|成|妥|同意|没问题|没错|冇问题|木有问题|"
    r"确认(提交|预约|取消|改期)?|确定|就这样|就这么定|ok|okay|yes|係|系嘅|得啦|没毛病|没意见|正确|必须的|1)"
)
_NO = re.compile(
    r"^(不是|不对|不行|不要|不用|不同意|不想|不了|不改|不取消|不涉及|没有|错了|说错|别|先别|先不|算了|否|no|唔系|唔要|冇|莫|不得行|no)"
)
_MARKS = re.compile(r"[\s，。！？,.!?~～…、]+")
_SHORT = 14


def says_yes(message: Message) -> bool:
    """Whether the message agrees."""
    text = _MARKS.sub("", message.text.lower())
    if _NO.match(text):
        return False
    if len(text) <= _SHORT and _YES.match(text):
        return True
    return message.intent == "affirm" or (message.intent == "answer_quote" and "同意" in text)


def says_no(message: Message) -> bool:
    """Whether the message refuses."""
    text = _MARKS.sub("", message.text.lower())
    if len(text) <= _SHORT and _NO.match(text):
        return True
    return message.intent == "deny"
