"""A question that lives on the one before it: 那2号呢, 现在呢, 汽车的呢, 谁在管, 编号多少, 还要等多久.

The model reads sentences alone, and such words mean nothing alone. Where the conversation has a subject, they get the
intent of that subject, before any policy sees them; everything that says for itself what it is keeps the model's
reading.
"""

# ruff: noqa: E501 - patterns are easier to read unbroken

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions.answers import asks_how_long_to_wait
from actions.collecting import asks_another_time, asks_to_fetch
from actions.complaint_cases import visible_complaints
from actions.complaint_telling import asks_when_answered
from actions.context import TurnContext
from actions.handoff import tells_what_a_call_is_about
from actions.in_a_booking import as_asked_while_booking, asks_the_list
from actions.my_bookings import visible_bookings
from actions.my_orders import stands_here
from actions.opening import asks_opening
from actions.part_facts import facts_asked
from actions.places import speaks_of_place
from actions.quote_asks import bargains
from actions.quote_talk import asks_what_was_taken_off
from actions.reading import LOOSE, as_intent, four_digits
from actions.standing import asks_why_so_long, hurries
from actions.vehicles import KIND_WORDS
from actions.warranty import asks_if_free
from bot.nlu.dialect import to_standard
from bot.nlu.normalise import simplify

Want = dict[str, Any]

SUBJECTS = {
    "action_ask_hours": "ask_hours",
    "action_ask_price": "ask_price",
    "action_ask_warranty": "ask_warranty",
    "action_ask_location": "ask_location",
    "action_ask_stock": "ask_parts",
    "action_ask_parts": "ask_parts",
    "action_ask_recall": "ask_recall",
    "submit_progress_form": "ask_progress",
    "action_ask_quote": "ask_quote",
    "submit_decision_form": "ask_quote",
    "action_ask_complaint": "ask_complaint",
    "submit_complaint_form": "ask_complaint",
    "action_ask_booking": "ask_booking",
    "submit_booking_form": "ask_booking",
    "submit_reschedule_form": "ask_booking",
    "submit_cancel_form": "ask_booking",
    "submit_callback_form": "inform",
}
"""The intent that asks again about what an action has just told."""

