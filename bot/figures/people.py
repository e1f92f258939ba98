"""How long customers wait for people: first reply, replies, the queue. Pure.

Bots do not reply for people: only a message of a member of staff ends a wait as answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.conversation.history import UNSERVED
from bot.figures.business import OpeningClock
from bot.figures.episodes import PERSON, WAITING, Episode
from bot.figures.figure import Observation
from bot.figures.rows import TalkRow

_LEFT = frozenset({"bot", "closed"})


def observe(found: Iterable[Episode], clock: OpeningClock) -> Iterator[Observation]:
    """Everything there is to say about ``found``; spam has no customers."""
    for episode in found:
        if not episode.spam:
            yield from first_replies(episode, clock)
            yield from replies(episode, clock)
            yield from waits(episode, clock)


def first_replies(episode: Episode, clock: OpeningClock) -> Iterator[Observation]:
    """From each hand-over by the bot to the first word of a person."""
    owner, asked = "bot", None
    for entry in episode.entries:
        if entry.kind == "owner":
            if entry.what == "queued" and owner in _LEFT:
                asked = entry
            elif entry.what in _LEFT:
                asked = None
            owner = entry.what
        elif entry.what == "staff" and asked is not None:
            yield _took("first_reply", asked.at, entry.at, asked.store, entry.staff, clock)
            asked = None
    if asked is not None:
        yield _open("first_reply", asked.at, asked.store)


def replies(episode: Episode, clock: OpeningClock) -> Iterator[Observation]:
    """From the first message nobody answered to the next word of a person; the bot's answer ends a wait unseen."""
    owner: str = "bot"
    since: datetime | None = None
    for entry in episode.entries:
        if entry.kind == "owner":
            owner = entry.what
            since = None if owner in _LEFT else since
        elif entry.what == "customer":
            since = since or entry.at
        elif entry.what == "bot" and owner != PERSON:
            since = None
        elif entry.what == "staff" and since is not None:
            yield _took("reply", since, entry.at, episode.store, entry.staff, clock)
            since = None
    if since is not None and owner not in _LEFT:
        yield _open("reply", since, episode.store)


def waits(episode: Episode, clock: OpeningClock) -> Iterator[Observation]:
    """Each stay in the queue, and whether a person ended it."""
    since: TalkRow | None = None
    for entry in episode.entries:
        if entry.kind != "owner":
            continue
        if entry.what in WAITING:
            since = since or entry
        elif since is not None:
            if entry.what == PERSON:
                yield _took("waiting", since.at, entry.at, since.store, entry.staff, clock)
            gave_up = entry.what != PERSON and entry.why != UNSERVED
            yield Observation("abandonment", since.at, since.store, None, float(gave_up))
            since = None
    if since is not None:
        yield _open("waiting", since.at, since.store)
        yield _open("abandonment", since.at, since.store)


def _took(
    figure: str, start: datetime, end: datetime, store: str | None, person: str | None, clock: OpeningClock
) -> Observation:
    seconds = (end - start).total_seconds()
    return Observation(figure, start, store, person, seconds, clock.seconds_between(start, end))


def _open(figure: str, at: datetime, store: str | None) -> Observation:
    return Observation(figure, at, store, None, 0.0, pending=True)
