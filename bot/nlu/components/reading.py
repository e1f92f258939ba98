"""What the components know of one sentence, gathered on the Rasa message and handed to the pure functions.

Every span in a :class:`Reading` is in the *normalised* text; only entities that leave the pipeline are translated
into offsets of the text as given.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.normalise import Normalised, normalise

READING = "reading"
"""Key under which the reading travels on a message; it never leaves the pipeline."""


@dataclass(frozen=True)
class Span:
    """A stretch of the normalised text that something is known about.

    ``kind`` is an entity type, ``id`` the canonical id in the lexicon or the norm of an exact reader.
    """

    kind: str
    start: int
    end: int
    id: str | int | float | None = None
    danger: bool = False
    note: str | None = None


@dataclass(frozen=True)
class Reading:
    """A sentence as the models see it.

    Attributes:
        given: the text as the customer typed it.
        normalised: the same, normalised, with the way back.
        words: jieba words as half-open spans.
        found: what the exact readers read, without overlaps.
        matches: names of the lexicon; no two of one kind overlap, different kinds may.
        taken_for: in training, the intent a classifier that has not learnt from the sentence takes it for; one item
            at most.
    """

    given: str
    normalised: Normalised
    words: tuple[tuple[int, int], ...] = ()
    found: tuple[Span, ...] = ()
    matches: tuple[Span, ...] = ()
    taken_for: list[str] = field(default_factory=list, compare=False)

    def fingerprint(self) -> str:
        """What Rasa's cache knows it by: all else follows from the text, as long as code and lexicon stay the same."""
        return sha256(self.given.encode()).hexdigest()

    @property
    def text(self) -> str:
        """The normalised text."""
        return self.normalised.text

    def inner(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the text as given, translated into the normalised text."""
        offsets = self.normalised.offsets
        last = len(offsets) - 1
        return min(bisect_left(offsets, start), last), min(bisect_left(offsets, end), last)

    def outer(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the normalised text, translated into the text as given."""
        return self.normalised.span(start, end)


def reading_of(message: Message) -> Reading:
    """The reading gathered so far; a new one for a message that has none."""
    reading: Reading | None = message.get(READING)
    given = message.get(TEXT) or ""
    if reading is None or reading.given != given:
        reading = Reading(given, normalise(given))
        message.set(READING, reading)
    return reading


def add_words(message: Message, words: Iterable[tuple[int, int]]) -> None:
    """Put the words of the normalised text on the message."""
    message.set(READING, replace(reading_of(message), words=tuple(words)))


def add_found(message: Message, found: Iterable[Span]) -> None:
    """Put what the exact readers read on the message."""
    message.set(READING, replace(reading_of(message), found=tuple(found)))


def add_matches(message: Message, matches: Iterable[Span]) -> None:
    """Put the names of the lexicon on the message."""
    message.set(READING, replace(reading_of(message), matches=tuple(matches)))


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """The longest spans first, then the leftmost, none touching a span taken already; in order of the text."""
    taken: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start)):
        if all(span.end <= other.start or other.end <= span.start for other in taken):
            taken.append(span)
    return sorted(taken, key=lambda span: span.start)
