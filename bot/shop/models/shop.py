"""Tables of the shop itself: stores, calendar, settings, prices, knowledge."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, UtcDateTime
from bot.shop.models.common import HasId, Versioned


class Store(HasId, Versioned, Base):
    """A store.

    ``hours``: windows by weekday, ``{"0": ["08:30-18:00"], …}`` with Monday 0; ``closed_weekdays``: numbers;
    ``vehicles``: kinds it takes; ``bays``: places by vehicle kind, or by service where a bay is kept for one (a wash
    bay), or null; ``technicians``: number or null; ``skills``: services and vehicle kinds of each technician, null when
    all can do everything; ``technician_names``: in the order of ``skills``;
    ``night``: ``{"hours", "services", "surcharge_fen"}`` or null; ``pickup``: ``{"offered",
    "hours", "drivers", "minutes", "bands": [{"to_km", "fee_fen", "areas"}]}`` or null; ``position``: ``{"lat",
    "lon"}``; ``extra``: whatever else its description says.
    """

    __tablename__ = "stores"

    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    vehicles: Mapped[list[str]] = mapped_column(JSON)
    hours: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    closed_weekdays: Mapped[list[int]] = mapped_column(JSON)
    bays: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    technicians: Mapped[int | None]
    skills: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    technician_names: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    night: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    pickup: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    parking: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[dict[str, float] | None] = mapped_column(JSON(none_as_null=True))
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    rank: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class CalendarDay(HasId, Base):
    """One statement about one day: ``public_holiday``, ``makeup_workday``, ``closed`` or ``hours``.

    ``store_id`` null: for every store. ``hours``: windows of that day when the kind is ``hours``.
    """

    __tablename__ = "calendar_days"
    __table_args__ = (UniqueConstraint("store_id", "day", "kind"),)

    store_id: Mapped[str | None] = mapped_column(ForeignKey("stores.id"))
    day: Mapped[date] = mapped_column(Date, index=True)
    kind: Mapped[str] = mapped_column(String(20))
    hours: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    note: Mapped[str] = mapped_column(String(200), default="")
    store: Mapped[Store | None] = relationship(lazy="raise")


class SlotBlock(HasId, Base):
    """A stretch of time in which a store takes no further bookings of a lane (null: of none)."""

    __tablename__ = "slot_blocks"

    store_id: Mapped[str] = mapped_column(ForeignKey("stores.id"), index=True)
    lane: Mapped[str | None] = mapped_column(String(20))
    starts: Mapped[datetime] = mapped_column(UtcDateTime)
    ends: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    note: Mapped[str] = mapped_column(String(200), default="")
    store: Mapped[Store] = relationship(lazy="raise")


class ShopSettings(HasId, Versioned, Base):
    """The single row of shop-wide settings, id ``shop``.

    ``desk``: windows by day kind; ``slots``: ``{"step_minutes", "places", "horizon_days", "durations"}``.
    """

    __tablename__ = "shop_settings"

    default_store: Mapped[str] = mapped_column(String(64), default="")
    hotline: Mapped[str] = mapped_column(String(40), default="")
    policy: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    desk: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    slots: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    recalls: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class PriceItem(HasId, Versioned, Base):
    """A line of the price list. ``price_text`` is what the shop wrote; ``fen`` its lowest amount, null if
    none.
    """

    __tablename__ = "price_items"

    item: Mapped[str] = mapped_column(String(120), unique=True)
    price_text: Mapped[str] = mapped_column(String(60))
    fen: Mapped[int | None]
    category: Mapped[str | None] = mapped_column(String(20))
    vehicle_kind: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(200), default="")
    rank: Mapped[int] = mapped_column(default=0)


class Article(HasId, Versioned, Base):
    """A knowledge article; ``kinds``: vehicle kinds it is about, empty for all."""

    __tablename__ = "articles"

    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    topic: Mapped[str] = mapped_column(String(40), index=True)
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    questions: Mapped[list[str]] = mapped_column(JSON, default=list)
    body: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    active: Mapped[bool] = mapped_column(default=True)
