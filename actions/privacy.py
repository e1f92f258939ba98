"""Rights over one's own data (PIPL, articles 15 and 44 to 47): a copy, deletion, consent withdrawn."""

from __future__ import annotations

from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions import agenda
from actions.answers import says_no, says_yes
from actions.base import Choice, Events, Filled, Message, Say, ShopAction
from actions.context import TurnContext
from actions.forms import REQUESTED, TaskForm
from actions.held_words import archive_years, benefits_lost, held_in_numbers, still_open
from actions.privacy_words import Wish, about_location, also_deletes, wish_of
from actions.tasks import SubmitTask
from actions.vehicles import own_phone, take_identity
from bot.nlu.readers import mask_phone
from bot.shop import customers, holdings, links, privacy
from bot.shop.shop import load_shop

_RIGHTS: list[Choice] = [
    ("看看存了我什么", "manage_privacy", {"what": Wish.COPY.value}),
    ("删除我的信息", "manage_privacy", {"what": Wish.DELETE.value}),
    ("不再收营销短信", "manage_privacy", {"what": Wish.MARKETING.value}),
]
_PERSON: Choice = ("转人工", "request_human", {})


class ManagePrivacy(ShopAction):
    """Does what a message about one's data asks for, or begins it."""

    action_name = "action_manage_privacy"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Withdrawing is done at once; whatever shows or deletes data needs proof of identity first."""
        message = Message.of(tracker)
        wish = wish_of(message)
        if wish is Wish.OTHERS:
            say("utter_others_data", offers=["human"])
            return []
        if wish is Wish.MARKETING:
            events = await _stop_marketing(turn, say, tracker, message)
            return await _begin_deletion(turn, say, tracker, privacy.WHOLE) if also_deletes(message) else events
        if wish in (Wish.DELETE, Wish.DELETE_CHAT):
            scope = privacy.CHAT if wish is Wish.DELETE_CHAT else privacy.WHOLE
            return await _begin_deletion(turn, say, tracker, scope)
        if wish is Wish.COPY:
            return await ExportData().act(turn, say, tracker)
        if wish is Wish.WITHDRAW:
            return _withdraw(turn, say, message)
        if wish is Wish.KEEP:
            return await _keep(turn, say)
        shop = await load_shop(turn.session)
        if wish is Wish.HOW_LONG:
            say("utter_data_kept", years=archive_years(shop.settings.policy), hotline=shop.settings.hotline)
        elif wish is Wish.CORRECT:
            say("utter_data_correct", offers=["human"], choices=[_PERSON])
        else:
            say("utter_privacy_rights", hotline=shop.settings.hotline, offers=["human"], choices=_RIGHTS)
        return []


class ExportData(ShopAction):
    """What is held about a customer, in numbers, and a link to all of it."""

    action_name = "action_export_data"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Only for whoever has proven who they are; the link opens for ten minutes."""
        if not (turn.verified and turn.customer_id is not None):
            say("utter_data_classes")
            return agenda.await_identity(tracker, self.action_name, rights=True)
        held = await holdings.of_customer(turn.session, turn.customer_id, [turn.conversation_id])
        token = links.issue(
            turn.session,
            links.EXPORT,
            conversation_id=turn.conversation_id,
            customer_id=turn.customer_id,
            now=turn.now,
        )
        say(
            "utter_data_held",
            lines="\n".join(held_in_numbers(held)),
            minutes=int(links.LIFETIMES[links.EXPORT].total_seconds() // 60),
            link={"url": f"/api/v1/exports/{token}", "label": "下载我的资料"},
        )
        return []


class DeletionForm(TaskForm):
    """Says what goes, what the law keeps and what has to end first; then asks."""

    form = "deletion_form"
    opened_by = "manage_privacy"
    slots = ("deletion_scope", "deletion_confirm")

    async def _is_mine(self, turn: TurnContext, message: Message, requested: str) -> bool:
        if message.intent == self.opened_by and wish_of(message) not in (Wish.DELETE, Wish.DELETE_CHAT, Wish.RIGHTS):
            return False
        return await super()._is_mine(turn, message, requested)

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """A "yes", or the same wish once more, deletes; anything else does not."""
        if requested != "deletion_confirm":
            return None
        if says_no(message):
            return "stopped"
        if says_yes(message) or message.text.strip().startswith(("确认", "确定", "删")):
            filled["deletion_confirm"] = True
            return "done"
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """The read-back."""
        choices: list[Choice] = [("确认删除", "affirm", {}), ("不删了", "deny", {})]
        if filled.get("deletion_scope") == privacy.CHAT:
            say("utter_confirm_chat_deletion", asks=["confirm"], choices=choices)
            return "deletion_confirm"
        if not (turn.verified and turn.customer_id is not None):
            return None
        shop = await load_shop(turn.session)
        held = await holdings.of_customer(turn.session, turn.customer_id, [turn.conversation_id])
        waits = holdings.under_way(held, now=turn.now)
        say(
            "utter_confirm_deletion",
            also="".join(f"、{what}" for what in benefits_lost(held)),
            years=archive_years(shop.settings.policy),
            waits=f"\n还没办完的：{still_open(waits, turn)}。办完之后自动删除，不用您再来说。" if waits else "",
            asks=["confirm"],
            choices=[*choices, ("先要一份我的资料", "manage_privacy", {"what": Wish.COPY.value})],
        )
        return "deletion_confirm"


class SubmitDeletion(SubmitTask):
    """Records the wish, and has it carried out if nothing is under way."""

    form = "deletion_form"

    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """What is still under way is named; then the sweeper deletes as soon as it is over."""
        chat_only = tracker.get_slot("deletion_scope") == privacy.CHAT
        known = turn.customer_id if turn.verified else None
        if not tracker.get_slot("deletion_confirm") or (known is None and not chat_only):
            return None
        request = await privacy.request_deletion(
            turn.session,
            now=turn.now,
            customer_id=known,
            conversation_id=turn.conversation_id,
            scope=privacy.CHAT if chat_only else privacy.WHOLE,
        )
        if chat_only:
            turn.effects.forget = request
            say("utter_chat_deleted")
            return None
        assert known is not None
        held = await holdings.of_customer(turn.session, known, [turn.conversation_id])
        waits = holdings.under_way(held, now=turn.now)
        if waits:
            say("utter_deletion_requested", waits=still_open(waits, turn))
        else:
            turn.effects.forget = request
            say("utter_deleted")
        return None

    async def _say_dropped(self, turn: TurnContext, say: Say, outcome: str) -> None:
        await take_back(turn)
        await super()._say_dropped(turn, say, outcome)


class MarketingForm(TaskForm):
    """Asks which phone the advertising came to, of somebody unknown."""

    form = "marketing_form"
    opened_by = "manage_privacy"
    slots = ("marketing_phone",)
    entities = ("phone",)
    stops_on = frozenset({"stop", "deny"})
    asked_for: ClassVar[dict[str, tuple[str, ...]]] = {"marketing_phone": ("phone",)}

    async def _is_mine(self, turn: TurnContext, message: Message, requested: str) -> bool:
        if message.intent == self.opened_by and wish_of(message) is not Wish.MARKETING:
            return False
        return await super()._is_mine(turn, message, requested)

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """The phone."""
        take_identity(message, filled, plate="", phone="marketing_phone")
        filled.pop("", None)
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """Nothing else."""
        return None if filled.get("marketing_phone") else "marketing_phone"


class SubmitMarketing(SubmitTask):
    """Takes the phone off the list; whether it stands on it is not told."""

    form = "marketing_form"

    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """The decision was recorded when it was said; now it is known whose it is."""
        phone = tracker.get_slot("marketing_phone")
        await _bind_marketing(turn, phone)
        say("utter_marketing_stopped_for", phone=mask_phone(phone))
        return None


async def _stop_marketing(turn: TurnContext, say: Say, tracker: Tracker, message: Message) -> Events:
    named = message.last("phone")
    phone = named.norm if named is not None and named.norm else None
    privacy.record_consent(
        turn.session,
        "marketing",
        "withdrawn",
        now=turn.now,
        customer_id=turn.customer_id if phone is None else None,
        conversation_id=turn.conversation_id,
    )
    if turn.customer_id is not None and phone is None:
        say("utter_marketing_stopped")
        return []
    phone = phone or await own_phone(turn) or tracker.get_slot("known_phone")
    if phone:
        await _bind_marketing(turn, phone)
        say("utter_marketing_stopped_for", phone=mask_phone(phone))
        return []
    say("utter_marketing_noted")
    return [*agenda.suspend_active(tracker, MarketingForm.form), FollowupAction(MarketingForm.form)]


async def _bind_marketing(turn: TurnContext, phone: str) -> None:
    customer = await customers.find_by_phone(turn.session, phone)
    if customer is not None:
        await privacy.bind_consents(
            turn.session, "marketing", conversation_id=turn.conversation_id, customer_id=customer.id
        )


async def _begin_deletion(turn: TurnContext, say: Say, tracker: Tracker, scope: str) -> Events:
    known = turn.customer_id if turn.verified else None
    if known is None and scope == privacy.WHOLE:
        only_chat: Choice = ("只删这段聊天", "manage_privacy", {"what": Wish.DELETE_CHAT.value})
        await privacy.request_deletion(turn.session, now=turn.now, conversation_id=turn.conversation_id)
        say("utter_deletion_needs_identity", choices=[only_chat])
        return agenda.await_identity(tracker, DeletionForm.form, {"deletion_scope": scope}, rights=True)
    if known is not None and scope == privacy.WHOLE:
        for request in await privacy.open_deletions(turn.session, customer_id=known, conversation_id=None):
            held = await holdings.of_customer(turn.session, known, [turn.conversation_id])
            waits = holdings.under_way(held, now=turn.now)
            if waits and request.scope == scope:
                keep: Choice = ("不删了", "manage_privacy", {"what": Wish.KEEP.value})
                say("utter_deletion_waits", waits=still_open(waits, turn), choices=[keep])
                return []
    return [
        *agenda.suspend_active(tracker, DeletionForm.form),
        SlotSet("deletion_scope", scope),
        SlotSet(REQUESTED, None),
        FollowupAction(DeletionForm.form),
    ]


async def _keep(turn: TurnContext, say: Say) -> Events:
    say("utter_deletion_withdrawn" if await take_back(turn) else "utter_no_deletion")
    return []


async def take_back(turn: TurnContext) -> bool:
    """Take back the customer's wish to have their data deleted; whether there was one."""
    known = turn.customer_id if turn.verified else None
    return await privacy.withdraw_deletions(
        turn.session, customer_id=known, conversation_id=turn.conversation_id
    )


def _withdraw(turn: TurnContext, say: Say, message: Message) -> Events:
    about = "location" if about_location(message) else "notice"
    privacy.record_consent(
        turn.session,
        about,
        "withdrawn",
        now=turn.now,
        notice=turn.notice if about == "notice" else None,
        customer_id=turn.customer_id if turn.verified else None,
        conversation_id=turn.conversation_id,
    )
    if about == "notice":
        turn.effects.consent = False
    delete: Choice = ("删除我的信息", "manage_privacy", {"what": Wish.DELETE.value})
    say(f"utter_consent_withdrawn_{about}", choices=[delete])
    return [SlotSet("privacy", None)]
