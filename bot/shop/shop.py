"""The shop as rules see it: stores, settings and opening hours, read once a session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.calendar import (
    DayKind,
    Minutes,
    OpeningHours,
    ShopCalendar,
    desk_hours,
    parse_hours,
    store_hours,
)
from bot.shop.errors import NotFound
from bot.shop.models import CalendarDay, ShopSettings, Store
from bot.shop.pickup import pickup_service

SETTINGS_ID = "shop"
_CACHE_KEY = "shop.view"


@dataclass(frozen=True)
class Shop:
    """Stores by id in the shop's order, their opening hours, the desk's, and the settings."""

    stores: dict[str, Store]
    hours: dict[str, OpeningHours]
    desk: OpeningHours
    calendar: ShopCalendar
    settings: ShopSettings

    @property
    def default_store(self) -> Store:
        """The store that is meant when nobody names one.

        Raises:
            NotFound: the shop has no store.
        """
        store = self.stores.get(self.settings.default_store) or next(iter(self.stores.values()), None)
        if store is None:
            raise NotFound("the shop has no store")
        return store

    def store(self, store_id: str) -> Store:
        """A store by id.

        Raises:
            NotFound: unknown or no longer active.
        """
        try:
            return self.stores[store_id]
        except KeyError:
            raise NotFound(f"store {store_id}") from None

    def find_store(self, text: str) -> Store | None:
        """The one store meant by an id, a name or a part of a name or address; None when none or several
        are.
        """
        wanted = text.strip()
        for store in self.stores.values():
            if wanted in (store.id, store.name):
                return store
        short = wanted.removesuffix("店")
        if not short:
            return None
        hits = [s for s in self.stores.values() if short in s.name or s.name.removesuffix("店") in wanted]
        hits = hits or [s for s in self.stores.values() if short in s.address]
        return hits[0] if len(hits) == 1 else None

    def stores_for(self, vehicle_kind: str, *, pickup: bool = False) -> list[Store]:
        """The stores that take this kind of vehicle, with ``pickup`` only those that collect it."""
        taking = [store for store in self.stores.values() if vehicle_kind in store.vehicles]
        return [store for store in taking if not pickup or pickup_service(store).offered]


async def load_shop(session: AsyncSession) -> Shop:
    """The shop, three reads at the first call of a session and none after; :func:`forget_shop` makes it read
    again.
    """
    cached = session.info.get(_CACHE_KEY)
    if isinstance(cached, Shop):
        return cached
    stores = list(await session.scalars(select(Store).where(Store.active).order_by(Store.rank, Store.id)))
    days = list(await session.scalars(select(CalendarDay)))
    settings = await session.get(ShopSettings, SETTINGS_ID) or ShopSettings(id=SETTINGS_ID)
    return remember_shop(session, build_shop(stores, days, settings))


def remember_shop(session: AsyncSession, shop: Shop) -> Shop:
    """Make :func:`load_shop` of this session answer ``shop``: rows that are changed but not yet written."""
    session.info[_CACHE_KEY] = shop
    return shop


def forget_shop(session: AsyncSession) -> None:
    """Drop what :func:`load_shop` remembers: after stores, calendar or settings were changed in this
    session.
    """
    session.info.pop(_CACHE_KEY, None)


def build_shop(stores: Iterable[Store], days: Iterable[CalendarDay], settings: ShopSettings) -> Shop:
    """The shop from its rows."""
    days = list(days)
    calendar = shop_calendar(days)
    by_id = {store.id: store for store in stores}
    return Shop(
        stores=by_id,
        hours={store.id: _hours_of(store, days, calendar) for store in by_id.values()},
        desk=desk_hours({DayKind(kind): parse_hours(hours) for kind, hours in settings.desk.items()}, calendar),
        calendar=calendar,
        settings=settings,
    )


def shop_calendar(days: Iterable[CalendarDay]) -> ShopCalendar:
    """The table of days that hold for every store."""
    common = [row for row in days if row.store_id is None]

    def of(kind: str) -> frozenset[date]:
        return frozenset(row.day for row in common if row.kind == kind)

    return ShopCalendar(
        public_holidays=of("public_holiday"),
        makeup_workdays=of("makeup_workday"),
        closed=of("closed"),
        short_hours={row.day: parse_hours(row.hours) for row in common if row.kind == "hours"},
    )


def _hours_of(store: Store, days: Iterable[CalendarDay], calendar: ShopCalendar) -> OpeningHours:
    own = [row for row in days if row.store_id == store.id]
    week: dict[int, tuple[Minutes, ...]] = {int(day): parse_hours(hours) for day, hours in store.hours.items()}
    return store_hours(
        week,
        calendar,
        closed_weekdays=frozenset(store.closed_weekdays),
        closed_days=frozenset(row.day for row in own if row.kind == "closed"),
        special_hours={row.day: parse_hours(row.hours) for row in own if row.kind == "hours"},
    )
