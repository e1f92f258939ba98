"""Warranty: the shop's terms, and whether something of one's own is still covered."""

from __future__ import annotations

import re
from datetime import datetime

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.agenda import VERIFY_FORM, await_identity
from actions.base import Choice, Events, Message, Say, ShopAction, ran_since_message
from actions.context import TurnContext
from actions.my_orders import as_lines, is_open, my_orders, said_before, spoken_of, watched_orders, with_quotes
from actions.part_facts import describe, facts_asked
from actions.quote_lines import mentioned
from actions.vehicles import vehicle_kind
from bot.nlu.dialect import to_standard
from bot.shop import quotes
from bot.shop.models import OrderLine, WorkOrder
from bot.shop.orders import APPROVED_LINES
from bot.shop.policy import Policy, read_policy
from bot.shop.shop import load_shop
from bot.shop.stages import FINISHED, Stage
from bot.shop.warranty import LEGAL_MINIMA, MINOR, Coverage, coverage, shop_term, term_for

_MINE = re.compile(
    r"我(的|这|那|上|刚|在|前)|上次|上回|上个?月|之前|前(天|几天|阵|段)|去年|今年|刚(换|修|做)|还(在|"
    r"有|能|算|给)?保|过保|保到|保不保|又(坏|响|漏|亮|不)"
)
_CHECKS = re.compile(r"查(一下)?我|我的单子|帮我查|查我的")
_MOTO = re.compile(r"摩托|机车|电动车|踏板")
_CAR = re.compile(r"汽车|轿车|小车|suv|新能源", re.IGNORECASE)
_THREE = re.compile(r"三包")
_BROKEN = re.compile(r"又|还是|再次|坏了|不(行|好|灵|亮|工作|转)|异响|漏|响|故障|同样|一样的(问题|毛病)|没修好|复发")
_STILL_WRONG: list[Choice] = [
    ("预约返修检查", "book_service", {"service_item": "检测"}),
    ("反映没修好", "file_complaint", {}),
]
_CHECK_MINE: Choice = ("查我的单子", "ask_warranty", {"what": "我的"})
_FREE = re.compile(
    r"免费|白修|不?要钱|不?收钱|收不收|收费|花钱|掏钱|自费|出钱|谁出|重做|重修|重新(修|换|弄|做|搞)|再(修|换|弄|做)一(遍|次|回)|返工|返修|包修|包换|给(修|换|弄)(不|吗|么)|算(不算)?(在)?质保"
)
_GENERAL = re.compile(r"你们店|店里|一般|通常|平时|规定|政策|修的东西|你们修|所有|都是")
_ABOUT_LINES = frozenset(
    {"action_ask_quote", "action_ask_parts", "action_ask_stock", "action_ask_warranty", "submit_decision_form",
     "decision_form", "begin_decision_form"}
)  # fmt: skip
"""After these the talk is of lines of one's own order."""
_REWORK = SlotSet("topic", ["检测", "返修检查"])
"""What a time that is named next is for."""
_POINTS_AT = re.compile(r"[这那它]")
_RECENT = 3
_WORK = re.compile(r"工时|人工|手工|更换|换的")
_SHOWN = 4


OwnLines = tuple[WorkOrder, list[OrderLine]]


