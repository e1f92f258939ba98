"""Tables of what a customer brings up: complaints, call-backs, rescues, ratings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, Encrypted, UtcDateTime
from bot.shop.models.common import HasId, Versioned
from bot.shop.models.contact import ContactData
from bot.shop.models.people import Customer
from bot.shop.models.shop import Store


class Complaint(HasId, Versioned, ContactData, Base):
    """A complaint. ``category`` and ``severity``: see :mod:`bot.shop.complaints`; ``status``: open,
    in_progress, closed, reopened; ``solution_given_at``: the shop has put forward ``resolution`` and the customer
    has not said yet whether that settles it; ``when_text``: when it happened, as said; steps are loaded with it.
    """

    __tablename__ = "complaints"

    no: Mapped[str] = mapped_column(String(40), unique=True)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    store_id: Mapped[str | None] = mapped_column(ForeignKey("stores.id"), index=True)
    order_no: Mapped[str | None] = mapped_column(String(40), index=True)
    text: Mapped[str] = mapped_column(Encrypted("complaints.text"))
    when_text: Mapped[str | None] = mapped_column(Encrypted("complaints.when_text"))
    category: Mapped[str] = mapped_column(String(20), index=True)
    severity: Mapped[str] = mapped_column(String(10), index=True)
    status: Mapped[str] = mapped_column(String(20), default="open", index=True)
    owner: Mapped[str | None] = mapped_column(String(64))
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    first_answer_due: Mapped[datetime] = mapped_column(UtcDateTime)
    first_answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    solution_due: Mapped[datetime] = mapped_column(UtcDateTime)
    next_answer_due: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolution: Mapped[str | None] = mapped_column(Encrypted("complaints.resolution"))
    solution_given_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    store: Mapped[Store | None] = relationship(lazy="joined")
    customer: Mapped[Customer | None] = relationship(lazy="raise")
    steps: Mapped[list[ComplaintStep]] = relationship(
        back_populates="complaint",
        order_by="ComplaintStep.seq",
        lazy="selectin",
        cascade="all, delete-orphan",
    )


class ComplaintStep(HasId, Base):
    """One step of a case, told to the customer. ``actor``: customer, bot, system or a staff id.

    ``kind``: filed, answered, proposed (a solution), objected (to it, by the customer), added, closed or reopened.
    """

    __tablename__ = "complaint_steps"

    complaint_id: Mapped[str] = mapped_column(ForeignKey("complaints.id"), index=True)
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Encrypted("complaint_steps.text"))
    complaint: Mapped[Complaint] = relationship(back_populates="steps", lazy="raise")


class ComplaintWarning(Base):
    """Many complaints of one kind or one store within a week: raised once, for the manager. ``subject`` is
    ``category:quality`` or ``store:river``; the key holds its day, so that two who count at once raise one.
    """

    __tablename__ = "complaint_warnings"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), index=True)
    count: Mapped[int]
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_by: Mapped[str | None] = mapped_column(String(64))


class Callback(HasId, Versioned, ContactData, Base):
    """A promise to ring the customer between ``due_from`` and ``due_to``. ``status``: requested, scheduled,
    in_progress, done, missed, cancelled.

    ``counts_from``: when somebody could first have rung, from which waiting counts. A window that passes without a
    call makes another promise, the ``attempt``-th, which ``follows`` the missed one by its number.
    """

    __tablename__ = "callbacks"

    no: Mapped[str] = mapped_column(String(40), unique=True)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    reason: Mapped[str | None] = mapped_column(Encrypted("callbacks.reason"))
    priority: Mapped[str] = mapped_column(String(10), default="normal")
    due_from: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    due_to: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(20), default="scheduled", index=True)
    counts_from: Mapped[datetime] = mapped_column(UtcDateTime)
    attempt: Mapped[int] = mapped_column(default=1)
    follows: Mapped[str | None] = mapped_column(String(40))
    picked_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    owner: Mapped[str | None] = mapped_column(String(64))
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    customer: Mapped[Customer | None] = relationship(lazy="raise")


class Rescue(HasId, Versioned, ContactData, Base):
    """A roadside rescue job; ``status`` as for a call-back. ``promised_at``: the promised arrival, null if
    none.
    """

    __tablename__ = "rescues"

    no: Mapped[str] = mapped_column(String(40), unique=True)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    location: Mapped[str | None] = mapped_column(Encrypted("rescues.location"))
    problem: Mapped[str | None] = mapped_column(Encrypted("rescues.problem"))
    vehicle_kind: Mapped[str | None] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(20), default="requested", index=True)
    promised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    owner: Mapped[str | None] = mapped_column(String(64))
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    customer: Mapped[Customer | None] = relationship(lazy="raise")


class Rating(HasId, Versioned, Base):
    """A rating: ``scale`` is ``5`` (1 to 5) or ``10`` (0 to 10, would you recommend us); of an order or an
    episode.
    """

    __tablename__ = "ratings"

    order_no: Mapped[str | None] = mapped_column(String(40), index=True)
    episode: Mapped[str | None] = mapped_column(String(64), index=True)
    score: Mapped[int]
    scale: Mapped[int]
    comment: Mapped[str | None] = mapped_column(Encrypted("ratings.comment"))
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
