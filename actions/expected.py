"""What words mean because of what is open: a survey that was just sent, a rescue under way, a complaint being handled.

Out of context 一般般, 会推荐 or 可以了 may mean anything. Where the conversation waits for such an answer, the message
gets the intent that answers it, before any policy sees it. Danger and the wish for a person always keep their own.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from actions.complaint_cases import visible_complaints
from actions.context import TurnContext
from actions.places import has_moved, with_other_kilometre
from actions.rescue_job import CANCELS, asks_arrival, open_job
from actions.services import service_in_words
from actions.times import read_norm
from bot.nlu.normalise import simplify
from bot.shop import complaints, surveys
from bot.shop.complaint_replies import (
    MORE,
    SETTLED,
    UNSETTLED,
    WITHDRAWN,
    about_same,
    is_bare,
    mentions_case,
    reply_in,
)
from bot.shop.models import Survey
from bot.shop.satisfaction import refuses_to_rate, runs_well, score_of
from bot.shop.staff import availability

Parsed = dict[str, Any]

BOOK = "book_service"
HUMAN = "request_human"
RATE = "rate_service"
ASK_COMPLAINT = "ask_complaint"
RESCUE = "request_rescue"
FILE = "file_complaint"

_OWN_MATTER = frozenset(
    {
        "book_service", "reschedule_booking", "cancel_booking", "ask_booking", "ask_progress", "ask_quote",
        "answer_quote", "ask_parts", "ask_history", "ask_price", "ask_hours", "ask_location", "ask_warranty",
        "ask_membership", "ask_recall", "ask_invoice", "ask_complaint", "greet", "bot_challenge",
    }
)  # fmt: skip
_TASKS = frozenset({"book_service", "reschedule_booking", "cancel_booking", "greet", "bot_challenge"})
_NO_REASON = _TASKS | {"report_danger", "request_rescue", "manage_privacy"}
"""What does not say why a score was low. A statement that sounds like another question (说好两点交车) does."""
_BOOKING_LIKE = frozenset(
    {"inform", "ask_price", "correct", "nlu_fallback", "out_of_scope", "affirm", "ask_progress", "ask_advice",
     "ask_history", "ask_quote", "ask_location"}
)  # fmt: skip
_NO_BOOKING = re.compile(r"取消|改到|改成|改为|投诉|退款|进度|修好(了|没)|好了(没|吗)|能(取|提)车|账单")
_COMES = re.compile(
    r"(过来|过去|来店里?|到店里?|去店里?|来|去)(做个?|再)?(复查|复检|返修|返工|检查|检测|保养|修一?下?|看一?下|洗车)"
    r"(?!吗|不|行|可)"
)
_GOES = re.compile(r"(去|来|到|上)(你们?|咱们?)?(那|这)?(边|儿|里)?(的)?[^,，。?？\s]{0,6}店|(去|来|过去|过来)(你们|咱们)(那|这)?(儿|里|边)?")  # noqa: E501
"""那我礼拜三上午九点半去你们浑南店 is no question after its address."""
_GOES_LIKE = frozenset({"ask_location", "inform", "nlu_fallback", "out_of_scope", "ask_hours"})
_ASKS = re.compile(r"[?？]|吗|么$|怎么|哪|多少|几点(开|关|下)|开门|关门|营业|上班|在不在|有没有|能不能|行不|取车|提车|拿车|停车")  # noqa: E501
_GREETS = frozenset(
    {"greet", "nlu_fallback", "stop", "out_of_scope", "chitchat", "bot_challenge", "inform", "ask_hours"}
)
_MARKS = re.compile(r"[^\w]")
_ANYBODY = re.compile(
    r"^(算了|还是|那|喂+|哈喽|你好|您好|请问|现在|这会儿?|到底|还)*(有人|有没有人|有没得人)(在|值班|在线|上班|回我?|理我?|应)?(吗|没得?|没有|不|么|嘛|啊|呀|呢|哇|啵)*$"
)
_REACHABLE = timedelta(hours=2)
"""So long after its call a plate or phone alone belongs to the rescue."""
_ARRIVING = frozenset(
    {"ask_progress", "request_rescue", "ask_hours", "ask_booking", "nlu_fallback", "out_of_scope", "chitchat"}
)
"""What the arrival of a rescue is taken for."""
_SURE = 0.8
_ALARMING = 0.6
"""From this confidence on, danger is no answer to a survey; the model reports it on slight signs, too."""
_WANTS_TO_FILE = re.compile(r"(我|我们|俺)(就)?(要|想|得|必须)(向你们)?(再)?投诉|^(必须|坚决)?投诉[,，：:！!]")
_WHERE_WE_WERE = re.compile(
    r"(说|约|聊|弄|办|登记|填|讲|问|进行|搞|整)到(哪|什么|啥)(儿|里|了|步|一步|地方|子)|刚才(说|约|办|弄)(的)?(啥|什么|哪)|还(差|缺|少)(什么|啥|哪)"
)
"""Asks what was agreed so far in the task that is open."""
_COMPLAINS = frozenset({"file_complaint", "ask_complaint", "request_rescue", "report_danger"})
_NO_QUESTION = re.compile(r"不怎么|没怎么|不咋")
_QUESTION = ("?", "？", "吗", "怎么", "多少", "什么时候", "几点")


async def in_context(turn: TurnContext, parsed: Parsed, *, form_open: bool) -> Parsed:
    """``parsed``, with the intent that its words have in this conversation now."""
    pressed = any(entity.get("extractor") == "button" for entity in parsed["entities"])
    alarm = parsed["intent"]["name"] == "report_danger" and parsed["intent"]["confidence"] >= _ALARMING
    if form_open and not pressed and _asks_where_we_were(parsed):
        return _as(parsed, "resume_task")
    if form_open and not pressed and parsed["intent"]["name"] in _ARRIVING and await _asks_for_the_rescue(turn, parsed):
        return _as(parsed, RESCUE)
    if pressed or alarm or parsed["intent"]["name"] == HUMAN:
        return parsed
    if await _calls_for_somebody(turn, parsed, form_open=form_open):
        return _as(parsed, HUMAN)
    if form_open or parsed.get("wants"):
        return _as(parsed, BOOK) if not form_open and _tells_whole_booking(turn, parsed) else parsed
    intent = (
        await _about_a_rescue(turn, parsed)
        or await _survey_answer(turn, parsed)
        or await _about_a_complaint(turn, parsed)
        or (BOOK if _tells_whole_booking(turn, parsed) else None)
    )
    return parsed if intent is None else _as(parsed, intent)


def _asks_where_we_were(parsed: Parsed) -> bool:
    """弄到哪了 in an open task, unless a vehicle is named: 我那汉兰达弄到哪步了."""
    named = any(entity["entity"] in ("brand", "model", "plate", "order_no") for entity in parsed["entities"])
    return bool(_WHERE_WE_WERE.search(parsed["text"])) and not named and "车" not in parsed["text"]


def _as(parsed: Parsed, intent: str) -> Parsed:
    return {**parsed, "intent": {"name": intent, "confidence": 1.0}}


async def _calls_for_somebody(turn: TurnContext, parsed: Parsed, *, form_open: bool) -> bool:
    """有人吗 greets by day; at night, in the middle of a task, or after giving up (算了) it asks for a person."""
    words = _MARKS.sub("", parsed["text"])
    if parsed["intent"]["name"] not in _GREETS or not _ANYBODY.match(words):
        return False
    if form_open or words.startswith(("算了", "还是")) or turn.misses:
        return True
    return not (await availability(turn.session, now=turn.now)).desk_open


def _tells_whole_booking(turn: TurnContext, parsed: Parsed) -> bool:
    """A moment to come, something to be done, and whose vehicle: that is a booking, whatever it resembles."""
    text, name = simplify(parsed["text"]), parsed["intent"]["name"]
    kinds = {entity["entity"] for entity in parsed["entities"]}
    wishes = [read_norm(e["norm"]) for e in parsed["entities"] if e["entity"] == "datetime" and e.get("norm")]
    ahead = any(wish is not None and wish.start > turn.now for wish in wishes)
    if ahead and name in _GOES_LIKE and _GOES.search(text) and not _ASKS.search(text):
        return not _NO_BOOKING.search(text)
    comes = _COMES.search(text) and (name in _BOOKING_LIKE or name == "ask_booking")
    whose = name in _BOOKING_LIKE and kinds & {"plate", "phone"}
    if not (comes or whose) or "order_no" in kinds or _NO_BOOKING.search(text):
        return False
    if not kinds & {"service_item", "symptom", "part"} and service_in_words(text) is None:
        return False
    return ahead


async def _asks_for_the_rescue(turn: TurnContext, parsed: Parsed) -> bool:
    """多久能到 with a job under way means the rescue, whatever form was taken up again meanwhile."""
    valued = any(entity["entity"] in ("datetime", "service_item", "plate") for entity in parsed["entities"])
    return not valued and asks_arrival(parsed["text"]) and await open_job(turn) is not None


async def _survey_answer(turn: TurnContext, parsed: Parsed) -> str | None:
    asked = await surveys.of_conversation(turn.session, turn.conversation_id)
    survey = next((one for one in asked if surveys.is_open(one, turn.now)), None)
    if survey is not None and _answers(survey, turn, parsed):
        return RATE
    rated = any(one.kind == "rating" and one.status in ("low", "answered") for one in asked)
    return RATE if rated and score_said(parsed["entities"]) is not None else None


def _answers(survey: Survey, turn: TurnContext, parsed: Parsed) -> bool:
    text, name = parsed["text"], parsed["intent"]["name"]
    asked = _NO_QUESTION.sub("", text)
    if "投诉" in text or (any(word in asked for word in _QUESTION) and name != RATE):
        return False
    if surveys.awaits_reason(survey, turn.now):
        return name not in _NO_REASON or (name in _TASKS and parsed["intent"]["confidence"] < _SURE)
    if survey.kind == "followup":
        return runs_well(text) is not None and not (name in _OWN_MATTER and parsed["intent"]["confidence"] >= _SURE)
    if survey.status != "asked" or survey.scale is None or name == "report_danger":
        return False
    return refuses_to_rate(text) or score_of(text, survey.scale, score_said(parsed["entities"])) is not None


async def _about_a_rescue(turn: TurnContext, parsed: Parsed) -> str | None:
    """到哪了, 不用来了, 我挪到服务区了 while a job is under way. A service that is named is another matter."""
    text = simplify(parsed["text"])
    job = await open_job(turn)
    if job is None:
        return None
    moved = has_moved(text) or with_other_kilometre(job.location or "", text)
    kinds = {entity["entity"] for entity in parsed["entities"]}
    reach = parsed["intent"]["name"] == "inform" and kinds and kinds <= {"plate", "phone", "person"}
    if reach and turn.now - job.created_at <= _REACHABLE:
        return RESCUE
    about = asks_arrival(text) or CANCELS.search(text) or moved
    elsewhere = parsed["intent"]["name"] in ("file_complaint", "ask_price", "book_service") or "预约" in text
    if not about or elsewhere or any(entity["entity"] == "service_item" for entity in parsed["entities"]):
        return None
    return RESCUE


async def _about_a_complaint(turn: TurnContext, parsed: Parsed) -> str | None:
    """What is said about a complaint on file is no new complaint, and no thanks or consent either."""
    text, name = parsed["text"], parsed["intent"]["name"]
    reply = reply_in(text)
    if reply is None:
        return FILE if _WANTS_TO_FILE.search(text) and name not in _COMPLAINS else None
    if reply != WITHDRAWN and (name in _OWN_MATTER or name in ("request_rescue", "manage_privacy")):
        return None
    found = await visible_complaints(turn)
    still_open = [complaint for complaint in found if complaint.status != "closed"]
    if reply == UNSETTLED:
        recent = [c for c in found if c.closed_at is None or turn.now - c.closed_at <= complaints.REPEATED_WITHIN]
        meant = [c for c in recent if is_bare(text) or mentions_case(text) or about_same(c, text)]
        return ASK_COMPLAINT if meant else None
    if reply == SETTLED:
        told = mentions_case(text) or any(complaints.awaits_word(c) for c in still_open)
        return ASK_COMPLAINT if still_open and (told or name == "thank") else None
    if reply == MORE:
        adds = name in ("file_complaint", "give_feedback") or mentions_case(text)
        return ASK_COMPLAINT if still_open and adds else None
    return ASK_COMPLAINT if still_open else None


def score_said(entities: list[Parsed]) -> float | None:
    """The score that was read in a message, if any."""
    found = [entity.get("norm") for entity in entities if entity["entity"] == "score"]
    return float(found[-1]) if found and isinstance(found[-1], int | float) else None