_CHANGES = re.compile(r"改|挪|推迟|提前|换(个|到|成)|取消|退|错")
_SURE_INTENTS = frozenset(
    {"report_danger", "request_rescue", "request_human", "manage_privacy", "file_complaint", "cancel_booking",
     "reschedule_booking", "answer_quote", "rate_service", "ask_recall", "ask_membership", "send_picture"}
)  # fmt: skip
"""Intents whose words say for themselves what they want."""
_FOR_A_PERSON = frozenset({"ask_advice", "out_of_scope", "nlu_fallback", "chitchat"})
"""What is no business of the bot's own goes to whoever was promised to call."""
_BILLED = (None, "ask_progress", "ask_quote", "ask_parts")
_BARE_COST = re.compile(
    r"^(?:那|哦|嗯|好的?|行|请问|帮我|给我|看看|查查|问下|这次|这回|修车|修好|总|最后|到时候|我|要|得|该|需要|应该|大概|一共|总共|合计|加起来|全部|，|,| )*(?:给|付|花|收|是|要)*(?:你们?|了|我)?"
    r"(?:多少(?:钱|块|米|元|费用|银子)?|几(?:个)?(?:钱|块)|好多钱|几多钱|啥价|什么价|账单|费用(?:多少|呢|是多少)?)[了啊呀呢的吗嘛?？!！。~ ]*$"
)
_HOW_IT_COMES = re.compile(r"(?:凭什么|凭啥|为什么|为啥|怎么|咋).{0,6}(?:收|要|算|贵|多|\d)")
_MONEY = re.compile(r"\d{2,}|钱|费|贵|收我|块")
_COMPLAINS = re.compile(r"投诉|举报|曝光|退|赔|骗|坑|宰|乱收|黑|12315|律师|起诉|消协|说好|不是说")
_QUESTIONS = frozenset({"ask_hours", "ask_price", "ask_warranty", "ask_location", "ask_parts"})
_ONLY_ASKS = re.compile(r"(?:我)?(?:就是|主要是?|其实)(?:想)?(?:问|咨询|了解)")
_CASES = frozenset({"ask_progress", "ask_complaint", "ask_booking"})
_LEAD = r"^(?:那|哦|噢|嗯|啊|好的?|行|咦|哎|诶|喂|对了|[，,。.!！~\s])*"
_TAIL = r"[了吗嘛呢呐么啊呀哦噢啦咧喃的?？。!！~\s]*$"
_ANOTHER = re.compile(r"^.{1,14}?(?:呢|咧|喃|呐|嘞)(?:[?？。!！~\s]*$|[,，])")
_STANDING = re.compile(
    _LEAD
    + r"(?:我的?|这个?|那个?)?(?:现在|目前|这会儿?|当前|今天|眼下|如今|是|又)?(?:"
    r"(?<=在|前|会|儿|天|下|今)(?=呢|呐|咧|喃)|"
    r"(?:什么|啥|咋个?)(?:状态|情况|进度|进展|样)|(?:有)?(?:什么|啥)?(?:消息|结果|进展|回音|回信|动静|说法|信儿?)(?:没有?|了没)?|"
    r"(?:处理|弄|办|搞|查|修)?(?:得|到)(?:怎么?样|咋样|哪(?:一?步|儿|里)?)|有(?:消息|结果|进展|回音|动静|说法|信儿?)(?:没有?|了没?|吗)?|怎么?样|咋样|到哪(?:一?步|儿|"
    r"里)?|"
    r"(?:还)?(?:要|得)(?:等)?(?:多久|好久|多长时间)|(?:大概)?(?:几点|(?:什么|啥)时候|多久|好久|哪天)(?:能|可以|会)?"
    r"(?:给|有|得)?(?:我|个)?(?:信儿?|回复|答复|回音|消息|结果|说法|准信)?)" + _TAIL
)
_WHO = re.compile(r"(?:谁|哪个|哪位)(?:在|来|负责|给我)*(?:管|负责|跟进?|处理|对接|办|盯)|(?:归|由|找)(?:谁|哪个)")
_NUMBER = re.compile(
    r"(?:编|单|案|投诉|预约|登记)号|号码?(?:是)?(?:多少|啥|什么)|(?:登记|记|录|提交|报)(?:上|下|好|进)?(?:去)?(?:了)?(?:没|吗)"
)
_STILL = re.compile(r"还(?:在|有效|算数?|作数|留着|保留)(?:的|着)?(?:吧|吗|不|没|么|嘛|不在)?[?？。!！~]*$")
_STUCK = re.compile(
    r"卡(?:在|住|到)|(?:到底)?(?:为什么|为啥|咋个?|怎么)(?:这么|那么|还|又)?(?:慢|久|拖|没好|没修好|没弄好|不动)|(?:等|差)(?:啥|什么)"
)
_DECIDED = re.compile(
    r"(?:刚才|刚刚|之前|先前|方才|我)(?:我)?(?:都|就)?(?:同意|答应|确认|定|选|批|认|拒绝|不做)(?:了|下来|掉)?(?:的)?(?:是)?(?:哪|什么|啥|多少|几)"
)
_SHORT = 12
"""打错了 0707, after plate and tail did not match, is no longer than this."""
_WHEN_TO_COME = re.compile(r"(?:我|那我|我那个?|是)?(?:几点|什么时候|啥时候|哪天)(?:要|该|得|应该)?(?:过去|去|过来|来|到店?|送过去|开过去)[?？吧来着的呢啊呀\s]*$")
_ARRIVES = re.compile(r"(?:多久|多长时间|好久|几分钟|多快|几点)(?:能|会|才|可以)?(?:到|来|赶到|过来)")
_RESCUE_LIKE = frozenset({"request_rescue", "nlu_fallback", "out_of_scope", "ask_progress", "ask_hours"})
_OF_A_MODEL = frozenset({"brand", "model", "vin"})
_VALUES = frozenset({"datetime", "store", "service_item", "part", "model", "brand"})
_DROPS = frozenset({"stop", "deny", "affirm", "inform", "nlu_fallback", "out_of_scope"})
_CANCEL = re.compile(r"^(?:那|算了|还是|就|唉|哎|嗯|我|给我|帮我|把它|预约|[，,。\s])*取消(?:掉|了|它)?(?:吧|算了|了|嘛|啦)*[。!！\s]*$")
"""算了还是取消了吧, after a booking was spoken of."""
_GRAVE = frozenset({"report_danger", "request_human", "manage_privacy", "file_complaint", "affirm", "deny", "thank"})
_WHAT_OF_THE_VEHICLE = re.compile(r"车(子|怎么|咋|该)*(怎么|咋个?|咋)(办|弄|整|处理)|拖(走|车|一下|到)|来(人|拖|接)")
_MY_KIND = re.compile(
    rf"^(?:我的?|俺|我家|我这|这)(?:车|台|个|辆)*(?:是|开的?是?|的是)(?:个|台|辆)?(?:{KIND_WORDS})", re.IGNORECASE
)
"""我是suv, said after a price."""
_KIND = re.compile(KIND_WORDS, re.IGNORECASE)


