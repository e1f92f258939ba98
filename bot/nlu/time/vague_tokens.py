"""Expressions that name no moment: they may bound what is offered, and are asked."""

from __future__ import annotations

from datetime import datetime
from re import Match
from typing import Final

from bot.nlu.time.tokens import Kind, Meaning, vague_meaning

_AFTER: Final = "(?:以后|之后|过后|后)"
_FREE: Final = "(?:有空|有时间|空了|闲了|忙完|闲下来|方便)"
_HAN: Final = "一二三四五六七八九"
_NO_COUNT: Final = f"(?<![0-9两几半多十{_HAN}])"
_BY_TURNS: Final = "一会"

_PHRASES: Final = (
    # 过两天, 过阵子, 几天后
    "再?过个?[几两俩]个?(?:天|日(?!子)|周|星期|礼拜|月|年)(?![后以之])",
    "再?过些(?:天|日子|时候|时日)",
    "再?过一?(?:阵子?|段时间|段日子|会儿?)",
    f"几(?:天|个?小时|个?礼拜|个?星期|周|个月|分钟){_AFTER}",
    f"(?:三五|十来|十几|好几)天{_AFTER}",
    "好?几(?:天|个?小时|个?礼拜|个?星期|周|个月|年)(?:以前|之前|前)|前几年",
    # 改天, 有空的时候
    "(?<!不用)改天|改日|改明儿|赶明儿|抽空|抽时间",
    "(?<!不)得空了?(?=再|我|就|来|去|的|$)",
    f"(?:等?[我俺咱])?{_FREE}了?(?:的时候|的话|时(?!间)|再)",
    f"等[我俺咱]{_FREE}了?",
    # 一会儿, 回头: soon
    "(?<![等了不凉歇坐停开])一会儿?(?!了|能|要|工夫)",
    "[待呆]会儿?",
    "等会儿?(?!了|吧|$|,|。)",
    "等下(?=再|我|就|过|来|去)",
    "(?<!打)回头(?=再|我|来|去|给|就)",
    "稍后|晚些时候|晚点儿?(?=再|来|去|过|到|给|我)",
    "下次(?=来|再|保养|过)",
    # 这两天, 前阵子
    "(?<!前)这[两几]天|最近[两几]天|近[两几]天内?",
    "前[两几些][天日](?!前)|前(?:阵子?|段时间|些日子|段日子)",
    # a day that was said before, and its part
    "(?:第[二三四五]天|次日|隔天|同一?天|(?<![一二三四五六日天号节末0-9])[那当]天)的?(?:早上|上午|中午|下午|晚上|傍晚)",
    # tied to something that the calendar does not hold
    f"下班(?:{_AFTER}|之前|以前|前)|放学{_AFTER}|(?:中饭|午饭|晚饭|吃完饭|吃过饭|饭){_AFTER}",
    rf"(?:[去今明前后]|20[0-9]{{2}})年年?(?:[底末]|初(?!中))|年[底末]|岁末|年(?:初(?!中)|中)(?!级|[{_HAN}十])",
    f"{_NO_COUNT}年[前后](?!后)|节[前后](?!气|能)",
    "(?:[去今明前]年的?)(?:[春夏秋冬][天季]|入[春夏秋冬]|[上下]半年)",
    "(?<![年月])初[四五六七八九十](?![中年])",
)


def _read_vague(match: Match[str], now: datetime) -> Meaning | None:
    if match[0].startswith(_BY_TURNS) and match.string.count(_BY_TURNS) > 1:
        return None  # 一会儿响一会儿不响: by turns
    return vague_meaning()


VAGUE_KIND: Final = Kind("vague", "|".join(_PHRASES), _read_vague)
