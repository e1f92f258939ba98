"""Amounts of money in yuan: 三百块, ¥1,280, 一千二, 八十八块八."""

from __future__ import annotations

import re
from typing import Final

from bot.nlu.normalise import Normalised
from bot.nlu.numerals import NUMBER, parse_number
from bot.nlu.readers.found import Reading

_BOUNDARY: Final = r"(?<![0-9a-z.零一二两三四五六七八九十百千万几])"
_ABOUT: Final = r"(?:多|来|出头)?"
# The last digit of 八十八块八.
_TENTHS: Final = "[0-9一二两三四五六七八九](?![0-9一二两三四五六七八九十百千万点个块天次年月人辆条只位件])[毛钱]?"
# 块 also counts things: 两块刹车片, 一块去.
_NO_MONEY: Final = "(?![刹电玻板皮漆布石砖屏片瓶轮儿铁锂镜肉蓄])"
_CURRENCY: Final = re.compile(rf"(?:¥|rmb|人民币|\$)[ ]?(?P<number>{NUMBER})(?:元|块钱?)?")
_WITH_UNIT: Final = re.compile(
    rf"{_BOUNDARY}(?P<number>{NUMBER})(?P<about>{_ABOUT})[ ]?"
    rf"(?:(?P<money>元(?!plus|pro|up|旦|宵)|圆|块钱|rmb|毛(?![病刺躁巾毡])钱?|蚊|万元)|(?P<piece>块){_NO_MONEY}(?P<rest>{_TENTHS})?)"
)
_CUE: Final = (
    "(?:花了?|打算花|预算|超过|奖金|补贴|贷|让到|金额|价格|价|费|报价|报了?|要价?|收了?|[多少]收了?|付(?:了|的)?|给了|交了?|转了?|退了?|赔了?|扣款?|罚款?"
    "|便宜|优惠|减|抵扣?|满|送|充(?:值|了|值了)|剩下?的?|押金|定金|欠|总共|一共|合计|加了|差了|只要|才要|卖|涨到|降到)"
    "(?:是|我|你|您|他|了|大概|大约|差不多|到|在|个|:|[ ])*"
)
_AFTER_CUE: Final = re.compile(
    rf"{_CUE}(?P<number>{NUMBER})(?P<about>{_ABOUT})(?![0-9a-z.\-零一二两三四五六七八九十百千万])"
    "(?![ ]?(?:公里|千米|km|小时|[%:/天年月周号点刻半次遍趟圈下分秒个家只条辆张人位种样项块元成级款桶瓶套根颗]))"
    "(?![ ]?[迈档米转星折升斤楼层])"
)
_ALONE: Final = re.compile(
    rf"(?:大概|大约|差不多|预算|最多)?(?P<number>{NUMBER})(?:左右|以内|以下|吧|起|出头|多)*[。.!?]?"
)
# 一千二, 两百多, 2k are said of money wherever nothing else is counted and nothing drives.
_SHORTHAND: Final = re.compile(
    rf"{_BOUNDARY}(?<![速过跑开迈转])(?P<number>[一二两三四五六七八九][百千](?:零?[一二三四五六七八九十]+)?|[0-9]+(?:\.[0-9])?k(?![a-z0-9]))"
    r"(?![0-9a-z.零一二两三四五六七八九十百千万])"
    "(?P<about>[多来]?)(?![多来]?[ ]?(?:公里|千米|小时|毫[安升米]|[天年次分个点号月趟圈迈码转里斤屏人位瓦w度步字件]))"
    "(?![多来]?[ ]?[张笔页套种台桶片颗升米目匹伏安牛吨克岁倍家条辆本层集句遍首平块元毛蚊圆])"
)
# 398那个保养, 1680的方案: a price that names what it buys.
_NAMED: Final = re.compile(
    rf"{_BOUNDARY}(?P<number>[0-9]{{2,5}})(?=那个|的(?:那个|方案|套餐|保养|工时|活动|服务|项目)|整(?:$|[,。吧]))"
)
# Where somebody drives, 一百二 is how fast.
_SPEED: Final = re.compile("车速|时速|油门|高速")
_THREE_WAY: Final = re.compile(r"三元(?=催|锂|件|里|桥|电)")
_FEWEST_YUAN: Final = 10
_LEAST_AFTER_CUE: Final = 50
_MOST: Final = 10_000_000
_FEW: Final = re.compile(r"([一二两三四五六七八])([二三四五六七八九])(?=[十百千万])")
# Words of a whole message that are a sum rather than a mileage: they end in hundreds or thousands.
_SUM: Final = re.compile(r"[一二两三四五六七八九][百千][一二三四五六七八九百十零]*|[0-9.]+k")


def read_amounts(normalised: Normalised) -> list[Reading]:
    """All amounts in yuan; 两三百块 is 200 with the note `ambiguous: …`."""
    text = normalised.text
    found: list[Reading] = []
    for match in _CURRENCY.finditer(text):
        _add(found, match, match.start(), match.end(), match["number"])
    for match in _WITH_UNIT.finditer(text):
        _add_with_unit(found, match)
    for match in _AFTER_CUE.finditer(text):
        _add(found, match, match.start("number"), match.end("about"), match["number"], least=_LEAST_AFTER_CUE)
    for match in _NAMED.finditer(text):
        _add(found, match, match.start(), match.end(), match["number"])
    for match in () if _SPEED.search(text) else _SHORTHAND.finditer(text):
        _add(found, match, match.start(), match.end(), match["number"])
    alone = _ALONE.fullmatch(text)
    if alone and _SUM.fullmatch(alone["number"]):
        _add(found, alone, *alone.span("number"), alone["number"])
    return sorted(found, key=lambda reading: reading.start)


def _add_with_unit(found: list[Reading], match: re.Match[str]) -> None:
    value, _ = _value(match["number"])
    if value is None or _THREE_WAY.match(match.string, match.start()):
        return
    if match["piece"] and match["rest"] is None and value < _FEWEST_YUAN:
        # A small number of 块 is money only where the clause ends with it.
        following = match.string[match.end() : match.end() + 1]
        if following and following not in ",。!?;吧了吗呢啊呀、 /":
            return
        if value == 1 and match["number"] == "一":
            return
    rest = match["rest"]
    extra = (parse_number(rest[0]) or 0) / 10 if rest else 0
    unit = match["money"] or ""
    factor = 0.1 if unit.startswith("毛") else 10_000 if unit == "万元" else 1
    _add(found, match, match.start(), match.end(), match["number"], factor=factor, extra=extra)


def _add(
    found: list[Reading],
    match: re.Match[str],
    start: int,
    end: int,
    number: str,
    *,
    least: float = 0,
    factor: float = 1,
    extra: float = 0,
) -> None:
    value, note = _value(number)
    if value is None or any(start < other.end and other.start < end for other in found):
        return
    yuan = round(value * factor + extra, 2)
    if not least <= yuan <= _MOST or number in ("百", "千", "万", "十"):
        return
    found.append(Reading("amount", start, end, int(yuan) if yuan == int(yuan) else yuan, note))


def _value(number: str) -> tuple[float | None, str | None]:
    """The number, the lower one of 两三百, and a note for the latter."""
    few = _FEW.search(number)
    if few is None:
        return parse_number(number), None
    return parse_number(number[: few.start(2)] + number[few.end(2) :]), "ambiguous: about"
