"""A booking as an iCalendar file (RFC 5545), and the signed link that opens it.

The link shows what the card shows and ends with the booking; it can be guessed by nobody and opens nothing else.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timezone

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.crypto import blind_index
from bot.shop.bookings import ACTIVE, find_by_no
from bot.shop.errors import NotFound
from bot.shop.models import Booking

PATH = "/api/v1/calendar"
CONTENT_TYPE = "text/calendar"
_LONGEST_LINE = 75
_SIGNATURE = 32
_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def link_of(booking: Booking) -> str:
    """The address of a booking's file, relative to the site."""
    return f"{PATH}/{booking.no}/{_signature(booking)}.ics"


async def find_by_link(session: AsyncSession, no: str, signature: str, *, now: datetime) -> Booking:
    """The booking a link opens.

    Raises:
        NotFound: no such booking, a wrong signature, or the booking is over or has moved; which is not told.
    """
    booking = await find_by_no(session, no)
    if now >= booking.end or not hmac.compare_digest(signature.encode(), _signature(booking).encode()):
        raise NotFound("calendar")
    return booking


def calendar_file(booking: Booking, *, now: datetime) -> str:
    """The file: one event, with a reminder two hours before; lines end with CRLF and are folded at 75 octets."""
    where = booking.address or booking.store.address
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//chexiaofu//booking//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *_ZONE,
        "BEGIN:VEVENT",
        f"UID:{booking.no}@chexiaofu",
        f"DTSTAMP:{now.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{booking.version or 0}",
        f"DTSTART;TZID=Asia/Shanghai:{booking.start:%Y%m%dT%H%M%S}",
        f"DTEND;TZID=Asia/Shanghai:{booking.end:%Y%m%dT%H%M%S}",
        f"SUMMARY:{_escaped(f'{booking.store.name} {booking.service_text or booking.service}')}",
        f"LOCATION:{_escaped(where)}",
        f"DESCRIPTION:{_escaped(f'预约号{booking.no}，门店电话{booking.store.phone}')}",
        f"STATUS:{'CONFIRMED' if booking.status == ACTIVE else 'CANCELLED'}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:到店提醒",
        "TRIGGER:-PT2H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    # RFC 5545, 3.3.11.
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    # RFC 5545, 3.1: octets, and never within a character.
    folded, length = "", 0
    for character in line:
        size = len(character.encode())
        if length + size > _LONGEST_LINE:
            folded, length = f"{folded}\r\n ", 1
        folded, length = folded + character, length + size
    return folded


def _signature(booking: Booking) -> str:
    return blind_index("calendar", f"{booking.no}|{booking.start.isoformat()}").hex()[:_SIGNATURE]
