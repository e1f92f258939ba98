"""One normaliser for training and for serving; it remembers where every character came from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

from bot.nlu.numerals import SPOKEN_DIGITS

_T2S = OpenCC("t2s")

_EMOJI = {
    "👍": "赞", "👏": "赞", "💪": "赞", "👎": "差评", "👌": "好的", "🆗": "好的", "✅": "好的", "❌": "不", "🙅": "不",
    "🙏": "谢谢", "🌹": "谢谢", "💐": "谢谢", "💯": "满分", "⭐": "★", "🌟": "★",
    "😡": "生气", "🤬": "生气", "😠": "生气", "😤": "生气", "💢": "生气",
    "😭": "难过", "😢": "难过", "😞": "难过", "☹": "难过",
    "😂": "哈哈", "🤣": "哈哈", "😄": "哈哈", "😁": "哈哈", "👋": "再见",
    "🚗": "车", "🚙": "车", "🚘": "车", "🏍": "摩托车", "🛵": "电动车", "🚚": "货车", 
    "🔋": "电池", "🛢": "机油", "🛞": "轮胎",
    "🔧": "修", "🛠": "修", "🔥": "火", "💨": "烟", "🆘": "救命", "🚨": "报警", "⚠": "警告",
    "💰": "钱", "💵": "钱", "⏰": "时间", "📞": "电话", "📱": "手机", "📍": "位置",
    "❓": "?", "❔": "?", "❗": "!", "❕": "!",
}  # fmt: skip
_STAR = "★"  # stars are counted
_UNSEEN = ("Cf", "Cc", "Cs", "Co", "Cn", "Me")
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REPEATABLE = frozenset("*#") | frozenset(SPOKEN_DIGITS) | frozenset("十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟") | {_STAR}
_SPOKEN = "".join(SPOKEN_DIGITS)
_SPOKEN_RUN = re.compile(rf"(?<![周期拜0-9{_SPOKEN}])[0-9{_SPOKEN}]{{5,}}(?![十百千万亿点])")
_NUMBER_AND_WORD = re.compile(rf"[0-9]{{4,}}[{_SPOKEN}]|[{_SPOKEN}][0-9]{{4,}}")
_SPOKEN_TO_ASCII = str.maketrans(SPOKEN_DIGITS)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text and the way back to the text as given.

    Attributes:
        text: the normalised text.
        offsets: `offsets[i]` is the index, in the text as given, of the character that normalised character `i` came
            from; one more entry holds the length of the text as given.
    """

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Translate a half-open span of the normalised text into one of the text as given.

        Characters that the normaliser dropped inside the span belong to it, those at its edges do not.
        """
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + 1


def normalise(text: str) -> Normalised:
    """Bring a customer's text into the one form that features, lexicon and readers know.

    NFKC and lower case character by character, Traditional to Simplified (OpenCC t2s), invisible and control characters
    dropped, runs of blanks made one, repeated punctuation made one, other Chinese characters repeated three times or
    more made two, emoji that mean something made words, and digits spoken one by one (幺三八零零…, five or more) made
    ASCII. Never raises.
    """
    chars: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(text):
        folded_text = _fold(char)
        if char in _EMOJI and folded_text != _STAR and "".join(chars[-len(folded_text) :]) == folded_text:
            continue
        for folded in folded_text:
            if _is_repetition(chars, folded):
                continue
            chars.append(folded)
            offsets.append(index)
    while chars and chars[-1] == " ":
        chars.pop()
        offsets.pop()
    offsets.append(len(text))
    simplified = simplify("".join(chars))
    digits = _SPOKEN_RUN.sub(_to_ascii, simplified)
    return Normalised(digits, tuple(offsets))


def _to_ascii(run: re.Match[str]) -> str:
    # 2019一共, GD2611179911两张: a word or a measure behind a number, no further digit of it.
    return run[0] if _NUMBER_AND_WORD.fullmatch(run[0]) else run[0].translate(_SPOKEN_TO_ASCII)


@lru_cache(maxsize=16384)
def _fold(char: str) -> str:
    if char in _EMOJI:
        return _EMOJI[char]
    if char.isspace():
        return " "
    # Variation selectors and combining marks (ˇ, the keycap frame) carry no meaning of their own in Chinese.
    if unicodedata.category(char) in (*_UNSEEN, "Mn") or ord(char) in _SKIN_TONES:
        return ""
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.decimal(char))
    folded = unicodedata.normalize("NFKC", char).lower()
    return "".join(" " if part.isspace() else part for part in folded if unicodedata.category(part) != "Mn")


def _is_repetition(chars: list[str], char: str) -> bool:
    if char == " ":
        return not chars or chars[-1] == " "
    if not chars or chars[-1] != char or (char.isascii() and char.isalnum()) or char in _REPEATABLE:
        return False
    return not char.isalnum() or chars[-2:] == [char, char]


def simplify(text: str) -> str:
    """Traditional characters made Simplified ones; the length stays the same."""
    if not any(map(_is_traditional, text)):
        return text
    simplified = str(_T2S.convert(text))
    if len(simplified) == len(text):
        return simplified
    # A phrase that changes its length would break the offsets; single characters never do.
    return "".join(str(_T2S.convert(char))[:1] or char for char in text)


@lru_cache(maxsize=16384)
def _is_traditional(char: str) -> bool:
    return not char.isascii() and str(_T2S.convert(char)) != char
