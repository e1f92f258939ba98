"""Yes, no and stop, as answers to a question that was just asked.

Out of context "同意" may as well accept a quote; after "同意吗？" it cannot. Short answers are therefore read
by their words first and by the model's intent second.
"""

from __future__ import annotations

import re

from actions.base import Message
from bot.nlu.dialect import to_standard

_YES = re.compile(
    r"^(是的|是(?=$|[啊呀滴嘞对]|没错|这样|可以|行|确认)|对的?|对对+|嗯+|恩+|哦?好的?|好滴|好嘞|好呀|好啊|行的?|行啊|行吧|可以的?|可以啊|中|得嘞?|要得|成|妥|同意|没问题|没错|冇问题|冇错|冇事|无问题|木有问题|"
    r"确认(提交|预约|取消|改期)?|确定|就这样|就这么定|那?就这个|ok|okay|yes|係|系嘅|得啦|没毛病|没意见|正确|必须的|要的?$|来吧|麻烦(您|你)?了|"
    r"这[下回次]就?(对|行|好)了?|提交|约吧|改吧|转吧|那?行|那?好|核对无误|无误|1$|👌|👍)"
)
_NO = re.compile(
    r"^(不是|不对|不行|不要|不用|不同意|不想|不了|不改|不取消|不涉及|不需要|不确认|没有|错了|说错|别|先别|先不|算了|否|no|唔系|唔要|冇(?!问题|错|事)|莫|不得行|都?不行|都?不合适|都?没空)"
)
_STOP = re.compile(
    r"^(那|还是|我)?(算了(?!算)|不(约|弄|查|投诉|改|取消|办|搞|登记|预约|看|修|做|用|要|想约|想弄|想办)了|先不(约|弄|查|办|搞|登记|改|用|要|做|投诉)|"
    r"取消吧|不用(弄|办|约|查|登记|麻烦)|改天再说|下次再说|以后再说|回头再说|先这样|不了不了|再说吧|不约|停(?![车在到了哪场放])|退出|不投诉)"
)
_STOP_LATE = re.compile(
    r"(改天|下次|以后|回头|过阵子)再(说|约|弄|来|看)(吧|了)?$|(先|就)?不(约|弄|投诉|登记|查)了(吧|啊|哈)?$"
)
_LEAVES_QUEUE = re.compile(
    r"不(等|排)了|不想等|不排队|取消排队|退出排队|别排了|不用(转)?人工|不转(人工)?了|不用转了|不找人工|跟你说就行"
)
_STUCK = re.compile(r"救援|拖车|拖走|抛锚|搭电|过电|路上|路边|高速|动不了|趴窝|爆胎|打不着|没电|熄火|困在|救命|推不动|拖一?下|拖(我|下|个)?的?(车|摩托)|靠边停")  # noqa: E501
_WAIT = re.compile(
    r"^(等等|等一?下|等会儿?|稍等|慢着|别急)?(让)?我?(先|再)?(去|跟|和)?(家里|我?老婆|我?老公|媳妇|对象|我?爸|我?妈|家人|老板|领导|单位|同事|朋友)?"
    r"(想想|想一想|想一下|考虑(一下|下|考虑)?|看看|看一下|查一下|查查|找找|找一下|问一下|问下|问问|商量(一下|下|商量)?)(我?(老婆|老公|媳妇|对象|爸|妈|家人|家里人?|老板|领导|同事|朋友|"
    r"时间|日程|行程))?"
    r"(再说|再定|再回(你|您))?[啊哈吧嘛]?$|"
    r"^(等等|等一?下|等会儿?|稍等)[啊哈嘛]?$"
)
_IMPATIENT = re.compile(
    r"(我|你们?|您|师傅|老板|大哥|帅哥|都|真|好|太|的|能不能|可不可以|可以|能|请|麻烦|就|别|再|还|有点|有|点|这|那|也|啊|呀|嘛|吧|呢|哦|了|吗|不|行不行|行不|行吗|"
    r"好不好|好吗|一点|一下|下|搞|弄|给|会|要|"
    r"到底|快|快点儿?|赶紧|赶快|抓紧|麻利|利索|急|急事|着急|急用|[急等气烦热累]死(个?人|我|俺|老子)?|火大|火气|大|很|生气|来气|一肚子火|磨叽|磨蹭|墨迹|啰嗦|慢死|太慢|慢|烦|"
    r"等不及|等不了|知道|现在|半天|问|等|说)+"
)
_HASTE = re.compile(r"快|赶紧|抓紧|急|等死|气死|烦死|火|磨叽|磨蹭|墨迹|啰嗦|慢|烦|麻利|利索|来气|生气|到底行不行")
_SOUND = re.compile(r"^[呃额哦噢嗯啊唔哎诶欸嘶]*$")
_BARE_LOOK = re.compile(r"^看(看|一下)?[啊哈吧]?$|^查一下$")
_NOTHING_MORE = re.compile(r"^(没有|没|无)(别的|其他的?|其它的?|啥|什么)?(了|要补充的?|补充)?(了|吧)?$|^就这些(了)?$")
_OTHERS = re.compile(
    r"都?(不行|不合适|不方便|不可以|没空|没时间|不凑巧)|换个?(时间|日子)|别的(时间|日子)|其他(时间|日子)|还有(别的|其他)|(太早|太晚|太赶)了?"
)
_ASIDE = re.compile(r"^(对了|好了|行了)\S{3}|多少|多久|几[点号天]|怎么|咋|啥|什么|哪[里儿家个]|吗$")
_HEARD = re.compile(
    r"(哦|噢|嗯|啊|那|就){0,3}(好的?|好滴|好嘞|行|行了|可以|要得|得|中|嗯+|哦+|噢|知道了?|晓得了?|明白了?|了解|收到|清楚了?|ok|okay|"
    r"没事|没问题)?(了|吧|哈|嘛|嘞)?(那?我(就)?(再)?(等着|等等|等|想想|看看|知道了|晓得了|明白了)(吧|嘛)?(消息|信|电话)?)?$"
)
_WAITING = re.compile(
    r"(还|大概|估计)?(要|得|需要)?(再)?(等|排)(多久|好久|多长时间|几分钟|到(什么|啥)时候|到几时)|还要(多久|好久)|"
    r"排(到|第)(哪|几)|(前面|前边|我前头)(还)?(有|是)?(几|多少)|轮到我|第几(个|位)|(好|多)久(才)?(轮|到)|"
    r"(怎么|咋)(还没|还不)(人|来|接)"
)
_MARKS = re.compile(r"[\s，。！？,.!?~～…、]+")
_SHORT = 14


