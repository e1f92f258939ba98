"""Questions answered in one turn from the shop's own data: prices, hours, addresses, warranty."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from rasa_sdk import Tracker

from actions.advice import topic_of
from actions.agenda import await_identity
from actions.base import Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.pricing import say_prices
from actions.services import Service, service_in_words, service_named_in, service_of
from actions.stores import named_stores
from actions.times import read_norm, speak_day
from actions.vehicles import own_vehicle, vehicle_kind
from bot.shop import customers
from bot.shop.calendar import OpeningHours
from bot.shop.models import Store
from bot.shop.policy import read_policy
from bot.shop.recalls import find_recalls
from bot.shop.shop import Shop, load_shop

_SHOWN = 5
_DESK_WORDS = re.compile(r"人工|客服|真人|顾问")
_BARE_PRICE = re.compile(
    r"^(那|顺便|对了|请问|想|再|另外|大概|一共|总共)*(问)?(一?下)?(大概|一共|这个|那个)?(要|得)?(多少钱|什么价|啥价|价格|怎么收费|贵不贵|费用)"
)
_EVERY_STORE = re.compile(r"每(个|家)|各(个|家)?(门)?店|几个店|几家|所有|全部|都有哪|哪几|哪些店|哪家")
_MINE = re.compile(r"我(的|有|还|是|能|这|名下)|积分(多少|还)|还(有|剩)多少|到期|余额")


class AskPrice(ShopAction):
    """What a service costs, in the words of the shop's price list."""

    action_name = "action_ask_price"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The matching lines; without a match, what can be asked and that a check comes before a quote."""
        message = Message.of(tracker)
        service = service_of(message) or service_in_words(message.text)
        kind = vehicle_kind(message)
        if service is None and _BARE_PRICE.match(re.sub(r"\W", "", message.text)):
            service = service_named_in(message.whole) or _talked_about(tracker)
            if service is None:
                say("utter_which_price", asks=["service"])
                return []
        offer: dict[str, Any] = {"offers": ["booking"]} if tracker.active_loop_name is None else {}
        told = await say_prices(turn, say, message.text, kind, **offer)
        if not told and service is not None:
            told = await say_prices(turn, say, service.text, kind, **offer)
        if not told:
            say("utter_price_unknown", offers=["booking", "human"])
        return topic_of(service)


class AskHours(ShopAction):
    """When a store is open: on the day asked about, lunch and holidays included; or when people answer."""

    action_name = "action_ask_hours"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The store that was named, the one of the page, or every store."""
        message = Message.of(tracker)
        shop = await load_shop(turn.session)
        days = _days_asked(message, turn.now.date())
        if _DESK_WORDS.search(message.text):
            lines = [f"人工客服：{_day(day, turn)}{_windows(shop.desk, day)}" for day in days]
        else:
            lines = [
                f"{store.name}：{_day(day, turn)}{_windows(shop.hours[store.id], day)}"
                for store in _stores_asked(message, shop, turn.entry_store)
                for day in days
            ]
        say("utter_hours", lines="\n".join(lines), hotline=shop.settings.hotline)
        return []


class AskLocation(ShopAction):
    """Where a store is, its telephone, parking."""

    action_name = "action_ask_location"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The store that was named, or every store."""
        shop = await load_shop(turn.session)
        stores = _stores_asked(Message.of(tracker), shop, None)
        lines = [
            f"{s.name}：{s.address}，电话{s.phone}" + (f"，停车：{s.parking}" if s.parking else "") for s in stores
        ]
        say("utter_locations", lines="\n".join(lines))
        return []


class AskInvoice(ShopAction):
    """Which invoices the shop gives, and how to get one."""

    action_name = "action_ask_invoice"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """From the policy."""
        policy = read_policy((await load_shop(turn.session)).settings.policy)
        if policy.invoice:
            say(
                "utter_invoice",
                kinds="、".join(policy.invoice),
                payment="、".join(policy.payment) or "到店支付",
            )
        else:
            say("utter_ask_at_counter", offers=["human"])
        return []


class AskMembership(ShopAction):
    """Tier, points and coupons of a customer who has proven who they are; the rules for anyone."""

    action_name = "action_ask_membership"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Balances are personal and need proof of identity."""
        if turn.verified and turn.customer_id is not None:
            customer = await customers.get(turn.session, turn.customer_id)
            coupons = "、".join(f"{c['name']}（{c['expires']}到期）" for c in customer.coupons) or "暂无"
            say("utter_membership", tier=customer.member or "普通会员", points=customer.points, coupons=coupons)
            return []
        if _MINE.search(Message.of(tracker).text):
            say("utter_needs_identity")
            return await_identity(tracker, self.action_name)
        rules = read_policy((await load_shop(turn.session)).settings.policy).membership
        lines = "\n".join(f"· {_rule(name, value)}" for name, value in rules.items())
        choices = [("查我的积分和券", "verify_identity", {"what": "积分"})]
        say("utter_membership_rules" if lines else "utter_membership_unknown", rules=lines, choices=choices)
        return []


class AskRecall(ShopAction):
    """Recalls the shop knows of, and where to ask for certain."""

    action_name = "action_ask_recall"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """An empty table is said to be empty, never that there is no recall."""
        message = Message.of(tracker)
        table = (await load_shop(turn.session)).settings.recalls
        brand, model, vin = message.last("brand"), message.last("model"), message.last("vin")
        own = await own_vehicle(turn, message)
        found = find_recalls(
            table,
            brand=brand.value if brand else own.brand if own else None,
            model=model.value if model else own.model if own else None,
            vin=str(vin.norm) if vin and vin.norm else own.vin if own else None,
        )
        if found:
            lines = "\n".join(f"· {row.get('title') or row.get('text') or row.get('model')}" for row in found[:_SHOWN])
            say("utter_recalls", lines=lines)
        else:
            say("utter_recall_unlisted" if table else "utter_recall_empty")
        return []


def _talked_about(tracker: Tracker) -> Service | None:
    """What ``多少钱`` alone refers to: the open booking, else what was asked about before."""
    if tracker.get_slot("booking_service"):
        return Service(tracker.get_slot("booking_category"), tracker.get_slot("booking_service"))
    topic = tracker.get_slot("topic")
    return Service(*topic) if topic else None


def _rule(name: str, value: Any) -> str:
    return f"{value}积分抵1元" if name == "points_per_yuan_off" else f"{name}：{value}"


def _day(day: date, turn: TurnContext) -> str:
    return speak_day(day, turn.now).strip()


def _stores_asked(message: Message, shop: Shop, entry_store: str | None) -> list[Store]:
    named = named_stores(message, shop)
    if named:
        return named
    if entry_store in shop.stores and not _EVERY_STORE.search(message.text):
        return [shop.stores[entry_store]]
    return list(shop.stores.values())


def _days_asked(message: Message, today: date) -> list[date]:
    entity = message.last("datetime")
    wish = read_norm(entity.norm) if entity is not None and isinstance(entity.norm, str) else None
    if wish is None:
        return [today]
    if wish.end is None:
        return [wish.start.date()]
    last = (wish.end - timedelta(seconds=1)).date()
    count = min((last - wish.start.date()).days + 1, 7)
    return [wish.start.date() + timedelta(days=offset) for offset in range(count)]


def _windows(hours: OpeningHours, day: date) -> str:
    windows = hours.windows(day)
    return "、".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in windows) if windows else "休息"
