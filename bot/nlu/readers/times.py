"""Time expressions as entities."""

from __future__ import annotations

from datetime import date

from bot.nlu.normalise import Normalised, normalise
from bot.nlu.readers.found import Reading
from bot.nlu.time import ReadingContext, read_expressions


def read_times(normalised: Normalised, context: ReadingContext) -> list[Reading]:
    """All time expressions; the note is `vague` where the norm is None, or `ambiguous: …`."""
    return [
        Reading("datetime", expression.start, expression.end, expression.norm, expression.note)
        for expression in read_expressions(normalised.text, context)
    ]


def vague_bounds(text: str, context: ReadingContext) -> tuple[date | None, date | None]:
    """First and last day that the vague expressions of `text` leave (国庆之后, 月底那阵子); None where open."""
    vague = [found for found in read_expressions(normalise(text).text, context) if found.norm is None]
    earliest = [found.earliest for found in vague if found.earliest]
    latest = [found.latest for found in vague if found.latest]
    return max(earliest, default=None), min(latest, default=None)
