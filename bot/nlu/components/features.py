"""Features of a whole sentence for the intent classifier: characters, cues, signs of danger, words and sounds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from bot.nlu.components.danger import danger_features
from bot.nlu.components.reading import Reading, Span, without_overlaps
from bot.nlu.components.sounds import heard, syllable

GROUPS = ("chars", "cues", "danger", "shape")
"""The groups of features in use; ``long``, ``words`` and ``sounds`` bring nothing beside cues and lexicon, but
something where there are none: on the benchmark's public set."""

_MASK = {kind: chr(0xE000 + number) for number, kind in enumerate(
    ("plate", "vin", "phone", "order_no", "datetime", "mileage", "amount", "score", "person", "store", "location",
     "service_item", "part", "symptom", "brand", "model", "danger")
)}  # fmt: skip
_IDENTIFIERS = ("plate", "vin", "phone", "order_no")
_ASKS = frozenset("?？吗呢么")


def sentence_features(reading: Reading, groups: tuple[str, ...] = GROUPS) -> Iterator[str]:
    """The features of a sentence, one string each, repeated as often as they occur."""
    spans = class_spans(reading)
    if "chars" in groups:
        yield from ngrams(f"^{mask(reading.text, spans)}$", 1, 2, "c")
    if "long" in groups:
        identifiers = [span for span in reading.found if span.kind in _IDENTIFIERS]
        yield from ngrams(f"^{mask(reading.text, identifiers)}$", 3, 4, "l")
    if "words" in groups:
        words = [reading.text[start:end] for start, end in reading.words]
        yield from (f"w:{word}" for word in words if len(word) > 1)
        yield from (f"w:{left} {right}" for left, right in itertools.pairwise(words))
    if "sounds" in groups:
        syllables = ["^", *map(syllable, mask(reading.text, spans)), "$"]
        yield from (f"p:{left} {right}" for left, right in itertools.pairwise(syllables))
    if "cues" in groups:
        yield from (f"cue:{span.id}" for span in reading.matches if span.kind == "cue")
    if "danger" in groups:
        yield from danger_features(reading.text, heard(reading.text, reading.words))
    if "shape" in groups:
        yield f"length:{min(len(reading.text) // 3, 8)}"
        yield f"end:{reading.text[-1:]}"
        yield "asks" if _ASKS & set(reading.text) else "tells"


def class_spans(reading: Reading) -> list[Span]:
    """What is known of the sentence, exact readers before names of the lexicon, without overlaps."""
    taken = list(reading.found)
    free = (
        Span("danger" if span.danger else span.kind, span.start, span.end)
        for span in reading.matches
        if span.kind != "cue" and all(span.end <= other.start or other.end <= span.start for other in taken)
    )
    return sorted([*taken, *without_overlaps(free)], key=lambda span: span.start)


def mask(text: str, spans: list[Span]) -> str:
    """``text`` with every span replaced by the one character of its kind."""
    parts, end = [], 0
    for span in spans:
        if span.start >= end:
            parts += [text[end : span.start], _MASK.get(span.kind, "\ue0ff")]
            end = span.end
    return "".join([*parts, text[end:]])


def ngrams(text: str, shortest: int, longest: int, prefix: str) -> Iterator[str]:
    """All substrings of ``text`` of these lengths."""
    for size in range(shortest, longest + 1):
        for start in range(len(text) - size + 1):
            yield f"{prefix}:{text[start : start + size]}"