async def as_follow_up(
    turn: TurnContext, wants: list[Want], *, form: str | None, actions: Sequence[str]
) -> list[Want]:
    """The wants of a message, one that lives on the subject of the talk turned into a question about it.

    Args:
        form: the open form; what is said in it belongs to it.
        actions: what the bot did in the last turns, the latest first.
    """
    if any(want["intent"]["name"] == "request_rescue" for want in wants):
        wants = [want for want in wants if want["intent"]["name"] != "ask_location"]  # 松北大道 is where they stand
    if len(wants) == 1 and form is None and actions[:1] == ["action_danger"] and _goes_on_from_danger(wants[0]):
        return [as_intent(wants[0], "request_rescue")]
    if len(wants) == 1 and form == "booking_form":
        return [await as_asked_while_booking(turn, wants[0])]
    if len(wants) == 1 and asks_the_list(turn, wants[0], form):
        return [as_intent(wants[0], "ask_price")]
    if form is not None or len(wants) != 1:
        return wants
    subject = next((SUBJECTS[name] for name in actions if name in SUBJECTS), None)
    if subject == "ask_booking" and await _books_another_vehicle(turn, wants[0]):
        return [as_intent(wants[0], "book_service")]
    if subject == "ask_complaint" and asks_when_answered(wants[0]["text"]):
        return [as_intent(wants[0], subject)]
    if subject == "ask_quote" and wants[0]["intent"]["name"] == "file_complaint" and _asks_how_it_comes(wants[0]):
        return [as_intent(wants[0], "ask_quote")]
    if subject == "ask_booking" and wants[0]["intent"]["name"] in _DROPS and _CANCEL.match(wants[0]["text"].strip()):
        return [as_intent(wants[0], "cancel_booking")]
    if _named_on_purpose(turn, wants[0]):
        return wants
    intent = await _subject_of(turn, wants[0], subject)
    return wants if intent is None or intent == wants[0]["intent"]["name"] else [as_intent(wants[0], intent)]


async def _subject_of(turn: TurnContext, want: Want, subject: str | None) -> str | None:
    text = to_standard(simplify(want["text"].strip()))
    for_a_person = want["intent"]["name"] in _FOR_A_PERSON or _ONLY_ASKS.match(text)
    if subject == "inform" and for_a_person and "datetime" not in _kinds(want) and tells_what_a_call_is_about(text):
        return subject
    if turn.owner == "queued" and asks_how_long_to_wait(text):
        return "request_human"
    if _DECIDED.search(text) or (subject == "ask_quote" and asks_what_was_taken_off(text)):
        return "ask_quote"
    if subject in _CASES or subject == "ask_quote":
        about = _about_a_case(want, text, str(subject))
        if about is not None:
            return about
    name = want["intent"]["name"]
    about = await _about_own_order(turn, want, text, subject)
    if about is not None:
        return about
    if subject == "ask_parts" and turn.verified and name in LOOSE and set(facts_asked(text)) - {"质保"}:
        return subject
    if subject == "ask_warranty" and name in LOOSE and asks_if_free(text):
        return subject
    if turn.watched and (_STUCK.search(text) or _STANDING.match(text)) and not want["entities"]:
        return "ask_progress"
    if _WHO.search(text) and await visible_complaints(turn):
        return "ask_complaint"
    if subject == "ask_progress" and len(text) <= _SHORT and four_digits(text):
        return "inform"
    if subject in _QUESTIONS and _ANOTHER.match(text) and _names_another(want, text):
        return subject
    if subject == "ask_hours" and name in LOOSE and asks_opening(text) and "datetime" in _kinds(want):
        return subject
    if name in LOOSE and _WHEN_TO_COME.search(text) and await visible_bookings(turn):
        return "ask_booking"
    if subject == "ask_recall" and name == "inform" and _kinds(want) & _OF_A_MODEL:
        return subject
    if subject == "ask_hours" and name in _RESCUE_LIKE and _ARRIVES.search(text) and not want["entities"]:
        return subject
    if subject == "ask_price" and _MY_KIND.match(text):
        return subject
    return None


