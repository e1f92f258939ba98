"""When a store is open: now, on the days asked about, in the break, on holidays; and when people answer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction

from actions.base import Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.doubt import booking_meant, open_booking
from actions.progress import BeginProgress, ProgressForm
from actions.reading import customer_texts
from actions.rescue_job import asks_arrival
from actions.services import Service, service_in_words, service_of, topic_of
from actions.stores import named_stores
from actions.times import names_a_day, read_norm, speak_day
from bot.clock import in_shanghai
from bot.shop.calendar import DayKind, OpeningHours
from bot.shop.hours_text import day_text, week_text
from bot.shop.models import Store
from bot.shop.policy import Policy, read_policy
from bot.shop.services import duration_of
from bot.shop.shop import Shop, load_shop

_DESK_WORDS = re.compile(r"人工|客服|真人|顾问")
_EVERY_STORE = re.compile(r"每(个|家)|各(个|家)?(门)?店|几个店|几家|所有|全部|都有哪|哪几|哪些店|哪家")
_OPENING = re.compile(r"开门|开着|开不开|开吗|营业|上班|下班|关门|打烊|休息|午休|放假|几点|人工|客服")
_NOW = re.compile(r"现在|这会儿|这会|此刻|还开着|还开门|开着(吗|没|不)|关门了(吗|没)|打烊(了)?(吗|没)|下班了(吗|没)")
_BREAK = re.compile(r"午休|中午.*(休|关门|有人|上班|开门|开吗|营业)")
_HOLIDAYS = re.compile(r"节假日|法定假|放假|假期|过节")
_USUALLY = re.compile(r"营业时间|几点到几点|每天|平时|一般几点|一周|周几休|哪天休")
_COMES = re.compile(r"(过去|过来|来|到店|去你们?那|开过去|骑过去)[^，,。]{0,3}(行|可以|成|中|得|方便|来得及)(不行?|吗|么|吧|嘛|伐)?")  # noqa: E501
_ELLIPTIC = re.compile(r"呢[?？。!！~\s]*$|^那")
_DURATION = re.compile(
    r"(要|得|需要|花)[^,，。]{0,2}(多久|多长时间|几个?小时|几个钟|好久)|(多久|几点|几个?小时|多长时间|好久|什么时候|啥时候)(就|能|会|可以)*(做|弄|洗|换|修|搞|整)?(完|好)"
)
_MOST_DAYS = 8
_AHEAD = 60


class AskHours(ShopAction):
    """When a store is open: on the day asked about, lunch and holidays included; or when people answer."""

    action_name = "action_ask_hours"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The store that was named, the one of the page, or every store; the plain answer first.

        ``明早能洗车不`` does not ask when the shop opens: it wants to come.
        """
        message = Message.of(tracker)
        booked = None if asks_opening(message.text) else await booking_meant(turn, say, tracker)
        if booked is None and tracker.active_loop_name is None and _comes_at(message, turn.now):
            booked = await open_booking(turn, say, tracker)
        if booked is not None:
            return booked
        shop = await load_shop(turn.session)
        if asks_duration(message.text) and await _say_duration(turn, say, tracker, shop):
            return []
        if asks_duration(message.text) and not asks_opening(message.text):
            return [*await BeginProgress().act(turn, say, tracker), FollowupAction(ProgressForm.form)]
        policy = read_policy(shop.settings.policy)
        rescue_meant = "救援" in message.text or (asks_arrival(message.text) and "救援" in _asked_before(tracker))
        if rescue_meant and policy.rescue_available:
            _say_rescue(say, policy, shop.settings.hotline)
            return []
        before = _asked_before(tracker) if _ELLIPTIC.search(message.text) else ""
        days = _days_asked(message, turn.now.date())
        if _DESK_WORDS.search(message.text):
            lines = [f"人工客服：{_days_text(shop.desk, days, turn.now)}"]
        else:
            lines = [
                f"{store.name}：{_answer(message, store, shop.hours[store.id], days, turn.now)}"
                for store in stores_asked(_whole_question(message, before, shop), shop, turn.entry_store)
            ]
        hotline = shop.settings.hotline
        say("utter_hours" if hotline else "utter_hours_only", lines="\n".join(lines), hotline=hotline)
        return topic_of(service_of(message)) if message.all("service_item") else []


def asks_duration(text: str) -> bool:
    """Whether somebody asks how long something takes: 那天要弄多久, 几点能洗好."""
    return bool(_DURATION.search(text))


def asks_opening(text: str) -> bool:
    """Whether somebody asks when a store is open, or when people answer."""
    return bool(_OPENING.search(text))


def _say_rescue(say: Say, policy: Policy, hotline: str | None) -> None:
    """When rescue comes, and how soon."""
    minutes = policy.rescue_arrival.total_seconds() / 60 if policy.rescue_arrival else None
    say(
        "utter_rescue_hours",
        available=policy.rescue_available,
        arrival=f"，一般{minutes:g}分钟左右到" if minutes else "",
        hotline=hotline or "店里电话",
    )


def _comes_at(message: Message, now: datetime) -> bool:
    """后天上午十点过去行不 wishes to come at that moment."""
    wishes = [read_norm(entity.norm) for entity in message.all("datetime") if isinstance(entity.norm, str)]
    return bool(_COMES.search(message.text)) and any(w is not None and w.is_moment and w.start > now for w in wishes)