def says_yes(message: Message) -> bool:
    """Whether the message agrees. ``对了，机油多久换`` does not, nor does any other question."""
    text = _bare(message)
    if _NO.match(text) or _ASIDE.search(text):
        return False
    if len(text) <= _SHORT and _YES.match(text):
        return True
    return message.intent == "affirm" or (message.intent == "answer_quote" and "同意" in text)


def says_no(message: Message) -> bool:
    """Whether the message refuses."""
    text = _bare(message)
    if len(text) <= _SHORT and _NO.match(text):
        return True
    return message.intent == "deny"


def says_stop(message: Message) -> bool:
    """Whether the message drops what is under way. ``不用了`` does; ``不用取车`` and ``不改时间`` do not."""
    text = _bare(message)
    return len(text) <= _SHORT and bool(_STOP.match(text) or _STOP_LATE.search(text))


def leaves_queue(message: Message) -> bool:
    """Whether somebody who waits for a person no longer wants to."""
    return bool(_LEAVES_QUEUE.search(_bare(message)))


def only_acknowledges(message: Message) -> bool:
    """Whether a yes may be no more than "I have heard": 好的, 要得, 行那我等着. 好啊 and 可以约 take an offer."""
    return bool(_HEARD.match(_bare(message)))


def asks_how_long_to_wait(text: str) -> bool:
    """Whether somebody who waits for a person asks about the waiting."""
    return bool(_WAITING.search(_MARKS.sub("", text.lower())))


def refuses_offers(message: Message) -> bool:
    """Whether none of the offered times suits."""
    return bool(_OTHERS.search(_bare(message))) and not says_nothing_more(message)


def is_stuck(message: Message) -> bool:
    """Whether the words speak of a vehicle that does not go on."""
    return bool(_STUCK.search(_bare(message)))


def is_wordless(message: Message) -> bool:
    """Whether nothing is said, only marks and emoji (a thumb up is a yes)."""
    return not re.search(r"\w", message.text) and not _YES.match(_bare(message))


def only_hums(message: Message) -> bool:
    """Whether nothing is said but a sound or a mark: 呃, 额, …."""
    return bool(message.text.strip()) and bool(_SOUND.match(_bare(message)))


def says_wait(message: Message) -> bool:
    """Whether the customer only needs a moment."""
    text = _bare(message)
    return bool(_WAIT.match(text)) and not _BARE_LOOK.match(text)


def is_impatient(text: str) -> bool:
    """Whether a message says nothing but that it should go faster: 搞快点行不行, 急死人了, 我现在火气很大."""
    bare = _MARKS.sub("", text.lower())
    return bool(_HASTE.search(bare)) and not _LEAVES_QUEUE.search(bare) and _IMPATIENT.fullmatch(bare) is not None


def says_nothing_more(message: Message) -> bool:
    """Whether the message only says that there is nothing to add."""
    return bool(_NOTHING_MORE.match(_bare(message)))


def _bare(message: Message) -> str:
    return _MARKS.sub("", to_standard(message.text.lower()))
