"""Where a work order may go from the desk: the shop's transitions, and short cuts over steps that need no decision."""

from __future__ import annotations

from aiohttp import web

from bot.desk.sessions import Member
from bot.desk.shapes import Json
from bot.shop.errors import NotAllowed
from bot.shop.models import WorkOrder
from bot.shop.stages import AFTER_APPROVAL, FINISHED, STAGE_TEXT, Stage, may_follow, path_between

SHORT_TEXT = {
    Stage.BOOKED: "已预约",
    Stage.CHECKED_IN: "接车",
    Stage.DIAGNOSING: "检测",
    Stage.QUOTED: "待确认报价",
    Stage.APPROVED: "报价已同意",
    Stage.DECLINED: "报价未同意",
    Stage.DISPATCHED: "已派工",
    Stage.IN_REPAIR: "维修",
    Stage.WAITING_PARTS: "等配件",
    Stage.ADDITIONAL_QUOTE: "待确认增项",
    Stage.QC: "质检",
    Stage.REWORK: "返工",
    Stage.READY: "可提车",
    Stage.SETTLED: "已结算",
    Stage.DELIVERED: "已交车",
    Stage.CLOSED: "已完成",
    Stage.CANCELLED: "已取消",
    Stage.NO_SHOW: "未到店",
}
"""What staff call the stages: column titles and buttons."""

_NEEDS_A_DECISION = frozenset({Stage.APPROVED, Stage.DECLINED, Stage.REWORK, Stage.ADDITIONAL_QUOTE})
"""Stages that say what somebody decided: reached only by naming them, never walked through."""


def next_stages(order: WorkOrder) -> list[Json]:
    """``[{stage, text}]`` that may follow, in their usual order."""
    current = Stage(order.stage)
    allowed = [stage for stage in Stage if may_follow(current, stage)]
    if order.approved_at is None:
        allowed = [stage for stage in allowed if stage is Stage.APPROVED or stage not in AFTER_APPROVAL]
    return [_named(stage) for stage in allowed]


def require_walkable(current: Stage, target: Stage) -> None:
    """Refuse a way that would pass over somebody's decision.

    Raises:
        NotAllowed: ``stage_order``.
    """
    way = path_between(current, target)
    if way is None or not _NEEDS_A_DECISION.isdisjoint(way[:-1]):
        raise NotAllowed("stage_order")


async def stages(_request: web.Request, _member: Member) -> web.Response:
    """``GET /stages``: every stage with those that may follow it directly and by walking (``reach``)."""
    shown = [
        _named(stage)
        | {
            "label": STAGE_TEXT[stage],
            "short": SHORT_TEXT[stage],
            "finished": stage in FINISHED,
            "next": [_named(following) for following in Stage if may_follow(stage, following)],
            "reach": [target.value for target in Stage if _is_walkable(stage, target)],
        }
        for stage in Stage
    ]
    return web.json_response({"stages": shown})


def _is_walkable(current: Stage, target: Stage) -> bool:
    try:
        require_walkable(current, target)
    except NotAllowed:
        return False
    return current is not target


def _named(stage: Stage) -> Json:
    return {"stage": stage.value, "text": SHORT_TEXT[stage]}