class AskWarranty(ShopAction):
    """The shop's own repair warranty, above the legal minimum; of a customer's own order, until when.

    三包 binds the seller of a vehicle (家用汽车产品修理更换退货责任规定), not the shop: explained, not promised.
    """

    action_name = "action_ask_warranty"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """From the order where it can be told, from the shop's policy for anyone."""
        message = Message.of(tracker)
        if _THREE.search(message.text):
            say("utter_three_guarantees")
            return []
        button = message.last("what")
        proven = f"submit_{VERIFY_FORM}" in ran_since_message(tracker)
        spoken = await _spoken_lines(turn, message, tracker)
        free = asks_if_free(message.text)
        own_line = await _on_my_order(turn, message) or spoken is not None
        wants_own = (
            proven or own_line or button is not None or bool(_MINE.search(message.text) or _CHECKS.search(message.text))
        )
        verified = turn.verified and turn.customer_id is not None
        if wants_own and verified:
            told = await self._say_own(turn, say, message, spoken, free=free)
            if told is not None:
                return told
        if free and not wants_own and _done_last(tracker) == self.action_name:
            say("utter_rework_yes", offers=["booking", "complaint"], choices=_STILL_WRONG)
            return [_REWORK]
        if not verified and (button is not None or own_line or _CHECKS.search(message.text)):
            say("utter_needs_identity")
            return await_identity(tracker, self.action_name)
        await self._say_terms(turn, say, message, free=tracker.active_loop_name is None, own=wants_own and not verified)
        return []

    async def _say_terms(self, turn: TurnContext, say: Say, message: Message, *, free: bool, own: bool) -> None:
        policy = read_policy((await load_shop(turn.session)).settings.policy)
        choices = [*([_CHECK_MINE] if own else []), *_STILL_WRONG] if free else []
        offers = ["booking", "complaint"] if free else []
        if not policy.warranty:
            say("utter_warranty_legal", choices=choices, offers=offers)
            return
        kind = vehicle_kind(message)
        fitting = {name: term for name, term in policy.warranty.items() if kind is None or _is_for(name, kind)}
        lines = "\n".join(f"· {name}：{term}" for name, term in (fitting or policy.warranty).items())
        say("utter_warranty", lines=lines, choices=choices, offers=offers)
        if kind is not None and shop_term(policy.warranty, kind, MINOR) is None:
            minimum = LEGAL_MINIMA[kind, MINOR]
            what = "摩托车" if kind == "moto" else "汽车"
            say("utter_warranty_minimum", what=what, days=minimum.days, km=minimum.km)

    async def _say_own(
        self, turn: TurnContext, say: Say, message: Message, spoken: OwnLines | None, *, free: bool
    ) -> Events | None:
        """Say until when the named line, the one spoken of before, or the latest repair, is covered; None when there
        was nothing to say.
        """
        found = await my_orders(turn)
        asked = [(order, _named(message, order)) for order in found if _named(message, order)]
        asked = asked or ([spoken] if spoken else [])
        if not asked and not message.all("part", "service_item"):
            done = [order for order in found if Stage(order.stage) in FINISHED and order.delivered_at]
            asked = [(order, _done(order)[:_SHOWN]) for order in done[:1]]
        if not asked:
            return None
        policy = read_policy((await load_shop(turn.session)).settings.policy)
        entity = message.last("mileage")
        km = int(entity.norm) if entity is not None and entity.norm is not None else None
        order, lines = asked[0]
        parts = [line for line in lines if line.kind == "part"]
        if parts and set(facts_asked(message.text)) - {"质保"}:
            say("utter_parts", no=order.no, lines="\n".join(f"· {describe(line)}" for line in parts))
        if order.delivered_at is None:
            say("utter_warranty_not_begun", lines=_not_begun(order, lines, policy))
            return []
        told = [(line, _of(order, line, policy, turn.now, km, order.delivered_at)) for line in lines]
        texts = "\n".join(f"· {_with_term(line)}：{_in_words(covered)}" for line, covered in told)
        alive = any(covered.covered is not False for _, covered in told)
        if free and spoken is not None:
            say("utter_rework_yes" if alive else "utter_rework_over", offers=["booking"], choices=_STILL_WRONG)
            return [_REWORK]
        say(
            "utter_warranty_own" if alive else "utter_warranty_over",
            no=order.no,
            delivered=f"{order.delivered_at:%Y年%-m月%-d日}",
            lines=texts,
            offers=["booking", "complaint"] if alive else ["booking", "human"],
            choices=_STILL_WRONG,
        )
        if alive and (free or _BROKEN.search(message.text)):
            say("utter_rework_free", offers=["booking", "complaint"])
        return [_REWORK] if alive else []


def asks_if_free(text: str) -> bool:
    """Whether somebody asks if a repair that did not hold is done again without charge."""
    return bool(_FREE.search(to_standard(text)))


