"""What a customer tells of a complaint: which words are part of what happened, and which only want it filed."""

from __future__ import annotations

import re

from actions.answers import says_no, says_nothing_more, says_yes
from actions.base import Filled, Message
from actions.forms import asks_something
from bot.shop.complaint_words import sounds_like_one

ENOUGH = 9
"""A first message with at least so many characters says what happened; a shorter one only that something did."""
_NO_MATTER = ("inform", "nlu_fallback", "out_of_scope", "answer_quote")
"""What words at the read-back are taken for when they are no matter of their own."""
_ADDITION = 4
"""So many characters at the read-back are an addition."""
_WANTS_TO_FILE = re.compile(
    r"登记|[要想]投诉|投诉一下|记个投诉|提交.*投诉|^(就是?|当然|必须|肯定)?投诉[,，]?(不然|要不|啊|呀)"
)
_WHEN_ANSWERED = re.compile(
    r"(多久|多长时间|几时|几天|啥时候|什么时候|何时|几点).{0,6}(回|信|答复|处理|联系|结果|说法|解决)|(回复|答复|处理|结果).{0,4}(多久|多长时间|几天|什么时候|啥时候)"
)
"""When shall I hear of it: no part of what happened."""
_PLAIN = re.compile(
    r"(那|就|我|我们|俺|给我|帮我|还是|麻烦|必须|肯定)*(要|想|得)?(登记|提交|记|反映|举报|投诉|申诉|怎么|一?下|个|条|吧|了|啊|呀|你们|他们|这家店|[，,。！!])+"
)
"""The wish alone, which says nothing of what happened."""


def asks_when_answered(text: str) -> bool:
    """Whether the words ask when one will hear of a complaint: 啥时候给我回话."""
    return bool(_WHEN_ANSWERED.search(text))


def wants_to_file(text: str) -> bool:
    """Whether a message about complaints wants to make one."""
    return bool(_WANTS_TO_FILE.search(text))


def take_text(message: Message, filled: Filled, requested: str | None) -> None:
    """What happened, and what is added to it, where the message tells of it."""
    text = message.text.strip()
    if says_nothing_more(message) or (filled.get("complaint_text") and _PLAIN.fullmatch(text)):
        return
    known = filled.get("complaint_text")
    tells = message.intent in ("file_complaint", "give_feedback", "report_danger", "ask_complaint")
    opening = requested is None and not known and tells and len(text) >= ENOUGH and _PLAIN.fullmatch(text) is None
    if requested == "complaint_text" or opening:
        filled["complaint_text"] = text
    elif known and (tells or (requested == "complaint_confirm" and _adds(message))) and text not in known:
        filled["complaint_text"] = f"{known}\n{text}"


def goes_on_telling(message: Message) -> bool:
    """Whether words that the model can place nowhere hold what complaints are made of: 这不乱收费吗，唬谁呢."""
    return message.intent in _NO_MATTER and len(message.text) >= _ADDITION and sounds_like_one(message.text)


def _adds(message: Message) -> bool:
    """Whether words at the read-back say more of what happened: neither a yes or no nor a value alone."""
    if says_yes(message) or says_no(message) or message.intent not in _NO_MATTER:
        return False
    if goes_on_telling(message):
        return True
    if asks_something(message) or message.all("plate", "phone", "order_no"):
        return False
    return len(message.text.strip()) >= _ADDITION
