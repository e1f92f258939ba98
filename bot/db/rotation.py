"""Changing the data key: every encrypted value is written anew with the current one, a batch at a time.

What is left to do is read off the values themselves, so that a run that was cut short goes on where it stopped, and
rows that are written meanwhile, with the current key, are left alone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, LargeBinary, Table, and_, bindparam, func, literal, or_, select, type_coerce, update

from bot.db import Base, Database
from bot.db.crypto import keyring
from bot.db.types import Encrypted, EncryptedBytes, EncryptedJson

BATCH = 200
_KINDS = (Encrypted, EncryptedJson, EncryptedBytes)


async def rotate(database: Database, batch: int = BATCH) -> dict[str, int]:
    """Re-encrypt whatever was written with another key than the current one; rows changed by table.

    Raises:
        DecryptionError: a value was written with a key that is not at hand; what was done so far stays.
    """
    changed: dict[str, int] = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, _KINDS)]
        while columns:
            count = await _one_batch(database, table, columns, batch)
            if not count:
                break
            changed[table.name] = changed.get(table.name, 0) + count
    return changed


async def _one_batch(database: Database, table: Table, columns: list[Column[Any]], batch: int) -> int:
    keys = list(table.primary_key.columns)
    raw = [type_coerce(column, LargeBinary).label(column.name) for column in columns]
    old = or_(*(_is_old(column) for column in columns))
    query = select(*keys, *raw).where(old).order_by(*keys).limit(batch)
    async with database.writer.begin() as connection:
        rows = (await connection.execute(query.with_for_update())).mappings().all()
        for row in rows:
            values = {column.name: _anew(column, row[column.name]) for column in columns}
            this = and_(*(key == bindparam(f"key_{key.name}", row[key.name]) for key in keys))
            await connection.execute(update(table).where(this).values(values))
    return len(rows)


def _is_old(column: Column[Any]) -> Any:
    prefix = keyring().prefix
    begins = func.substr(type_coerce(column, LargeBinary), 1, len(prefix))
    return and_(column.is_not(None), type_coerce(begins, LargeBinary) != literal(prefix, LargeBinary))


def _anew(column: Column[Any], value: bytes | None) -> Any:
    """The value re-encrypted, as something its column type does not encrypt once more."""
    if value is None:
        return None
    kind: Any = column.type
    plain = keyring().decrypt(bytes(value), kind.column)
    return literal(keyring().encrypt(plain, kind.column), LargeBinary)
