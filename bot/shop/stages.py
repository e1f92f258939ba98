"""The stages of a work order: which follows which, and what a customer is told. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from enum import Enum


class Stage(str, Enum):
    """A stage of a work order; the values are stored and part of the file format."""

    BOOKED = "BOOKED"
    CHECKED_IN = "CHECKED_IN"
    DIAGNOSING = "DIAGNOSING"
    QUOTED = "QUOTED"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    DISPATCHED = "DISPATCHED"
    IN_REPAIR = "IN_REPAIR"
    WAITING_PARTS = "WAITING_PARTS"
    ADDITIONAL_QUOTE = "ADDITIONAL_QUOTE"
    QC = "QC"
    REWORK = "REWORK"
    READY = "READY"
    SETTLED = "SETTLED"
    DELIVERED = "DELIVERED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"
    NO_SHOW = "NO_SHOW"


S = Stage
TRANSITIONS: Mapping[Stage, frozenset[Stage]] = {
    S.BOOKED: frozenset({S.CHECKED_IN, S.CANCELLED, S.NO_SHOW}),
    S.CHECKED_IN: frozenset({S.DIAGNOSING}),
    S.DIAGNOSING: frozenset({S.QUOTED}),
    S.QUOTED: frozenset({S.APPROVED, S.DECLINED}),
    S.APPROVED: frozenset({S.DISPATCHED}),
    S.DECLINED: frozenset({S.READY}),
    S.DISPATCHED: frozenset({S.IN_REPAIR}),
    S.IN_REPAIR: frozenset({S.WAITING_PARTS, S.ADDITIONAL_QUOTE, S.QC}),
    S.WAITING_PARTS: frozenset({S.IN_REPAIR}),
    S.ADDITIONAL_QUOTE: frozenset({S.IN_REPAIR}),
    S.QC: frozenset({S.REWORK, S.READY}),
    S.REWORK: frozenset({S.IN_REPAIR}),
    S.READY: frozenset({S.SETTLED}),
    S.SETTLED: frozenset({S.DELIVERED}),
    S.DELIVERED: frozenset({S.CLOSED}),
    S.CLOSED: frozenset(),
    S.CANCELLED: frozenset(),
    S.NO_SHOW: frozenset(),
}

STAGE_TEXT: Mapping[Stage, str] = {
    S.BOOKED: "已预约",
    S.CHECKED_IN: "已接车",
    S.DIAGNOSING: "检测中",
    S.QUOTED: "待您确认报价",
    S.APPROVED: "报价已确认，等待派工",
    S.DECLINED: "您未同意报价，等待提车",
    S.DISPATCHED: "已派工",
    S.IN_REPAIR: "维修中",
    S.WAITING_PARTS: "等待配件",
    S.ADDITIONAL_QUOTE: "有增项待您确认",
    S.QC: "质检中",
    S.REWORK: "质检未通过，返工中",
    S.READY: "可以提车",
    S.SETTLED: "已结算，可以提车",
    S.DELIVERED: "已交车",
    S.CLOSED: "已完成",
    S.CANCELLED: "已取消",
    S.NO_SHOW: "未到店",
}

FINISHED = frozenset({S.DELIVERED, S.CLOSED, S.CANCELLED, S.NO_SHOW})
"""Nothing more happens to the vehicle."""

BEFORE_READY = frozenset(set(Stage) - FINISHED - {S.READY, S.SETTLED, S.DECLINED})
"""Work is still to be done: a promised time can be missed."""

DETOURS = frozenset({S.DECLINED, S.WAITING_PARTS, S.ADDITIONAL_QUOTE, S.REWORK, S.CANCELLED, S.NO_SHOW})
"""Stages an order only gets into when something out of the usual happened."""

AFTER_APPROVAL = frozenset({S.APPROVED, S.DISPATCHED, S.IN_REPAIR, S.WAITING_PARTS, S.ADDITIONAL_QUOTE, S.QC, S.REWORK})
"""Stages no order reaches without an approved quote."""

TOLD = frozenset(
    {S.CHECKED_IN, S.QUOTED, S.IN_REPAIR, S.WAITING_PARTS, S.ADDITIONAL_QUOTE, S.REWORK, S.READY, S.DELIVERED}
)
"""Stages the customer is told about in the chat when an order reaches them."""

BAR: tuple[tuple[str, str, frozenset[Stage]], ...] = (
    ("CHECKED_IN", "接车", frozenset({S.BOOKED, S.CHECKED_IN})),
    ("DIAGNOSING", "检测", frozenset({S.DIAGNOSING})),
    ("QUOTED", "报价确认", frozenset({S.QUOTED, S.DECLINED})),
    ("IN_REPAIR", "维修", AFTER_APPROVAL - {S.QC}),
    ("QC", "质检", frozenset({S.QC})),
    ("READY", "可提车", frozenset({S.READY, S.SETTLED})),
    ("DELIVERED", "已交车", frozenset({S.DELIVERED, S.CLOSED})),
)
"""The stage bar on a customer's card: key, label, the stages during which this part is the current one."""


def may_follow(stage: Stage, following: Stage) -> bool:
    """Whether an order may go from one stage straight to another."""
    return following in TRANSITIONS[stage]


def path_between(stage: Stage, target: Stage) -> list[Stage] | None:
    """The usual way from a stage to another, without the first; None when there is none.

    It passes through no detour: nothing is declined, reworked or awaited only because that would be shorter.
    """
    ways: deque[list[Stage]] = deque([[]])
    seen = {stage}
    while ways:
        way = ways.popleft()
        last = way[-1] if way else stage
        if last is target:
            return way
        for following in sorted(TRANSITIONS[last] - seen):
            seen.add(following)
            if following is target or following not in DETOURS:
                ways.append([*way, following])
    return None
