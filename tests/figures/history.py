"""Random histories of a shop: rows as the services write them, kept in plain lists as well."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.clock import SHANGHAI
from bot.conversation.history import BotTurn, OwnerChange
from bot.conversation.models import Conversation, HandoffRecord, LogEvent
from bot.shop.models import (
    Booking,
    Complaint,
    ComplaintStep,
    OrderEvent,
    Quote,
    QuoteDecision,
    QuoteLine,
    Rating,
    Survey,
    WorkOrder,
)

NOW = datetime(2026, 11, 30, 11, 0, tzinfo=SHANGHAI)
FIRST = datetime(2026, 10, 5, 9, 0, tzinfo=SHANGHAI)
STORES = ("river", "hill")
STAFF = ("a1", "a2")
INTENTS = ("book_service", "ask_price", "ask_progress", "greet", "inform", "nlu_fallback", "out_of_scope")
GAPS = (20, 90, 600, 4000, 30_000, 90_000, 260_000, 700_000)


@dataclass
class History:
    """Everything that happened, as rows to be added to a session."""

    conversations: list[Conversation] = field(default_factory=list)
    log: list[LogEvent] = field(default_factory=list)
    changes: list[OwnerChange] = field(default_factory=list)
    handoffs: list[HandoffRecord] = field(default_factory=list)
    turns: list[BotTurn] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    steps: list[ComplaintStep] = field(default_factory=list)
    orders: list[WorkOrder] = field(default_factory=list)
    events: list[OrderEvent] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    lines: list[QuoteLine] = field(default_factory=list)
    decisions: list[QuoteDecision] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)

    @property
    def layers(self) -> list[list[Any]]:
        """Rows in an order in which they can be inserted."""
        return [
            self.conversations, self.log, self.changes, self.handoffs, self.turns, self.surveys, self.ratings,
            self.complaints, self.steps, self.bookings, self.orders, self.events, self.quotes, self.lines,
            self.decisions,
        ]  # fmt: skip


def invent(random: Random) -> History:
    """A history of a few weeks."""
    history = History()
    for number in range(random.randint(1, 5)):
        _Talk(history, random, f"v{number}").run()
    for number in range(random.randint(0, 4)):
        _complaint(history, random, f"c{number}")
        _order(history, random, f"o{number}")
        _booking(history, random, f"b{number}")
    for number in range(random.randint(0, 6)):
        _survey(history, random, f"s{number}")
    return history


class _Talk:
    def __init__(self, history: History, random: Random, name: str) -> None:
        self.history, self.random, self.name = history, random, name
        self.at = FIRST + timedelta(seconds=random.randint(0, 40 * 86_400))
        self.seq, self.episode, self.owner, self.last = 0, 1, "bot", self.at
        self.store = random.choice((*STORES, None))
        customer = random.choice(("k1", "k2", None))
        history.conversations.append(
            Conversation(id=name, created_at=self.at, entry_store=self.store, customer_id=customer)
        )

    def run(self) -> None:
        self.hear()
        for _ in range(self.random.randint(0, 25)):
            self.at += timedelta(seconds=self.random.choice(GAPS) + self.random.random())
            if self.at >= NOW:
                return
            steps = {
                "bot": (self.hear, self.hear, self.hear, self.queue, self.promise, self.take, self.notify),
                "queued": (self.hear, self.ring, self.take, self.leave),
                "ringing": (self.take, self.unring, self.hear, self.leave),
                "human": (self.hear, self.reply, self.reply, self.requeue, self.back, self.close, self.notify),
                "closed": (self.hear, self.take),
            }
            self.random.choice(steps[self.owner])()

    def say(self, sender: str, staff: str | None = None) -> None:
        self.seq += 1
        self.history.log.append(
            LogEvent(
                conversation_id=self.name, seq=self.seq, at=self.at, kind="message", sender=sender,
                body={"type": "text", "text": "…"}, episode=self.episode, staff_id=staff, attempts=0,
            )
        )  # fmt: skip

    def change(self, owner: str, staff: str | None = None, **more: str | None) -> None:
        self.seq += 1
        self.owner = owner
        self.history.changes.append(
            OwnerChange(
                conversation_id=self.name, seq=self.seq, at=self.at, episode=self.episode, owner=owner,
                staff_id=staff, store_id=self.store, **more,
            )
        )  # fmt: skip

    def hear(self) -> None:
        if self.owner == "closed":
            self.episode += 1
            self.change("bot")
        elif self.owner == "bot" and self.at - self.last > timedelta(hours=24):
            self.episode += 1
        self.last = self.at
        self.say("customer")
        if self.owner == "human":
            return
        intent = self.random.choice(INTENTS)
        outcome = "missed" if intent in INTENTS[-2:] else self.random.choice(("answered", "answered", "failed"))
        guess = self.random.choice((*INTENTS[:3], None)) if outcome == "missed" else None
        self.history.turns.append(
            BotTurn(
                conversation_id=self.name, seq=self.seq, at=self.at, episode=self.episode, store_id=self.store,
                intent=None if outcome == "failed" else intent, guess=guess, outcome=outcome,
                took_ms=self.random.randint(3, 900),
            )
        )  # fmt: skip
        if intent == "book_service" and self.random.random() < 0.6:
            start = self.at + timedelta(days=self.random.randint(0, 3), hours=2)
            _booking(self.history, self.random, f"{self.name}-{self.seq}", self.name, self.at, start)
        self.say("bot")

    def queue(self) -> None:
        self.history.handoffs.append(
            HandoffRecord(
                conversation_id=self.name, episode=self.episode, at=self.at, reason="customer_request", priority=0
            )
        )
        self.change("queued")

    def promise(self) -> None:
        self.history.handoffs.append(
            HandoffRecord(conversation_id=self.name, episode=self.episode, at=self.at, reason="safety", priority=2)
        )

    def notify(self) -> None:
        self.say("bot")

    def ring(self) -> None:
        self.change("ringing", self.random.choice(STAFF))

    def unring(self) -> None:
        self.change("queued")

    def take(self) -> None:
        self.change("human", self.random.choice(STAFF))
        self.say("system")

    def leave(self) -> None:
        self.change("bot", why=self.random.choice(("unserved", None)))

    def requeue(self) -> None:
        self.history.handoffs.append(
            HandoffRecord(conversation_id=self.name, episode=self.episode, at=self.at, reason="unanswered", priority=1)
        )
        self.change("queued")

    def reply(self) -> None:
        self.say("staff", self.random.choice(STAFF))

    def back(self) -> None:
        self.change("bot")

    def close(self) -> None:
        self.change("closed", outcome=self.random.choice(("solved", "solved", "followup", "no_answer", "spam")))


def _moment(random: Random) -> datetime:
    return FIRST + timedelta(seconds=random.randint(0, int((NOW - FIRST).total_seconds())))


def _survey(history: History, random: Random, name: str) -> None:
    scale, asked = random.choice((5, 5, 10)), _moment(random)
    talk = random.choice(history.conversations).id
    order = random.choice(history.orders).no if history.orders and random.random() < 0.5 else None
    episode = None if order else f"{talk}:{random.randint(1, 2)}"
    subject = f"order:{order}:{scale}" if order else f"episode:{episode}:{scale}"
    if any(survey.subject == subject for survey in history.surveys):
        return
    history.surveys.append(
        Survey(
            id=name, subject=subject, kind="rating", scale=scale, order_no=order, episode=episode,
            conversation_id=random.choice((talk, talk, talk, None)), asked_at=asked, expires_at=asked, version=1,
        )
    )  # fmt: skip
    if random.random() < 0.7:
        score = random.randint(1, 5) if scale == 5 else random.randint(0, 10)
        history.ratings.append(
            Rating(id=name, order_no=order, episode=episode, score=score, scale=scale, at=asked, version=1)
        )


def _complaint(history: History, random: Random, name: str) -> None:
    at = _moment(random)
    history.complaints.append(
        Complaint(
            id=name, no=name, store_id=random.choice((*STORES, None)), text="…", category="quality", severity="low",
            owner=random.choice((*STAFF, None)), created_at=at, first_answer_due=at + timedelta(hours=2),
            solution_due=at + timedelta(hours=48), version=1,
        )
    )  # fmt: skip
    for seq in range(1, random.randint(2, 8)):
        kind, actor = ("filed", "bot") if seq == 1 else random.choice(
            (
                ("answered", "a1"), ("proposed", "a1"), ("closed", "a2"), ("closed", "customer"), ("closed", "system"),
                ("objected", "customer"), ("reopened", "customer"), ("added", "customer"),
            )
        )  # fmt: skip
        if at > NOW:
            return
        history.steps.append(
            ComplaintStep(id=f"{name}-{seq}", complaint_id=name, seq=seq, at=at, actor=actor, kind=kind, text="…")
        )
        at += timedelta(seconds=random.choice(GAPS))


def _order(history: History, random: Random, name: str) -> None:
    at = _moment(random)
    promised = at + timedelta(hours=random.randint(1, 90)) if random.random() < 0.8 else None
    booking = random.choice(history.bookings).id if history.bookings and random.random() < 0.4 else None
    if any(order.booking_id == booking for order in history.orders):
        booking = None
    order = WorkOrder(
        id=name, no=name, store_id=random.choice(STORES), stage=random.choice(("IN_REPAIR", "IN_REPAIR", "READY")), opened_at=at, promised_at=promised,
        booking_id=booking, version=1,
    )  # fmt: skip
    history.orders.append(order)
    told = random.random() < 0.7
    _event(history, order, 1, at, "stage", "CHECKED_IN", promised if told else None)
    for seq in range(2, random.randint(2, 7)):
        at += timedelta(seconds=random.choice(GAPS))
        if at > NOW:
            return
        stage = random.choice(("QC", "REWORK", "READY", "DELIVERED", "CANCELLED", None))
        if stage is None:
            order.promised_at = at + timedelta(hours=random.randint(1, 90))
        _event(history, order, seq, at, "stage" if stage else "promise", stage, None if stage else order.promised_at)
    for number in range(1, random.randint(1, 3)):
        _quote(history, random, order, number)


def _event(
    history: History, order: WorkOrder, seq: int, at: datetime, kind: str, stage: str | None, promised: datetime | None
) -> None:
    event = OrderEvent(id=f"{order.id}-{seq}", order_id=order.id, seq=seq, kind=kind, at=at, actor="a1")
    event.stage, event.promised_at = stage, promised
    history.events.append(event)


def _quote(history: History, random: Random, order: WorkOrder, number: int) -> None:
    at = _moment(random)
    quote = Quote(
        id=f"{order.id}-{number}", order_id=order.id, number=number, created_at=at, created_by=random.choice(STAFF),
        status=random.choice(("open", "decided", "decided", "superseded", "withdrawn")), version=1,
        expires_at=random.choice((None, at + timedelta(days=2))),
    )  # fmt: skip
    history.quotes.append(quote)
    seq = 0
    for line in range(random.randint(1, 3)):
        fen = random.choice((-500, 0, 12_000, 38_000))
        history.lines.append(
            QuoteLine(
                id=f"{quote.id}-{line}", quote_id=quote.id, seq=line, key=f"L{line}", kind="part", name="x", fen=fen
            )
        )
        for _ in range(random.randint(0, 2)):
            seq += 1
            history.decisions.append(
                QuoteDecision(
                    id=f"{quote.id}-{line}-{seq}", quote_id=quote.id, seq=seq, key=f"L{line}", fen=fen, at=at,
                    decision=random.choice(("approved", "declined")), actor="customer",
                )
            )  # fmt: skip


def _booking(
    history: History, random: Random, name: str, talk: str | None = None, made: datetime | None = None,
    start: datetime | None = None,
) -> None:  # fmt: skip
    made = made or _moment(random)
    start = start or made + timedelta(hours=random.randint(1, 200))
    status = random.choice(("confirmed", "confirmed", "done", "cancelled", "no_show"))
    history.bookings.append(
        Booking(
            id=name, no=name, store_id=random.choice(STORES), service="保养", service_text="…", start=start,
            end=start + timedelta(hours=1), vehicle_kind="car", status=status, conversation_id=talk, created_at=made,
            version=1,
        )
    )  # fmt: skip
