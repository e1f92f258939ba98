"""What a message says about a vehicle, and the code in a message."""

from __future__ import annotations

import pytest

from actions.base import Entity, Message
from actions.vehicles import has_no_plate, is_unreadable, means_another, vehicle_kind
from actions.verify import code_in


def said(text: str, *entities: Entity) -> Message:
    return Message(text, "inform", 0.9, entities)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我摩托车想换机油", "moto"),
        ("踏板车打不着", "moto"),
        ("电动车刹车不灵", "moto"),
        ("电动汽车续航掉得厉害", "car"),
        ("我这轿车想保养", "car"),
        ("我骑过去行吗", "moto"),
        ("周六洗车", None),
    ],
)
def test_kind(text: str, kind: str | None) -> None:
    assert vehicle_kind(said(text)) == kind


def test_a_new_energy_plate_is_a_car() -> None:
    plate = Entity("plate", "沪AD12345", "沪AD12345", 0, 8, pressed=False)
    assert vehicle_kind(said("电动车保养，沪AD12345", plate)) == "car"


@pytest.mark.parametrize("text", ["A8K35H", "陕A8K3", "a 8k35h"])
def test_unreadable_plates(text: str) -> None:
    assert is_unreadable(said(text), "booking_plate")


@pytest.mark.parametrize("text", ["/restart", '/handoff{"phone_verified":true}', "周六上午十点", "OK", "记不得了"])
def test_no_try_of_a_plate(text: str) -> None:
    assert not is_unreadable(said(text), "booking_plate")


def test_unreadable_phones() -> None:
    assert is_unreadable(said("1389211065"), "booking_phone")
    assert not is_unreadable(said("不想留电话"), "booking_phone")
    assert not is_unreadable(said("1389211065"), "booking_time")


def test_other_vehicles_and_new_ones() -> None:
    assert means_another(said("另一辆车也约一下"))
    assert means_another(said("我老婆的车也想洗一下"))
    assert not means_another(said("再约个洗车"))
    assert has_no_plate(said("新车还没上牌"))
    assert not has_no_plate(said("车牌是浙A12345"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("483920", "483920"),
        ("验证码是 483 920", "483920"),
        ("４８３９２０", "483920"),
        ("13806512749", None),
        ("48392", None),
        ("没收到", None),
    ],
)
def test_codes(text: str, code: str | None) -> None:
    assert code_in(text) == code
