"""Visitors' tokens: a signed conversation id, valid for 180 days and renewed on request."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import jwt
from jwt.types import Options

LIFETIME = timedelta(days=180)

_ALGORITHM = "HS256"
_AUDIENCE = "visitor"
_CONVERSATION = re.compile(r"[0-9a-f]{32}")


class TokenRefused(Exception):
    """The token was not issued by this installation."""


class TokenExpired(Exception):
    """The token is ours, but was not renewed in time."""


class VisitorTokens:
    """Issues and reads tokens.

    Args:
        secret: the installation's secret key.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def issue(self, conversation_id: str, now: datetime) -> str:
        """A token for ``conversation_id`` that expires :data:`LIFETIME` after ``now``."""
        claims = {"conversation": conversation_id, "aud": _AUDIENCE, "iat": now, "exp": now + LIFETIME}
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM)

    def conversation_of(self, token: str, now: datetime, *, even_expired: bool = False) -> str:
        """The conversation that ``token`` opens.

        Raises:
            TokenRefused, TokenExpired: see there; with ``even_expired`` only the first.
        """
        options: Options = {"require": ["exp", "iat"], "verify_exp": False, "verify_iat": False}
        try:
            claims = jwt.decode(
                token, self._secret, algorithms=[_ALGORITHM], audience=_AUDIENCE, options=options
            )
        except jwt.InvalidTokenError:
            raise TokenRefused from None
        conversation_id, expires = claims.get("conversation"), claims["exp"]
        if not isinstance(conversation_id, str) or not _CONVERSATION.fullmatch(conversation_id):
            raise TokenRefused
        if not isinstance(expires, int | float):
            raise TokenRefused
        if not even_expired and now.timestamp() >= expires:
            raise TokenExpired
        return conversation_id
