"""What customers mean by an answer to a survey: a score in words, no wish to rate, a vehicle that runs well. Pure.

The words of a usual satisfaction scale (非常满意 … 非常不满意) stand for 5 to 1, and for 10, 8, 6, 4, 2 out of ten.
"""

# ruff: noqa: E501 - patterns are easier to read unbroken

from __future__ import annotations

import re
import unicodedata

from bot.nlu.numerals import parse_number

LOW = {5: 2, 10: 6}
"""Scores up to these, by scale, are followed up. Six and less of ten are the detractors of the net promoter score."""

_LONGEST_ANSWER = 40
_MARKS = re.compile(r"[\s，。！？,.!?~～…、:：]+")
_NOT_UNHAPPY = re.compile(r"没(有|什么|啥)?(哪里)?(不满|不好|不滿)")
_LEVELS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (4, _NOT_UNHAPPY),
    (
        1,
        re.compile(
            r"(非常|很|极|特别|十分|相当|太|极其)(的)?(不满|差|糟|烂|失望|不好|垃圾)|差评|差劲|垃圾|糟透|烂透|一分(都|也)不|最低分|太烂|"
            r"不能再差"
        ),
    ),
    (2, re.compile(r"不(太|怎么|大|是很|够)?(满意|好|行|爽|理想|舒服|咋地)|较差|有点差|失望|不怎么样|不咋|唔满意")),
    (3, re.compile(r"一般|还行|凑合|马马虎虎|中评|中规中矩|普通|过得去|就那样|将就|还可以|还阔以|麻麻地|就那么回事")),
    (
        5,
        re.compile(
            r"(非常|很|特别|十分|超级?|相当|太|挺|最|百分百|完全)(的)?(满意|滿意)|满意得很|好评|完美|满分|(超|太|很|真)(赞|棒|牛|给力)|点赞|"
            r"(非常|特别|太|超级?)好|没得说|没话说|无可挑剔|巴适得板"
        ),
    ),
    (4, re.compile(r"满意|滿意|挺好|挺不错|不错|蛮好|很好|还不错|比较好|巴适|可以的|真好|几好")),
)
_RECOMMENDS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (2, re.compile(r"(绝对|肯定|打死|坚决|完全)(也)?不(会)?(推荐|介绍)")),
    (4, re.compile(r"不(太|大|怎么)?(会|想|愿意?|可能)?(推荐|介绍)|不(太|大)?(会|愿意|可能)$")),
    (6, re.compile(r"看情况|不一定|可能(会)?|或许|再说吧|说不好|也许")),
    (10, re.compile(r"(一定|肯定|必须|绝对|百分百)(会)?(推荐|介绍)?$")),
    (9, re.compile(r"(会|愿意|可以|乐意)(推荐|介绍)?$|推荐|介绍给")),
)
_OUT_OF_TEN = {1: 2, 2: 4, 3: 6, 4: 8, 5: 10}
_STARS = re.compile(r"[星★]")
_BARE = re.compile(r"(?:就|打|给|评|那|个|我|选|算){0,4}(\d{1,3}(?:\.\d)?|[零一二两三四五六七八九十]{1,3})(?:个)?(?:吧|了|呀|哦|咯)?")
_REFUSES = re.compile(r"(不|懒得|没空|没时间|别让我|不用|先不)(想|用|要)?(评|打分|打了|评价|评了|打)|不评|下次再评|回头再评|不好评价")
_RUNS_WELL = re.compile(
    r"没(有|啥|什么|得|任何)?(别的|其他)?(大)?(问题|毛病|异常|异响|事|不对)|一切(都)?(正常|好)|(都|很|挺|蛮|还)?(正常|顺畅?|稳|好着|好多了|好开)|"
    r"不(响|抖|漏|亮|飘|偏|晃|闯|熄火)了?|(挺|很|蛮|都|还|非常|特别)(好|可以|不错|行|顺)|不错|满意|好的很|好得很|还行|没有别的|好用|舒服"
)
_RUNS_BADLY = re.compile(
    r"异响|[又还在]响|响得|吱|嗡|咯噔|抖|漏|故障|(灯|又|还)亮|不(太|大)?(好|对劲?|行|顺|稳|正常|舒服|理想|给力)|毛病|问题|还是(有|不|没|那|老)|又(坏|出|开始|来)|"
    r"不怎么样|不咋|(还是|又|老是?)(高|低|重|慢|红|热|烫|报)|报警|水温|没修好|没好|修坏|跑偏|熄火|异味|费油|顿挫|没劲|没力|打滑|发飘|松了|掉了|更(差|糟|严重|厉害)"
)


def score_of(text: str, scale: int, said: float | None = None) -> tuple[float, int] | None:
    """The score and its scale that an answer gives, out of range or not; None when it gives none.

    Args:
        scale: what was asked, 5 or 10. Stars are always out of five.
        said: a number that was read as a score in ``text``.
    """
    plain = _plain(text)
    if _STARS.search(plain) and said is not None:
        return said, 5
    if said is None:
        bare = _BARE.fullmatch(plain)
        said = parse_number(bare[1]) if bare else None
    if said is not None and "满分" not in plain:
        return said, scale
    if len(plain) > _LONGEST_ANSWER:
        return None
    if scale == 10:
        found = next((score for score, words in _RECOMMENDS if words.search(plain)), None)
        if found is not None:
            return found, scale
    level = next((score for score, words in _LEVELS if words.search(plain)), None)
    if level is None:
        return None
    return (_OUT_OF_TEN[level] if scale == 10 else level), scale


def refuses_to_rate(text: str) -> bool:
    """Whether the customer does not want to give a score."""
    return bool(_REFUSES.search(_plain(text)))


def runs_well(text: str) -> bool | None:
    """What an answer to "how does it run" says: well, not well, or (None) neither.

    What is said to be gone (不响了, 没问题) is taken out before looking for what is wrong.
    """
    plain = _plain(text)
    praised = bool(_RUNS_WELL.search(plain))
    if _RUNS_BADLY.search(_RUNS_WELL.sub("", plain)):
        return False
    return True if praised else None


def _plain(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text))
