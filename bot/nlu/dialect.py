"""Function words of the dialects in the words of the standard language, so that a rule needs to know each only once.

For rules over words alone: what customers wrote is stored, quoted and understood by the model as they wrote it. Every
word becomes one of the same length, so that spans stay true.
"""

from __future__ import annotations

import re
from typing import Final

from bot.nlu.normalise import normalise

_WORDS: Final = {
    # Cantonese
    "点解": "为啥", "做乜": "为啥", "做咩": "为啥", "几多": "多少", "几耐": "多久", "几时": "何时", "边度": "哪里",
    "边个": "哪个", "边位": "哪位", "乜嘢": "什么", "点样": "怎样", "点算": "咋办", "唔该": "谢谢", "琴日": "昨天",
    "寻日": "昨天", "听日": "明天", "今朝": "今早", "听朝": "明早", "搞掂": "搞定", "使唔使": "要不要", "系咪": "是否",
    "唔使": "不用", "唔好": "不要", "而家": "现在", "依家": "现在", "即刻": "马上", "返屋企": "回家里",
    # Sichuan and Chongqing
    "好多钱": "多少钱", "好多块": "多少块", "咋个": "怎么", "啥子": "什么", "莫得": "没有", "没得": "没有", "几久": "多久",  # noqa: E501
    "看哈": "看下", "查哈": "查下", "问哈": "问下", "等哈": "等下", "弄哈": "弄下", "搞哈": "搞下", "修哈": "修下",
    # the North
    "啥前儿": "啥时候", "多会儿": "啥时候", "多咱": "几时", "咋整": "咋办", "咋着": "怎么", "弄啥": "干啥", "中不": "行不",  # noqa: E501
    "今儿": "今天", "明儿": "明天", "后儿": "后天", "昨儿": "昨天", "前儿": "前天",
    # Shanghai
    "几钿": "多少", "辰光": "时候",
}  # fmt: skip
_LETTERS: Final = dict(
    zip("唔冇喺咗嘅哋攞嚟睇畀俾㗎啲咁噉佢嘢喇乜咩嗰恁甭俺", "不没在了的们取来看给给的些这这他事了啥啥那你别我", strict=True)  # noqa: E501
)
_SPEAKS_CANTONESE: Final = re.compile("[唔冇喺咗嘅哋攞嚟睇畀㗎啲噉佢嘢乜嗰]")
_IS: Final = re.compile(r"(?<![关联体水])系(?![统列带数])")
_NOT_AFTER: Final = {"中不": "(?<!其)", "前儿": "(?<!目)"}
_NOT_BEFORE: Final = {"喇": "(?!叭)"} | dict.fromkeys(("今儿", "明儿", "后儿", "昨儿", "前儿"), "(?![子童女])")
_DIALECT: Final = re.compile(
    "|".join(
        _NOT_AFTER.get(word, "") + word + _NOT_BEFORE.get(word, "")
        for word in sorted([*_WORDS, *_LETTERS], key=len, reverse=True)
    )
)


def to_standard(text: str) -> str:
    """Simplified ``text`` with the function words of dialects in the words of the standard language, length kept."""
    if _SPEAKS_CANTONESE.search(text):
        text = _IS.sub("是", text)
    return _DIALECT.sub(lambda found: _WORDS.get(found[0]) or _LETTERS[found[0]], text)


def spoken(text: str) -> str:
    """``text`` normalised, and in the words of the standard language."""
    return to_standard(normalise(text).text)