async def _spoken_lines(turn: TurnContext, message: Message, tracker: Tracker) -> OwnLines | None:
    """The lines a question without a name is about: spoken of before, just told, or else the open quote's parts."""
    if not turn.verified or _GENERAL.search(message.text) or message.all("part", "service_item"):
        return None
    deciding = tracker.active_loop_name == "decision_form"
    if not deciding and not _ABOUT_LINES & set(_recent_actions(tracker)):
        return None
    found = await my_orders(turn)
    before = said_before(tracker, _RECENT)
    for order in found:
        spoken = spoken_of([line for line in order.lines if line.status != "declined" and line.kind == "part"], before)
        if spoken:
            return order, spoken
    if _done_last(tracker) in ("action_ask_parts", "action_ask_stock") and found:
        parts = [line for line in found[0].lines if line.status != "declined" and line.kind == "part"]
        if len(parts) == 1 or (parts and _POINTS_AT.search(message.text)):
            return found[0], parts
    for order, quote in await with_quotes(turn, found) if deciding else []:
        parts = [line for line in quotes.undecided(order, quote) if line.kind == "part"]
        if is_open(turn, (order, quote)) and parts:
            return order, parts
    return None


def _recent_actions(tracker: Tracker) -> list[str]:
    """What was done for the customer's last messages before this one."""
    done: list[str] = []
    turns = 0
    for event in reversed(tracker.events):
        turns += event["event"] == "user"
        if turns > _RECENT:
            break
        if turns and event["event"] == "action":
            done.append(str(event.get("name")))
    return done


def _done_last(tracker: Tracker) -> str | None:
    """The last thing that was done before this message, waiting left out."""
    return next((name for name in _recent_actions(tracker) if name != "action_listen"), None)


def _is_for(name: str, kind: str) -> bool:
    """Whether a term of the shop's list is for this kind of vehicle; one that names none is for every kind."""
    moto = bool(_MOTO.search(name))
    return moto == (kind == "moto") or not (moto or _CAR.search(name))


async def _on_my_order(turn: TurnContext, message: Message) -> bool:
    """Whether a line of the customer's own order (or of one whose plate and tail they gave) is named."""
    found = await my_orders(turn) or await watched_orders(turn)
    return any(_named(message, order) for order in found)


def _done(order: WorkOrder) -> list[OrderLine]:
    lines = [line for line in order.lines if line.status in APPROVED_LINES and line.kind != "other"]
    return lines or [line for line in order.lines if line.status in APPROVED_LINES]


def _named(message: Message, order: WorkOrder) -> list[OrderLine]:
    lines = _done(order) if order.delivered_at else [line for line in order.lines if line.status != "declined"]
    named = mentioned(message.text, as_lines(lines))
    found = [line for line in lines if line.key in named]
    parts = [line for line in found if line.kind == "part"]
    return found if not parts or _WORK.search(message.text) else parts


def _of(
    order: WorkOrder, line: OrderLine, policy: Policy, now: datetime, km: int | None, delivered_at: datetime
) -> Coverage:
    kind = order.vehicle.kind if order.vehicle else "car"
    term, legal = term_for(line.warranty, policy.warranty, kind, f"{line.name}{order.description}")
    return coverage(term, delivered_at=delivered_at, now=now, delivered_km=order.mileage, km=km, legal=legal)


def _with_term(line: OrderLine) -> str:
    return f"{line.name}（质保{line.warranty}）" if line.warranty else line.name


def _in_words(covered: Coverage) -> str:
    limits = [
        f"保到{covered.until:%Y年%-m月%-d日}" if covered.until else None,
        f"里程到{covered.up_to_km}公里为止" if covered.up_to_km else None,
        f"或交车后{covered.within_km}公里以内" if covered.within_km and not covered.up_to_km else None,
    ]
    told = "，".join(limit for limit in limits if limit) or "终身质保"
    state = {True: "还在质保内", False: "已经过保", None: "时间上还在质保内，要看里程"}[covered.covered]
    return f"{state}，{told}" + ("（国家规定的最低标准）" if covered.legal else "")


def _not_begun(order: WorkOrder, lines: list[OrderLine], policy: Policy) -> str:
    kind = order.vehicle.kind if order.vehicle else "car"
    texts = []
    for line in lines:
        term, _ = term_for(line.warranty, policy.warranty, kind, f"{line.name}{order.description}")
        limits = [f"{term.days}天" if term.days else None, f"{term.km}公里" if term.km else None]
        texts.append(f"· {line.name}：{line.warranty or '或'.join(x for x in limits if x) or '终身质保'}")
    return "\n".join(texts)
