"""The lexicon: what it must hold, how names are found, how a shop extends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu import lexicon as module
from bot.nlu.lexicon import CATEGORIES, LexiconError, load_lexicon


@pytest.mark.parametrize(("kind", "least"), [("service_item", 60), ("part", 250), ("symptom", 200), ("brand", 120)])
def test_holds_the_trade(kind: str, least: int) -> None:
    assert len(list(load_lexicon().entries(kind))) >= least


def test_every_service_has_a_category_and_every_category_a_service() -> None:
    assert {entry.category for entry in load_lexicon().entries("service_item")} == set(CATEGORIES)


def test_brands_cover_cars_motorcycles_and_electric_two_wheelers() -> None:
    kinds = {entry.vehicle_kind for entry in load_lexicon().entries("brand")}
    assert {"car", "moto", "ebike", "truck"} <= kinds


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("service_item", "小保养", "minor_service"),
        ("service_item", "換剎車片", "brake_pad_change"),
        ("service_item", "换 刹车片", "brake_pad_change"),
        ("service_item", "四轮订位", "wheel_alignment"),
        ("part", "电平", "battery"),
        ("symptom", "打不着火", "no_start"),
        ("brand", "ＢＹＤ", "byd"),
        ("model", "model3", "tesla/Model 3"),
        ("model", "MODEL 3", "tesla/Model 3"),
    ],
)
def test_finds_by_any_name(kind: str, text: str, expected: str) -> None:
    entry = load_lexicon().find(kind, text)
    assert entry is not None and entry.id == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("part", "防动液", "coolant"),  # by sound
        ("service_item", "换左前刹车片", None),  # 刹车片 alone is a part
        ("part", "左前刹车片", "brake_pad"),  # the longest name inside
        ("symptom", "方向盘抖得厉害", "steering_shake"),
        ("part", "飞船引信", None),
    ],
)
def test_resolves_what_is_meant(kind: str, text: str, expected: str | None) -> None:
    entry = load_lexicon().resolve(kind, text)
    assert (entry.id if entry else None) == expected


@pytest.mark.parametrize("name", ["刹车失灵", "着火", "漏汽油", "方向盘锁死", "有人受伤", "气囊弹了"])
def test_what_hurts_people_is_marked(name: str) -> None:
    entry = load_lexicon().find("symptom", name)
    assert entry is not None and entry.danger


@pytest.mark.parametrize("name", ["空调不凉", "划痕", "费油", "轮胎磨损"])
def test_what_does_not_is_not(name: str) -> None:
    entry = load_lexicon().find("symptom", name)
    assert entry is not None and not entry.danger


def _write(directory: Path, name: str, text: str) -> None:
    (directory / name).write_text(text, encoding="utf-8")


def test_a_shop_extends_it_with_a_file(tmp_path: Path) -> None:
    _write(tmp_path, "a.yml", "services:\n  wash: {names: [洗车], category: 洗车, vehicles: [car]}\n")
    before = module.fingerprint(tmp_path)
    _write(
        tmp_path,
        "shop.yml",
        "services:\n  wash: {names: [泡泡浴]}\n  quilt: {names: [装挡风被], category: 维修, vehicles: [moto]}\n",
    )
    lexicon = load_lexicon(tmp_path)
    found = lexicon.find("service_item", "泡泡浴")
    assert found is not None and (found.id, found.name, found.category) == ("wash", "洗车", "洗车")
    assert lexicon.find("service_item", "装挡风被") is not None
    assert lexicon.fingerprint != before


@pytest.mark.parametrize(
    "text",
    [
        "wheels:\n  a: {names: [轮]}\n",
        "services:\n  a: {names: [洗车], category: 玄学}\n",
        "services:\n  a: {names: [洗车], vehicles: [plane]}\n",
        "services:\n  a: {names: []}\n",
        "parts:\n  a: {names: [机油]}\n  b: {names: [機油]}\n",
        "parts:\n  a: {nmaes: [机油], names: [机油]}\n",
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    _write(tmp_path, "broken.yml", text)
    with pytest.raises(LexiconError):
        load_lexicon(tmp_path)
