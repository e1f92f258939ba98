"""Finds the pieces of time expressions in normalised text, in one pass of one regular expression."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.nlu.time.clock_tokens import CLOCK_KINDS
from bot.nlu.time.date_tokens import DATE_KINDS
from bot.nlu.time.offset_tokens import OFFSET_KINDS
from bot.nlu.time.relative_day_tokens import RELATIVE_DAY_KINDS
from bot.nlu.time.tokens import Token
from bot.nlu.time.vague_tokens import VAGUE_KIND

_ALL: Final = (VAGUE_KIND, *OFFSET_KINDS, *CLOCK_KINDS, *DATE_KINDS, *RELATIVE_DAY_KINDS)
_PATTERNS: Final = tuple(re.compile(kind.pattern) for kind in _ALL)
_ORDER: Final = {kind.name: index for index, kind in enumerate(_ALL)}
_GROUP_NAME: Final = re.compile(r"\?P<[a-z0-9_]+>")
# One group a kind; the groups inside are for the kind's own reader.
_ANY: Final = re.compile("|".join(f"(?P<{kind.name}>{_GROUP_NAME.sub('?:', kind.pattern)})" for kind in _ALL))


def scan(text: str, now: datetime) -> Iterator[Token]:
    """The pieces of time expressions from left to right, never overlapping."""
    position = 0
    while match := _ANY.search(text, position):
        token = _read(text, match.start(), _ORDER[match.lastgroup or ""], now)
        if token:
            yield token
        position = token.end if token else match.start() + 1


def _read(text: str, start: int, first_kind: int, now: datetime) -> Token | None:
    # The kind that matched may find that it is no time after all; then the kinds after it have their turn.
    for pattern, kind in zip(_PATTERNS[first_kind:], _ALL[first_kind:], strict=True):
        match = pattern.match(text, start)
        if match and match.end() > start and (meaning := kind.read(match, now)):
            return Token(start, match.end(), meaning)
    return None
