"""Fields of a JSON object: whatever stands in them, the answer is a value or a problem."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http.body import Body
from bot.http.problem import Problem

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(ANYTHING)
def test_a_text_is_clean_and_short_or_refused(value: object) -> None:
    try:
        text = Body({"name": value}).text("name", "姓名", 10)
    except Problem as problem:
        assert (problem.status, problem.members["field"]) == (422, "name")
    else:
        assert 1 <= len(text) <= 10
        assert text.encode()
        assert "\x00" not in text


@given(ANYTHING)
def test_an_integer_is_within_its_bounds_or_refused(value: object) -> None:
    try:
        number = Body({"seq": value}).integer("seq", "序号", 0, 5)
    except Problem as problem:
        assert problem.status == 422
    else:
        assert type(number) is int
        assert 0 <= number <= 5


@pytest.mark.parametrize("blank", ["", " ", "\u3000\n", "\u200b\u200d", "\x00", "\ufeff"])
def test_what_nobody_can_see_is_blank(blank: str) -> None:
    assert Body({"text": blank}).optional_text("text", "消息", 10) is None


@pytest.mark.parametrize("text", ["😀", "👨‍👩‍👧", "/restart", "<b>粗</b>", "'; DROP TABLE x;--", "第一行\n第二行"])
def test_what_was_typed_stays_as_it_is(text: str) -> None:
    assert Body({"text": text}).text("text", "消息", 100) == text


def test_a_half_character_is_refused() -> None:
    with pytest.raises(Problem, match="无法识别"):
        Body({"text": "好\ud83d"}).text("text", "消息", 10)


def test_a_flag_is_no_number() -> None:
    assert Body({"online": True}).flag("online", "在线") is True
    with pytest.raises(Problem):
        Body({"online": 1}).flag("online", "在线")
