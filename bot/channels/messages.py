"""What a customer may send, read from the body of ``POST /messages``."""

from __future__ import annotations

import re
from typing import Any

from bot.conversation.intake import Incoming, Position
from bot.http.body import Body
from bot.http.problem import Problem

LONGEST_TEXT = 2_000
LONGEST_CLIENT_ID = 64

_IMAGE = re.compile(r"[0-9a-f]{32}")
_CHOICE = re.compile(r"[\w-]{1,24}", re.ASCII)
_KINDS = ("text", "choice", "image", "location")
_LONGEST_PLACE = 200


def unknown_choice() -> Problem:
    """The pressed button was never issued to this visitor."""
    return Problem(422, "这个按钮不能用了，请直接输入文字", field="choice")


def unknown_picture() -> Problem:
    """The picture was not uploaded by this visitor, or was not sent for a day."""
    return Problem(422, "找不到这张照片，请重新上传", field="image")


def read_incoming(body: Body) -> Incoming:
    """The message that ``body`` holds.

    Raises:
        Problem: 422, with what to do instead.
    """
    client_id = body.text("client_id", "消息编号", LONGEST_CLIENT_ID)
    if client_id != body.fields["client_id"]:
        raise Problem(422, "消息编号里不能有控制字符", field="client_id")
    kinds = [kind for kind in _KINDS if kind in body]
    if not kinds:
        raise Problem(422, "消息不能为空", field="text")
    if len(kinds) > 1:
        raise Problem(422, "一条消息只能有一种内容：文字、按钮或位置", field=kinds[1])
    kind = kinds[0]
    if kind == "location":
        return Incoming(client_id, position=_position(body.fields["location"]))
    if kind == "choice":
        return Incoming(client_id, choice=_choice(body))
    if kind == "image":
        return Incoming(client_id, image=_image(body))
    text = body.optional_text("text", "消息", LONGEST_TEXT)
    if text is None:
        raise Problem(422, "消息不能为空", field="text")
    return Incoming(client_id, text=text)


def _position(value: Any) -> Position:
    """``{lat, lon, text?}``, in degrees."""
    place = value if isinstance(value, dict) else {}
    lat, lon, text = _degrees(place.get("lat"), 90), _degrees(place.get("lon"), 180), place.get("text")
    if lat is None or lon is None or not isinstance(text, str | None):
        raise Problem(422, "没读懂这个定位，请直接输入您所在的地址或路段", field="location")
    return Position(lat, lon, _one_line(text) if text else None)


def _degrees(value: Any, most: int) -> float | None:
    known = isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most
    return float(value) if known else None


def _one_line(text: str) -> str | None:
    shown = "".join(char for char in text if char.isprintable())
    return " ".join(shown.split())[:_LONGEST_PLACE] or None


def _choice(body: Body) -> str:
    choice = body.fields["choice"]
    if not isinstance(choice, str) or not _CHOICE.fullmatch(choice):
        raise unknown_choice()
    return choice


def _image(body: Body) -> str:
    image = body.fields["image"]
    if not isinstance(image, str) or not _IMAGE.fullmatch(image):
        raise unknown_picture()
    return image
