"""``POST /images`` and ``GET /images/{id}``: pictures on their way in and out."""

from __future__ import annotations

import asyncio

from aiohttp import BodyPartReader, web
from sqlalchemy import select

from bot.conversation import pictures
from bot.conversation.models import Picture
from bot.conversation.pictures import LARGEST, PictureRefused
from bot.http.body import query_number
from bot.http.problem import Problem
from bot.http.services import services

ARRIVES_WITHIN = 90.0
"""Seconds an upload may take: eight megabytes over a bad mobile line."""

_REFUSED = {
    "unreadable": (415, "看不懂这个文件，请发 JPG、PNG、WebP 或 HEIC 格式的照片"),
    "too_many_pixels": (413, "照片像素太大（超过2500万），请缩小后再发"),
    "too_many": (429, "今天发的照片已经很多了，请明天再发，或请顾问协助"),
}
_TOO_LARGE = Problem(413, "照片不能超过 8 MB，请压缩后再发")
_CHUNK = 64 * 1024
_LATEST = 2**53 - 1
"""Seconds since 1970 beyond any clock."""


async def receive(request: web.Request, conversation_id: str) -> web.Response:
    """Keep the picture of a multipart request; its id.

    Raises:
        Problem: 400 no multipart, 408 not complete in time, 413 too large, 415 no picture, 422 no file, 429 too many.
    """
    try:
        upload = await asyncio.wait_for(_read(request), ARRIVES_WITHIN)
    except asyncio.TimeoutError:
        raise Problem(408, "照片没有传完，请重试") from None
    parts = services(request)
    try:
        picture_id = await pictures.keep(parts.database, conversation_id, upload, parts.clock.now())
    except PictureRefused as refused:
        status, title = _REFUSED[refused.why]
        raise Problem(status, title, field="image") from None
    return web.json_response({"image": picture_id}, status=201)


async def show(request: web.Request) -> web.Response:
    """The picture of a signed address.

    Raises:
        Problem: 403 the address was not made here or has expired, 404 the picture is gone.
    """
    parts, picture_id = services(request), request.match_info["id"]
    until = query_number(request, "until", 0, _LATEST)
    if not parts.pictures.is_valid(picture_id, until, request.query.get("sig", ""), parts.clock.now()):
        raise Problem(403, "图片链接已过期，请刷新页面")
    async with parts.database.session() as session:
        data = await session.scalar(select(Picture.data).where(Picture.id == picture_id))
    if data is None:
        raise Problem(404, "这张图片已删除")
    return web.Response(
        body=data,
        content_type="image/jpeg",
        headers={
            "Cache-Control": "private, max-age=600",
            "Content-Disposition": f'inline; filename="{picture_id}.jpg"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


async def _read(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        raise Problem(415, "照片要用表单上传（multipart/form-data）")
    if (request.content_length or 0) > LARGEST + _CHUNK:
        raise _TOO_LARGE
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.filename is not None:
                return await _read_file(part)
    except ValueError:
        raise Problem(400, "上传的内容不完整，请重试") from None
    raise Problem(422, "请选择一张照片", field="image")


async def _read_file(part: BodyPartReader) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(_CHUNK):
        data += chunk
        if len(data) > LARGEST:
            raise _TOO_LARGE
    if not data:
        raise Problem(422, "照片是空的，请重新选择", field="image")
    return bytes(data)
