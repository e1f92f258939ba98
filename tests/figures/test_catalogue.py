"""The catalogue: every figure defined in Chinese, topics that exist, opening time as the shop's calendar has it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.business import OpeningClock
from bot.figures.catalogue import FIGURES
from bot.figures.topics import TOPICS
from bot.shop.calendar import DayKind, ShopCalendar, desk_hours
from tests.figures.history import FIRST

HOURS = desk_hours(
    {
        DayKind.WORKDAY: ((8 * 60 + 30, 12 * 60), (13 * 60, 18 * 60)),
        DayKind.WEEKEND: ((9 * 60, 16 * 60),),
        DayKind.PUBLIC_HOLIDAY: (),
    },
    ShopCalendar(),
)


def test_every_figure_is_defined_for_those_who_read_it() -> None:
    assert len({figure.id for figure in FIGURES}) == len(FIGURES)
    for figure in FIGURES:
        assert re.search(r"[\u4e00-\u9fff]", figure.title), figure.id
        assert len(figure.definition) > 15 and figure.definition.endswith("。"), figure.id


def test_topics_are_intents_of_the_domain() -> None:
    domain = yaml.safe_load((Path(__file__).parents[2] / "domain.yml").read_text(encoding="utf-8"))
    intents = {intent if isinstance(intent, str) else next(iter(intent)) for intent in domain["intents"]}
    assert set(TOPICS) <= intents


@given(st.integers(0, 60 * 86_400), st.integers(0, 20 * 86_400))
def test_opening_time_is_that_of_the_calendar(start: int, length: int) -> None:
    begin = FIRST + timedelta(seconds=start)
    end = begin + timedelta(seconds=length)
    expected = HOURS.business_minutes_between(begin, end) * 60
    assert abs(OpeningClock(HOURS).seconds_between(begin, end) - expected) < 1e-6
