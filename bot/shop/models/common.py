"""What the shop's tables share: client-made keys and optimistic versions."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import String
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Mapped, declared_attr, mapped_column


def new_id() -> str:
    """A random key, made before anything is flushed so that rows of one turn can refer to each other."""
    return uuid.uuid4().hex


class HasId:
    """A text primary key, random unless given. Must stand before ``Base``.

    Column defaults are set at once and not at the flush, so that a row of this turn can be shown in this
    turn.
    """

    id: Mapped[str] = mapped_column(String(64), primary_key=True)

    def __init__(self, **values: Any) -> None:
        values.setdefault("id", new_id())
        for attribute in sa_inspect(type(self)).column_attrs:
            default: Any = attribute.columns[0].default
            if default is not None and attribute.key not in values:
                values[attribute.key] = default.arg(None) if default.is_callable else default.arg
        super().__init__(**values)


class Versioned:
    """Optimistic lock: an UPDATE of a row that another transaction changed raises ``StaleDataError``."""

    version: Mapped[int] = mapped_column(nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
