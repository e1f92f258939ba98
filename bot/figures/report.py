"""The report: every figure of a period, of the one before it, and by day, store or person."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import SHANGHAI, in_shanghai
from bot.db import Database
from bot.figures import care, people, service, work
from bot.figures.business import OpeningClock
from bot.figures.catalogue import FIGURES
from bot.figures.episodes import episodes
from bot.figures.figure import Definition, Observation, Summary, summarise
from bot.figures.load import Rows, load
from bot.figures.rows import TurnRow

DAY, STORE, PERSON = "day", "store", "person"
BY = (DAY, STORE, PERSON)
LONGEST = 366
"""Days a report may be about."""
_MOST_TOPICS = 10


@dataclass(frozen=True, slots=True)
class Wish:
    """What a report is to be about: days, the last included; one store or all; in which groups."""

    first: date
    last: date
    store: str | None = None
    by: str = DAY

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Wish:
        """The period of the same length before it."""
        return Wish(self.first - timedelta(days=self.days), self.first - timedelta(days=1), self.store, self.by)

    def has(self, at: datetime) -> bool:
        """Whether a moment lies in it, by the calendar of Shanghai."""
        return self.first <= in_shanghai(at).date() <= self.last

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Its first moment and the first one after it."""
        return _midnight(self.first), _midnight(self.last + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Group:
    """A day, a store or a person, and the figures that say something about it."""

    key: str
    label: str
    figures: Mapping[str, Summary]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures by id, those of the period before, the groups, and what the bot missed.

    ``reasons`` and ``topics``: how often, the most frequent first; a topic is an intent, empty for none.
    """

    wish: Wish
    at: datetime
    figures: Mapping[str, Summary]
    before: Mapping[str, Summary]
    groups: tuple[Group, ...]
    reasons: tuple[tuple[str, int], ...]
    topics: tuple[tuple[str, int], ...]


async def report(url: str, wish: Wish, now: datetime) -> Report:
    """The report, read and computed in a thread with a loop and connections of its own: years of rows would hold up
    everybody who is served by this one.
    """
    return await asyncio.to_thread(_in_thread, url, wish, now)


def _in_thread(url: str, wish: Wish, now: datetime) -> Report:
    # A full collection over so many rows stops every thread for half a second, and frees none: they hold no cycles.
    collects = gc.isenabled()
    gc.disable()
    try:
        return asyncio.run(_read(url, wish, now))
    finally:
        if collects:
            gc.enable()


async def _read(url: str, wish: Wish, now: datetime) -> Report:
    database = Database(url)
    try:
        async with database.session() as session:
            rows = await load(session, wish.before.span[0], wish.span[1])
        return compute(rows, wish, now)
    finally:
        await database.close()


def compute(rows: Rows, wish: Wish, now: datetime) -> Report:
    """The report from its rows."""
    current: list[Observation] = []
    earlier: list[Observation] = []
    (first, end), (before, _) = wish.span, wish.before.span
    for item in observe(rows, now):
        if before <= item.at < end and wish.store in (None, item.store):
            (current if item.at >= first else earlier).append(item)
    reasons, topics = service.missed(_turns_of(rows, wish))
    return Report(
        wish=wish,
        at=now,
        figures=_summaries(FIGURES, current),
        before=_summaries(FIGURES, earlier),
        groups=tuple(_groups(rows, wish, current)),
        reasons=tuple(_ranked(reasons)),
        topics=tuple(_ranked(topics)[:_MOST_TOPICS]),
    )


def observe(rows: Rows, now: datetime) -> Iterator[Observation]:
    """Every observation the rows give, whenever it was."""
    found = list(episodes(rows.talks))
    yield from people.observe(found, OpeningClock(rows.shop.desk))
    yield from service.observe(found, rows.turns, rows.bookings, now)
    yield from care.satisfaction(rows.surveys)
    yield from care.complaints(rows.complaints, now)
    yield from work.orders(rows.orders, now)
    yield from work.quotes(rows.quotes, now)
    yield from work.bookings(rows.bookings, now)


def _turns_of(rows: Rows, wish: Wish) -> Iterator[TurnRow]:
    spam = {(row.conversation, row.episode) for row in rows.talks if row.outcome == "spam"}
    for turn in rows.turns:
        if (turn.conversation, turn.episode) not in spam and wish.has(turn.at) and wish.store in (None, turn.store):
            yield turn


def _summaries(figures: Iterable[Definition], observations: Iterable[Observation]) -> dict[str, Summary]:
    sorted_out: dict[str, list[Observation]] = defaultdict(list)
    for item in observations:
        sorted_out[item.figure].append(item)
    return {figure.id: summarise(figure.kind, sorted_out[figure.id]) for figure in figures}


def _groups(rows: Rows, wish: Wish, observations: Iterable[Observation]) -> Iterator[Group]:
    key_of: Mapping[str, Callable[[Observation], str]] = {
        DAY: lambda item: in_shanghai(item.at).date().isoformat(),
        STORE: lambda item: item.store or "",
        PERSON: lambda item: item.person or "",
    }
    sorted_out: dict[str, list[Observation]] = defaultdict(list)
    for item in observations:
        sorted_out[key_of[wish.by](item)].append(item)
    figures = [figure for figure in FIGURES if wish.by != PERSON or figure.by_person]
    for key, label in _labels(rows, wish, sorted_out):
        yield Group(key, label, _summaries(figures, sorted_out.get(key, ())))


def _labels(rows: Rows, wish: Wish, present: Mapping[str, object]) -> list[tuple[str, str]]:
    """The groups in the order they are shown: every day of the period, stores and people about whom there is
    something.
    """
    if wish.by == DAY:
        days = [(wish.first + timedelta(days=number)).isoformat() for number in range(wish.days)]
        return [(day, day) for day in days]
    names = rows.stores if wish.by == STORE else rows.staff
    known = [(key, name) for key, name in names.items() if key in present]
    return known + ([("", "未指定门店")] if wish.by == STORE and "" in present else [])


def _ranked(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
