"""Questions answered in one turn from the shop's own data: prices, invoices, members, recalls."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker

from actions.advice import advise
from actions.agenda import await_identity
from actions.base import Entity, Events, Message, Say, ShopAction
from actions.booking_values import COLLECT
from actions.context import TurnContext
from actions.pricing import asking_clause, asks_price, say_prices, say_several_prices
from actions.services import (
    Service,
    listed_name,
    service_in_words,
    service_named_in,
    service_of,
    thing_named_before,
    topic_of,
)
from actions.shop_talk import answer_shop_talk
from actions.vehicles import KIND_WORDS, kind_talked_about, own_vehicle, vehicle_kind
from actions.whereabouts import say_locations
from bot.nlu.lexicon import load_lexicon
from bot.shop import customers
from bot.shop.membership import POINTS_PER_YUAN, coupon_text, rule_text
from bot.shop.policy import read_policy
from bot.shop.recalls import find_recalls, named_vehicles, recall_text
from bot.shop.shop import load_shop

_SHOWN = 5
_BARE_PRICE = re.compile(
    r"^(那|顺便|对了|请问|想|再|另外|大概|一共|总共)*(问)?(一?下)?(大概|一共|这个|那个)?(要|得)?(多少钱|什么价|啥价|价格|怎么收费|贵不贵|费用)"
)
_MINE = re.compile(
    r"查.{0,3}(积分|余额|券|会员|等级|卡)|我(的|有|还|是|能|这|名下)|积分(多少|还)|还(有|剩)多少|到期|余额"
)
_OTHER_KIND = re.compile(
    r"^(那|要是|如果|换成|我的?|俺的?|这|车|台|辆|个|是|开|的)*(?P<kind>" + KIND_WORDS + r")"
    r"(的话|的|呢|咧|多少钱?|啥价|嘛|[^\w])*$",
    re.IGNORECASE,
)
"""SUV的呢: the same service, for another kind of vehicle."""
_WASH = re.compile(r"洗(一|个|下|次|遍|回|车|要|多|几)")
_PATCHES = re.compile(r"胎.*(补|粘)(一?个|一?下|一条)?|(补|粘)(一?个|一?下|一条)?.{0,4}胎")
_SPRAY = re.compile(r"[喷补](一?下|一?面|个|点)?漆?")
_PARKING = re.compile(r"停车(费|收费|要钱|免费|场|位|多少)|停车.{0,4}(钱|费)")
_INVOICE = re.compile(r"票|抬头|税号|报销|收据")


class AskPrice(ShopAction):
    """What a service costs, in the words of the shop's price list."""

    action_name = "action_ask_price"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The matching lines; without a match, what can be asked and that a check comes before a quote."""
        message = Message.of(tracker)
        if _PARKING.search(message.text):
            await say_locations(turn, say, tracker)
            return []
        if await answer_shop_talk(turn, say, message):
            return []
        service = service_of(message) or service_in_words(message.text)
        kind = vehicle_kind(message) or kind_talked_about(tracker)
        if service is None and _BARE_PRICE.match(re.sub(r"\W", "", message.text)):
            service = service_named_in(message.whole) or _talked_about(tracker)
            if service is None:
                say("utter_which_price", asks=["service"])
                return []
        offer: dict[str, Any] = {"offers": ["booking"]} if tracker.active_loop_name is None else {}
        if await say_several_prices(turn, say, message, kind, **offer):
            return topic_of(service)
        told = False
        for words in _ways_to_say(message, service, tracker):
            if await say_prices(turn, say, words, kind, **offer):
                told, service = True, service or service_in_words(words)
                break
        if not told and not asks_price(message) and await advise(turn, say, tracker):
            return topic_of(service)
        if not told:
            say("utter_price_unknown", offers=["booking", "human"])
        return topic_of(service)


class AskInvoice(ShopAction):
    """Which invoices the shop gives and how to get one; how to pay."""

    action_name = "action_ask_invoice"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """From the policy; the kind that was asked for first."""
        message = Message.of(tracker)
        if not _INVOICE.search(message.text) and await answer_shop_talk(turn, say, message):
            return []
        policy = read_policy((await load_shop(turn.session)).settings.policy)
        if not policy.invoice:
            say("utter_ask_at_counter", offers=["human"])
            return []
        kinds = "、".join(policy.invoice)
        special = "专" in message.text and not any("专" in kind for kind in policy.invoice)
        order = message.last("order_no")
        say("utter_invoice_no_special" if special else "utter_invoice", kinds=kinds)
        say(
            "utter_invoice_how",
            which=f"报工单号{order.value}" if order is not None else "报工单号或车牌",
            payment="、".join(policy.payment) or "到店支付",
        )
        return []


class AskMembership(ShopAction):
    """Tier, points and coupons of a customer who has proven who they are; the rules for anyone."""

    action_name = "action_ask_membership"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Balances are personal and need proof of identity."""
        rules = read_policy((await load_shop(turn.session)).settings.policy).membership
        text = Message.of(tracker).text
        if turn.verified and turn.customer_id is not None:
            customer = await customers.get(turn.session, turn.customer_id)
            if not any(name in text for name in rules if name not in (customer.member, POINTS_PER_YUAN)):
                _say_own(turn, say, customer, rules, text)
                return []
        if _MINE.search(text):
            say("utter_needs_identity")
            return await_identity(tracker, self.action_name)
        named = [name for name in rules if name in text] or list(rules)
        lines = "\n".join(f"· {rule_text(name, rules[name])}" for name in named)
        choices = [("查我的积分和券", "verify_identity", {"what": "积分"})]
        say("utter_membership_rules" if lines else "utter_membership_unknown", rules=lines, choices=choices)
        return []


