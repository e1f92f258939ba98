"""Judging a played conversation: one check for each item of ``expect``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from opencc import OpenCC
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import in_shanghai
from bot.conversation.models import LogEvent
from bot.conversation.ownership import PRIORITIES
from bot.converse.player import Moment
from bot.converse.script import Conversation, ScriptError
from bot.shop import records
from bot.shop.complaint_words import SEVERITIES

_RANKS = {name: rank for name, rank in PRIORITIES.items()} | {"low": 0}


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one expectation."""

    expect: dict[str, Any]
    after: Any
    ok: bool
    why: str


class Judge:
    """Judges one conversation.

    Args:
        moments: what was played, moment 0 being the greeting.
        session: reads the records in the database.
        before: the records that stood before the first turn, by kind.
    """

    def __init__(
        self,
        script: Conversation,
        moments: list[Moment],
        session: AsyncSession,
        before: dict[str, list[dict[str, Any]]],
    ) -> None:
        self._script = script
        self._moments = moments
        self._session = session
        self._before = before
        self._checks: dict[str, Callable[[Any, list[int]], Awaitable[str | None]]] = {
            "reply_mentions": self._mentions,
            "reply_must_not_mention": self._mentions_not,
            "reply": self._replies,
            "same_reply": self._same,
            "asks_for": self._asks,
            "not_asks_for": self._asks_not,
            "offers": self._offers,
            "owner": self._owner,
            "handoff": self._handoff,
            "transcript_has": self._transcript,
            "record": self._record,
            "no_record": self._no_record,
            "leak": self._leak,
        }

    async def judge(self) -> list[Check]:
        """Every check, in the order of the file."""
        return [await self._one(dict(item)) for item in self._script.expect]

    async def _one(self, item: dict[str, Any]) -> Check:
        after = item.pop("after", None)
        reasons = []
        for key, wanted in item.items():
            if key not in self._checks:
                raise ScriptError(f"{self._script.id}: unknown check {key!r}")
            negative = key in ("reply_must_not_mention", "not_asks_for", "leak") or (
                key == "reply" and wanted == "none"
            )
            why = await self._scoped(self._checks[key], wanted, after, negative)
            if why is not None:
                reasons.append(f"{key}: {why}")
        return Check(item, after, not reasons, "; ".join(reasons))

    async def _scoped(self, check: Any, wanted: Any, after: Any, negative: bool) -> str | None:
        if after is None:
            everything = list(range(1, len(self._moments)))
            return await check(wanted, everything)
        turns = after if isinstance(after, list) else [after]
        verdicts = [await check(wanted, [turn]) for turn in turns]
        if negative:
            return next((why for why in verdicts if why is not None), None)
        return None if None in verdicts else verdicts[0]

    def _said(self, turns: list[int]) -> list[LogEvent]:
        return [
            event
            for turn in turns
            if turn < len(self._moments)
            for event in self._moments[turn].events
            if event.sender in ("bot", "system") and event.kind in ("message", "card") and not event.body.get("sms")
        ]

    def _text(self, turns: list[int]) -> str:
        return plain("\n".join(words_of(event) for event in self._said(turns)))

    async def _mentions(self, wanted: list[str], turns: list[int]) -> str | None:
        text = self._text(turns)
        return None if any(plain(str(word)) in text for word in wanted) else f"none of {wanted} was said"

    async def _mentions_not(self, wanted: list[str], turns: list[int]) -> str | None:
        text = self._text(turns)
        said = [word for word in wanted if plain(str(word)) in text]
        return f"said {said}" if said else None

    async def _replies(self, wanted: str, turns: list[int]) -> str | None:
        spoke = any(event.sender == "bot" for event in self._said(turns))
        if wanted == "none":
            return "the bot spoke" if spoke else None
        return None if spoke else "the bot kept silent"

    async def _same(self, wanted: list[int], turns: list[int]) -> str | None:
        first, second = (re.sub(r"[\dA-Z]", "", self._text([turn]).upper()) for turn in wanted)
        return None if first == second else f"{first!r} is not {second!r}"

    def _listed(self, key: str, turns: list[int]) -> set[str]:
        return {value for event in self._said(turns) for value in event.body.get(key, ())}

    async def _asks(self, wanted: list[str], turns: list[int]) -> str | None:
        asked = self._listed("asks", turns)
        return None if asked & set(wanted) else f"asked {sorted(asked)}"

    async def _asks_not(self, wanted: list[str], turns: list[int]) -> str | None:
        asked = self._listed("asks", turns) & set(wanted)
        return f"asked {sorted(asked)}" if asked else None

    async def _offers(self, wanted: list[str], turns: list[int]) -> str | None:
        offered = self._listed("offers", turns)
        return None if offered & set(wanted) else f"offered {sorted(offered)}"

    async def _owner(self, wanted: Any, turns: list[int]) -> str | None:
        owner = self._moments[turns[-1]].owner
        return None if owner in _listing(wanted) else f"the owner was {owner}"

    async def _handoff(self, wanted: dict[str, Any], turns: list[int]) -> str | None:
        recorded = self._moments[turns[-1]].handoffs
        least = PRIORITIES[wanted.get("priority", "normal")]
        reasons = _listing(wanted["reason"]) if "reason" in wanted else None
        fits = any((reasons is None or reason in reasons) and rank >= least for reason, rank in recorded)
        return None if fits else f"recorded {recorded}"

    async def _transcript(self, wanted: list[str], turns: list[int]) -> str | None:
        text = plain("\n".join(words_of(event) for moment in self._moments for event in moment.events))
        missing = [word for word in wanted if plain(str(word)) not in text]
        return f"missing {missing}" if missing else None

    async def _record(self, wanted: dict[str, Any], turns: list[int]) -> str | None:
        found = await records.records(self._session, wanted["kind"])
        fitting = [row for row in found if _agrees(row, wanted)]
        count = wanted.get("count")
        if count is not None and len(fitting) != int(count):
            return f"{len(fitting)} instead of {count}; there are {found}"
        return None if fitting or count == 0 else f"none fits; there are {found}"

    async def _no_record(self, wanted: dict[str, Any], turns: list[int]) -> str | None:
        found = await records.records(self._session, wanted["kind"])
        if "status" not in wanted:
            known = [row.get("id") for row in self._before.get(wanted["kind"], ())]
            found = [row for row in found if row.get("id") not in known or row.get("id") is None]
        fitting = [row for row in found if _agrees(row, wanted)]
        return f"there is {fitting}" if fitting else None

    async def _leak(self, wanted: str, turns: list[int]) -> str | None:
        typed = plain(
            " ".join(str(turn.get("user", "")) for turn in self._script.turns) + " ".join(self._script.answers.values())
        )
        text = plain("\n".join(words_of(e) for m in self._moments for e in m.events if e.sender == "bot"))
        leaked = [value for value in self._secrets() if plain(value) in text and plain(value) not in typed]
        return f"{len(leaked)} secret value(s) stand in bot messages: {leaked}" if leaked else None

    def _secrets(self) -> list[str]:
        given = self._script.given
        own = (given.get("session") or {}).get("customer")
        secrets = [str(value) for value in given.get("secrets") or ()]
        for customer in given.get("customers") or ():
            if customer.get("id") != own:
                secrets += [str(customer[key]) for key in ("phone", "name") if customer.get(key)]
        return secrets


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def plain(text: str) -> str:
    """Text as it is compared: NFKC, without blanks, Simplified, lower case."""
    return re.sub(r"\s+", "", _simplifier().convert(unicodedata.normalize("NFKC", text))).lower()


