"""Values written as customers write them, in all the ways that trip a reader; and offsets that survive rewriting."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import in_shanghai
from bot.nlu.normalise import normalise
from bot.nlu.readers import ReadingContext, read_all

NOW = in_shanghai(datetime(2026, 11, 25, 10))
CASES = [
    tuple(part.strip() for part in line.split(" | "))
    for line in (Path(__file__).parent / "adversarial.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
_INVISIBLE = "​‍﻿⁠"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_TRADITIONAL = str.maketrans("车号电话后点约预订单这里时间钱维", "車號電話後點約預訂單這裏時間錢維")


def _read(text: str, kind: str) -> list[tuple[str, str]]:
    found = [reading for reading in read_all(text, ReadingContext(now=NOW)) if reading.type == kind]
    assert all(text[reading.start : reading.end] == reading.value for reading in found)
    return [(reading.value, "-" if reading.norm is None else str(reading.norm)) for reading in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_value_is_read_however_it_is_written(case: tuple[str, ...]) -> None:
    text, kind, value, *norm = case
    read = _read(text, kind)
    if value == "-":
        assert read == []
    else:
        assert (value, norm[0]) in read


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 150
    assert len({text for text, *_ in CASES}) == len(CASES)


@given(st.sampled_from([case for case in CASES if case[2] != "-"]), st.data())
def test_the_same_is_read_with_other_signs(case: tuple[str, ...], data: st.DataObject) -> None:
    text, kind, _, norm = case
    at = data.draw(st.integers(0, len(text)))
    rewritten = text[:at] + data.draw(st.sampled_from(_INVISIBLE)) + text[at:]
    rewritten = data.draw(st.sampled_from((rewritten, rewritten.translate(_FULL_WIDTH))))
    read = _read(rewritten.translate(data.draw(st.sampled_from(({}, _TRADITIONAL)))), kind)
    assert norm in {found for _, found in read}


@given(st.text(alphabet="車号０１２3４五沪ＡaB​‍ ，。⭐👍后天點半", max_size=30))
def test_every_span_lies_in_the_text_as_given(text: str) -> None:
    normalised = normalise(text)
    assert len(normalised.offsets) == len(normalised.text) + 1
    for reading in read_all(text, ReadingContext(now=NOW)):
        assert text[reading.start : reading.end] == reading.value