def _say_own(turn: TurnContext, say: Say, customer: Any, rules: Mapping[str, Any], text: str) -> None:
    """What the customer has, or of it what was asked about: the discount, the coupons."""
    coupons = "、".join(coupon_text(coupon, turn.now.date()) for coupon in customer.coupons) or "暂无"
    benefits = [name for name in rules if name in (customer.member, POINTS_PER_YUAN)]
    lines = "\n".join(f"· {rule_text(name, rules[name])}" for name in benefits)
    only_coupons, only_benefit = "券" in text and "积分" not in text, "折" in text and "积分" not in text
    if only_coupons:
        say("utter_membership_coupons", coupons=coupons)
    elif not (only_benefit and lines):
        say("utter_membership", tier=customer.member or "普通会员", points=customer.points, coupons=coupons)
    if lines and not only_coupons:
        say("utter_membership_benefit", rules=lines)


class AskRecall(ShopAction):
    """Recalls the shop knows of, and where to ask for certain."""

    action_name = "action_ask_recall"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """An empty table is said to be empty, never that there is no recall."""
        message = Message.of(tracker)
        table = (await load_shop(turn.session)).settings.recalls
        brand, model, vin = message.last("brand"), message.last("model"), message.last("vin")
        own = None if brand or model or vin else await own_vehicle(turn, message)
        by_words = [row for row in table if any(name in message.text for name in named_vehicles(row)["model"])]
        if by_words:
            say("utter_recalls", lines="\n".join(f"· {recall_text(row)}" for row in by_words[:_SHOWN]))
            return []
        if table and not (brand or model or vin or own):
            say("utter_recall_which", asks=["vehicle", "vin"])
            return []
        found = find_recalls(
            table,
            brand=_brand(brand, model) or (own.brand if own else None),
            model=model.value if model else own.model if own else None,
            vin=str(vin.norm) if vin and vin.norm else own.vin if own else None,
        )
        if found:
            say("utter_recalls", lines="\n".join(f"· {recall_text(row)}" for row in found[:_SHOWN]))
        else:
            say("utter_recall_unlisted" if table else "utter_recall_empty")
        return []


def _brand(brand: Entity | None, model: Entity | None) -> str | None:
    """The make that was named, or the one a model belongs to."""
    if brand is not None:
        return brand.value
    entry = load_lexicon().resolve("model", model.value) if model is not None else None
    maker = load_lexicon().get("brand", entry.brand) if entry is not None and entry.brand else None
    return maker.name if maker is not None else None


def _ways_to_say(message: Message, service: Service | None, tracker: Tracker) -> list[str]:
    """What to look up in the price list, the nearest to the words first; a thing that is named is not replaced."""
    meant = service or _talked_about(tracker)
    other = _OTHER_KIND.match(message.text.strip())
    if other and service is None and meant is not None:
        return [f"{meant.text}{other['kind']}", meant.text]
    named = [name for entity in message.all("service_item", "part") for name in (entity.value, listed_name(entity))]
    talked_of = meant.text.split("、") if meant else []
    ways = [message.text, asking_clause(message.text), *named, meant.text if meant else None, *talked_of]
    if not message.all("service_item", "part", "symptom"):
        ways.append(thing_named_before(tracker))
    if _PATCHES.search(message.text):
        ways.insert(0, "补胎")
    if COLLECT.search(message.text) and not message.all("service_item"):
        ways.insert(0, "上门取送车")
    if _SPRAY.search(message.text):
        ways.append("喷漆")
    if not message.all("part", "symptom") and _WASH.search(message.text):
        ways.append("洗车")
    return [words for words in ways if words]


def _talked_about(tracker: Tracker) -> Service | None:
    """What ``多少钱`` alone refers to: the open booking, else what was asked about before."""
    if tracker.get_slot("booking_service"):
        return Service(tracker.get_slot("booking_category"), tracker.get_slot("booking_service"))
    topic = tracker.get_slot("topic")
    return Service(*topic) if topic else None
