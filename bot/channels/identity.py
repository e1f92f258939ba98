"""Who the host page says its visitor is: a short-lived signed statement that counts as proof."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from jwt.types import Options

from bot.shop.identifiers import normalise_phone

AUDIENCE = "chexiaofu"
LONGEST = timedelta(minutes=10)
"""How far ahead a statement may expire."""

_CLOCKS_DIFFER_BY = timedelta(seconds=60)
_PHONE = re.compile(r"\+?\d{7,15}")
_LONGEST_NAME = 40


class IdentityRefused(Exception):
    """The statement is not signed for us, has expired, or is valid for too long."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as the host page knows them; ``phone`` is normalised, None when it cannot be one."""

    subject: str
    name: str | None
    phone: str | None


def read_identity(statement: str, secret: str, now: datetime) -> Identity:
    """Check a signed statement.

    Raises:
        IdentityRefused: see there.
    """
    options: Options = {"require": ["exp", "sub", "aud"], "verify_exp": False, "verify_iat": False}
    try:
        claims = jwt.decode(statement, secret, algorithms=["HS256"], audience=AUDIENCE, options=options)
    except jwt.InvalidTokenError:
        raise IdentityRefused from None
    expires = claims["exp"]
    latest = (now + LONGEST + _CLOCKS_DIFFER_BY).timestamp()
    if not isinstance(expires, int | float) or not now.timestamp() < expires <= latest:
        raise IdentityRefused
    name = claims.get("name")
    return Identity(
        subject=str(claims["sub"]),
        name=name.strip()[:_LONGEST_NAME] or None if isinstance(name, str) else None,
        phone=_phone(claims.get("phone")),
    )


def _phone(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    phone = normalise_phone(value)
    return phone if _PHONE.fullmatch(phone) else None
