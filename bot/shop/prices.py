"""The price list: what a service costs in general, in the shop's own words."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models import PriceItem
from bot.shop.vehicles import kind_of

# What people say around the thing they want to know the price of.
_NOISE = re.compile(
    r"多少钱|什么价格|什么价位|什么价|怎么收费|怎么卖|怎么算|价格|价钱|价位|收费|费用|报价|报个价|大概|大约|一般|需要|多少|贵不贵|"
    r"便宜|请问|你们|咱们|我们|这边|那边|店里|这里|想问|问一下|问下|一下|一次|一个|一面|一条|一套|做个|做一|给我|我的|我想|我要|要花|花|要|"
    r"的|了|吗|呢|啊|呀|吧|得|是|在|个|做|换|更换|弄|搞|多|元|块钱|[^\w]"
)
# The customer's word, and what a price list may call it.
_SYNONYMS: dict[str, tuple[str, ...]] = {
    "机油": ("小保养",),
    "电瓶": ("蓄电池",),
    "蓄电池": ("电瓶",),
    "审车": ("年检",),
    "年审": ("年检",),
    "验车": ("年检",),
    "补漆": ("喷漆",),
    "做漆": ("喷漆",),
    "面漆": ("单面喷漆",),
    "刹车皮": ("刹车片",),
    "碟刹片": ("刹车片",),
    "冷却液": ("防冻液",),
    "防冻液": ("冷却液",),
    "雨刷": ("雨刮",),
    "车胎": ("轮胎",),
    "外胎": ("轮胎",),
    "加氟": ("制冷剂",),
    "雪种": ("制冷剂",),
    "冷媒": ("制冷剂",),
    "拖车": ("救援",),
    "链子": ("链条",),
    "电车": ("新能源", "电动车"),
    "电动车": ("新能源",),
}
_ENOUGH = 0.5
_ASIDE = 0.8
"""What stands in brackets or in the note weighs less than the name of the item."""

_CLOSE_TO_BEST = 0.75


async def search(
    session: AsyncSession, text: str, *, vehicle_kind: str | None = None, limit: int = 4
) -> list[PriceItem]:
    """The items of the price list that a service in a customer's words means, best first; none when nothing
    fits.

    Args:
        session: where the price list is read.
        text: a service, or a whole question about its price.
        vehicle_kind: leaves out items for other kinds; a motorcycle in the text counts as well.
        limit: how many at most.
    """
    kind = vehicle_kind or kind_of(text)
    items = list(await session.scalars(select(PriceItem).order_by(PriceItem.rank)))
    fitting = [item for item in items if kind is None or item.vehicle_kind in (None, kind)]
    scored = [(score(text, item), item) for item in fitting]
    best = max((points for points, _ in scored), default=0.0)
    if best < _ENOUGH:
        return []
    # A list that has an item for this very kind of vehicle means that one.
    hits = [pair for pair in scored if pair[0] >= best * _CLOSE_TO_BEST]
    if kind is not None and any(item.vehicle_kind == kind for _, item in hits):
        hits = [pair for pair in hits if pair[1].vehicle_kind == kind]
    hits.sort(key=lambda pair: (-pair[0], pair[1].rank))
    return [item for _, item in hits[:limit]]


def score(text: str, item: PriceItem) -> float:
    """How much of what the customer names stands in an item: 0 to 1, by pairs of characters."""
    wanted = _NOISE.sub("", text)
    for word, listed in _SYNONYMS.items():
        if word in wanted and word not in item.item:
            wanted = wanted.replace(word, next((name for name in listed if name in item.item), word))
    if not wanted:
        return 0.0
    name, _, aside = item.item.partition("（")
    aside += item.note
    # The names of things hold such syllables as well (火花塞, 三元催化): they are compared without them.
    name = f"{name} {_NOISE.sub('', name)}"
    parts = [wanted[i : i + 2] for i in range(len(wanted) - 1)] or [wanted]
    return sum(1.0 if part in name else _ASIDE if part in aside else 0.0 for part in parts) / len(parts)


def price_label(item: PriceItem) -> str:
    """The price as people read it: ``398起`` becomes ``398元起``; words (``面议``) stay as they are."""
    text = item.price_text.strip()
    match = re.fullmatch(r"(\d+(?:\.\d+)?(?:\s*[-~至到]\s*\d+(?:\.\d+)?)?)(起?)", text)
    return f"{match[1]}元{match[2]}" if match else text
