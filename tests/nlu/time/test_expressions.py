"""What every expression of `expressions.txt` means at the clock of its section."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.clock import SHANGHAI
from bot.nlu.normalise import normalise
from bot.nlu.time import VAGUE, ReadingContext, read_expressions


class Case(NamedTuple):
    now: datetime
    expression: str
    norm: str | None
    ambiguous: bool


def load_cases() -> list[Case]:
    cases: list[Case] = []
    now: datetime | None = None
    for line in Path(__file__).with_name("expressions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("now "):
            now = datetime.fromisoformat(line.removeprefix("now ")).replace(tzinfo=SHANGHAI)
        elif line and not line.startswith("#"):
            assert now is not None
            expression, norm = line.split(" = ")
            ambiguous = norm.startswith("? ")
            cases.append(Case(now, expression, None if norm == "-" else norm.removeprefix("? "), ambiguous))
    return cases


CASES = load_cases()
# A sentence around the expression must not change what it means, nor lend it characters.
CARRIERS = ("我想约{}做个保养", "{}，可以吗", "麻烦帮我改到{}", "师傅您好，{}有位置吗？", "那就{}吧")


def test_the_table_is_large_enough() -> None:
    assert len({(case.now, case.expression) for case in CASES}) == len(CASES) >= 330
    assert len({case.now for case in CASES}) >= 6


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.expression}@{case.now:%m-%d}")
def test_expression(case: Case) -> None:
    text = normalise(case.expression).text
    found = read_expressions(text, ReadingContext(case.now))
    assert [(text[one.start : one.end], one.norm) for one in found] == [(text, case.norm)]
    note = found[0].note or ""
    assert note.startswith("ambiguous: ") == case.ambiguous
    assert (note == VAGUE) == (case.norm is None)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_expression_within_a_sentence(carrier: str) -> None:
    for case in CASES:
        text = normalise(carrier.format(case.expression)).text
        found = read_expressions(text, ReadingContext(case.now))
        assert [(text[one.start : one.end], one.norm) for one in found] == [
            (normalise(case.expression).text, case.norm)
        ], text
