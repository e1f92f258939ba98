"""What the shop is asked to do, in the customer's words; and where."""

from __future__ import annotations

import pytest

from actions.base import Entity, Message
from actions.places import place_in
from actions.services import Service, free_service, service_in_words, service_named_in, service_of


def said(text: str, *found: tuple[str, str], intent: str = "inform") -> Message:
    entities = tuple(Entity(kind, value, None, text.index(value), 0, pressed=False) for kind, value in found)
    return Message(text, intent, 0.9, entities, text)


def test_services_and_what_shall_be_looked_at_besides() -> None:
    message = said("换机油，顺便看看空调不制冷", ("service_item", "换机油"), ("symptom", "空调不制冷"))
    assert service_of(message) == Service("保养", "换机油、检查空调不制冷")


def test_a_name_inside_another_is_not_repeated() -> None:
    message = said("年检到期了，约个年检代办", ("service_item", "年检"), ("service_item", "年检代办"))
    assert service_of(message) == Service("年检代办", "年检代办")


def test_a_symptom_is_looked_into() -> None:
    assert service_of(said("刹车异响", ("symptom", "刹车异响"))) == Service("检测", "检查刹车异响")


def test_words_the_model_did_not_mark() -> None:
    assert service_in_words("洗车") == Service("洗车", "洗车")
    assert service_in_words("嗯嗯") is None
    named = service_named_in("想约周五下午三点换刹车片，顺便问下多少钱")
    assert named is not None
    assert (named.category, named.text) == ("维修", "换刹车片")


@pytest.mark.parametrize("text", ["好的", "没有别的了", "不知道", "行"])
def test_what_names_nothing_is_no_service(text: str) -> None:
    assert free_service(said(text, intent="affirm")) is None


def test_a_plate_is_no_service() -> None:
    assert free_service(said("沪B12345", ("plate", "沪B12345"))) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("周五上午九点来取车，我在文一路100号", "文一路100号"),
        ("地址是滨江花园3栋", "滨江花园3栋"),
        ("周六在家", None),
        ("好的", None),
    ],
)
def test_places(text: str, place: str | None) -> None:
    assert place_in(said(text)) == place