def words_of(event: LogEvent) -> str:
    """Everything an event shows a reader: text, buttons, what stands on a card."""
    parts = [str(event.body.get("text", ""))]
    parts += [choice["label"] for choice in event.body.get("choices", ())]
    if "data" in event.body:
        parts += _leaves(event.body["data"])
    return "\n".join(part for part in parts if part)


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in _leaves(item)]
    return [] if value is None or isinstance(value, bool) else [str(value)]


def _listing(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


def _agrees(row: dict[str, Any], wanted: dict[str, Any]) -> bool:
    wanted = {"status": "active", **wanted} if wanted["kind"] == "booking" else wanted
    return all(_field_agrees(row, key, value) for key, value in wanted.items() if key not in ("kind", "count"))


def _field_agrees(row: dict[str, Any], key: str, wanted: Any) -> bool:
    if key.endswith("_contains"):
        return any(plain(str(w)) in plain(str(row.get(key.removesuffix("_contains")) or "")) for w in _listing(wanted))
    if key == "item":
        return any(_same(row.get("item"), w) or _same(row.get("line"), w) for w in _listing(wanted))
    if key == "severity_at_least":
        return SEVERITIES.index(row["severity"]) >= SEVERITIES.index(wanted)
    if key in ("due_from", "due_to"):
        return _touches(row, key, wanted)
    if key == "about" and row["kind"] == "complaint":
        return any(
            w == row.get("category") or w == row.get("about") or plain(str(w)) in plain(str(row.get("text")))
            for w in _listing(wanted)
        )
    if key == "status" and wanted == "active":
        return row.get("status") in ("confirmed", "requested", "scheduled", "in_progress", "open", "reopened")
    return any(_same(row.get(key), w) for w in _listing(wanted))


def _touches(row: dict[str, Any], key: str, wanted: Any) -> bool:
    at = _moment(wanted)
    if key == "due_from":
        return _moment(row["due_to"]) >= at
    return _moment(row["due_from"]) <= at


def _moment(value: Any) -> datetime:
    return in_shanghai(value if isinstance(value, datetime) else datetime.fromisoformat(str(value)))


def _same(have: Any, wanted: Any) -> bool:
    if isinstance(wanted, datetime):
        return have is not None and _moment(have) == in_shanghai(wanted)
    if isinstance(wanted, bool) or wanted is None:
        return bool(have) is bool(wanted)
    if isinstance(wanted, int | float):
        return have is not None and float(have) == float(wanted)
    return have is not None and plain(str(have)) == plain(str(wanted))
