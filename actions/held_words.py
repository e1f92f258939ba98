"""What is held about a customer, in words: for its copy, and before it is deleted."""

from __future__ import annotations

from actions.context import TurnContext
from actions.times import speak_moment
from bot.nlu.readers import mask_phone
from bot.shop import erasure
from bot.shop.holdings import Holdings, Open


def still_open(waits: Open, turn: TurnContext) -> str:
    """What has to end before a customer can be forgotten."""
    told = [f"工单{order.no}" for order in waits.orders]
    told += [f"{speak_moment(booking.start, turn.now)}的预约" for booking in waits.bookings]
    told += [f"投诉{case.no}" for case in waits.complaints]
    told += [f"救援{job.no}" for job in waits.rescues]
    return "、".join(told)


def held_in_numbers(held: Holdings) -> list[str]:
    """What is held about a customer, counted by kind."""
    phone = held.customer.phone
    rows = (
        ("车辆", held.vehicles, "台"),
        ("预约", held.bookings, "条"),
        ("工单", held.orders, "张"),
        ("投诉", held.complaints, "件"),
        ("回电", held.callbacks, "条"),
        ("救援", held.rescues, "次"),
        ("评价", held.ratings, "条"),
        ("留言", held.feedback, "条"),
    )
    told = [f"· 手机号：{mask_phone(phone)}"] if phone else []
    told += [f"· {label}：{len(found)}{unit}" for label, found, unit in rows if found]
    return [*told, "· 和我们的聊天记录"]


def benefits_lost(held: Holdings) -> list[str]:
    """Points and coupons that go with a deletion."""
    customer = held.customer
    told = [f"{customer.points}积分"] if customer.points else []
    return told + ([f"{len(customer.coupons)}张优惠券"] if customer.coupons else [])


def archive_years(policy: dict[str, object]) -> int:
    """How long repair files are kept, in years."""
    stated = policy.get("repair_archive_years")
    return int(str(stated)) if stated is not None else erasure.ARCHIVE_YEARS
