"""Repair warranty: terms in words, the law's minima, and which limit comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.shop.warranty import ASSEMBLY, MINOR, Term, coverage, kind_of_repair, read_term, shop_term, term_for
from tests.shop.conftest import NOW

POLICY = {"汽车小修专项": "60天或5000公里", "摩托车小修": "30天或1500公里", "汽车总成大修": "180天或3万公里"}


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("60天或5000公里", Term(60, 5000)),
        ("12个月", Term(365)),
        ("一年或两万公里", Term(365, 20000)),
        ("半年", Term(182)),
        ("3万公里", Term(None, 30000)),
        ("终身质保", Term(lifetime=True)),
        ("以店里为准", Term()),
    ],
)
def test_terms_in_words(words: str, term: Term) -> None:
    assert read_term(words) == term


def test_the_shops_words_by_vehicle_and_repair() -> None:
    assert shop_term(POLICY, "car", MINOR) == "60天或5000公里"
    assert shop_term(POLICY, "moto", MINOR) == "30天或1500公里"
    assert shop_term(POLICY, "car", ASSEMBLY) == "180天或3万公里"
    assert kind_of_repair("发动机大修") == ASSEMBLY
    assert kind_of_repair("更换刹车片") == MINOR


def test_nothing_below_the_law() -> None:
    assert term_for("5天", {}, "car", "补胎") == (Term(10), False)
    assert term_for(None, {}, "car", "发动机大修") == (Term(100, 20000), True)
    assert term_for(None, {}, "moto", "换链条") == (Term(10, 800), True)
    assert term_for("12个月", POLICY, "car", "水泵") == (Term(365), False)


def test_whichever_limit_comes_first() -> None:
    term = Term(60, 5000)
    day = timedelta(days=1)
    fresh = coverage(term, delivered_at=NOW, now=NOW + 10 * day, delivered_km=48000, km=50000)
    assert (fresh.covered, fresh.until, fresh.up_to_km) == (True, date(2027, 1, 22), 53000)
    assert coverage(term, delivered_at=NOW, now=NOW + 10 * day, delivered_km=48000, km=53001).covered is False
    assert coverage(term, delivered_at=NOW, now=NOW + 61 * day, delivered_km=48000, km=48100).covered is False
    assert coverage(term, delivered_at=NOW, now=NOW + 60 * day, delivered_km=48000, km=48100).covered is True
    assert coverage(term, delivered_at=NOW, now=NOW + 10 * day).covered is None
    assert coverage(Term(365), delivered_at=NOW, now=NOW + 10 * day).covered is True
    assert coverage(Term(lifetime=True), delivered_at=NOW, now=NOW + 4000 * day).covered is True
