"""The parse command: what it reads, what it prints, whose opening hours count."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from bot.nlu.parse import newest, report, rows_of, shop_hours


def test_lines_are_sentences_or_json() -> None:
    lines = ["洗车多少钱\n", '{"id": 3, "text": "好了吗"}\n', "\n", '{"不是": "句子"}\n', "123\n"]
    assert list(rows_of(lines)) == [
        {"text": "洗车多少钱"},
        {"id": 3, "text": "好了吗"},
        {"text": '{"不是": "句子"}'},
        {"text": "123"},
    ]


def test_a_report_has_the_contract_s_keys() -> None:
    parsed = {
        "intent": {"name": "nlu_fallback", "confidence": 0.31234},
        "intent_ranking": [{"name": name, "confidence": 0.2} for name in "abcd"],
        "entities": [
            {"entity": "part", "value": "机油", "start": 1, "end": 3, "norm": "engine_oil", "extractor": "x"},
            {"entity": "datetime", "value": "过两天", "start": 4, "end": 7, "norm": None, "note": "vague"},
        ],
    }
    assert report(parsed, {"text": "换机油，过两天", "id": "q1"}) == {
        "id": "q1",
        "text": "换机油，过两天",
        "intent": "nlu_fallback",
        "confidence": 0.3123,
        "ranking": [{"intent": name, "confidence": 0.2} for name in "abc"],
        "entities": [
            {"type": "part", "value": "机油", "start": 1, "end": 3, "norm": "engine_oil"},
            {"type": "datetime", "value": "过两天", "start": 4, "end": 7, "note": "vague"},
        ],
    }


def test_hours_are_the_default_store_s(tmp_path: Path) -> None:
    file = tmp_path / "shop.yml"
    file.write_text(
        """
world:
  default_store: b
  stores:
    - {id: a, hours: "08:00-20:00"}
    - {id: b, hours: ["08:30-12:00", "13:00-18:00"], closed_weekdays: [tue]}
  calendar:
    stores_closed: [2026-10-01/2026-10-03, {dates: [2026-11-25], store: b}, {dates: [2026-11-26], store: a}]
    stores_short_hours: {dates: [2026-10-05], hours: "09:30-16:30"}
""",
        encoding="utf-8",
    )
    hours = shop_hours(file)
    assert list(hours.windows(date(2026, 11, 23))) == [(time(8, 30), time(12)), (time(13), time(18))]
    assert list(hours.windows(date(2026, 11, 24))) == []
    assert list(hours.windows(date(2026, 10, 2))) == []
    assert list(hours.windows(date(2026, 11, 25))) == []
    assert len(hours.windows(date(2026, 11, 26))) == 2
    assert list(hours.windows(date(2026, 10, 5))) == [(time(9, 30), time(16, 30))]


def test_the_newest_model_is_taken_and_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        newest(tmp_path)
    (tmp_path / "a.tar.gz").touch()
    assert newest(tmp_path) == tmp_path / "a.tar.gz" == newest(tmp_path / "a.tar.gz")
