"""Query strings of the desk's lists, and whose records a member of staff may change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from aiohttp import web

from bot.desk.search import LONGEST_QUERY, Wanted, wanted
from bot.http.body import whole_number
from bot.http.problem import Problem

PAGE_SIZE = 30

_HIGHEST_PAGE = 10_000


def page_of(request: web.Request) -> int:
    """``?page=``, 1-based."""
    return max(1, whole_number(request.query.get("page", "1"), "page", _HIGHEST_PAGE))


def choices_of(request: web.Request, name: str, allowed: frozenset[str]) -> frozenset[str]:
    """``?name=a,b``: some of ``allowed``; empty when the parameter is absent.

    Raises:
        Problem: 422, one is not allowed.
    """
    chosen = frozenset(value for value in request.query.get(name, "").split(",") if value)
    if not chosen <= allowed:
        raise Problem(422, f"参数 {name} 的值不对", field=name)
    return chosen


def statuses_of(request: web.Request, default: str, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """``?status=``: the statuses a name of ``groups`` stands for; empty for ``all``.

    Raises:
        Problem: 422, no such name.
    """
    name = request.query.get("status", default)
    if name == "all":
        return ()
    if name not in groups:
        raise Problem(422, "参数 status 的值不对", field="status")
    return groups[name]


def day_of(request: web.Request, default: date, name: str = "day") -> date:
    """``?name=YYYY-MM-DD``.

    Raises:
        Problem: 422, it is no day.
    """
    text = request.query.get(name)
    if not text:
        return default
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Problem(422, "日期要写成 2026-01-31 这样", field=name) from None
    if not 2000 <= day.year <= 2100:
        raise Problem(422, "日期不对", field=name)
    return day


def wanted_of(request: web.Request) -> Wanted | None:
    """``?q=``: what is searched; None when nothing is.

    Raises:
        Problem: 422, it is longer than any identifier.
    """
    text = request.query.get("q", "").strip()
    if len(text) > LONGEST_QUERY:
        raise Problem(422, f"搜索内容最多 {LONGEST_QUERY} 个字", field="q")
    try:
        return wanted(text) if text else None
    except UnicodeEncodeError:
        raise Problem(422, "搜索内容里有无法识别的字符", field="q") from None


def store_of(request: web.Request) -> str | None:
    """``?store=``: an id; an unknown one finds nothing."""
    return request.query.get("store") or None
