"""May I fetch it then: a yes or no from how far the order is, the promised time, and when the store is open."""

# ruff: noqa: E501 - patterns are easier to read unbroken

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from actions.base import Message
from actions.context import TurnContext
from actions.times import Wish, read_norm, speak_day, speak_moment
from bot.clock import in_shanghai
from bot.nlu.dialect import to_standard
from bot.shop import orders
from bot.shop.calendar import OpeningHours
from bot.shop.hours_text import windows_text
from bot.shop.models import WorkOrder
from bot.shop.shop import load_shop
from bot.shop.stages import FINISHED, STAGE_TEXT, Stage

Told = tuple[str, dict[str, Any]]
READY = frozenset({Stage.READY, Stage.SETTLED})
_FETCHES = re.compile(
    r"(?:取|提|拿|接|领|弄|骑|开)(?:我的?|个|一下)?(?:车|走|回)|(?:去|来|过去|过来|到店|再)(?:取|提|拿|接(?!待)|领|开(?!门|发票|票)|骑)|"
    r"(?<![爬])(?:取|提|拿)(?:得到|得了|不到|行|可以|吗|不|么|成)|能(?:取|提|拿|开走|骑走|开回)"
)
_DONE_BY = re.compile(
    r"(?:能|可以|会)(?:不能|不会)?(?:不)?(?:修|弄|搞|做|换|装|整)?(?:得)?(?:好|完|出来|出厂|交车|搞定|妥|修好|弄完)|(?:修|弄|搞|做|赶|来)得(?:好|完|出来|及|上|了|定)|好得了"
)
_ANOTHER_TIME = re.compile(r"^(?:那|那么|要是|如果|换成|改成|或者|,|，| )*\S{1,10}?(?:呢|行不行|行吗|行不|可以吗|可以不|成不)[?？。!！~ ]*$")
"""那五点半呢, after another time was asked about."""
_COLLECTED_BY_SHOP = re.compile(r"上门|你们(?:来|过来|能来|可以来)|来(?:我家|家里|单位|公司)|帮我(?:取|开|送)|送(?:车|回来|过来|到|回)")


def asks_to_fetch(text: str) -> bool:
    """Whether words speak of coming for the vehicle: 下午五点我过去拿行吗. Collection by the shop is another matter."""
    plain = to_standard(text)
    return bool(_FETCHES.search(plain)) and not _COLLECTED_BY_SHOP.search(plain)


def asks_another_time(text: str) -> bool:
    """Whether words that hold a time only ask the question before them again for it."""
    return bool(_ANOTHER_TIME.match(to_standard(text.strip())))


def time_named(turn: TurnContext, message: Message) -> Wish | None:
    """The time to come that a message asks about, whether the vehicle can be fetched or is done by then."""
    if not (asks_to_fetch(message.text) or _DONE_BY.search(message.text) or asks_another_time(message.text)):
        return None
    wishes = [read_norm(entity.norm) for entity in message.all("datetime") if isinstance(entity.norm, str)]
    ahead = [wish for wish in wishes if wish is not None and (wish.end or wish.start) >= turn.now]
    return ahead[-1] if ahead else None


async def whether(turn: TurnContext, order: WorkOrder, vehicle: str, wish: Wish, text: str) -> Told | None:
    """Whether the vehicle can be fetched (or is done) at the time wished for: a response and what it is filled with;
    None where the stage says it all.
    """
    stage = Stage(order.stage)
    if stage in FINISHED or stage is Stage.DECLINED:
        return None
    hours = (await load_shop(turn.session)).hours[order.store_id]
    if (asks_to_fetch(text) or asks_another_time(text)) and _meeting(hours, wish) is None:
        return _shut(turn, order, vehicle, wish, hours)
    store, now, promised = order.store.name, turn.now, order.promised_at
    if stage in READY:
        return "utter_fetch_ready", {"vehicle": vehicle, "hours": f"{store}{_day(hours, wish, now)}"}
    known = {"vehicle": vehicle, "stage": STAGE_TEXT[stage]}
    if promised is None or orders.is_late(order, now):
        reason = orders.late_reason(order)
        late = f"原定{speak_moment(promised, now)}，已经晚了，抱歉。" if promised else ""
        return "utter_fetch_unsure", {**known, "late": late, "reason": f"原因：{reason}。" if reason else ""}
    known["promised"] = speak_moment(promised, now)
    fits = promised < wish.end if wish.end else promised <= wish.start
    there = _day(hours, wish if fits else Wish(promised), now)
    return ("utter_fetch_yes" if fits else "utter_fetch_no"), {**known, "hours": f"{store}{there}"}


async def open_for_collection(turn: TurnContext, order: WorkOrder) -> str:
    """Until when a ready vehicle can be fetched today, or from when."""
    hours = (await load_shop(turn.session)).hours[order.store_id]
    now = in_shanghai(turn.now)
    if hours.is_open(now):
        close = hours.next_close(now)
        return f"现在来{order.store.name}就能取，{close:%H:%M}关门" if close is not None else f"来{order.store.name}就能取"
    opening = hours.next_opening(now)
    if opening is None:
        return f"{order.store.name}现在休息"
    return f"{order.store.name}现在没开门，{speak_moment(opening, now)}开门后来取"


def _shut(turn: TurnContext, order: WorkOrder, vehicle: str, wish: Wish, hours: OpeningHours) -> Told:
    promised = order.promised_at
    if Stage(order.stage) in READY:
        state = f"{vehicle}已经可以提车"
    elif promised is not None and not orders.is_late(order, turn.now):
        state = f"{vehicle}预计{speak_moment(promised, turn.now)}可以取车"
    else:
        state = f"{vehicle}现在是“{STAGE_TEXT[Stage(order.stage)]}”，取车时间还没定"
    opening = hours.next_opening(in_shanghai(max(wish.start, turn.now)))
    return "utter_fetch_shut", {
        "hours": f"{order.store.name}{_day(hours, wish, turn.now)}",
        "state": state,
        "opening": f"，再往后是{speak_moment(opening, turn.now)}开门" if opening is not None else "",
    }


def _meeting(hours: OpeningHours, wish: Wish) -> datetime | None:
    """The first moment of the wished time at which the store is open."""
    if wish.end is None:
        spans = hours.spans(wish.start.date())
        return next((wish.start for start, end in spans if start <= wish.start < end), None)
    day = wish.start.date()
    while day <= wish.end.date():
        for start, end in hours.spans(day):
            if max(start, wish.start) < min(end, wish.end):
                return max(start, wish.start)
        day += timedelta(days=1)
    return None


def _day(hours: OpeningHours, wish: Wish, now: datetime) -> str:
    """The hours of the wished day; of several days those of the first on which the store is open."""
    met = _meeting(hours, wish)
    day = (met or wish.start).date()
    windows = hours.windows(day)
    return f"{speak_day(day, now).strip()}{f'营业{windows_text(windows)}' if windows else '休息'}"
