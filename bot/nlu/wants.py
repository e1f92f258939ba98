"""Several wants in one message: 约明天保养，顺便问下洗车多少钱.

Deterministic and cautious: a message is one want unless its clauses clearly ask for different things.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Parse = Callable[[str], dict[str, Any]]

_ACTIONS = frozenset({"book_service", "reschedule_booking", "cancel_booking", "ask_progress", "request_rescue"})
_ASKED_BESIDE = frozenset(
    {"ask_price", "ask_hours", "ask_location", "ask_warranty", "ask_membership", "ask_invoice", "ask_recall"}
)
WANTS = (
    _ACTIONS
    | _ASKED_BESIDE
    | {"ask_booking", "ask_quote", "ask_parts", "ask_history", "file_complaint", "ask_complaint", "request_human"}
    | {"manage_privacy"}
)
"""Intents that are served on their own; the others accompany one, answer a question or are told as background."""

_SHARED = frozenset({"plate", "vin", "phone", "order_no", "person", "store", "brand", "model"})
_DANGER = "report_danger"
_LINK = re.compile(
    r"顺便|顺带|顺路问|另外|还有(?!多|几|没|空|位|号|剩|吗|得)|对了|再问|再帮|再给我|再约|再看|还想|还要问|也想问|(?<![^,，。.!！?？;；\s])也想|同时|捎带|以及|"
    "顺道|仲想|仲有|順便|還有(?!多|幾|沒|空|位)|對了|然后再|外加|最后问|再一个|再就是|其次|第二"
)
_STOP = re.compile(r"[,，。.!！?？;；\n、~～…]+|\s{2,}")
_CONTRAST = re.compile("不是|不要|不用|別|别|而是|唔系|唔係|并非|并不|算了")
_QUESTION = re.compile(
    "[?？吗么呢嘛伐没冇未]|几|多少|多久|多远|哪|怎么|咋|点样|边度|啥|什么|能不能|可不可以|有没有|是不是|不$"
)
_SHORTEST = 2
_SURE_LINKED = 0.5
_SURE_BARE = 0.8
_MOST_BARE = 5


@dataclass(frozen=True)
class Clause:
    """A stretch of a message: ``text == message[start:end]``; ``linked`` when words like 顺便 begin it."""

    text: str
    start: int
    end: int
    linked: bool = False


def split_wants(text: str) -> list[Clause]:
    """The clauses of a message, at punctuation and at words that begin another want; too short ones join the next."""
    cuts = {match.end() for match in _STOP.finditer(text)}
    links = {match.start() for match in _LINK.finditer(text)}
    bounds = sorted({0, len(text), *cuts, *links})
    clauses: list[Clause] = []
    begin = 0
    for end in bounds[1:]:
        core = _STOP.sub("", text[begin:end]).strip()
        if end < len(text) and len(core) < _SHORTEST:
            continue
        clauses.append(_trimmed(text, begin, end, begin in links or _LINK.match(text[begin:].lstrip()) is not None))
        begin = end
    return [clause for clause in clauses if clause.text]


def find_wants(text: str, parse: Parse, parsed: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The wants of a message as Rasa parse dictionaries, in order of mention; nearly always exactly one.

    ``parsed`` is what ``parse(text)`` says, if it is known. Of several wants each one carries the entities of its own
    clauses and those that belong to all (plate, phone, vehicle); offsets are in ``text``.
    """
    whole = parsed if parsed is not None else parse(text)
    clauses = split_wants(text)
    linked = any(clause.linked for clause in clauses)
    if len(clauses) < 2 or whole["intent"]["name"] in (_DANGER, "out_of_scope") or _CONTRAST.search(text):
        return [whole]
    if not linked and len(clauses) > _MOST_BARE:
        return [whole]
    said = [parse(clause.text) for clause in clauses]
    alarm = next((one for one in said if linked and one["intent"]["name"] == _DANGER), None)
    if alarm:
        return [{**alarm, "text": text, "entities": whole["entities"]}]
    wants = _linked_wants(clauses, said) if linked else _bare_wants(clauses, said)
    if len(wants) < 2:
        return [whole]
    spans = _spans(text, [clause for clause, _ in wants])
    return [_shifted(text, whole, one, span, spans) for (_, one), span in zip(wants, spans, strict=True)]


