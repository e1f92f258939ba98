"""Scores that customers give: 5星, 给个两分吧, 满分."""

from __future__ import annotations

import re
from typing import Final

from bot.nlu.normalise import Normalised
from bot.nlu.numerals import parse_number
from bot.nlu.readers.found import Reading

_NUMBER: Final = r"(?:100|[0-9]{1,2}(?:\.5)?|[一二三四五六七八九]?十|一百|[零一二两俩三四五六七八九])"
_HAN: Final = "零一二两三四五六七八九十百千万几"
_BOUNDARY: Final = rf"(?<![0-9a-z.{_HAN}差扣罚满第少缺欠低多])(?<!(?<!登)记)(?<![0-9{_HAN}]点)(?<![0-9]:)(?<!扣了)"
_STARS: Final = re.compile(
    rf"{_BOUNDARY}(?P<number>{_NUMBER})[ ]?[颗个粒]?[星★](?![期座空巴辰越瑞途愿光驰]|级酒|半点)级?"
)
_POINTS: Final = re.compile(
    rf"{_BOUNDARY}(?P<number>{_NUMBER})[ ]?分(?![钟之店期公析散别开享红米贝摊数线钱货割歧里制]|[0-9])"
    "(?P<half>半(?!点))?"
)
_GIVEN: Final = re.compile(
    r"[打给评](?:个|你们?|您|他们?|师傅)?[ ]?(?P<number>10|[0-9])(?=[ ]?(?:$|[,。!?吧了]))"
    r"|(?:评分|打分|得分)[是为:, ]*(?P<scored>10|[0-9](?:\.[0-9])?)(?![0-9.])"
)
_FULL: Final = re.compile("(?<!十分)满[分星](?![是1攻])")
_PRINTED: Final = re.compile("(?<![0-9一二三四五星★])★{1,5}(?!★)")
_CLAUSE_ENDS: Final = tuple(",。!?: ")
_MOST: Final = 10
_MOST_STARS: Final = 5
#: 满分 on the usual scale.
_FULL_SCORE: Final = 5
_SAID_AS_SCORE: Final = re.compile(r"[打给评得俾](?:了|个|你们?|您|他们?|恁|师傅|到)*\Z")


def read_scores(normalised: Normalised) -> list[Reading]:
    """All scores, on whatever scale; 满分 is 5. 十分满意 is praise and no ten."""
    text = normalised.text
    found: list[Reading] = []
    for pattern in (_STARS, _POINTS, _GIVEN):
        for match in pattern.finditer(text):
            _add(found, match)
    found += [Reading("score", match.start(), match.end(), _FULL_SCORE) for match in _FULL.finditer(text)]
    found += [Reading("score", match.start(), match.end(), len(match[0])) for match in _PRINTED.finditer(text)]
    return sorted(found, key=lambda reading: reading.start)


def _add(found: list[Reading], match: re.Match[str]) -> None:
    groups = match.groupdict()
    name = "scored" if groups.get("scored") else "number"
    number, start = match[name], match.start(name)
    end = match.end(name) if match.re is _GIVEN else match.end()
    value = parse_number(number)
    if value is None or any(start < other.end and other.start < end for other in found):
        return
    if match.re is _STARS and value > _MOST_STARS:
        return
    # 十分 is "very", 一分 "a bit", and more than ten points are a scale of its own: they must be said as a score.
    doubtful = number in ("十", "一") or value > _MOST
    if match.re is _POINTS and doubtful and not _is_said_as_score(match):
        return
    value += 0.5 if groups.get("half") else 0
    found.append(Reading("score", start, end, value))


def _is_said_as_score(match: re.Match[str]) -> bool:
    before, after = match.string[: match.start()], match.string[match.end() :]
    alone = before[-1:] in ("", *_CLAUSE_ENDS) and (not after or after[0] in (*_CLAUSE_ENDS, "吧"))
    return alone or _SAID_AS_SCORE.search(before) is not None
