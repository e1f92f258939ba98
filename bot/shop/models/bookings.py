"""Tables of bookings and the places they take."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, Encrypted, UtcDateTime
from bot.shop.models.common import HasId, Versioned
from bot.shop.models.contact import ContactData
from bot.shop.models.people import Customer
from bot.shop.models.shop import Store


class Booking(HasId, Versioned, ContactData, Base):
    """A booking. ``service`` is a category, ``service_text`` the customer's words; ``status``: confirmed,
    cancelled, done, no_show. For a pick-up ``start`` is the collection time. ``conversation_id``: where it
    was made, if in one.
    """

    __tablename__ = "bookings"

    no: Mapped[str] = mapped_column(String(40), unique=True)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    service: Mapped[str] = mapped_column(String(20))
    service_text: Mapped[str] = mapped_column(Encrypted("bookings.service_text"))
    start: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    end: Mapped[datetime] = mapped_column(UtcDateTime)
    vehicle_kind: Mapped[str] = mapped_column(String(10))
    vehicle_label: Mapped[str | None] = mapped_column(String(80))
    pickup: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str | None] = mapped_column(Encrypted("bookings.address"))
    note: Mapped[str | None] = mapped_column(Encrypted("bookings.note"))
    status: Mapped[str] = mapped_column(String(20), default="confirmed")
    cancel_reason: Mapped[str | None] = mapped_column(Encrypted("bookings.cancel_reason"))
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    store: Mapped[Store] = relationship(lazy="joined", innerjoin=True)
    customer: Mapped[Customer | None] = relationship(lazy="raise")


class SlotClaim(Versioned, Base):
    """One place of one lane of a store for one step of the slot grid, taken by a booking, or held until ``held_until``
    for the customer of a conversation who is asked to confirm. The key makes it unique: two bookings, or two holds, for
    the last place cannot both be committed; a hold that has expired is taken over by changing its row.
    """

    __tablename__ = "slot_claims"
    __table_args__ = (Index("ix_slot_claims_booking_id", "booking_id"), Index("ix_slot_claims_held_by", "held_by"))

    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    lane: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    booking_id: Mapped[str | None] = mapped_column(ForeignKey("bookings.id"))
    held_by: Mapped[str | None] = mapped_column(String(64))
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    booking: Mapped[Booking | None] = relationship(lazy="raise")
    store: Mapped[Store] = relationship(lazy="raise")


class Reminder(HasId, Versioned, Base):
    """A reminder of a booking, told in the conversation it was made in. ``kind``: ``evening`` before the day or
    ``soon`` before the hour; ``status``: due, sent, cancelled.
    """

    __tablename__ = "reminders"
    __table_args__ = (Index("ix_reminders_status_due_at", "status", "due_at"),)

    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(10), default="due")
    booking: Mapped[Booking] = relationship(lazy="raise")
