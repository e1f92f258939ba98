"""Every figure once more, from the raw rows, by brute force: looks up and down whole lists, shares nothing with
``bot.figures`` but the shop's calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

from bot.clock import SHANGHAI
from bot.conversation.history import OwnerChange
from bot.conversation.models import LogEvent
from bot.shop.calendar import OpeningHours
from tests.figures.history import History

BUSINESS = ("book_service", "ask_price", "ask_progress")
HOUR = timedelta(hours=1)
Case = tuple[str, datetime, str | None, str | None, float | None, float | None, float]
"""Figure, moment, store, person, amount (None: cannot be told yet), opening time in seconds, weight."""


class Plain:
    """The history and the questions asked of it."""

    def __init__(self, history: History, hours: OpeningHours, now: datetime) -> None:
        self.h, self.hours, self.now = history, hours, now
        self.keys = sorted({(e.conversation_id, e.episode) for e in [*history.log, *history.changes]})
        self.spam = {(c.conversation_id, c.episode) for c in history.changes if c.outcome == "spam"}

    def cases(self) -> list[Case]:
        parts: list[Callable[[], list[Case]]] = [
            self.first_replies, self.replies, self.waits, self.turns, self.episodes, self.surveys, self.complaints,
            self.orders, self.quotes, self.bookings,
        ]  # fmt: skip
        return [case for part in parts for case in part()]

    # -- conversations --------------------------------------------------------------------------------------------

    def changes(self, key: tuple[str, int]) -> list[OwnerChange]:
        return sorted((c for c in self.h.changes if (c.conversation_id, c.episode) == key), key=lambda c: c.seq)

    def said(self, key: tuple[str, int], sender: str) -> list[LogEvent]:
        own = [e for e in self.h.log if (e.conversation_id, e.episode) == key and e.sender == sender]
        return sorted(own, key=lambda e: e.seq)

    def owner_before(self, key: tuple[str, int], seq: int) -> str:
        earlier = [c for c in self.changes(key) if c.seq < seq]
        return earlier[-1].owner if earlier else "bot"

    def took(self, figure: str, start: datetime, end: datetime, store: Any, person: Any) -> Case:
        business = self.hours.business_minutes_between(start, end) * 60
        return figure, start, store, person, (end - start).total_seconds(), business, 1

    def first_replies(self) -> list[Case]:
        out: list[Case] = []
        for key in self.keys:
            if key in self.spam:
                continue
            for asked in self.changes(key):
                if asked.owner != "queued" or self.owner_before(key, asked.seq) not in ("bot", "closed"):
                    continue
                ends = [c.seq for c in self.changes(key) if c.seq > asked.seq and c.owner in ("bot", "closed")]
                words = [e for e in self.said(key, "staff") if e.seq > asked.seq and (not ends or e.seq < ends[0])]
                if words:
                    out.append(self.took("first_reply", asked.at, words[0].at, asked.store_id, words[0].staff_id))
                elif not ends:
                    out.append(("first_reply", asked.at, asked.store_id, None, None, None, 1))
        return out

    def store(self, key: tuple[str, int]) -> str | None:
        stated = [c.store_id for c in self.changes(key) if c.store_id]
        return stated[0] if stated else next(c.entry_store for c in self.h.conversations if c.id == key[0])

    def replies(self) -> list[Case]:
        out: list[Case] = []
        for key in self.keys:
            if key in self.spam:
                continue
            breaks = [c.seq for c in self.changes(key) if c.owner in ("bot", "closed")]
            breaks += [e.seq for e in self.said(key, "bot") if self.owner_before(key, e.seq) != "human"]
            words = self.said(key, "staff")
            asked = self.said(key, "customer")
            for message in asked:
                # The first of its wait: nothing that ends a wait, and no other message, between it and the last end.
                ends = [s for s in [*breaks, *(w.seq for w in words)] if s < message.seq]
                since = max(ends, default=0)
                if any(since < other.seq < message.seq for other in asked):
                    continue
                answer = next((w for w in words if w.seq > message.seq), None)
                broken = min((s for s in breaks if s > message.seq), default=None)
                if answer is not None and (broken is None or answer.seq < broken):
                    out.append(self.took("reply", message.at, answer.at, self.store(key), answer.staff_id))
                elif broken is None and self.owner_before(key, 10**9) not in ("bot", "closed"):
                    out.append(("reply", message.at, self.store(key), None, None, None, 1))
        return out

    def waits(self) -> list[Case]:
        out: list[Case] = []
        for key in self.keys:
            if key in self.spam:
                continue
            for entered in self.changes(key):
                waiting = ("queued", "ringing")
                if entered.owner not in waiting or self.owner_before(key, entered.seq) in waiting:
                    continue
                left = next((c for c in self.changes(key) if c.seq > entered.seq and c.owner not in waiting), None)
                if left is None:
                    out.append(("waiting", entered.at, entered.store_id, None, None, None, 1))
                    out.append(("abandonment", entered.at, entered.store_id, None, None, None, 1))
                    continue
                served = left.owner == "human"
                if served:
                    out.append(self.took("waiting", entered.at, left.at, entered.store_id, left.staff_id))
                lost = not served and left.why is None
                out.append(("abandonment", entered.at, entered.store_id, None, 1.0 if lost else 0.0, None, 1))
        return out

    def turns(self) -> list[Case]:
        out: list[Case] = []
        for turn in self.h.turns:
            if (turn.conversation_id, turn.episode) not in self.spam:
                out.append(("bot_response", turn.at, turn.store_id, None, turn.took_ms, None, 1))
                out.append(("bot_miss", turn.at, turn.store_id, None, 0 if turn.outcome == "answered" else 1, None, 1))
        return out

    def party(self, conversation: str) -> str:
        return next(c.customer_id or c.id for c in self.h.conversations if c.id == conversation)

    def came_again(self, key: tuple[str, int], topics: set[Any], fits: Callable[[datetime], bool]) -> bool:
        return any(
            turn.intent in topics and fits(turn.at) and (turn.conversation_id, turn.episode) != key
            and self.party(turn.conversation_id) == self.party(key[0])
            for turn in self.h.turns
        )  # fmt: skip

    def ended(self, key: tuple[str, int]) -> datetime | None:
        changes, owner = self.changes(key), self.owner_before(key, 10**9)
        if owner == "closed":
            return changes[-1].at
        last = self.said(key, "customer")[-1].at
        return last if owner == "bot" and self.now > last + 24 * HOUR else None

    def episodes(self) -> list[Case]:
        out: list[Case] = []
        for key in self.keys:
            asked = self.said(key, "customer")
            if key in self.spam or not asked:
                continue
            start, end, store = asked[0].at, self.ended(key), self.store(key)
            owners = {c.owner for c in self.changes(key)}
            own = [r for r in self.h.handoffs if (r.conversation_id, r.episode) == key and r.reason != "unanswered"]
            handed = "queued" in owners or bool(own)
            out.append(("handoff", start, store, None, None if end is None else float(handed), None, 1))
            turns = [t for t in self.h.turns if (t.conversation_id, t.episode) == key]
            turns = sorted(turns, key=lambda t: t.seq)
            matter = [t for t in turns if t.intent in BUSINESS or t.outcome != "answered"]
            topics = {t.intent for t in turns if t.intent in BUSINESS}
            if not matter:
                continue
            helped = matter[-1].outcome == "answered"
            amount = None
            if end is not None and self.now >= end + 72 * HOUR:
                stop = end + 72 * HOUR
                again = self.came_again(key, topics, lambda at, end=end, stop=stop: end < at <= stop)  # type: ignore[misc]
                amount = float(helped and not handed and "human" not in owners and not again)
            out.append(("self_service", start, store, None, amount, None, 1))
            before = self.came_again(key, topics, lambda at, start=start: start - 168 * HOUR <= at < start)  # type: ignore[misc]
            if topics and not before:
                amount = None
                if end is not None and self.now >= end + 168 * HOUR:
                    stop = end + 168 * HOUR
                    again = self.came_again(key, topics, lambda at, end=end, stop=stop: end < at <= stop)  # type: ignore[misc]
                    closing = self.changes(key)[-1].outcome if self.changes(key) else None
                    good = closing == "solved" if closing else helped and (not handed or "human" in owners)
                    amount = float(good and not again)
                out.append(("first_contact", start, store, None, amount, None, 1))
            if "book_service" in topics:
                booked = [b for b in self.h.bookings if b.conversation_id == key[0]]
                hit = end is not None and any(start <= b.created_at <= end for b in booked)
                out.append(("booking_conversion", start, store, None, None if end is None else float(hit), None, 1))
        return out

    # -- the shop -------------------------------------------------------------------------------------------------

    def surveys(self) -> list[Case]:
        out: list[Case] = []
        for survey in self.h.surveys:
            if survey.conversation_id is None:
                continue
            order = next((o for o in self.h.orders if o.no == survey.order_no), None)
            talk = next(c for c in self.h.conversations if c.id == survey.conversation_id)
            store = order.store_id if order else talk.entry_store
            people = [
                c for c in self.h.changes
                if c.owner == "human" and f"{c.conversation_id}:{c.episode}" == survey.episode
            ]  # fmt: skip
            person = max(people, key=lambda c: c.seq).staff_id if people else None
            found = [
                r for r in self.h.ratings
                if (r.scale, r.order_no, r.episode) == (survey.scale, survey.order_no, survey.episode)
            ]  # fmt: skip
            score = found[0].score if found else None
            at = survey.asked_at
            if survey.scale == 5:
                out.append(("csat_response", at, store, person, 0 if score is None else 1, None, 1))
                if score is not None:
                    out.append(("csat", at, store, person, 1 if score in (4, 5) else 0, None, 1))
                    out.append(("csat_average", at, store, person, score, None, 1))
            elif score is not None:
                out.append(("nps", at, store, person, 1 if score in (9, 10) else -1 if score < 7 else 0, None, 1))
        return out

    def complaints(self) -> list[Case]:
        out: list[Case] = []
        for case in self.h.complaints:
            steps = sorted((s for s in self.h.steps if s.complaint_id == case.id), key=lambda s: s.seq)
            if not steps:
                continue
            due48, due72 = case.created_at + 48 * HOUR, case.created_at + 72 * HOUR

            def add(figure: str, hit: bool, due: datetime, case: Any = case) -> None:
                amount = float(hit) if due <= self.now else None
                out.append((figure, case.created_at, case.store_id, case.owner, amount, None, 1))

            staff = [s.at for s in steps if s.kind in ("answered", "proposed", "closed") and s.actor in ("a1", "a2")]
            gone = [s.at for s in steps if s.kind == "closed" and s.actor == "customer"]
            first = min(staff, default=None)
            withdrawn = bool(gone) and gone[0] <= case.first_answer_due and (first is None or first > gone[0])
            if not withdrawn:
                add("complaint_answer", first is not None and first <= case.first_answer_due, case.first_answer_due)
            against = max((s.seq for s in steps if s.kind in ("objected", "reopened")), default=0)
            standing = [s for s in steps if s.seq > against and s.kind in ("proposed", "closed")]
            add("complaint_solution", bool(standing) and standing[0].at <= due48, due48)
            words = [s for s in standing if s.kind == "closed" and s.actor != "system"]
            add("complaint_closed", bool(words) and words[-1].at <= due72, due72)
        return out

    def orders(self) -> list[Case]:
        out: list[Case] = []
        for order in self.h.orders:
            events = sorted((e for e in self.h.events if e.order_id == order.id), key=lambda e: e.seq)
            done = [e.at for e in events if e.stage in ("READY", "SETTLED", "DELIVERED", "CLOSED")]
            noted = [e.at for e in events if e.stage == "READY"]
            done = noted[:1] + done if noted else done
            if done:
                again = any(e.stage == "REWORK" and e.at <= done[0] for e in events)
                out.append(("rework", done[0], order.store_id, "a1", float(again), None, 1))
            elif any(e.stage == "CANCELLED" for e in events):
                continue
            promises = [(e.at, e.promised_at) for e in events if e.promised_at]
            if not promises and order.promised_at:
                promises = [(order.opened_at, order.promised_at)]
            if not promises:
                continue
            # The first promise that ran out before it was replaced; the last one if none did.
            ran_out = [p for (_, p), (made, _) in pairwise(promises) if p and p < made]
            for figure, due in (
                ("on_time", ran_out[0] if ran_out else promises[-1][1]),
                ("on_time_first", promises[0][1]),
            ):
                if not noted and done and done[0] > due:
                    continue
                if not done and order.stage == "READY":
                    continue
                amount = float(bool(done) and done[0] <= due) if due <= self.now else None
                out.append((figure, due, order.store_id, "a1", amount, None, 1))
        return out

    def quotes(self) -> list[Case]:
        out: list[Case] = []
        for quote in self.h.quotes:
            if quote.status in ("superseded", "withdrawn"):
                continue
            store = next(o.store_id for o in self.h.orders if o.id == quote.order_id)
            undecided = quote.status == "open" and not (quote.expires_at and quote.expires_at <= self.now)
            lines = [line for line in self.h.lines if line.quote_id == quote.id]
            agreed = []
            for line in lines:
                words = [d for d in self.h.decisions if d.quote_id == quote.id and d.key == line.key]
                if words and max(words, key=lambda d: d.seq).decision == "approved":
                    agreed.append(line)
            amount = None if undecided else float(len(agreed) > 0)
            out.append(("quote_approval", quote.created_at, store, quote.created_by, amount, None, 1))
            whole = sum(line.fen for line in lines if line.fen > 0)
            if whole:
                part = None if undecided else sum(line.fen for line in agreed if line.fen > 0)
                out.append(("quote_amount", quote.created_at, store, quote.created_by, part, None, whole))
        return out

    def bookings(self) -> list[Case]:
        out: list[Case] = []
        for booking in self.h.bookings:
            if booking.status == "cancelled":
                continue
            came = booking.status == "done" or any(o.booking_id == booking.id for o in self.h.orders)
            over = datetime.combine(booking.start.astimezone(SHANGHAI).date(), time(), SHANGHAI) + 24 * HOUR
            amount = float(not came) if over <= self.now else None
            out.append(("no_show", booking.start, booking.store_id, None, amount, None, 1))
        return out


def summary(kind: str, cases: list[Case]) -> dict[str, Any]:
    """Value, n and pending, and percentiles of durations, without sorting."""
    told = [case for case in cases if case[4] is not None]
    shown: dict[str, Any] = {"n": len(told), "pending": len(cases) - len(told), "value": None}
    amounts = [case[4] for case in told if case[4] is not None]
    if kind in ("duration", "milliseconds") and amounts:
        shown |= {"value": _percentile(amounts, 50), "p90": _percentile(amounts, 90)}
        business = [case[5] for case in told if case[5] is not None]
        shown["business"] = _percentile(business, 50) if business else None
    elif amounts and sum(case[6] for case in told):
        shown["value"] = sum(amounts) / sum(case[6] for case in told) * (100 if kind == "points" else 1)
    return shown


def _percentile(values: list[float], share: int) -> float:
    return min(v for v in values if 100 * sum(other <= v for other in values) >= share * len(values))
