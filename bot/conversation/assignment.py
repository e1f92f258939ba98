"""Whose page rings for whom: own advisor first, then the store's, then whoever has most room. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.conversation.ownership import Owner


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that waits for a person.

    Attributes:
        advisor: who served this customer last, if anybody did.
        rung: when each person was last rung for it in vain, by staff id.
    """

    conversation_id: str
    epoch: int
    store: str | None = None
    advisor: str | None = None
    rung: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is there: their store, and how many more conversations they can take."""

    staff_id: str
    name: str
    store: str | None
    room: int
    load: int


def assign(waiting: Sequence[Waiting], people: Iterable[Person]) -> list[tuple[Waiting, Person]]:
    """Whom to ring for whom, the next in the queue first; nobody beyond their capacity.

    Whoever let it ring in vain is asked again only after everybody else who is there.
    """
    there = {person.staff_id: person for person in people}
    pairs = []
    for one in waiting:
        free = [person for person in there.values() if person.room > 0]
        if not free:
            break
        chosen = min(free, key=lambda person: _order(one, person))
        there[chosen.staff_id] = replace(chosen, room=chosen.room - 1, load=chosen.load + 1)
        pairs.append((one, chosen))
    return pairs


def _order(one: Waiting, person: Person) -> tuple[float, bool, bool, int, str]:
    missed = one.rung.get(person.staff_id)
    return (
        missed.timestamp() if missed else 0.0,
        person.staff_id != one.advisor,
        one.store is not None and person.store is not None and person.store != one.store,
        person.load,
        person.staff_id,
    )


def holds(owner: Owner) -> bool:
    """Whether a conversation of this owner takes up one of its person's places."""
    return owner in (Owner.HUMAN, Owner.RINGING)