async def _about_own_order(turn: TurnContext, want: Want, text: str, subject: str | None) -> str | None:
    """What is asked of a vehicle that stands in the shop: what it costs, why it takes so long, whether it can be
    fetched at a time.
    """
    name = want["intent"]["name"]
    kinds = _kinds(want)
    if name not in LOOSE or not (turn.watched or turn.verified):
        return None
    costs = subject in _BILLED and _BARE_COST.match(text) and not kinds - {"amount"}
    dear = subject == "ask_quote" and name == "ask_price" and bargains(text) and "service_item" not in kinds
    comes = subject == "ask_quote" and _HOW_IT_COMES.search(text) and _MONEY.search(text)
    slow = (asks_why_so_long(text) or hurries(text)) and not (kinds - {"part", "service_item", "datetime"})
    again = subject == "ask_progress" and asks_another_time(text) and not kinds - {"datetime"}
    fetches = "datetime" in kinds and (asks_to_fetch(text) or again)
    if not (costs or dear or comes or slow or fetches) or not await stands_here(turn):
        return None
    return "ask_quote" if costs or dear or comes else "ask_progress"


def _kinds(want: Want) -> set[str]:
    return {str(entity["entity"]) for entity in want["entities"]}


def _asks_how_it_comes(want: Want) -> bool:
    """凭什么收我440, after the bill was told, asks for its line first; who complains says so."""
    return bool(_HOW_IT_COMES.search(want["text"])) and not _COMPLAINS.search(want["text"])


async def _books_another_vehicle(turn: TurnContext, want: Want) -> bool:
    """俺爹那台鲁A12345也来，后天上午十点 moves no booking: it names a vehicle that none of them is for."""
    plates = {str(entity.get("norm")) for entity in want["entities"] if entity["entity"] == "plate"}
    timed = any(entity["entity"] == "datetime" for entity in want["entities"])
    if not plates or not timed or _CHANGES.search(want["text"]):
        return False
    booked = {booking.plate for booking in await visible_bookings(turn)}
    return bool(booked) and not plates & booked


def _goes_on_from_danger(want: Want) -> bool:
    """在机场路，快点嘛 or 那车咋办, said right after an alarm, is no question after the shop's address."""
    if want["intent"]["name"] in _GRAVE:
        return False
    placed = any(entity["entity"] == "location" for entity in want["entities"])
    return bool(placed or speaks_of_place(want["text"]) or _WHAT_OF_THE_VEHICLE.search(want["text"]))


def _about_a_case(want: Want, text: str, subject: str) -> str | None:
    """How something on file stands, who has it, its number."""
    case = "ask_progress" if subject == "ask_quote" else subject
    if _STUCK.search(text) and subject in ("ask_progress", "ask_quote"):
        return "ask_progress"
    if _NUMBER.search(text) or (subject == "ask_booking" and _STILL.search(text)):
        return subject
    if _WHO.search(text) and subject == "ask_complaint":
        return subject
    timed = any(entity["entity"] == "datetime" for entity in want["entities"])
    if _STANDING.match(text) and not (timed and subject == "ask_booking"):
        return case
    return None


def _names_another(want: Want, text: str) -> bool:
    return bool(_KIND.search(text)) or any(entity["entity"] in _VALUES for entity in want["entities"])


def _named_on_purpose(turn: TurnContext, want: Want) -> bool:
    name = want["intent"]["name"]
    if name == "answer_quote" and not (turn.verified or turn.watched):
        return False  # nobody's quote is open here: 火花塞呢，四个一起换
    return name in _SURE_INTENTS or any(entity.get("extractor") == "button" for entity in want["entities"])
