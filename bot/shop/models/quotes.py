"""Tables of quotes: versions that are never changed, and every decision about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Double, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, Encrypted, UtcDateTime
from bot.shop.models.common import HasId, Versioned
from bot.shop.models.orders import WorkOrder


class Quote(HasId, Versioned, Base):
    """A version of what the shop proposes for an order; ``number`` counts from 1 within the order.

    ``additional``: extra items (增项) of a repair under way. ``status``: open, decided, superseded (a newer version
    came), withdrawn; that an open one expired follows from ``expires_at``. ``eta_if_approved``: when the vehicle is
    ready if the customer agrees. ``request_id`` makes a repeated request of the desk the same quote.
    """

    __tablename__ = "quotes"
    __table_args__ = (
        UniqueConstraint("order_id", "number", name="uq_quotes_number"),
        UniqueConstraint("order_id", "request_id", name="uq_quotes_request"),
    )

    order_id: Mapped[str] = mapped_column(ForeignKey("work_orders.id"), index=True)
    number: Mapped[int]
    additional: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(12), default="open", index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    eta_if_approved: Mapped[datetime | None] = mapped_column(UtcDateTime)
    renewal_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    request_id: Mapped[str | None] = mapped_column(String(64))
    order: Mapped[WorkOrder] = relationship(lazy="raise")
    lines: Mapped[list[QuoteLine]] = relationship(
        back_populates="quote", order_by="QuoteLine.seq", lazy="selectin", cascade="all, delete-orphan"
    )
    decisions: Mapped[list[QuoteDecision]] = relationship(
        back_populates="quote", order_by="QuoteDecision.seq", lazy="selectin", cascade="all, delete-orphan"
    )


class QuoteLine(HasId, Base):
    """A line as it was proposed, never changed; ``key`` is that of the order's line. Amounts in fen, negative for a
    reduction; ``if_left``: what happens if it is not done.
    """

    __tablename__ = "quote_lines"

    quote_id: Mapped[str] = mapped_column(ForeignKey("quotes.id"), index=True)
    seq: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    fen: Mapped[int]
    qty: Mapped[float | None] = mapped_column(Double)
    hours: Mapped[float | None] = mapped_column(Double)
    rate_fen: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(200))
    if_left: Mapped[str | None] = mapped_column(String(200))
    origin: Mapped[str | None] = mapped_column(String(20))
    maker: Mapped[str | None] = mapped_column(String(60))
    warranty: Mapped[str | None] = mapped_column(String(60))
    quote: Mapped[Quote] = relationship(back_populates="lines", lazy="raise")


class QuoteDecision(HasId, Base):
    """Who decided about a line, when, from where, at which amount. Never changed: the latest about a line counts.

    ``actor``: ``customer`` or the id of the member of staff who recorded what the customer said (``how``, in words);
    ``conversation_id`` and ``address``: the chat and the network address the decision came from.
    """

    __tablename__ = "quote_decisions"

    quote_id: Mapped[str] = mapped_column(ForeignKey("quotes.id"), index=True)
    seq: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    decision: Mapped[str] = mapped_column(String(10))
    fen: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(64))
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    how: Mapped[str | None] = mapped_column(String(60))
    conversation_id: Mapped[str | None] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(Encrypted("quote_decisions.address"))
    quote: Mapped[Quote] = relationship(back_populates="decisions", lazy="raise")
