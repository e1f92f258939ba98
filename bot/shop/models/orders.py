"""Tables of work orders: stages are events, money is fen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Double, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, Encrypted, UtcDateTime
from bot.shop.models.bookings import Booking
from bot.shop.models.common import HasId, Versioned
from bot.shop.models.contact import ContactData
from bot.shop.models.people import Customer, Vehicle
from bot.shop.models.shop import Store


class WorkOrder(HasId, Versioned, ContactData, Base):
    """A work order (工单). ``stage`` is a value of :class:`bot.shop.stages.Stage`; ``promised_at`` when it
    shall be ready.

    Events and lines are loaded with it, in the order of their ``seq``.
    """

    __tablename__ = "work_orders"

    no: Mapped[str] = mapped_column(String(40), unique=True)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    vehicle_id: Mapped[str | None] = mapped_column(ForeignKey("vehicles.id"), index=True)
    booking_id: Mapped[str | None] = mapped_column(ForeignKey("bookings.id"), unique=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"), index=True)
    service: Mapped[str | None] = mapped_column(String(20))
    description: Mapped[str] = mapped_column(Encrypted("work_orders.description"), default="")
    stage: Mapped[str] = mapped_column(String(20), index=True)
    mileage: Mapped[int | None]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    promised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    total_fen: Mapped[int | None]
    store: Mapped[Store] = relationship(lazy="joined", innerjoin=True)
    vehicle: Mapped[Vehicle | None] = relationship(lazy="joined")
    customer: Mapped[Customer | None] = relationship(lazy="raise")
    booking: Mapped[Booking | None] = relationship(lazy="raise")
    events: Mapped[list[OrderEvent]] = relationship(
        back_populates="order", order_by="OrderEvent.seq", lazy="selectin", cascade="all, delete-orphan"
    )
    lines: Mapped[list[OrderLine]] = relationship(
        back_populates="order", order_by="OrderLine.seq", lazy="selectin", cascade="all, delete-orphan"
    )


class OrderEvent(HasId, Base):
    """What happened to an order, never changed. ``kind``: ``stage`` (moved to ``stage``; the first one carries the
    first promise), ``promise`` (``promised_at`` changed), ``note``, or ``part`` (``reason`` says which and what).
    Elsewhere ``reason`` explains a delay; ``note`` is shown to the customer.
    """

    __tablename__ = "order_events"

    order_id: Mapped[str] = mapped_column(ForeignKey("work_orders.id"), index=True)
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(64))
    stage: Mapped[str | None] = mapped_column(String(20))
    promised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Encrypted("order_events.reason"))
    note: Mapped[str | None] = mapped_column(Encrypted("order_events.note"))
    order: Mapped[WorkOrder] = relationship(back_populates="events", lazy="raise")


class OrderLine(HasId, Versioned, Base):
    """A line of an order: ``kind`` part, labour or other; ``fen`` is the line's total and may be negative.

    ``rate_fen``: fen an hour; ``status``: proposed, approved, declined, ordered, installed; ``additional``:
    proposed after the first quote (增项). Of a part: ``origin`` 原厂, 副厂, 修复 or 自备; ``batch``: batch or serial
    number; ``warranty``: as promised, in words, ``warranty_days`` and ``warranty_km`` the same as numbers; when it is
    expected, arrived and was installed; ``old_part``: what becomes of the part taken out (旧件), in words.
    """

    __tablename__ = "order_lines"

    order_id: Mapped[str] = mapped_column(ForeignKey("work_orders.id"), index=True)
    seq: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    fen: Mapped[int]
    qty: Mapped[float | None] = mapped_column(Double)
    hours: Mapped[float | None] = mapped_column(Double)
    rate_fen: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(20))
    additional: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[str | None] = mapped_column(String(20))
    maker: Mapped[str | None] = mapped_column(String(60))
    warranty: Mapped[str | None] = mapped_column(String(60))
    warranty_days: Mapped[int | None]
    warranty_km: Mapped[int | None]
    brand: Mapped[str | None] = mapped_column(String(60))
    batch: Mapped[str | None] = mapped_column(String(60))
    if_left: Mapped[str | None] = mapped_column(String(200))
    old_part: Mapped[str | None] = mapped_column(String(60))
    arrives: Mapped[datetime | None] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    installed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    order: Mapped[WorkOrder] = relationship(back_populates="lines", lazy="raise")
