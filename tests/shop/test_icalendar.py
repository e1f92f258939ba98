"""The calendar file of a booking: read back by the rules of RFC 5545."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop import bookings, icalendar
from bot.shop.bookings import BookingRequest
from bot.shop.cards import booking_card
from bot.shop.errors import NotFound
from tests.shop.conftest import NOW, at

pytestmark = pytest.mark.asyncio

REQUEST = BookingRequest(
    "river", "保养", "小保养；全合成, 5W-30\n换机滤" + "很长的说明" * 12, at("2026-11-25T10:30"), conversation_id="c1"
)


def parse(text: str) -> dict[str, dict[str, str]]:
    """Properties of each component (the last of a kind), unfolded and unescaped."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    stack: list[str] = []
    found: dict[str, dict[str, str]] = {}
    for line in text.replace("\r\n ", "").split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            stack.append(value)
            found[value] = {}
        elif name == "END":
            assert stack.pop() == value
        else:
            plain = re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], value)
            assert name not in found[stack[-1]]
            found[stack[-1]][name] = plain
    assert stack == []
    return found


async def test_the_file_says_what_was_booked(session: AsyncSession) -> None:
    booking = await bookings.book(session, REQUEST, now=NOW)
    await session.commit()
    found = parse(icalendar.calendar_file(booking, now=NOW))
    assert found["VCALENDAR"]["VERSION"] == "2.0"
    event = found["VEVENT"]
    assert event["DTSTART;TZID=Asia/Shanghai"] == "20261125T103000"
    assert event["DTEND;TZID=Asia/Shanghai"] == "20261125T113000"
    assert event["DTSTAMP"] == "20261123T020000Z"
    assert event["SUMMARY"] == f"临江店 {REQUEST.service_text}"
    assert (event["LOCATION"], event["STATUS"]) == ("临江路1号", "CONFIRMED")
    assert event["UID"].startswith(booking.no)
    assert found["STANDARD"]["TZOFFSETTO"] == "+0800"
    assert found["VALARM"]["TRIGGER"] == "-PT2H"


async def test_a_move_makes_a_later_edition(session: AsyncSession) -> None:
    booking = await bookings.book(session, REQUEST, now=NOW)
    await session.commit()
    before = parse(icalendar.calendar_file(booking, now=NOW))["VEVENT"]
    await bookings.reschedule(session, booking, now=NOW, start=booking.start + timedelta(hours=2))
    await session.commit()
    after = parse(icalendar.calendar_file(booking, now=NOW))["VEVENT"]
    assert before["UID"] == after["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    await bookings.cancel(session, booking)
    assert parse(icalendar.calendar_file(booking, now=NOW))["VEVENT"]["STATUS"] == "CANCELLED"
    assert "ics_url" not in booking_card(booking)


async def test_the_link_opens_one_booking_until_it_is_over(session: AsyncSession) -> None:
    booking = await bookings.book(session, REQUEST, now=NOW)
    other = await bookings.book(session, replace(REQUEST, start=at("2026-11-25T14:00")), now=NOW)
    await session.commit()
    signature = booking_card(booking)["ics_url"].removesuffix(".ics").rpartition("/")[2]
    assert await icalendar.find_by_link(session, booking.no, signature, now=NOW) is booking
    for no, signed, now in [
        (other.no, signature, NOW),
        (booking.no, signature[:-1] + ("0" if signature[-1] != "0" else "1"), NOW),
        (booking.no, "", NOW),
        (booking.no, "é", NOW),
        (booking.no, signature, booking.end),
        ("YY0000000000", signature, NOW),
    ]:
        with pytest.raises(NotFound):
            await icalendar.find_by_link(session, no, signed, now=now)
