"""Documents as they travel: cleaned on the way in, amounts in fen, with the version they have."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.desk.shapes import Json
from bot.http.body import Body
from bot.http.problem import Problem
from bot.shop.editing.documents import version_of

_YUAN = ("surcharge", "fee", "diagnosis_fee")
"""Amounts that a shop description gives in yuan; outside they are ``…_fen``."""

_DEEPEST = 8
_HIGHEST_FEN = 100_000_000


def document_of(body: Body, name: str = "document") -> Json:
    """The document of a request, fit for the loaders of a shop description.

    Raises:
        Problem: 422, it is none, or holds what cannot be kept.
    """
    given = body.fields.get(name)
    if not isinstance(given, dict):
        raise Problem(422, "请填写内容", field=name)
    cleaned: Json = _cleaned(given, 0)
    return cleaned


def version_field(body: Body) -> str:
    """The version that the person saw."""
    return body.text("version", "版本", 64)


def confirmed_field(body: Body) -> bool:
    """Whether the person has seen what a change touches."""
    return body.flag("confirmed", "是否确认") if "confirmed" in body else False


def shown(subject: str, document: Json) -> Json:
    """``{id, version, document}``."""
    return {"id": subject, "version": version_of(document), "document": in_fen(document)}


def in_fen(value: Any) -> Any:
    """A document with its amounts in fen."""
    if isinstance(value, Mapping):
        return dict(_fen_item(key, item) for key, item in value.items())
    return [in_fen(item) for item in value] if isinstance(value, list) else value


def _fen_item(key: str, value: Any) -> tuple[str, Any]:
    if key in _YUAN and (value is None or _is_number(value)):
        return f"{key}_fen", None if value is None else int(Decimal(str(value)) * 100)
    return key, in_fen(value)


def _cleaned(value: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        raise Problem(422, "内容的层次太深", field="document")
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return [_cleaned(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return dict(_yuan_item(_text(key), item, depth) for key, item in value.items())
    return value


def _yuan_item(key: str, value: Any, depth: int) -> tuple[str, Any]:
    name = key.removesuffix("_fen")
    if name == key or name not in _YUAN:
        return key, _cleaned(value, depth + 1)
    if value is not None and (type(value) is not int or not 0 <= value <= _HIGHEST_FEN):
        raise Problem(422, "金额要填 0 到 100 万元之间的数", field=key)
    return name, None if value is None else value // 100 if value % 100 == 0 else value / 100


def _text(text: str) -> str:
    if any(unicodedata.category(character) == "Cs" for character in text):
        raise Problem(422, "内容里有无法识别的字符", field="document")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc").strip()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
