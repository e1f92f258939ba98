"""The rows that the definitions are about, as they come from the database: plain values, nothing personal."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class TalkRow(NamedTuple):
    """Something that happened in an episode. ``kind``: message (``what``: who said it), owner (``what``: who has it
    now) or handoff (``what``: why; ``seq`` 0).
    """

    conversation: str
    episode: int
    seq: int
    at: datetime
    kind: str
    what: str
    staff: str | None
    store: str | None
    outcome: str | None
    why: str | None
    party: str | None
    entry_store: str | None


class TurnRow(NamedTuple):
    """A turn of the bot: see :class:`bot.conversation.history.BotTurn`. ``party``: the customer, if known."""

    conversation: str
    episode: int
    seq: int
    at: datetime
    store: str | None
    intent: str | None
    guess: str | None
    outcome: str
    took_ms: int
    party: str | None


class SurveyRow(NamedTuple):
    """A rating that was asked for, and the score if one was given. One row for each person who had the conversation:
    ``served_episode`` in ``served_seq`` by ``served_by``.
    """

    id: str
    scale: int
    asked_at: datetime
    episode: str | None
    conversation: str
    score: int | None
    order_store: str | None
    entry_store: str | None
    served_episode: int | None
    served_seq: int | None
    served_by: str | None


class ComplaintRow(NamedTuple):
    """A step of a complaint, with the case it belongs to."""

    id: str
    store: str | None
    owner: str | None
    created_at: datetime
    first_answer_due: datetime
    seq: int
    at: datetime
    actor: str
    kind: str


class OrderRow(NamedTuple):
    """An event of an order. ``order_stage`` and ``order_promised`` are what stands on the order itself."""

    id: str
    store: str
    opened_at: datetime
    order_stage: str
    order_promised: datetime | None
    seq: int
    at: datetime
    actor: str
    stage: str | None
    promised_at: datetime | None


class QuoteRow(NamedTuple):
    """A line of a quote and a decision about it, if there is one."""

    id: str
    store: str
    status: str
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    key: str
    fen: int
    decision_seq: int | None
    decision: str | None


class BookingRow(NamedTuple):
    """A booking; ``arrived_at``: when the order that became of it was opened."""

    id: str
    store: str
    start: datetime
    status: str
    conversation: str | None
    created_at: datetime
    arrived_at: datetime | None
