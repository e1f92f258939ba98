"""Pictures: uploaded, made anew, sent, shown for ten minutes; whatever is no picture is refused with what to do."""

from __future__ import annotations

import base64
import io
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import FormData
from PIL import Image
from sqlalchemy import func, select

from bot.clock import ManualClock
from bot.conversation import pictures
from bot.conversation.models import Picture
from bot.conversation.pictures import LARGEST, LONGEST_SIDE, PictureRefused, prepare
from bot.http.services import Services
from tests.channels.page import EchoBrain, Visitor

_HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAA"
    "AAAERAAAEAAQAAAAABoQABAAAAAAAAABkAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA/WlwcnAA"
    "AADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkA"
    "AAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAA"
    "AAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAAC"
    "FtZGF0AAAAFSgBrwQY+Mpx1//0sp++oC7Y3SEecA=="
)
"""64 by 48 red pixels as an iPhone saves them; the decoder that ships cannot encode."""

_GPS, _ORIENTATION = 0x8825, 0x0112


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), *, turned: bool = False, mode: str = "RGB") -> bytes:
    """A picture whose left half is red, with a position in its EXIF where the format has one."""
    image = Image.new(mode, size, "white" if mode == "RGB" else (0, 0, 0, 0))
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[_ORIENTATION] = 6 if turned else 1
    exif.get_ifd(_GPS)[1] = "N"
    exif[0x010E] = "secret description"
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


async def upload(visitor: Visitor, data: bytes, status: int = 201) -> Any:
    form = FormData()
    form.add_field("image", data, filename="IMG_1.jpg", content_type="image/jpeg")
    async with visitor.client.post("/api/v1/images", data=form, headers=visitor.headers) as response:
        answer = await response.json()
        assert response.status == status, answer
        return answer


async def send(visitor: Visitor, image: str, status: int = 202, client_id: str = "p1") -> Any:
    async with await visitor.post("/messages", {"client_id": client_id, "image": image}) as response:
        answer = await response.json()
        assert response.status == status, answer
        return answer


async def shown(visitor: Visitor, seq: int) -> dict[str, Any]:
    body: dict[str, Any] = (await visitor.events(f"after={seq - 1}"))["events"][0]["body"]
    return body


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_picture_is_sent_and_shown_without_what_else_was_in_the_file(
    visitor: Visitor, brain: EchoBrain, kind: str
) -> None:
    image = (await upload(visitor, photo(kind)))["image"]
    seq = (await send(visitor, image))["seq"]
    assert (await send(visitor, image))["seq"] == seq
    body = await shown(visitor, seq)
    assert (body["type"], body["width"], body["height"]) == ("image", 640, 480)
    async with visitor.client.get(body["url"]) as response:
        data = await response.read()
        assert (response.status, response.content_type) == (200, "image/jpeg")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"secret" not in data and not dict(Image.open(io.BytesIO(data)).getexif())


def test_a_turned_photo_is_made_upright_and_a_large_one_small() -> None:
    upright = Image.open(io.BytesIO(prepare(photo(size=(400, 200), turned=True)).data))
    assert upright.size == (200, 400)
    assert max(prepare(photo(size=(4000, 3000))).width, 0) == LONGEST_SIDE


def test_what_is_transparent_becomes_white() -> None:
    made = Image.open(io.BytesIO(prepare(photo("PNG", mode="RGBA")).data)).convert("RGB")
    assert min(made.getpixel((600, 100))) > 250  # type: ignore[type-var, arg-type]


def test_a_photo_of_an_iphone_is_understood() -> None:
    made = prepare(_HEIC)
    assert (made.width, made.height) == (64, 48)


@pytest.mark.parametrize("broken", [b"hello", b"\xff\xd8\xff\xe0 no picture", b"GIF89a" + b"\0" * 40, b"<svg onload='x'/>"])
async def test_what_is_no_picture_is_refused(visitor: Visitor, broken: bytes) -> None:
    assert "JPG" in (await upload(visitor, broken, 415))["title"]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    with pytest.raises(PictureRefused, match="too_many_pixels"):
        prepare(out.getvalue())


async def test_a_file_above_eight_megabytes_is_refused(visitor: Visitor) -> None:
    assert "8 MB" in (await upload(visitor, b"\0" * (LARGEST + 1), 413))["title"]
    assert "8 MB" in (await upload(visitor, b"\0" * (100 * 1024 * 1024), 413))["title"]


async def test_a_request_without_a_form_and_a_form_without_a_file(visitor: Visitor) -> None:
    async with visitor.client.post("/api/v1/images", data=b"x", headers=visitor.headers) as response:
        assert response.status == 415
    form = FormData(default_to_multipart=True)
    form.add_field("image", "text")
    async with visitor.client.post("/api/v1/images", data=form, headers=visitor.headers) as response:
        assert response.status == 422


async def test_somebody_elses_picture_cannot_be_sent(
    visitor: Visitor, arrive: Callable[..., Awaitable[Visitor]]
) -> None:
    image = (await upload(visitor, photo()))["image"]
    await send(await arrive(), image, 422)
    await send(visitor, "0" * 32, 422)


async def test_an_address_holds_ten_minutes_and_for_one_picture(visitor: Visitor, clock: ManualClock) -> None:
    image = (await upload(visitor, photo()))["image"]
    url = (await shown(visitor, (await send(visitor, image))["seq"]))["url"]
    async with visitor.client.get(url.replace(image, "0" * 32)) as response:
        assert response.status == 403
    async with visitor.client.get(url.split("&sig=")[0]) as response:
        assert response.status == 403
    clock.advance(601)
    async with visitor.client.get(url) as response:
        assert response.status == 403


async def test_pictures_nobody_sent_are_forgotten_after_a_day(
    visitor: Visitor, parts: Services, clock: ManualClock
) -> None:
    sent, _unsent = (await upload(visitor, photo()))["image"], await upload(visitor, photo())
    await send(visitor, sent)
    async with parts.database.session() as session:
        assert await pictures.forget_unsent(session, clock.now() + timedelta(hours=25)) == 1
        await session.commit()
        assert list(await session.scalars(select(Picture.id))) == [sent]


async def test_forty_pictures_a_day_are_enough(
    visitor: Visitor, parts: Services, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "A_DAY", 2)
    for _ in range(2):
        await pictures.keep(parts.database, visitor.conversation, photo(), clock.now())
    with pytest.raises(PictureRefused, match="too_many"):
        await pictures.keep(parts.database, visitor.conversation, photo(), clock.now())
    await pictures.keep(parts.database, visitor.conversation, photo(), clock.now() + timedelta(days=1))
    async with parts.database.session() as session:
        assert await session.scalar(select(func.count()).select_from(Picture)) == 3


async def test_pictures_in_a_row_are_one_turn_words_another(visitor: Visitor, brain: EchoBrain) -> None:
    for number in range(2):
        await send(visitor, (await upload(visitor, photo()))["image"], client_id=f"p{number}")
    await visitor.say("看看这个")
    await visitor.hear(3)
    assert [turn[0].meaning and turn[0].meaning["intent"] for turn in brain.turns] == ["send_picture", None]
