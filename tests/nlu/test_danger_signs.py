"""Signs of danger: what is heard through slips of the ear, and who stands where others drive."""

from __future__ import annotations

import pytest

from bot.nlu.components.danger import danger_features
from bot.nlu.components.sounds import heard
from bot.nlu.components.words import words


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("沙车失零了", "刹车失灵了"),
        ("shache没了", "刹车没了"),
        ("maoyan了", "冒烟了"),
        ("帽烟了车头", "冒烟了车头"),
        ("找货了快来", "着火了快来"),
        ("zháohuo了", "着火了"),
        ("油们卡主了", "油门卡住了"),
        ("轮太爆了", "轮胎爆了"),
        ("人被加住了", "人被夹住了"),
    ],
)
def test_slips_of_the_ear_are_put_right(written: str, meant: str) -> None:
    assert heard(written, words().spans(written)) == meant


@pytest.mark.parametrize("text", ["猫眼坏了", "期货怎么样", "我手上有钱", "自动挡的车", "麻烦撤一下", "刹车失灵", ""])
def test_what_makes_sense_stays(text: str) -> None:
    assert heard(text, words().spans(text)) == text


def signs(text: str) -> set[str]:
    return set(danger_features(text, heard(text, words().spans(text))))


def test_a_slip_shows_a_sign_of_its_own() -> None:
    assert "heard:brake" in signs("沙车失零了") and "danger:brake" not in signs("沙车失零了")


@pytest.mark.parametrize(
    ("text", "exposed", "safe"),
    [
        ("熄火停在第二车道，大车擦着过", True, False),
        ("高速上没电，已经站到护栏外", False, True),
        ("爆胎停在隧道里，不敢下车", True, False),
    ],
)
def test_standing_in_traffic_is_seen(text: str, exposed: bool, safe: bool) -> None:
    assert f"standing:{exposed}/{safe}" in signs(text)


def test_standing_at_home_is_no_sign() -> None:
    assert not any(sign.startswith("standing") for sign in signs("没电打不着，在家楼下"))


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("车里进水到大腿了，门推不开", "danger:water"),
        ("给油以后油门收不回来", "danger:throttle"),
        ("怎么踩都停不了", "danger:cannot_stop"),
        ("赶紧打119", "danger:help_call"),
        ("不是水汽，是真的着了", "danger:contrast"),
        ("打不着火，在地库里", "relief:stuck"),
        ("打不着火，在地库里", "relief:parked"),
        ("今天热得冒烟，人生没有刹车", "relief:figure"),
        ("听说有个车主刹车失灵", "relief:relative"),
    ],
)
def test_signs_for_and_against(text: str, sign: str) -> None:
    assert sign in signs(text)


@pytest.mark.parametrize("text", ["打不找火了", "不用打120", "别打119"])
def test_what_is_no_fire_and_no_call(text: str) -> None:
    assert not {"danger:flames", "danger:help_call"} & signs(text)
