"""Table of the drives that bring vehicles in and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, Encrypted, UtcDateTime
from bot.shop.models.bookings import Booking
from bot.shop.models.common import HasId, Versioned
from bot.shop.models.orders import WorkOrder
from bot.shop.models.shop import Store

_OPEN = text("status IN ('planned', 'under_way')")
_OPEN_ONLY: dict[str, Any] = {"sqlite_where": _OPEN, "postgresql_where": _OPEN}


class TransportJob(HasId, Versioned, Base):
    """A drive of a booking or of an order: ``direction`` is ``collect`` or ``deliver``; ``status``: planned, under_way,
    done, cancelled. ``driver``: a name, null until somebody is chosen; ``fee`` in fen, null where it is not agreed.
    """

    __tablename__ = "transport_jobs"
    __table_args__ = (
        CheckConstraint("(booking_id IS NULL) <> (order_id IS NULL)", name="one_subject"),
        # Of two who plan the same drive at once one finds the other's.
        *(
            Index(f"uq_transport_jobs_open_{column}", column, "direction", unique=True, **_OPEN_ONLY)
            for column in ("booking_id", "order_id")
        ),
    )

    no: Mapped[str] = mapped_column(String(40), unique=True)
    direction: Mapped[str] = mapped_column(String(10))
    booking_id: Mapped[str | None] = mapped_column(ForeignKey("bookings.id"), index=True)
    order_id: Mapped[str | None] = mapped_column(ForeignKey("work_orders.id"), index=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    address: Mapped[str | None] = mapped_column(Encrypted("transport_jobs.address"))
    driver: Mapped[str | None] = mapped_column(String(40))
    fee: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Encrypted("transport_jobs.note"))
    status: Mapped[str] = mapped_column(String(20), default="planned")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(64))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    booking: Mapped[Booking | None] = relationship(lazy="joined")
    order: Mapped[WorkOrder | None] = relationship(lazy="joined")
    store: Mapped[Store] = relationship(lazy="joined", innerjoin=True)

    @property
    def subject(self) -> Booking | WorkOrder:
        """What the vehicle is driven for."""
        found = self.booking or self.order
        assert found is not None
        return found
