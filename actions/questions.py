"""Questions answered in one turn from the shop's own data: prices, hours, addresses, warranty, care."""

from __future__ import annotations

from datetime import date, timedelta

from rasa_sdk import Tracker

from actions.base import Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.services import service_in_words, service_of
from actions.times import read_norm, speak_day
from bot.shop import prices
from bot.shop.knowledge import Knowledge
from bot.shop.models import Store
from bot.shop.policy import read_policy
from bot.shop.recalls import find_recalls
from bot.shop.shop import Shop, load_shop

_SHOWN = 5
_knowledge = Knowledge()


class AskPrice(ShopAction):
    """What a service costs, in the words of the shop's price list."""

    action_name = "action_ask_price"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The matching lines; without a match, what can be asked and that a check comes before a quote."""
        message = Message.of(tracker)
        service = service_of(message) or service_in_words(message.text)
        found = await prices.search(turn.session, service.text if service else message.text, limit=_SHOWN)
        if found:
            say(
                "utter_prices",
                lines="\n".join(f"· {item.item}：{prices.price_label(item)}" for item in found),
            )
        else:
            say("utter_price_unknown", offers=["booking", "human"])
        return []


class AskHours(ShopAction):
    """When a store is open: on the day asked about, lunch and holidays included."""

    action_name = "action_ask_hours"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The store that was named, or every store."""
        message = Message.of(tracker)
        shop = await load_shop(turn.session)
        days = _days_asked(message, turn.now.date())
        lines = [
            f"{store.name}：{speak_day(day, turn.now).strip()}{_windows(shop, store, day)}"
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


class AskWarranty(ShopAction):
    """The shop's own repair warranty, above the legal minimum."""

    action_name = "action_ask_warranty"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """What the shop's policy says; whichever limit comes first counts."""
        policy = read_policy((await load_shop(turn.session)).settings.policy)
        if policy.warranty:
            say(
                "utter_warranty",
                lines="\n".join(f"· {kind}：{term}" for kind, term in policy.warranty.items()),
            )
        else:
            say("utter_warranty_legal")
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
    """Tier, points and coupons of a verified customer; the rules for anyone."""

    action_name = "action_ask_membership"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Balances are personal and need proof of identity."""
        if turn.verified and turn.customer_id is not None:
            from bot.shop import customers

            customer = await customers.get(turn.session, turn.customer_id)
            coupons = "、".join(f"{c['name']}（{c['expires']}到期）" for c in customer.coupons) or "暂无"
            say(
                "utter_membership",
                tier=customer.member or "普通会员",
                points=customer.points,
                coupons=coupons,
            )
            return []
        rules = read_policy((await load_shop(turn.session)).settings.policy).membership
        tiers = "；".join(f"{tier}：{benefit}" for tier, benefit in rules.items() if isinstance(benefit, str))
        say("utter_membership_rules" if tiers else "utter_membership_unknown", rules=tiers, offers=["human"])
        return []


class AskRecall(ShopAction):
    """Recalls the shop knows of, and where to ask for certain."""

    action_name = "action_ask_recall"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """An empty table is said to be empty, never that there is no recall."""
        message = Message.of(tracker)
        table = (await load_shop(turn.session)).settings.recalls
        brand, model, vin = message.last("brand"), message.last("model"), message.last("vin")
        found = find_recalls(
            table,
            brand=brand.value if brand else None,
            model=model.value if model else None,
            vin=str(vin.norm) if vin and vin.norm else None,
        )
        if found:
            lines = "\n".join(f"· {row.get('title') or row.get('text') or row.get('model')}" for row in found[:_SHOWN])
            say("utter_recalls", lines=lines)
        else:
            say("utter_recall_unknown")
        return []


class AskAdvice(ShopAction):
    """Use, care, symptoms: the shop's article that answers the question."""

    action_name = "action_ask_advice"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The article with its title; without one, a check is offered rather than a guess."""
        message = Message.of(tracker)
        found = await _knowledge.find(turn.session, message.text)
        if not found:
            say(
                "utter_advice_unknown",
                offers=["booking", "human"],
                choices=[("预约检测", "book_service", {"service_item": "检测"})],
            )
            return []
        best = found[0].article
        data = {"title": best.title, "text": best.body, "related": list(found[0].related)}
        say("utter_advice", card={"card": "article", "card_id": f"article:{best.slug}", "data": data})
        return []


def _stores_asked(message: Message, shop: Shop, entry_store: str | None) -> list[Store]:
    named = [store for e in message.all("store") if (store := shop.find_store(e.value)) is not None]
    if named:
        return named
    if entry_store in shop.stores:
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


def _windows(shop: Shop, store: Store, day: date) -> str:
    windows = shop.hours[store.id].windows(day)
    return "、".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in windows) if windows else "休息"
