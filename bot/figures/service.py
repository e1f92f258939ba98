"""What the bot achieves: answers and misses, self-service, first-contact resolution, bookings made. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.figures.episodes import Episode
from bot.figures.figure import Observation
from bot.figures.rows import BookingRow, TurnRow
from bot.figures.topics import BOOKING, REASONS, TOPICS

SAME_MATTER = timedelta(hours=72)
"""Who comes back with the same matter within this was not helped by the bot."""
FIRST_CONTACT = timedelta(days=7)
ANSWERED = "answered"

Key = tuple[str, int]
"""Conversation and episode."""
Cut = Callable[[list[datetime], datetime], int]


class Contacts:
    """When customers came with which matter."""

    def __init__(self, turns: Iterable[TurnRow]) -> None:
        came: dict[tuple[str, str], list[tuple[datetime, Key]]] = defaultdict(list)
        for turn in turns:
            if turn.intent in TOPICS:
                party = turn.party or turn.conversation
                came[party, turn.intent or ""].append((turn.at, (turn.conversation, turn.episode)))
        self._came = {who: sorted(moments) for who, moments in came.items()}
        self._moments = {who: [at for at, _ in moments] for who, moments in self._came.items()}

    def after(self, episode: Episode, topics: Iterable[str], end: datetime, until: datetime) -> bool:
        """Whether the customer of ``episode`` came with one of ``topics`` in another one, in ``(end, until]``."""
        return any(self._any(episode, topic, end, until, bisect_right) for topic in topics)

    def before(self, episode: Episode, topics: Iterable[str], since: datetime, start: datetime) -> bool:
        """The same in ``[since, start)``."""
        return any(self._any(episode, topic, since, start, bisect_left) for topic in topics)

    def _any(self, episode: Episode, topic: str, first: datetime, last: datetime, cut: Cut) -> bool:
        who, own = (episode.party, topic), (episode.conversation, episode.number)
        moments = self._moments.get(who, [])
        return any(key != own for _, key in self._came.get(who, [])[cut(moments, first) : cut(moments, last)])


def observe(
    found: Sequence[Episode], turns: Sequence[TurnRow], bookings: Iterable[BookingRow], now: datetime
) -> Iterator[Observation]:
    """Everything there is to say about ``found`` and their ``turns``, which may include those of other episodes."""
    spam = {(episode.conversation, episode.number) for episode in found if episode.spam}
    of_episode: dict[Key, list[TurnRow]] = defaultdict(list)
    for turn in turns:
        key = (turn.conversation, turn.episode)
        of_episode[key].append(turn)
        if key not in spam:
            yield Observation("bot_response", turn.at, turn.store, None, float(turn.took_ms))
            yield Observation("bot_miss", turn.at, turn.store, None, float(turn.outcome != ANSWERED))
    contacts = Contacts(turns)
    made = made_in(bookings)
    for episode in found:
        if not episode.spam and episode.started_at is not None:
            own = of_episode.get((episode.conversation, episode.number), [])
            yield from _of_episode(episode, own, contacts, made, now)


def _of_episode(
    episode: Episode, turns: list[TurnRow], contacts: Contacts, made: Mapping[str, list[datetime]], now: datetime
) -> Iterator[Observation]:
    start, end = episode.started_at, episode.ended_at(now)
    assert start is not None

    def seen(figure: str, hit: bool, ripe: bool) -> Observation:
        return Observation(figure, start, episode.store, None, float(ripe and hit), pending=not ripe)

    yield seen("handoff", episode.handed_off, end is not None)
    business = [turn for turn in turns if turn.intent in TOPICS or turn.outcome != ANSWERED]
    if not business:
        return
    topics = {turn.intent for turn in turns if turn.intent in TOPICS and turn.intent is not None}
    helped = business[-1].outcome == ANSWERED
    alone = helped and not episode.handed_off and not episode.served
    again = end is not None and contacts.after(episode, topics, end, end + SAME_MATTER)
    yield seen("self_service", alone and not again, end is not None and end + SAME_MATTER <= now)
    if topics and not contacts.before(episode, topics, start - FIRST_CONTACT, start):
        again = end is not None and contacts.after(episode, topics, end, end + FIRST_CONTACT)
        hit = _solved(episode, helped) and not again
        yield seen("first_contact", hit, end is not None and end + FIRST_CONTACT <= now)
    if BOOKING in topics:
        booked = end is not None and any(start <= at <= end for at in made.get(episode.conversation, []))
        yield seen("booking_conversion", booked, end is not None)


def _solved(episode: Episode, helped: bool) -> bool:
    if episode.outcome is not None:
        return episode.outcome == "solved"
    return helped and (episode.served or not episode.handed_off)


def made_in(bookings: Iterable[BookingRow]) -> dict[str, list[datetime]]:
    """When bookings were made, by conversation."""
    made: dict[str, list[datetime]] = defaultdict(list)
    for booking in bookings:
        if booking.conversation is not None:
            made[booking.conversation].append(booking.created_at)
    return made


def missed(turns: Iterable[TurnRow]) -> tuple[Counter[str], Counter[str]]:
    """Missed turns by reason, and by what they were probably about (empty: like nothing known)."""
    reasons: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    for turn in turns:
        if turn.outcome == ANSWERED:
            continue
        known = turn.intent if turn.intent in REASONS else "other"
        reasons["failed" if turn.outcome == "failed" else known or "other"] += 1
        about = next((topic for topic in (turn.intent, turn.guess) if topic in TOPICS), None)
        topics[about or ""] += 1
    return reasons, topics
