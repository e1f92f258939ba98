"""Tables of the conversation room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.conversation import history as _history  # noqa: F401  (registers its tables)
from bot.db import Base, Encrypted, EncryptedBytes, EncryptedJson, UtcDateTime


class Conversation(Base):
    """A visitor's lasting thread, and who owns it now.

    Changed by UPDATE statements that name the epoch they expect, never through a loaded object: the row is where
    customer, bot, staff and timers meet. ``prompt`` names the intent of a turn that the bot owes without a message.

    ``staff_id``: whom it belongs to, or whose page rings (since ``rung_at``). While a person owns it, ``waiting_since``
    is when the customer began to wait for their word, and ``replied_at`` when they last wrote. ``closed_notice``: the
    opening up to which the customer knows that nobody is there.
    """

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entry_store: Mapped[str | None] = mapped_column(String(64))
    owner: Mapped[str] = mapped_column(String(8), default="bot")
    epoch: Mapped[int] = mapped_column(default=0)
    next_seq: Mapped[int] = mapped_column(default=1)
    episode: Mapped[int] = mapped_column(default=1)
    last_message_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    prompt: Mapped[str | None] = mapped_column(String(32))
    lease_by: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    customer_id: Mapped[str | None] = mapped_column(String(64), index=True)
    verified: Mapped[bool] = mapped_column(default=False)
    consented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    consent_version: Mapped[str | None] = mapped_column(String(20))
    misses: Mapped[int] = mapped_column(default=0)
    staff_id: Mapped[str | None] = mapped_column(String(64))
    rung_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    priority: Mapped[int] = mapped_column(default=0)
    handoff_reason: Mapped[str | None] = mapped_column(String(32))
    queue_position: Mapped[int | None]
    closed_notice: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_seq: Mapped[int] = mapped_column(default=0)
    staff_read_seq: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_conversations_queue", "owner", "priority", "queued_at"),)


class LogEvent(Base):
    """One entry of a conversation's gap-free log.

    ``state`` and ``attempts`` belong to the customer's messages: ``pending`` until a turn has handled them,
    then ``handled``, ``missed`` (answered without being understood), ``failed``, or ``human`` when a person is to
    answer.
    """

    __tablename__ = "log_events"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    kind: Mapped[str] = mapped_column(String(8))
    sender: Mapped[str] = mapped_column(String(8))
    body: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("log_events.body"))
    card_id: Mapped[str | None] = mapped_column(String(64))
    picture_id: Mapped[str | None] = mapped_column(String(32), index=True)
    client_id: Mapped[str | None] = mapped_column(String(64))
    fingerprint: Mapped[bytes | None]
    address: Mapped[str | None] = mapped_column(Encrypted("log_events.address"))
    state: Mapped[str | None] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(default=0)
    episode: Mapped[int] = mapped_column(default=1)
    staff_id: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("conversation_id", "client_id"),
        Index(
            "ix_log_events_pending",
            "at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index("ix_log_events_card", "card_id"),
    )


class Picture(Base):
    """A picture a customer uploaded; shown by a message of theirs, or about to be."""

    __tablename__ = "pictures"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    width: Mapped[int]
    height: Mapped[int]
    data: Mapped[bytes] = mapped_column(EncryptedBytes("pictures.data"), deferred=True)


class Choice(Base):
    """A button the server issued: what pressing it means. Its id is the only thing a client ever sees."""

    __tablename__ = "choices"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(Encrypted("choices.label"))
    meaning: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("choices.meaning"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pressed_seq: Mapped[int | None]


class StoredTracker(Base):
    """The dialogue state of one conversation: one row, replaced at every turn."""

    __tablename__ = "trackers"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("trackers.body"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WatchedOrder(Base):
    """An order whose changes this conversation may be told: shown in it after plate and phone tail matched."""

    __tablename__ = "watched_orders"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    order_no: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class HandoffRecord(Base):
    """A hand-off that took place: for the desk's brief and the figures."""

    __tablename__ = "handoffs"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    episode: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(32))
    priority: Mapped[int]
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    staff_id: Mapped[str | None] = mapped_column(String(64))


class Ring(Base):
    """One person's page rang for a waiting conversation. ``outcome``: null while it rings, then ``accepted``,
    ``missed``, ``declined``, or ``withdrawn`` when somebody else took it or the customer left.
    """

    __tablename__ = "rings"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    staff_id: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(10))


class OutboxItem(Base):
    """An effect outside the database, sent after the commit and repeated until it succeeds or expires."""

    __tablename__ = "outbox"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    payload: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("outbox.payload"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_outbox_due", "done_at", "due_at"),)


class SmsLogEntry(Base):
    """A text message the demonstration "sent": shown on the customer page instead of a phone."""

    __tablename__ = "sms_log"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    conversation_id: Mapped[str | None] = mapped_column(String(32))
    phone: Mapped[str] = mapped_column(Encrypted("sms_log.phone"))
    text: Mapped[str] = mapped_column(Encrypted("sms_log.text"))


class Job(Base):
    """Work that is done once a day by whichever process comes first. ``held_until``: one is at it."""

    __tablename__ = "jobs"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DeskEvent(Base):
    """One entry of the desk's own gap-free log: a pointer to what changed, never a copy of it."""

    __tablename__ = "desk_events"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(16))
    conversation_id: Mapped[str | None] = mapped_column(String(32))
    conversation_seq: Mapped[int | None]
    note_id: Mapped[int | None]


class DeskCounter(Base):
    """The next seq of the desk log; a single row with id 1."""

    __tablename__ = "desk_counter"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    next_seq: Mapped[int] = mapped_column(default=1)


class Label(Base):
    """A word staff put on a conversation to find it by."""

    __tablename__ = "labels"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    label: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_id: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index("ix_labels_label", "label"),)


class Alert(Base):
    """What leads are shown until one of them has seen it. ``kind``: ``ring_missed``, ``unanswered``, ``call_missed``,
    ``complaints``; ``subject``: the record it is about, at most one alert each; without a store for every lead.
    """

    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str | None] = mapped_column(String(120), unique=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    store_id: Mapped[str | None] = mapped_column(String(64))
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    seen_by: Mapped[str | None] = mapped_column(String(64))


class Note(Base):
    """A private remark of the staff on a conversation; never in the customer's log."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_id: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Encrypted("notes.text"))
