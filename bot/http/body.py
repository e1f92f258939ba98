"""Reading what a client sent: JSON objects, their fields, query numbers. What is wrong is said in Chinese."""

from __future__ import annotations

import asyncio
import json
import re
import unicodedata
from typing import Any

from aiohttp import web

from bot.http.problem import Problem

LARGEST_BODY = 64 * 1024
"""Bytes of a request body; pass it to the application as ``client_max_size``."""

READ_WITHIN = 20.0
"""Seconds a body may take to arrive."""

HIGHEST_SEQ = 2**31 - 1
"""Seqs are 32-bit integers in the database."""

_NUMBER = re.compile(r"[0-9]{1,18}")
_KEPT_CONTROLS = "\n\t"


class Body:
    """The fields of a JSON object; each reader raises a :class:`Problem` 422 that names the ``field``."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields

    def __contains__(self, name: str) -> bool:
        return self.fields.get(name) is not None

    def text(self, name: str, label: str, longest: int) -> str:
        """A text that must be there, of 1 to ``longest`` characters; control characters are dropped.

        Args:
            label: what the field is called in Chinese.
        """
        value = self.optional_text(name, label, longest)
        if value is None:
            raise Problem(422, f"请填写{label}", field=name)
        return value

    def optional_text(self, name: str, label: str, longest: int) -> str | None:
        """Like :meth:`text`; None when it is absent, null or blank."""
        value = self.fields.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise Problem(422, f"{label}必须是文字", field=name)
        if any(unicodedata.category(character) == "Cs" for character in value):
            raise Problem(422, f"{label}里有无法识别的字符", field=name)
        kept = "".join(c for c in value if c in _KEPT_CONTROLS or unicodedata.category(c) != "Cc")
        if not any(unicodedata.category(c)[0] not in "CZ" for c in kept):
            return None
        if len(kept) > longest:
            raise Problem(422, f"{label}最多 {longest} 个字", field=name)
        return kept

    def integer(self, name: str, label: str, least: int, most: int) -> int:
        """An integer that must be there, within ``least`` and ``most``."""
        value = self.fields.get(name)
        if type(value) is not int:
            raise Problem(422, f"{label}必须是整数", field=name)
        if not least <= value <= most:
            raise Problem(422, f"{label}要在 {least} 到 {most} 之间", field=name)
        return value

    def flag(self, name: str, label: str) -> bool:
        """A boolean that must be there."""
        value = self.fields.get(name)
        if not isinstance(value, bool):
            raise Problem(422, f"{label}只能是 true 或 false", field=name)
        return value


async def read_body(request: web.Request) -> Body:
    """The request's JSON object; an empty body counts as an empty object.

    Raises:
        Problem: 408 not complete in time, 413 too large, 415 not declared as JSON, 400 not a JSON object.
    """
    try:
        raw = await asyncio.wait_for(request.read(), READ_WITHIN)
    except asyncio.TimeoutError:
        raise Problem(408, "请求没有发完，请重试") from None
    if not raw:
        return Body({})
    if request.content_type != "application/json":
        raise Problem(415, "请求内容必须是 JSON（Content-Type: application/json）")
    try:
        value = json.loads(raw.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Problem(400, "请求内容不是有效的 JSON") from None
    if not isinstance(value, dict):
        raise Problem(400, "请求内容必须是一个 JSON 对象")
    return Body(value)


def query_number(request: web.Request, name: str, default: int, most: int) -> int:
    """A whole number of the query string, cut to ``most``.

    Raises:
        Problem: 422, it is not a number.
    """
    value = request.query.get(name)
    return default if value is None else whole_number(value, name, most)


def whole_number(value: str, name: str, most: int) -> int:
    """``value`` as a number, cut to ``most``.

    Raises:
        Problem: 422, it is not a number.
    """
    if not _NUMBER.fullmatch(value):
        raise Problem(422, f"参数 {name} 必须是非负整数", field=name)
    return min(int(value), most)


def _no_constant(name: str) -> Any:
    raise ValueError(name)
