"""The shop's own work: promises kept, work done again, quotes agreed to, customers who came. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby

from bot.clock import SHANGHAI, in_shanghai
from bot.figures.figure import Observation
from bot.figures.rows import BookingRow, OrderRow, QuoteRow

_READY = frozenset({"READY", "SETTLED", "DELIVERED", "CLOSED"})
_DROPPED = frozenset({"CANCELLED", "NO_SHOW"})
_NOT_THE_CUSTOMERS = frozenset({"superseded", "withdrawn"})


def orders(rows: Iterable[OrderRow], now: datetime) -> Iterator[Observation]:
    """Promises and repeated work; rows of an order stand together, by seq."""
    for _, group in groupby(rows, key=lambda row: row.id):
        yield from _of_order(list(group), now)


def _of_order(events: Sequence[OrderRow], now: datetime) -> Iterator[Observation]:
    order = events[0]
    noted = next((event.at for event in events if event.stage == "READY"), None)
    ready = noted or next((event.at for event in events if event.stage in _READY), None)
    by = events[0].actor
    if ready is not None:
        again = any(event.stage == "REWORK" and event.at <= ready for event in events)
        yield Observation("rework", ready, order.store, by, float(again))
    promises = [(event.at, event.promised_at) for event in events if event.promised_at is not None]
    if not promises and order.order_promised is not None:
        promises = [(order.opened_at, order.order_promised)]
    if not promises or (ready is None and any(event.stage in _DROPPED for event in events)):
        return
    for figure, due in (("on_time", due_of(promises)), ("on_time_first", promises[0][1])):
        if noted is None and (ready > due if ready is not None else order.order_stage in _READY):
            # Taken over from elsewhere: it was ready, but nobody noted when.
            continue
        ripe = due <= now
        kept = ripe and ready is not None and ready <= due
        yield Observation(figure, due, order.store, by, float(kept), pending=not ripe)


def due_of(promises: Sequence[tuple[datetime, datetime]]) -> datetime:
    """When a vehicle was due, from promises and when they were made: another promise counts if it was made before the
    one it replaced had run out.
    """
    due = promises[0][1]
    for made_at, promised in promises[1:]:
        if made_at > due:
            break
        due = promised
    return due


def quotes(rows: Iterable[QuoteRow], now: datetime) -> Iterator[Observation]:
    """What customers agree to; rows of a quote stand together."""
    for _, group in groupby(rows, key=lambda row: row.id):
        yield from _of_quote(list(group), now)


def _of_quote(rows: Sequence[QuoteRow], now: datetime) -> Iterator[Observation]:
    quote = rows[0]
    if quote.status in _NOT_THE_CUSTOMERS:
        return
    pending = quote.status == "open" and (quote.expires_at is None or quote.expires_at > now)
    latest: dict[str, QuoteRow] = {}
    for row in sorted(rows, key=lambda row: row.decision_seq or 0):
        latest[row.key] = row
    agreed = [row for row in latest.values() if row.decision == "approved"]
    store, by, at = quote.store, quote.created_by, quote.created_at
    yield Observation("quote_approval", at, store, by, float(bool(agreed) and not pending), pending=pending)
    proposed = float(sum(max(row.fen, 0) for row in latest.values()))
    if proposed:
        fen = float(sum(max(row.fen, 0) for row in agreed))
        yield Observation("quote_amount", at, store, by, 0.0 if pending else fen, weight=proposed, pending=pending)


def bookings(rows: Iterable[BookingRow], now: datetime) -> Iterator[Observation]:
    """Whether customers came on the day they had booked."""
    for row in rows:
        if row.status == "cancelled":
            continue
        day = in_shanghai(row.start).date() + timedelta(days=1)
        ripe = datetime.combine(day, time(), SHANGHAI) <= now
        stayed_away = row.status != "done" and row.arrived_at is None
        yield Observation("no_show", row.start, row.store, None, float(ripe and stayed_away), pending=not ripe)
