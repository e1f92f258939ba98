"""Column types: moments in UTC, and personal data encrypted at rest."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import DateTime, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from bot.clock import SHANGHAI
from bot.db.crypto import keyring


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment: stored in UTC, returned in Asia/Shanghai. A naive value is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; naive for SQLite, which has no zones."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: moments are stored with their zone")
        utc = value.astimezone(timezone.utc)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To Asia/Shanghai."""
        if value is None:
            return None
        aware = value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value
        return aware.astimezone(SHANGHAI)


class Encrypted(TypeDecorator[str]):
    """Text encrypted at rest. ``column`` (``table.column``) is authenticated with the value."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt."""
        return None if value is None else keyring().encrypt(value.encode(), self.column)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decrypt."""
        return None if value is None else keyring().decrypt(value, self.column).decode()


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes encrypted at rest: pictures."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Encrypt."""
        return None if value is None else keyring().encrypt(value, self.column)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Decrypt."""
        return None if value is None else keyring().decrypt(value, self.column)


class EncryptedJson(TypeDecorator[Any]):
    """JSON encrypted at rest. Replace the value to change it: changes inside it are not noticed."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Serialise and encrypt."""
        if value is None:
            return None
        return keyring().encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), self.column)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Decrypt and parse."""
        return None if value is None else json.loads(keyring().decrypt(value, self.column))
