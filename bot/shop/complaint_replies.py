"""What a customer says about a complaint on file: it is settled, it is not, there is more to it. Pure."""



from __future__ import annotations

import re
from collections.abc import Sequence

from bot.shop.models import Complaint

SETTLED, UNSETTLED, MORE, WITHDRAWN = "settled", "unsettled", "more", "withdrawn"

_MARKS = re.compile(r"[\s，。！？,.!?~～…、:：]+")
_WITHDRAWN = re.compile(
    r"不(再)?追究了?|(^|给我|把它|就)撤了(吧)?$|(不|别)(想|用|要)?(再)?投诉了|撤(销|回|掉|了)?(我的|这个|那个)?投诉|投诉(可以)?(撤|取消)|取消(我的|这个|那个)?投诉|撤诉"
)
_UNSETTLED = re.compile(
    r"(没|没有|并没|根本没|还没|未|冇)(有|完全|真正|彻底)?(解决|修好|处理好|处理|弄好|搞定|搞好|好转|改善|用)|解决不了|又(坏|响|漏|出|犯|来|亮|抖|开始|不|复发)|"
    r"还是(没|不|有|老|那|一样|坏|响|漏|抖|亮)|再次(出现|发生)|复发|老毛病|同样的(问题|毛病)|不(满意|接受|认可|同意)(这|你们|处理|方案|结果)?|重新(处理|投诉|打开)|重开"
)
_SETTLED = re.compile(
    r"(解决|处理好|处理完|搞定|弄好|修好|补好|退到|退给我|赔好)了|没(什么)?问题了|(可以|能)(关|结|办结)(了|掉|案)?|(关|结)(掉|了|案)(了|吧)?|^(那)?(就)?可以了|"
    r"^(挺|很|非常)?满意(了)?$|我?(挺|很|蛮|非常|还算|比较)满意的?(了|啦)?$|接受(这个|你们|方案|处理)|认可"
)
_MORE = re.compile(r"补充|再加(一|上|个)|添(一|个|上)|加到|加进|加上|漏说|忘(了)?说|还有(一)?(个|点|件|事)")
_MENTIONS = re.compile(r"解决|重新(处理|打开)|重开|道(了|过|个)?歉|赔礼|赔(了)?不是|补偿|结案|投诉|反映|那件事|这件事|那个事|上次说的")  # noqa: E501
_SHORTEST_OWN = 12


def reply_in(text: str) -> str | None:
    """What a message says about a complaint that exists; None when it says nothing of the kind.

    ``没解决`` is looked for before ``解决了``, which it may contain.
    """
    plain = _MARKS.sub("", text)
    kinds = ((WITHDRAWN, _WITHDRAWN), (UNSETTLED, _UNSETTLED), (SETTLED, _SETTLED), (MORE, _MORE))
    return next((kind for kind, words in kinds if words.search(plain)), None)


def mentions_case(text: str) -> bool:
    """Whether a message speaks of a complaint made before."""
    return bool(_MENTIONS.search(text))


def is_bare(text: str) -> bool:
    """Whether a message says so little that it can only be about what is known (又坏了, 还是没解决)."""
    return len(_MARKS.sub("", text)) < _SHORTEST_OWN


def about_same(complaint: Complaint, text: str) -> bool:
    """Whether a message speaks of what a complaint is about: two characters in a row that both have, leaving out the
    words that any complaint has.
    """
    return bool(_pairs(text) & _pairs(complaint.text))


def fitting(found: Sequence[Complaint], text: str) -> list[Complaint]:
    """Those of several complaints that a message means: by what they are about, else all of them."""
    named = [complaint for complaint in found if about_same(complaint, text)]
    return named or list(found)


_COMMON = re.compile(
    r"投诉|问题|你们|我的|处理|解决|还是|没有|上次|那个|这个|一个|现在|已经|怎么|什么|修好|师傅|又|了|的|吗|我|你|在|是|有|就|都|也|不|没"
)


def _pairs(text: str) -> set[str]:
    runs = [run for run in _COMMON.split(_MARKS.sub("", text)) if len(run) > 1]
    return {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
