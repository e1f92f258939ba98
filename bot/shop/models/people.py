"""Tables of customers and their vehicles. Personal data is encrypted and found by blind indexes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from bot.db import Base, Encrypted, UtcDateTime
from bot.db.crypto import blind_index
from bot.nlu.readers import plate_kind
from bot.shop.identifiers import normalise_phone, normalise_plate, phone_tail
from bot.shop.models.common import HasId, Versioned


class Customer(HasId, Versioned, Base):
    """A customer. ``coupons``: ``[{"name", "expires"}]``. Setting the phone or the name sets their
    indexes.
    """

    __tablename__ = "customers"

    name: Mapped[str | None] = mapped_column(Encrypted("customers.name"))
    name_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    phone: Mapped[str | None] = mapped_column(Encrypted("customers.phone"))
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    phone_tail_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    member: Mapped[str | None] = mapped_column(String(40))
    points: Mapped[int] = mapped_column(default=0)
    coupons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    anonymised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    vehicles: Mapped[list[Vehicle]] = relationship(back_populates="owner", lazy="raise")

    @validates("name")
    def _index_name(self, _key: str, value: str | None) -> str | None:
        self.name_index = blind_index("name", value) if value else None
        return value

    @validates("phone")
    def _index_phone(self, _key: str, value: str | None) -> str | None:
        phone = normalise_phone(value) if value else None
        self.phone_index = blind_index("phone", phone) if phone else None
        self.phone_tail_index = blind_index("phone_tail", phone_tail(phone)) if phone else None
        return phone


class Vehicle(HasId, Versioned, Base):
    """A vehicle. ``kind`` is car or moto; the same plate number may exist once for each. ``energy`` e.g.
    纯电.
    """

    __tablename__ = "vehicles"
    __table_args__ = (UniqueConstraint("kind", "plate_index"),)

    owner_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    plate: Mapped[str] = mapped_column(Encrypted("vehicles.plate"))
    plate_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    plate_kind: Mapped[str] = mapped_column(String(20))
    brand: Mapped[str | None] = mapped_column(String(40))
    model: Mapped[str | None] = mapped_column(String(60))
    energy: Mapped[str | None] = mapped_column(String(20))
    vin: Mapped[str | None] = mapped_column(Encrypted("vehicles.vin"))
    vin_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    mileage: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    owner: Mapped[Customer | None] = relationship(back_populates="vehicles", lazy="raise")

    @validates("plate")
    def _index_plate(self, _key: str, value: str) -> str:
        plate = normalise_plate(value)
        self.plate_index = blind_index("plate", plate)
        self.plate_kind = plate_kind(plate)
        return plate

    @validates("vin")
    def _index_vin(self, _key: str, value: str | None) -> str | None:
        vin = value.strip().upper() if value else None
        self.vin_index = blind_index("vin", vin) if vin else None
        return vin

    @property
    def label(self) -> str:
        """Brand and model in one, as people say it; empty when unknown."""
        return " ".join(part for part in (self.brand, self.model) if part)


class Consent(HasId, Base):
    """One decision of a customer, never changed: the latest about a thing counts.

    ``about``: one of :data:`bot.shop.privacy.ABOUT`; ``decision``: ``approved``, ``declined`` or ``withdrawn``;
    ``notice``: version of the privacy notice that was agreed to.
    ``item`` and ``line_key``: name and key of the order's line.
    """

    __tablename__ = "consents"

    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    about: Mapped[str] = mapped_column(String(20), index=True)
    decision: Mapped[str] = mapped_column(String(20))
    order_no: Mapped[str | None] = mapped_column(String(40), index=True)
    item: Mapped[str | None] = mapped_column(String(120))
    line_key: Mapped[str | None] = mapped_column(String(40))
    fen: Mapped[int | None]
    notice: Mapped[str | None] = mapped_column(String(20))
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    customer: Mapped[Customer | None] = relationship(lazy="raise")


class DeletionRequest(HasId, Versioned, Base):
    """A customer's wish to be forgotten; ``status``: requested, done; ``scope``: all, or chat for what was said."""

    __tablename__ = "deletion_requests"

    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    scope: Mapped[str] = mapped_column(String(4), default="all")
    status: Mapped[str] = mapped_column(String(20), default="requested")
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    customer: Mapped[Customer | None] = relationship(lazy="raise")
