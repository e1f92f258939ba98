"""Decisions about a quote in customers' words."""

from __future__ import annotations

import pytest

from actions.quote_asks import asks_if_left, asks_what_is_proposed, asks_when_done, asks_why, bargains, objects
from actions.quote_lines import Line, mentioned
from actions.quote_words import read_answer

LINES = [
    Line("L1", "雨刮片（一对）", "part", 9800),
    Line("L2", "机油滤清器", "part", 4500),
    Line("L3", "火花塞", "part", 28000),
]
BRAKES = [
    Line("P", "前刹车片", "part", 38000),
    Line("W", "更换前刹车片工时", "labour", 12000),
    Line("O", "空调清洗", "other", 16000),
]


def said(text: str, lines: list[Line] = LINES) -> dict[str, bool] | None:
    answer = read_answer(text, lines)
    return None if answer is None else dict(sorted(answer.picks.items()))


def picks(yes: str, no: str = "") -> dict[str, bool]:
    return dict(sorted({**{f"L{n}": True for n in yes}, **{f"L{n}": False for n in no}}.items()))


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        ("雨刮换，机滤先不动", "1", "2"),
        ("雨刮换机滤不换", "1", "2"),
        ("换雨刮，不换机滤", "1", "2"),
        ("雨刮和火花塞换，机滤不要了", "13", "2"),
        ("雨刮、机滤换掉吧", "12", ""),
        ("雨刮和机滤都换", "12", ""),
        ("都做", "123", ""),
        ("都换了吧", "123", ""),
        ("全部同意", "123", ""),
        ("三项都做吧", "123", ""),
        ("按你们说的做，安全要紧", "123", ""),
        ("好的，做吧", "123", ""),
        ("那就换吧", "123", ""),
        ("行", "123", ""),
        ("除了火花塞其他都换", "12", "3"),
        ("除了火花塞，其他都做", "12", "3"),
        ("除了雨刮都不做", "1", "23"),
        ("其他的都换，火花塞不换", "12", "3"),
        ("都换，火花塞先不换", "12", "3"),
        ("火花塞不要，其余照做", "12", "3"),
        ("第二项不要", "", "2"),
        ("第二项不要，其他都做", "13", "2"),
        ("第一个和第三个做，第二个先不做", "13", "2"),
        ("1和3做，2不做", "13", "2"),
        ("前两项做，最后一项算了", "12", "3"),
        ("太贵了先不弄", "", "123"),
        ("不换，太贵了", "", "123"),
        ("算了，都不做了", "", "123"),
        ("先不做", "", "123"),
        ("就换雨刮吧", "1", "23"),
        ("只换机滤", "2", "13"),
        ("只做雨刮和机滤，别的先别弄", "12", "3"),
        ("280的那个不要，另外的都换", "12", "3"),
        ("二百八那项火花塞下次再说", "", "3"),
        ("机滤还是换吧", "2", ""),
        ("等等，机滤还是换吧", "2", ""),
        ("雨刮我自己换，机滤做了", "2", "1"),
        ("换刮水器可以，火花塞就别了，先不换", "1", "3"),
        ("都做，什么时候能好", "123", ""),
        ("雨刷换，機濾不用", "1", "2"),
        ("火花塞免了吧", "", "3"),
        ("贵是贵点，为了安全，都换", "123", ""),
    ],
)
def test_decisions(text: str, yes: str, no: str) -> None:
    assert said(text) == picks(yes, no)


@pytest.mark.parametrize(
    "text",
    [
        "不换会怎样",
        "机滤是原厂的吗",
        "这个能便宜点吗",
        "便宜五十我就换",
        "如果今天能好就做",
        "机滤换好了没",
        "什么时候能好",
        "我上次换过雨刮",
        "要不要紧",
        "多少钱",
        "你们几点关门",
        "谢谢",
        "我考虑一下",
        "换不换火花塞有什么区别",
        "太贵了",
    ],
)
def test_what_decides_nothing(text: str) -> None:
    assert said(text) is None


SCOOTER = [Line("L1", "前轮胎", "part", 26000), Line("L2", "后轮胎", "part", 28000), Line("L3", "传动皮带", "part", 15000)]
BIKE = [Line("L1", "前轮胎", "part", 30000), Line("L2", "链条套装", "part", 22000), Line("L3", "机油", "part", 6000)]


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        ("胎换，链子先不弄，油给换了", "13", "2"),
        ("换胎不换链条", "1", "2"),
        ("链条还能凑合，胎整一个，油不急", "1", "23"),
        ("要胎和油，不要链条", "13", "2"),
        ("油换了吧 胎下回", "3", "1"),
        ("胎和链条都上吧", "12", ""),
        ("链条我去外面弄，其他的做", "13", "2"),
        ("胎还好着呢，别的都换", "23", ""),
        ("链子我再想想，胎换", "1", ""),
        ("胎为啥要换？那不换了", "", "1"),
    ],
)
def test_short_names_in_any_order(text: str, yes: str, no: str) -> None:
    assert said(text, BIKE) == picks(yes, no)


def test_a_side_tells_two_lines_apart() -> None:
    assert said("前胎换，后胎不换", SCOOTER) == picks("1", "2")
    assert said("后胎换了，前胎还能跑", SCOOTER) == picks("2", "1")
    assert said("胎都不换，皮带换", SCOOTER) == picks("3", "12")


