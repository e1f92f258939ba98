"""Columns of the contact data that a case keeps as it was given, whoever the customer turns out to be."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, validates

from bot.db import Encrypted
from bot.db.crypto import blind_index
from bot.shop.identifiers import normalise_phone, normalise_plate, phone_tail, plate_tail_key


class ContactData:
    """Plate, phone and name, encrypted, with indexes that follow them."""

    @declared_attr
    def plate(cls) -> Mapped[str | None]:
        return mapped_column(Encrypted(f"{cls.__tablename__}.plate"))  # type: ignore[attr-defined]

    @declared_attr
    def phone(cls) -> Mapped[str | None]:
        return mapped_column(Encrypted(f"{cls.__tablename__}.phone"))  # type: ignore[attr-defined]

    @declared_attr
    def name(cls) -> Mapped[str | None]:
        return mapped_column(Encrypted(f"{cls.__tablename__}.name"))  # type: ignore[attr-defined]

    plate_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    plate_tail_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    """Plate and phone tail together: see :func:`bot.shop.access.match_orders`."""

    @validates("plate")
    def _index_plate(self, _key: str, value: str | None) -> str | None:
        plate = normalise_plate(value) if value else None
        self.plate_index = blind_index("plate", plate) if plate else None
        self._index_access(plate, self.phone)
        return plate

    @validates("phone")
    def _index_phone(self, _key: str, value: str | None) -> str | None:
        phone = normalise_phone(value) if value else None
        self.phone_index = blind_index("phone", phone) if phone else None
        self._index_access(self.plate, phone)
        return phone

    def _index_access(self, plate: str | None, phone: str | None) -> None:
        complete = plate and phone and len(phone_tail(phone)) == 4
        key = plate_tail_key(plate, phone) if complete and plate and phone else None
        self.plate_tail_index = blind_index("plate_tail", key) if key else None
