"""The report as JSON and as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from bot.figures.catalogue import BY_ID, FIGURES, NOTES
from bot.figures.figure import DURATION, MILLISECONDS, POINTS, RATE, Definition, Spread, Summary
from bot.figures.report import DAY, PERSON, STORE, Report
from bot.figures.topics import REASONS, TOPICS, UNKNOWN_TOPIC

BOM = "\ufeff"
"""Without it Excel takes the file for the code page of the machine."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GROUPED = {DAY: "日期", STORE: "门店", PERSON: "员工"}
_COLUMNS = "指标 数值 单位 个数n 分子 分母 中位数 P90 P95 营业时间中位数 营业时间P90 未定"
_HEAD = (*_COLUMNS.split(), "上一期", "上一期n", "口径")
_UNITS = {RATE: "%", DURATION: "秒", MILLISECONDS: "毫秒", POINTS: "分"}

Cell = str | int | float | None


def as_json(report: Report) -> dict[str, Any]:
    """The report with every definition."""
    wish, before = report.wish, report.wish.before
    return {
        "from": wish.first.isoformat(),
        "to": wish.last.isoformat(),
        "previous": {"from": before.first.isoformat(), "to": before.last.isoformat()},
        "store": wish.store,
        "by": wish.by,
        "at": report.at.isoformat(timespec="seconds"),
        "notes": list(NOTES),
        "figures": [
            {
                "id": figure.id,
                "kind": figure.kind,
                "title": figure.title,
                "group": figure.group,
                "definition": figure.definition,
                "better": figure.better,
                "by_person": figure.by_person,
                **_summary(report.figures[figure.id]),
                "previous": _summary(report.before[figure.id]),
            }
            for figure in FIGURES
        ],
        "groups": [
            {
                "key": group.key,
                "label": group.label,
                "figures": {name: _summary(found) for name, found in group.figures.items() if found.n or found.pending},
            }
            for group in report.groups
        ],
        "missed": {
            "reasons": [{"reason": key, "label": REASONS[key], "count": count} for key, count in report.reasons],
            "topics": [
                {"topic": key, "label": TOPICS.get(key, UNKNOWN_TOPIC), "count": count} for key, count in report.topics
            ],
        },
    }


def as_csv(report: Report) -> str:
    """The report as comma-separated values: the figures, then the groups, then what the bot missed."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in _table(report):
        writer.writerow([guarded(cell) for cell in row])
    return BOM + out.getvalue()


def guarded(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula, defused; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA) else cell


def _table(report: Report) -> Iterator[Sequence[Cell]]:
    wish = report.wish
    yield (
        "车小服数据",
        f"{wish.first} 至 {wish.last}",
        f"门店：{wish.store or '全部'}",
        f"生成于 {report.at:%Y-%m-%d %H:%M}",
    )
    yield from ((note,) for note in NOTES)
    yield ()
    yield _HEAD
    for figure in FIGURES:
        before = report.before[figure.id]
        yield (
            figure.title,
            *_cells(figure, report.figures[figure.id]),
            _shown(figure, before.value),
            before.n,
            figure.definition,
        )
    yield ()
    yield (_GROUPED[wish.by], *_COLUMNS.split())
    for group in report.groups:
        for name, found in group.figures.items():
            if found.n or found.pending:
                yield (group.label, BY_ID[name].title, *_cells(BY_ID[name], found))
    yield ()
    yield ("机器人未答上：原因", "次数")
    yield from ((REASONS[key], count) for key, count in report.reasons)
    yield ("机器人未答上：话题", "次数")
    yield from ((TOPICS.get(key, UNKNOWN_TOPIC), count) for key, count in report.topics)


def _cells(figure: Definition, found: Summary) -> Sequence[Cell]:
    spread, business = found.spread, found.business
    return (
        _shown(figure, found.value),
        _UNITS.get(figure.kind, "分"),
        found.n,
        found.part,
        found.whole,
        *((_rounded(spread.p50), _rounded(spread.p90), _rounded(spread.p95)) if spread else (None,) * 3),
        *((_rounded(business.p50), _rounded(business.p90)) if business else (None,) * 2),
        found.pending,
    )


def _shown(figure: Definition, value: float | None) -> float | None:
    return None if value is None else round(value * 100 if figure.kind == RATE else value, 2)


def _rounded(value: float) -> float:
    return round(value, 1)


def _summary(found: Summary) -> dict[str, Any]:
    shown: dict[str, Any] = {"value": found.value, "n": found.n, "pending": found.pending}
    if found.part is not None:
        shown |= {"part": found.part, "whole": found.whole}
    if found.spread is not None:
        shown["spread"] = _spread(found.spread)
    if found.business is not None:
        shown["business"] = _spread(found.business)
    return shown


def _spread(spread: Spread) -> dict[str, float]:
    return {"mean": spread.mean, "p50": spread.p50, "p90": spread.p90, "p95": spread.p95}
