"""What this turn has added but not yet written: reads go to the database, which does not know it yet."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

Row = TypeVar("Row")


def pending(session: AsyncSession, kind: type[Row]) -> list[Row]:
    """The rows of a kind that this session has added and not flushed."""
    return [row for row in session.new if isinstance(row, kind)]
