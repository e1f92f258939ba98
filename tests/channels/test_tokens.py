"""Visitors' tokens and host pages' identities: only what was signed for us, and only in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest

from bot.channels.identity import Identity, IdentityRefused, read_identity
from bot.channels.tokens import LIFETIME, TokenExpired, TokenRefused, VisitorTokens
from bot.clock import SHANGHAI

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)
SECRET = "a secret of at least sixty-four characters, as the longest HMAC wants it"
CONVERSATION = "0123456789abcdef" * 2


def test_a_token_opens_its_conversation_for_its_lifetime() -> None:
    tokens = VisitorTokens(SECRET)
    token = tokens.issue(CONVERSATION, NOW)
    assert tokens.conversation_of(token, NOW) == CONVERSATION
    assert tokens.conversation_of(token, NOW + LIFETIME - timedelta(seconds=1)) == CONVERSATION
    with pytest.raises(TokenExpired):
        tokens.conversation_of(token, NOW + LIFETIME)
    assert tokens.conversation_of(token, NOW + 10 * LIFETIME, even_expired=True) == CONVERSATION


def forged(algorithm: str = "HS256", key: str = SECRET, **claims: Any) -> str:
    proper = {"conversation": CONVERSATION, "aud": "visitor", "iat": NOW, "exp": NOW + LIFETIME}
    kept = {name: value for name, value in (proper | claims).items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a.b.c",
        forged(key="another secret of thirty-two characters!"),
        forged(algorithm="HS512"),
        forged(algorithm="none", key=""),
        forged(exp=None),
        forged(iat=None),
        forged(aud=None),
        forged(aud="staff"),
        forged(conversation=None),
        forged(conversation={"$ne": 1}),
        forged(conversation="../" + CONVERSATION[3:]),
        forged(exp="soon"),
    ],
    ids=range(14),
)
def test_what_is_no_token_of_ours(token: str) -> None:
    with pytest.raises(TokenRefused):
        VisitorTokens(SECRET).conversation_of(token, NOW, even_expired=True)
    assert VisitorTokens(SECRET).conversation_of(forged(), NOW) == CONVERSATION


def statement(key: str = SECRET, **claims: Any) -> str:
    proper = {"sub": "u1", "aud": "chexiaofu", "phone": "138 0000 0000", "name": " 何女士 ", "exp": NOW + timedelta(minutes=5)}
    kept = {name: value for name, value in (proper | claims).items() if value is not None}
    return jwt.encode(kept, key, algorithm="HS256")


def test_an_identity_is_read() -> None:
    assert read_identity(statement(), SECRET, NOW) == Identity("u1", "何女士", "13800000000")


@pytest.mark.parametrize(
    ("claims", "phone"),
    [
        ({"phone": "+86 13800000000"}, "13800000000"),
        ({"phone": None}, None),
        ({"phone": "none"}, None),
        ({"phone": 13800000000}, None),
        ({"phone": "1' OR '1'='1"}, None),
    ],
)
def test_a_phone_that_cannot_be_one_is_none(claims: dict[str, Any], phone: str | None) -> None:
    assert read_identity(statement(**claims), SECRET, NOW).phone == phone


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        statement(key="another secret of thirty-two characters!"),
        statement(aud="others"),
        statement(aud=None),
        statement(sub=None),
        statement(exp=None),
        statement(exp=NOW),
        statement(exp=NOW - timedelta(minutes=1)),
        statement(exp=NOW + timedelta(minutes=12)),
        statement(exp=NOW + timedelta(days=365)),
    ],
    ids=range(10),
)
def test_what_does_not_count_as_an_identity(text: str) -> None:
    with pytest.raises(IdentityRefused):
        read_identity(text, SECRET, NOW)


def test_a_token_is_no_identity_and_an_identity_no_token() -> None:
    with pytest.raises(IdentityRefused):
        read_identity(VisitorTokens(SECRET).issue(CONVERSATION, NOW), SECRET, NOW)
    with pytest.raises(TokenRefused):
        VisitorTokens(SECRET).conversation_of(statement(), NOW)