@pytest.mark.parametrize(
    "text",
    [
        "火花塞干嘛要换？车跑得好好的",
        "凭啥要我换雨刮",
        "雨刮好着呢",
        "火花塞去年换了",
        "火花塞上个月刚在别家换的",
        "机滤有必要换吗，可以不管吧？",
        "这么多东西都要换？真的坏了？",
        "师傅人挺好的",
        "车况还行",
        "我要投诉",
        "我要开票",
        "帮我洗个车",
        "修好了给我打电话",
        "可以先发张照片看看",
        "换这些要多久",
        "你们这是宰人，换这么多",
        "上次换的还没到一年",
        "行吧，我跟我爸说一声",
        "一块换能优惠不",
        "都换便宜些不",
        "火花塞换不",
        "雨刮换了没",
        "我再看看再定",
    ],
)
def test_a_question_or_an_objection_is_no_consent(text: str) -> None:
    assert said(text) is None


def test_a_yes_beside_another_question_counts() -> None:
    assert said("好的，几点能取？") == picks("123")
    assert said("可以，为啥要换火花塞？") is None


def test_work_follows_its_part() -> None:
    assert said("刹车片换", BRAKES) == {"P": True, "W": True}
    assert said("就换刹车片吧", BRAKES) == {"O": False, "P": True, "W": True}
    assert said("前刹换，空调清洗不做", BRAKES) == {"O": False, "P": True, "W": True}
    one = [Line("P", "水泵", "part", 32000), Line("W", "工时费", "labour", 20000)]
    assert said("水泵换吧", one) == {"P": True, "W": True}
    two = [*one, Line("Q", "节温器", "part", 9000)]
    assert said("水泵换，节温器不换", two) == {"P": True, "Q": False}
    assert said("水泵和节温器都换", two) == {"P": True, "Q": True, "W": True}


def test_a_part_that_is_not_in_the_quote_is_nobody_elses() -> None:
    oil = [Line("A", "机油", "part", 30000)]
    assert said("机油滤清器换一下", oil) != {"A": True}
    assert said("刹车的都换，别的不急", [Line("A", "刹车片", "part", 1), Line("B", "刹车油", "part", 2), Line("C", "镀膜", "other", 3)]) == {
        "A": True,
        "B": True,
        "C": False,
    }


def test_plain_words_are_weak_and_names_are_named() -> None:
    answer = read_answer("好的", LINES)
    assert answer is not None
    assert (answer.weak, answer.named) == (True, False)
    answer = read_answer("雨刮换", LINES)
    assert answer is not None
    assert (answer.weak, answer.named) == (False, True)


def test_questions_are_told_apart() -> None:
    assert bargains("能不能便宜点")
    assert bargains("太贵了")
    assert not bargains("雨刮换")
    assert asks_if_left("不换会怎样")
    assert asks_if_left("火花塞不换行不行")
    assert asks_if_left("必须换吗")
    assert asks_if_left("不换的话还能骑多久")
    assert asks_if_left("能不能拖到月底再弄啊？")
    assert bargains("凑个整数行不")
    assert not asks_if_left("火花塞不换")
    assert asks_why("为什么要换火花塞")
    assert asks_why("工时怎么算的")
    assert mentioned("火花塞不换行不行", LINES) == ["L3"]
    assert objects("火花塞半年前才换的")
    assert objects("机滤还新着呢")
    assert objects("我没听见雨刮响")
    assert not objects("机滤换吧")


@pytest.mark.parametrize(
    "text",
    ["火花塞干啥要换", "换火花塞的理由是啥", "非得换吗", "哪里坏了", "凭什么换", "有啥依据", "真的坏了吗", "说说为什么", "那个180是啥钱"],
)
def test_why(text: str) -> None:
    assert asks_why(text)


@pytest.mark.parametrize("text", ["你们是干嘛的", "怎么还要等这么久", "不用换", "没必要换", "要换"])
def test_not_why(text: str) -> None:
    assert not asks_why(text)


@pytest.mark.parametrize(
    "text",
    ["你们说要换些啥", "检查出来要弄哪些东西", "报价再发一遍", "刚才那个清单我看看", "要换的是哪几样", "查出了什么", "让我定的是啥"],
)
def test_what_is_proposed(text: str) -> None:
    assert asks_what_is_proposed(text)


@pytest.mark.parametrize("text", ["为啥要换", "上次换了啥", "修好了吗", "雨刮换"])
def test_not_what_is_proposed(text: str) -> None:
    assert not asks_what_is_proposed(text)


@pytest.mark.parametrize(
    "text", ["又加钱 不做 把原来的弄好就行", "不换，先前说好的修好就可以", "对，不做", "不用了，按原来的做就行"]
)
def test_a_refusal_wins_over_what_was_agreed_before(text: str) -> None:
    assert said(text, LINES[:1]) == {"L1": False}


@pytest.mark.parametrize("text", ["800行不行，行我就做", "900我马上同意", "700块就换"])
def test_an_offer_of_another_price_decides_nothing(text: str) -> None:
    assert said(text) is None


def test_a_blank_ends_a_clause() -> None:
    assert said("雨刮换 机滤先不动") == picks("1", "2")
    assert said("换 雨刮") == picks("1")


@pytest.mark.parametrize("text", ["那算了 啥都不做了 车我开走", "什么都不换了", "不换！只换链条"])
def test_nothing_at_all_is_done(text: str) -> None:
    assert said(text) == picks("", "123")


@pytest.mark.parametrize("text", ["链条不换", "只换链条"])
def test_what_is_on_no_line_decides_about_none(text: str) -> None:
    assert said(text) is None


@pytest.mark.parametrize(("text", "asks"), [("换了的话几号能取", True), ("都做完啥时候能开走", True), ("几点能取车", False)])
def test_asks_when_it_would_be_done(text: str, asks: bool) -> None:
    assert asks_when_done(text) is asks