def _linked_wants(clauses: list[Clause], said: list[dict[str, Any]]) -> list[tuple[Clause, dict[str, Any]]]:
    # 顺便, 另外 … announce another want: of the clauses up to the next such word, the surest one tells which.
    groups: list[list[tuple[Clause, dict[str, Any]]]] = [[]]
    for clause, one in zip(clauses, said, strict=True):
        if clause.linked and groups[-1]:
            groups.append([])
        if one["intent"]["name"] in WANTS and one["intent"]["confidence"] >= _SURE_LINKED:
            groups[-1].append((clause, one))
    wants: list[tuple[Clause, dict[str, Any]]] = []
    for group in groups:
        for clause, one in _surest(group):
            if all(one["intent"]["name"] != other["intent"]["name"] for _, other in wants):
                wants.append((clause, one))
    return wants


def _surest(group: list[tuple[Clause, dict[str, Any]]]) -> list[tuple[Clause, dict[str, Any]]]:
    # 明天三点洗个车，洗一次多少钱: something to do, and then a question about it, are two.
    if not group:
        return []
    plain = _bare_wants([clause for clause, _ in group], [one for _, one in group])
    return plain or [max(group, key=lambda item: float(item[1]["intent"]["confidence"]))]


def _bare_wants(clauses: list[Clause], said: list[dict[str, Any]]) -> list[tuple[Clause, dict[str, Any]]]:
    # Without such a word only the plainest count: questions about the shop, before them perhaps something to do.
    wants = [
        (clause, one)
        for clause, one in zip(clauses, said, strict=True)
        if one["intent"]["name"] in _ACTIONS | _ASKED_BESIDE and one["intent"]["confidence"] >= _needed(one)
    ]
    names = [one["intent"]["name"] for _, one in wants]
    asked = [one["intent"]["name"] in _ASKED_BESIDE and _QUESTION.search(clause.text) for clause, one in wants]
    plain = all(asked[1:]) and names and (names[0] in _ACTIONS or asked[0])
    return wants if plain and len(set(names)) == len(names) else []


def _needed(said: dict[str, Any]) -> float:
    # A time to do something at makes the wish to do it plainer.
    timed = any(entity["entity"] == "datetime" for entity in said["entities"])
    return _SURE_LINKED if timed and said["intent"]["name"] in _ACTIONS else _SURE_BARE


def _spans(text: str, clauses: list[Clause]) -> list[tuple[int, int]]:
    # What stands before the first want belongs to it; what follows a want, up to the next one, too.
    starts = [0, *(clause.start for clause in clauses[1:])]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _shifted(
    text: str, whole: dict[str, Any], said: dict[str, Any], span: tuple[int, int], spans: list[tuple[int, int]]
) -> dict[str, Any]:
    def owned(entity: dict[str, Any]) -> bool:
        return span[0] <= entity["start"] < span[1]

    own = [entity for entity in whole["entities"] if owned(entity)]
    kinds = {entity["entity"] for entity in own}
    shared = [
        entity
        for entity in whole["entities"]
        if not owned(entity) and entity["entity"] in _SHARED and entity["entity"] not in kinds
    ]
    entities = sorted([*own, *shared], key=lambda entity: int(entity["start"]))
    return {**said, "text": text, "entities": entities, "clause": list(span), "wants": len(spans)}


def _trimmed(text: str, start: int, end: int, linked: bool) -> Clause:
    while start < end and (text[start].isspace() or _STOP.fullmatch(text[start])):
        start += 1
    while end > start and (text[end - 1].isspace() or _STOP.fullmatch(text[end - 1])):
        end -= 1
    return Clause(text[start:end], start, end, linked)
