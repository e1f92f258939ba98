"""What the schemas of the staff's API share."""

from __future__ import annotations

from collections.abc import Mapping

from bot.http.endpoint import INTEGER, TEXT, Schema, array, obj, ref

SEQ: Schema = {"type": "integer", "minimum": 0}
FLAG_OR_NOT: Schema = {"enum": ["0", "1"], "default": "0"}
STATUS: Mapping[str, Schema] = {"status": {**TEXT, "description": "open, all, or one of the record's statuses"}}


def words(longest: int) -> Schema:
    """A text of at most ``longest`` characters."""
    return {"type": "string", "minLength": 1, "maxLength": longest}


def list_of(name: str, item: str, **more: Schema) -> Schema:
    """A page of a list of ``item``; ``more``: what else comes with it."""
    pages = {"page": INTEGER, "pages": INTEGER, "total": INTEGER}
    return obj({"seq": SEQ, name: array(ref(item)), **more, **pages}, ["seq", name, *pages])


def each_of(schema: Schema, names: str) -> dict[str, Schema]:
    """Each of the ``names`` with this schema."""
    return dict.fromkeys(names.split(), schema)


PERSON = obj(each_of(TEXT, "id name"), ["id", "name"])
CONTACT = each_of(TEXT, "name phone plate")
RECORD = each_of(TEXT, "no status status_text")
