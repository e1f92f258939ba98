"""Free places, read from the database together with what this turn has taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import in_shanghai
from bot.shop.errors import DriversTaken, InPast, SlotRefusal, SlotTaken, StoreClosed, TooFar, VehicleNotTaken
from bot.shop.lanes import Cell, Occupancy, Slot, Wish
from bot.shop.models import SlotBlock, SlotClaim
from bot.shop.pending import pending
from bot.shop.planning import Planner, alternative_range, spread
from bot.shop.shop import load_shop

__all__ = ["Slot", "Wish", "alternatives", "free_slots", "is_free", "load_planner", "range_refusal", "require_free"]


async def load_planner(
    session: AsyncSession, store_ids: Iterable[str], start: datetime, until: datetime, *, now: datetime
) -> Planner:
    """The rules and the occupancy of some stores between two moments, what this turn has taken included."""
    shop = await load_shop(session)
    ids = list(store_ids)
    # A booking that begins before the range may reach into it, by no more than a day.
    since = start - timedelta(days=1)
    rows = list(
        await session.scalars(
            select(SlotClaim).where(SlotClaim.store_id.in_(ids), SlotClaim.at >= since, SlotClaim.at < until)
        )
    )
    blocks = list(
        await session.scalars(
            select(SlotBlock).where(SlotBlock.store_id.in_(ids), SlotBlock.ends > start, SlotBlock.starts < until)
        )
    )
    gone = session.deleted
    claims: dict[Cell, dict[int, str]] = defaultdict(dict)
    stored: dict[tuple[Cell, int], SlotClaim] = {}
    for claim in [*rows, *pending(session, SlotClaim)]:
        if claim in gone:
            continue
        cell = (claim.store_id, claim.lane, in_shanghai(claim.at))
        stored[(cell, claim.place)] = claim
        owner = claim.booking_id or (claim.held_by if claim.held_until and claim.held_until > now else None)
        if owner is not None:
            claims[cell][claim.place] = owner
    kept = [block for block in [*blocks, *pending(session, SlotBlock)] if block not in gone]
    return Planner(shop, Occupancy(dict(claims), kept, stored), in_shanghai(now))


async def free_slots(
    session: AsyncSession, wish: Wish, start: datetime, until: datetime, *, now: datetime, limit: int = 4
) -> list[Slot]:
    """Up to ``limit`` free moments in ``[start, until)``, spread over its days and half-days, in order of
    time.

    Raises:
        NotFound: no such store.
        VehicleNotTaken: the store does not take this kind of vehicle; with alternatives elsewhere.
    """
    shop = await load_shop(session)
    store = shop.store(wish.store_id)
    if wish.vehicle_kind not in store.vehicles:
        raise await _refusal(session, VehicleNotTaken, wish, start, now=now)
    planner = await load_planner(session, [store.id], start, until, now=now)
    starts = spread(planner.free_starts(wish, start, until), limit)
    return [Slot(store.id, store.name, at) for at in starts]


async def range_refusal(
    session: AsyncSession, wish: Wish, start: datetime, until: datetime, *, now: datetime
) -> SlotRefusal:
    """Why :func:`free_slots` found nothing in ``[start, until)``: past, closed all through, or taken; with
    alternatives.
    """
    shop = await load_shop(session)
    start, until, now = in_shanghai(start), in_shanghai(until), in_shanghai(now)
    wished = max(start, now)
    if until <= now:
        return await _refusal(session, InPast, wish, start, now=now)
    if start > Planner.without_occupancy(shop, now).horizon():
        return await _refusal(session, TooFar, wish, start, now=now)
    if wish.vehicle_kind not in shop.store(wish.store_id).vehicles:
        return await _refusal(session, VehicleNotTaken, wish, wished, now=now)
    opening = shop.hours[wish.store_id].next_opening(wished)
    if opening is None or opening >= until:
        return await _refusal(session, StoreClosed, wish, wished, now=now)
    planner = await load_planner(session, [wish.store_id], start, until, now=now)
    if wish.pickup and planner.free_starts(replace(wish, pickup=False), start, until):
        return await _refusal(session, DriversTaken, wish, opening, now=now)
    return await _refusal(session, SlotTaken, wish, opening, now=now)


async def is_free(session: AsyncSession, wish: Wish, start: datetime, *, now: datetime) -> bool:
    """Whether this moment can be booked."""
    planner = await load_planner(session, [wish.store_id], start, start + timedelta(days=1), now=now)
    return planner.objection(wish, in_shanghai(start)) is None


async def require_free(session: AsyncSession, wish: Wish, start: datetime, *, now: datetime) -> Planner:
    """The planner that says this moment can be booked.

    Raises:
        NotFound: no such store.
        SlotRefusal: it cannot; the subclass says why and carries alternatives.
    """
    start = in_shanghai(start)
    planner = await load_planner(session, [wish.store_id], start, start + timedelta(days=1), now=now)
    kind = planner.objection(wish, start)
    if kind is not None:
        raise await _refusal(session, kind, wish, start, now=now)
    return planner


async def alternatives(
    session: AsyncSession, wish: Wish, wished: datetime, *, now: datetime, limit: int = 4
) -> list[Slot]:
    """What to offer instead of ``wished``: nearest free moments at this store, the same time at other
    stores.
    """
    shop = await load_shop(session)
    stores = {wish.store_id, *(store.id for store in shop.stores_for(wish.vehicle_kind, pickup=wish.pickup))}
    wished, reachable = in_shanghai(wished), max(in_shanghai(wished), in_shanghai(now))
    planner = await load_planner(session, stores, *alternative_range(reachable), now=now)
    return planner.alternatives(wish, wished, limit)


async def _refusal(
    session: AsyncSession, kind: type[SlotRefusal], wish: Wish, wished: datetime, *, now: datetime
) -> SlotRefusal:
    # Far from what can be booked yet only the near future is of use.
    offers = await alternatives(session, wish, now if kind is TooFar else wished, now=now)
    shop = await load_shop(session)
    if kind is StoreClosed:
        return StoreClosed(offers, shop.hours[wish.store_id].next_opening(max(wished, in_shanghai(now))))
    if kind is VehicleNotTaken:
        return VehicleNotTaken(offers, [store.id for store in shop.stores_for(wish.vehicle_kind)])
    return kind(offers)
