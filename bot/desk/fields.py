"""Fields of the desk's forms: plates, phones, moments, mileages; what is wrong is said in Chinese."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.clock import in_shanghai
from bot.http.body import Body
from bot.http.problem import Problem
from bot.nlu.normalise import normalise
from bot.nlu.readers import read_plates
from bot.shop.identifiers import normalise_phone, normalise_plate

VEHICLE_KINDS = ("car", "moto")
HIGHEST_MILEAGE = 3_000_000
"""Kilometres; more than any vehicle has run is a slip of the finger."""

_PHONE = re.compile(r"\d{7,15}")
# Motorcycles of some towns and mopeds have plates of their own forms; they still have letters or digits enough.
_OTHER_PLATE = re.compile(r"[\u4e00-\u9fff]{0,4}[A-Z0-9]{4,10}[\u4e00-\u9fff]?")
_FURTHEST = timedelta(days=366)


def plate_field(body: Body, name: str = "plate") -> str:
    """A plate that must be there, normalised."""
    given = body.text(name, "车牌号", 20)
    read = read_plates(normalise(given))
    plate = normalise_plate(given)
    if len(read) == 1 and read[0].norm is not None and len(str(read[0].norm)) == len(plate):
        return str(read[0].norm)
    if not _OTHER_PLATE.fullmatch(plate):
        raise Problem(422, "车牌号不对，例如：沪A12345", field=name)
    return plate


def phone_field(body: Body, name: str = "phone") -> str:
    """A phone number that must be there, normalised."""
    phone = normalise_phone(body.text(name, "手机号", 30))
    if not _PHONE.fullmatch(phone):
        raise Problem(422, "手机号不对", field=name)
    return phone


def kind_field(body: Body, name: str = "kind") -> str:
    """``car`` or ``moto``; a car unless said otherwise."""
    kind = body.optional_text(name, "车辆类型", 10) or "car"
    if kind not in VEHICLE_KINDS:
        raise Problem(422, "车辆类型只能是 car 或 moto", field=name)
    return kind


def mileage_field(body: Body, name: str = "mileage") -> int | None:
    """Kilometres, if given."""
    return body.integer(name, "里程", 0, HIGHEST_MILEAGE) if name in body else None


def promised_field(
    body: Body, now: datetime, name: str = "promised_at", label: str = "预计完成时间"
) -> datetime | None:
    """A moment to come, if given: ISO 8601, Shanghai time unless it says otherwise, within a year."""
    text = body.optional_text(name, label, 40)
    if text is None:
        return None
    try:
        at = in_shanghai(datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text)))
    except (ValueError, OverflowError):
        raise Problem(422, "时间要写成 2026-01-31T17:00:00+08:00 这样", field=name) from None
    if not now < at < now + _FURTHEST:
        raise Problem(422, f"{label}要晚于现在，不超过一年", field=name)
    return at.replace(microsecond=0)
