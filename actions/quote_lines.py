"""Which lines of a quote words speak of: by any name of the lexicon, by a piece of the line's own name or the short name
people use (胎, 链条), by place (第二项), or by amount.
"""

# ruff: noqa: E501 - patterns are easier to read unbroken

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.components.phrases import phrases
from bot.nlu.dialect import spoken
from bot.nlu.normalise import normalise
from bot.nlu.numerals import NUMBER, parse_number

VERBS = "换做弄修搞装加补整洗"
_GENERIC = re.compile(
    r"更换|换|拆装|安装|工时费?|人工费?|手工费|费用|费|一套|一对|一副|总成|检修|清洗|材料|辅料|优惠|减免|项目|服务|\d+(?:\.\d+)?(?:个|只|条|升|瓶|付|套|片|根|l)?|[()（）]"
)
_PLACE = re.compile(
    r"第([一二三四五六七八九十\d]{1,2})(?:项|个|条|样|行|种)?|最后(?:那|这)?一?(?:项|个|条|样)|"
    r"(前|头|后)([两二三四五六七八九\d])(?:项|个|条|样)"
)
_DIGIT = re.compile(r"(?<![\d.a-z])([1-9])(?![\d.]|个|元|块|万|千|百|公里|km|号|点|月|天|米|条|年|次|只|月)")
_AMOUNT = re.compile(rf"({NUMBER})(?:块钱|元|块|的)|(?<![\d.a-z第])([1-9]\d{{2,5}}(?:\.\d+)?)(?![\d.a-z]|公里|万|千|年|号|天|店|路|次|个)")
_SHORT = re.compile(
    r"(?:^|(?<=[,，、和跟与同把换做要修弄搞装补还那这就先的个条是给只光仅除吧了嘛啊呀 ]))([胎链片盘泵灯管轮锁镜瓶油滤簧垫膜漆轴带线塞架壳门杠座臂杆芯])"
    r"(?:子|儿|条|网)?(?=$|[,，、和跟与同也都就先暂给帮不别甭莫要换做弄修搞整可行算再免留吧呢的得是我你咱该还必同没外今明下回好为干怎啥什有坏多几哪贵])"
)
"""A line's short name, where it stands alone: 胎换, 换胎; 上点油 and 轮子 mean none."""
_HEADS = "胎链片盘泵灯管轮镜油滤簧垫轴带线塞架杠座臂杆芯"
_SIDES = "前后左右"
_SHORTEST = 2


@dataclass(frozen=True)
class Line:
    """A line as it was offered: its key, name and kind, and its total in fen."""

    key: str
    name: str
    kind: str
    fen: int


@dataclass(frozen=True)
class Mention:
    start: int
    end: int
    keys: frozenset[str]


def mentioned(text: str, lines: Sequence[Line]) -> list[str]:
    """Keys of the lines that ``text`` speaks of, in their order."""
    keys = {key for mention in mentions(spoken(text), lines) for key in mention.keys}
    return [line.key for line in lines if line.key in keys]


def mentions(text: str, lines: Sequence[Line]) -> list[Mention]:
    found = [*_by_lexicon(text, lines), *_by_piece(text, lines), *_by_place(text, lines), *_by_amount(text, lines)]
    for vague in (*_by_letters(text, lines), *_by_short(text, lines)):
        if all(vague.end <= other.start or other.end <= vague.start for other in found):
            found.append(vague)
    spans: dict[tuple[int, int], frozenset[str]] = {}
    for one in found:
        spans[one.start, one.end] = spans.get((one.start, one.end), frozenset()) | one.keys
    taken: list[Mention] = []
    for mention in sorted((Mention(*span, keys) for span, keys in spans.items()), key=lambda m: m.start - m.end):
        if all(mention.end <= other.start or other.end <= mention.start for other in taken):
            taken.append(mention)
    return sorted(taken, key=lambda m: m.start)


def _by_lexicon(text: str, lines: Sequence[Line]) -> Iterator[Mention]:
    ids = {line.key: _ids(line.name) for line in lines}
    for span in phrases().find(text):
        if not _is_named(span.kind):
            continue
        start = span.start
        while start < span.end - _SHORTEST and text[start] in VERBS + "更清":
            start += 1
        keys = _on_that_side(text[max(0, start - 2) : span.end], [x for x in lines if span.id in ids[x.key]])
        if keys or span.kind == "part":
            yield Mention(start, span.end, keys)


def _on_that_side(words: str, lines: Sequence[Line]) -> frozenset[str]:
    """Of several lines that bear a name those on the side that is named: 前胎 and 后胎."""
    sides = {letter for letter in words if letter in _SIDES}
    there = [line for line in lines if sides and sides <= set(line.name)]
    return frozenset(line.key for line in there or lines)


def _ids(name: str) -> set[object]:
    return {span.id for span in phrases().find(normalise(name).text) if _is_named(span.kind)}


def _is_named(kind: str) -> bool:
    return kind in ("part", "service_item")


def _by_piece(text: str, lines: Sequence[Line]) -> Iterator[Mention]:
    cores = {line.key: core(line.name) for line in lines}
    for start in range(len(text)):
        for end in range(min(len(text), start + 12), start + _SHORTEST - 1, -1):
            piece = text[start:end]
            keys = frozenset(key for key, core in cores.items() if piece in core)
            if keys:
                yield Mention(start, end, keys)
                break


def _by_letters(text: str, lines: Sequence[Line]) -> Iterator[Mention]:
    """后胎 for 后轮胎: two or more letters of the name, in their order."""
    cores = {line.key: core(line.name) for line in lines}
    for start in range(len(text) - 1):
        for end in (start + 3, start + 2):
            piece = text[start:end]
            keys = frozenset(key for key, name in cores.items() if len(piece) == end - start and _in_order(piece, name))
            if keys:
                yield Mention(start, end, keys)
                break


def _in_order(piece: str, name: str) -> bool:
    rest = iter(name)
    return piece[-1] in _HEADS and all(letter in rest for letter in piece)


def _by_short(text: str, lines: Sequence[Line]) -> Iterator[Mention]:
    for match in _SHORT.finditer(text):
        keys = frozenset(line.key for line in lines if match[1] in core(line.name))
        if keys:
            yield Mention(match.start(), match.end(), keys)


def _by_place(text: str, lines: Sequence[Line]) -> Iterator[Mention]:
    for match in _PLACE.finditer(text):
        if match[1]:
            number = parse_number(match[1])
            chosen = lines[int(number) - 1 : int(number)] if number else []
        elif match[2]:
            count = int(parse_number(match[3]) or 0)
            chosen = lines[-count:] if match[2] == "后" else lines[:count]
        else:
            chosen = lines[-1:]
        if chosen:
            yield Mention(match.start(), match.end(), frozenset(line.key for line in chosen))
    for match in _DIGIT.finditer(text):
        if int(match[1]) <= len(lines):
            yield Mention(match.start(), match.end(), frozenset({lines[int(match[1]) - 1].key}))


def _by_amount(text: str, lines: Sequence[Line]) -> Iterator[Mention]:
    for match in _AMOUNT.finditer(text):
        amount = parse_number(match[1] or match[2])
        keys = frozenset(line.key for line in lines if amount is not None and line.fen == round(amount * 100))
        if keys:
            yield Mention(match.start(), match.end(), keys)


def core(name: str) -> str:
    """A line's name without what any line may be called."""
    return _GENERIC.sub("", normalise(name).text)
