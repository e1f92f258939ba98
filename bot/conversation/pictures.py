"""Pictures customers send: decoded, made anew without their metadata, kept encrypted, shown by signed addresses."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import secrets
import warnings
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.models import LogEvent, Picture
from bot.db import Database

if TYPE_CHECKING:
    from PIL import Image

LARGEST = 8 * 1024 * 1024
"""Bytes of an upload."""
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 1600
A_DAY = 40
"""Pictures a conversation may send within 24 hours."""
URL_LASTS = timedelta(minutes=10)
UNSENT_LASTS = timedelta(hours=24)

_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
_QUALITY = 82
# One at a time: a decoded picture takes up to 100 MB.
_turnstile = asyncio.Semaphore(1)


class PictureRefused(Exception):
    """The upload cannot be kept. ``why``: ``unreadable``, ``too_many_pixels``, or ``too_many``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class UnknownPicture(Exception):
    """This picture was not uploaded in this conversation."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A JPEG that carries nothing but its pixels."""

    data: bytes
    width: int
    height: int


def prepare(upload: bytes) -> Prepared:
    """Decode JPEG, PNG, WebP or HEIC, turn it upright, shrink and encode it; blocks for up to a second.

    Whatever else the file held is gone: EXIF with its position, colour profile comments, appended archives.

    Raises:
        PictureRefused: it is none of these, broken, or has more than 25 million pixels.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if upload[4:8] == b"ftyp":
        from pi_heif import register_heif_opener

        register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened = Image.open(io.BytesIO(upload), formats=_FORMATS)
            if opened.width * opened.height > MOST_PIXELS:
                raise PictureRefused("too_many_pixels")
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            flat = _on_white(upright)
            flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise PictureRefused("unreadable") from error
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Prepared(out.getvalue(), flat.width, flat.height)


def _on_white(image: Image.Image) -> Image.Image:
    import PIL.Image

    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image.convert("RGB")
    picture = image.convert("RGBA")
    flat = PIL.Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    return flat


async def keep(database: Database, conversation_id: str, upload: bytes, now: datetime) -> str:
    """Keep an upload for this conversation; its id, to be sent as a message.

    Raises:
        PictureRefused: see :func:`prepare`; also for more than forty within a day.
    """
    async with database.session() as session:
        recent = select(func.count()).where(
            Picture.conversation_id == conversation_id, Picture.at > now - timedelta(days=1)
        )
        if (await session.scalar(recent) or 0) >= A_DAY:
            raise PictureRefused("too_many")
    async with _turnstile:
        prepared = await asyncio.to_thread(prepare, upload)
    picture = Picture(
        id=secrets.token_hex(16),
        conversation_id=conversation_id,
        at=now,
        width=prepared.width,
        height=prepared.height,
        data=prepared.data,
    )
    async with database.session() as session:
        session.add(picture)
        await session.commit()
    return picture.id


async def find(session: AsyncSession, picture_id: str, conversation_id: str) -> Picture:
    """A picture of this conversation.

    Raises:
        UnknownPicture: see there.
    """
    picture = await session.get(Picture, picture_id)
    if picture is None or picture.conversation_id != conversation_id:
        raise UnknownPicture(picture_id)
    return picture


async def forget_unsent(session: AsyncSession, now: datetime) -> int:
    """Delete uploads of more than a day ago that no message shows; how many. The caller commits."""
    shown = select(LogEvent.picture_id).where(LogEvent.picture_id.is_not(None))
    result = await session.execute(
        delete(Picture)
        .where(Picture.at < now - UNSENT_LASTS, Picture.id.not_in(shown))
        .returning(Picture.id)
        .execution_options(synchronize_session=False)
    )
    return len(result.all())


class PictureUrls:
    """Makes and checks addresses under which a picture can be read for ten minutes.

    Args:
        secret: the installation's secret key.
    """

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"pictures " + secret.encode()).digest()

    def url(self, picture_id: str, now: datetime) -> str:
        """A path with its signature; the same for a minute, so that a page that reads twice fetches once."""
        until = int((now + URL_LASTS).timestamp()) // 60 * 60
        return f"/api/v1/images/{picture_id}?" + urlencode({"until": until, "sig": self._sign(picture_id, until)})

    def is_valid(self, picture_id: str, until: int, signature: str, now: datetime) -> bool:
        """Whether the address was made here and has not expired."""
        return hmac.compare_digest(self._sign(picture_id, until), signature) and now.timestamp() < until

    def _sign(self, picture_id: str, until: int) -> str:
        return hmac.new(self._key, f"{picture_id} {until}".encode(), hashlib.sha256).hexdigest()