def _asked_before(tracker: Tracker) -> str:
    """The customer's message before this one."""
    told = customer_texts(tracker)
    return told[-2] if len(told) > 1 else ""


def _whole_question(message: Message, before: str, shop: Shop) -> Message:
    """那后天呢 is about the store of the question before it."""
    if named_stores(message, shop) or not before:
        return message
    return replace(message, text=f"{before}{message.text}")


async def _say_duration(turn: TurnContext, say: Say, tracker: Tracker, shop: Shop) -> bool:
    """How long the work that is talked about usually takes; False when nothing was talked about."""
    message, topic = Message.of(tracker), tracker.get_slot("topic")
    service = service_of(message) or service_in_words(message.text)
    if tracker.get_slot("booking_category"):
        service = Service(tracker.get_slot("booking_category"), tracker.get_slot("booking_service"))
    elif service is None or (topic and not message.all("service_item", "part")):
        service = Service(*topic) if topic else service
    if service is None:
        return False
    minutes = duration_of(service.category, shop.settings.slots) // timedelta(minutes=1)
    say("utter_duration", service=service.text, minutes=minutes)
    return True


def stores_asked(message: Message, shop: Shop, entry_store: str | None) -> list[Store]:
    """The stores a question is about: those named, the one of the page, else all."""
    named = named_stores(message, shop) or named_stores(replace(message, text=message.whole, entities=()), shop)
    if named:
        return named
    if entry_store in shop.stores and not _EVERY_STORE.search(message.text):
        return [shop.stores[entry_store]]
    return list(shop.stores.values())


def _answer(message: Message, store: Store, hours: OpeningHours, days: list[date], now: datetime) -> str:
    today = in_shanghai(now).date()
    if _BREAK.search(message.text):
        named = any(names_a_day(entity) for entity in message.all("datetime"))
        opening = hours.next_opening(now) if not named and not hours.spans(days[0]) else None
        return _break_text(hours, opening.date() if opening else days[0], now)
    if not message.all("datetime") and _HOLIDAYS.search(message.text):
        return f"平时{week_text(store)}。{_holidays_text(hours, today, now)}"
    if not message.all("datetime") and _USUALLY.search(message.text):
        return f"{week_text(store)}。{_now_text(hours, now)}"
    if days == [today] and (_NOW.search(message.text) or not message.all("datetime")):
        return f"{_now_text(hours, now)}（{_days_text(hours, days, now)}）"
    return _days_text(hours, days, now)


def _now_text(hours: OpeningHours, now: datetime) -> str:
    now = in_shanghai(now)
    if hours.is_open(now):
        close = hours.next_close(now)
        return f"现在营业中，{close:%H:%M}关门" if close is not None and close.date() == now.date() else "现在营业中"
    opening = hours.next_opening(now)
    if opening is None:
        return "现在休息"
    if opening.date() == now.date():
        noon = any(end <= now for _, end in hours.spans(now.date()))
        return f"现在{'午休' if noon else '还没开门'}，{opening:%H:%M}开门"
    return f"现在已关门，{speak_day(opening.date(), now).strip()}{opening:%H:%M}开门"


def _break_text(hours: OpeningHours, day: date, now: datetime) -> str:
    windows = hours.spans(day)
    gaps = [(a[1], b[0]) for a, b in pairwise(windows)]
    said = _days_text(hours, [day], now)
    if not windows:
        return said
    return f"中午{gaps[0][0]:%H:%M}–{gaps[0][1]:%H:%M}休息（{said}）" if gaps else f"中午不休息（{said}）"


def _holidays_text(hours: OpeningHours, today: date, now: datetime) -> str:
    ahead = [today + timedelta(days=offset) for offset in range(_AHEAD)]
    special = [
        day for day in ahead if hours.calendar.day_kind(day) is DayKind.PUBLIC_HOLIDAY or _is_special(hours, day)
    ]
    if not special:
        return "近两个月没有另外的休息安排"
    return f"近期节假日：{_days_text(hours, special, now)}"


def _is_special(hours: OpeningHours, day: date) -> bool:
    return day in hours.calendar.closed or day in hours.calendar.short_hours


def _days_text(hours: OpeningHours, days: list[date], now: datetime) -> str:
    """Days with the same windows that follow each other are told as one stretch."""
    parts: list[str] = []
    for text, group in groupby(days, key=lambda day: day_text(hours, day)):
        same = list(group)
        first, last = speak_day(same[0], in_shanghai(now)).strip(), same[-1]
        parts.append(f"{first}{text}" if len(same) == 1 else f"{first}至{last.month}月{last.day}日{text}")
    return "，".join(parts)


def _days_asked(message: Message, today: date) -> list[date]:
    entity = message.last("datetime")
    wish = read_norm(entity.norm) if entity is not None and isinstance(entity.norm, str) else None
    if wish is None:
        return [today]
    if wish.end is None:
        return [wish.start.date()]
    last = (wish.end - timedelta(seconds=1)).date()
    count = min((last - wish.start.date()).days + 1, _MOST_DAYS)
    return [wish.start.date() + timedelta(days=offset) for offset in range(count)]
