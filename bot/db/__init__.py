"""The database room: declarative base, column types, encryption, sessions."""

from bot.db.base import Base
from bot.db.session import Database
from bot.db.types import Encrypted, EncryptedBytes, EncryptedJson, UtcDateTime

__all__ = ["Base", "Database", "Encrypted", "EncryptedBytes", "EncryptedJson", "UtcDateTime"]
