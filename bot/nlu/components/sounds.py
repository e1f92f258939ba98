"""How characters sound: what a voice input or a hasty finger writes instead of the word that was meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from pypinyin import Style, pinyin

from bot.nlu.components.words import words

_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
_SILENT = frozenset({"zh", "ch", "sh", "ng"})
_URGENT = [
    "刹车", "没刹车", "刹不住", "停不住", "停不下", "踩不住", "失灵", "油门", "卡住", "卡死", "方向盘",
    "打不动", "冒烟", "浓烟", "黑烟", "白烟", "着火", "起火", "车着了", "火苗", "烧起来", "爆炸", "汽油",
    "漏油", "漏汽油", "电池", "电瓶", "鼓包", "发烫", "漏电", "触电", "爆胎", "轮胎", "气囊", "翻车", "撞到人",
    "撞车", "追尾", "流血", "受伤了", "骨折", "昏迷", "晕倒", "压住", "夹住", "被困", "出不来", "锁车里",
    "反锁", "救命", "下坡",
]  # fmt: skip


@lru_cache(maxsize=32768)
def syllable(char: str) -> str:
    """Toneless pinyin of a character as careless typing and dialects merge it (zh=z, ng=n); others stay."""
    if char.isascii() or (char >= "\ue000" and char <= "\ue0ff"):
        return char
    return _merged(pinyin(char, style=Style.NORMAL, errors="default")[0][0])


def heard(text: str, cut: Sequence[tuple[int, int]]) -> str:
    """``text`` with urgent words in place of other characters, or Latin letters, that sound like them.

    沙车失零 becomes 刹车失灵, shache becomes 刹车. What makes sense as it is written stays: nothing is replaced that
    touches a word of the dictionary (猫眼), as ``cut``, the words of the text, tells them.
    """
    sounds, places = _sounded(text)
    parts, end = [], 0
    for match in _pattern().finditer(sounds):
        start, stop = places[match.start()], places[match.end() - 1] + 1
        word = _words()[match.group().replace("'", "")]
        if start >= end and text[start:stop] != word and not _makes_sense(text, start, stop, cut):
            parts += [text[end:start], word]
            end = stop
    return "".join([*parts, text[end:]])


def _makes_sense(text: str, start: int, stop: int, cut: Sequence[tuple[int, int]]) -> bool:
    touching = (text[first:last] for first, last in cut if first < stop and last > start and last - first > 1)
    return any(not word.isascii() and words().knows(word) for word in touching)


def _sounded(text: str) -> tuple[str, list[int]]:
    # An apostrophe before each Chinese syllable, so that no word is found across half a syllable; and for each
    # character of the result the place it comes from.
    sounds, places, before = "", [], ""
    for place, char in enumerate(text):
        letter = _letter(char)
        if before + letter in _SILENT:
            continue
        sound = letter or f"'{syllable(char)}"
        sounds += sound
        places += [place] * len(sound)
        before = letter
    return sounds, places


def _letter(char: str) -> str:
    letter = unicodedata.normalize("NFD", char)[0].lower()
    return letter if letter.isascii() and letter.isalnum() else ""


def _merged(sound: str) -> str:
    for sharp, flat in _FUZZY:
        sound = sound.replace(sharp, flat)
    return sound


def _sound(word: str) -> list[str]:
    return [_merged(sound[0]) for sound in pinyin(word, style=Style.NORMAL)]


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    return {"".join(_sound(word)): word for word in reversed(_URGENT)}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    longest = sorted(_URGENT, key=len, reverse=True)
    return re.compile("|".join("'?" + "'?".join(_sound(word)) + "(?![a-z])" for word in longest))
