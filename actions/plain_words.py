"""Words whose meaning is plain whatever the model takes them for: 人工怎么要300 asks for no person.

Text alone decides here; what needs the talk before it is in :mod:`actions.expected`.
"""

# ruff: noqa: E501 - patterns are easier to read unbroken

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from actions.answers import is_impatient
from actions.booking_values import COLLECT
from actions.hazards import names_hazard
from actions.privacy_words import asks_for_others_data
from actions.reading import as_intent
from bot.nlu.dialect import spoken

Want = dict[str, Any]

_PERSON = "request_human"
_ANY: frozenset[str] = frozenset()
_KEPT = frozenset({"report_danger", "manage_privacy"})
_LOOSE = frozenset({"nlu_fallback", "out_of_scope", "chitchat", "inform", "affirm", "thank", "give_feedback"})

_WANTS_PERSON = re.compile(
    r"(转|接|找|叫|喊|换)(接|到|给)?(一?下|个|一个|位)?(人工|真人|活人|客服(?!电话))|(要|想要)(个)?(人工|真人)(客服)?"
)
_BESIDE_PERSON = frozenset({"ask_invoice", "ask_price", "ask_warranty", "ask_location", "ask_membership", "ask_recall"})


@dataclass(frozen=True)
class _Meaning:
    """What ``words`` mean when the model says one of ``instead_of`` (empty: anything), without ``unless`` in them."""

    intent: str
    words: re.Pattern[str]
    instead_of: frozenset[str] = _ANY
    unless: re.Pattern[str] | None = None


_MEANINGS = (
    # 人工 is also what labour is called on a bill.
    _Meaning(
        "ask_quote",
        re.compile(
            r"(人工|工时)(的)?(费|钱|单价)|(人工|工时|手工)(怎么|咋|为什么|为啥|凭什么|凭啥|这一?项|那一?项|要|收|算|一共|都)*(要|收|算|多少|贵|\d+).{0,6}|(人工|工时).{0,4}(贵|多少钱|怎么算)"
        ),
        frozenset({_PERSON, "ask_price", *_LOOSE}),
        re.compile(r"转|找|叫|客服|真人|接|服务|几点|上班|在线|排队|等"),
    ),
    _Meaning(
        "ask_hours",
        re.compile(
            r"(最晚|最迟|几点(之|以)?前|到几点|几点(下班|关门)).{0,8}(提车|取车|拿车|接车|送车|交车|开走|送(过来|来|到)|[过来]来?(取|拿|提))"
        ),
        frozenset({"ask_progress", "book_service", "ask_booking", *_LOOSE}),
        re.compile(r"我的车|修(好|完)|能好|弄好"),
    ),
    # How long the work takes is asked before a visit: 那天要弄多久; 还要多久 is asked of work under way.
    _Meaning(
        "ask_hours",
        re.compile(
            r"^(大概|一般)?(要|得)(弄|做|洗|保养)个?(多久|多长时间|好久)|(那天|到时候|一般|大概|大约|保养|洗车?|检测|检查|年检|补胎|喷漆|换[^,，。]{1,4}|做个?[^,，。]{0,4}|弄)[^,，。]{0,6}(要|得|需要|花)[^,，。]{0,2}(多久|多长时间|几个?小时|几个钟|好久)(?!换|做|保养|一次|才|修)"
        ),
        frozenset({"ask_progress", "ask_advice", "book_service", "ask_price", *_LOOSE}),
        re.compile(r"还要|还得|修好|能取|能好|我的车|到货|一次|质保|保修|排队|人工"),
    ),
    _Meaning(
        "ask_location",
        re.compile(
            r"(24小时|二十四小时|救援|客服|热线|店里|门店|联系|服务|你们).{0,5}(电话|热线|号码)(号码)?.{0,4}(多少|几号|是啥|是什么|给我|发我|报一下|有吗|呢)|(热线|客服电话|联系电话|联系方式)(是)?(多少|呢|是啥)|^(热线|电话)(号码)?(是)?(多少|几号|呢)"
        ),
        unless=re.compile(r"我的(电话|号码|手机)|登记的|留的|车主|催|怎么不|为什么|为啥|打不通|没人接"),
    ),
    _Meaning(
        "ask_location",
        re.compile(
            r"(?<![能要])(修|接|收|做|保养|弄|洗|能修|会修|管)(不修|得了)?(汽车|轿车|小车|小汽车|四轮|摩托车?|机车|踏板车?|电动车|电瓶车|电摩|货车|大车|面包车|新能源车?|电车|两轮车?)的?(吗|不|么|没|嘛|伐|呗|不嘛|啵|唔)"
        ),
        frozenset({"ask_progress", "ask_advice", "ask_price", "book_service", *_LOOSE}),
    ),
    # Whether somebody else may come for the vehicle; when they can is asked of the order.
    _Meaning(
        "ask_advice",
        re.compile(
            r"(老婆|老公|媳妇|爱人|爸妈?|妈|儿子|女儿|闺女|哥|弟|姐|妹|家里?人|家属|朋友|同事|别人|司机|代驾|他|她|本人不|不是本人|委托).{0,5}(去|来|过去|过来|帮我|替我|代)?.{0,2}(取|提|拿|接|领|开|骑)(车|走|回来?)?.{0,4}(行|可以|成|能|得|要不要|用不用|要带|需要)"
        ),
        frozenset({"ask_progress", "book_service", "ask_parts", *_LOOSE}),
        re.compile(r"几点|什么时候|啥时候|哪天|好了|修好|多久|上门|投诉|撞|刮|偷|私自|擅自|谁让"),
    ),
    _Meaning(
        "ask_invoice",
        re.compile(r"(付|刷|扫)(得了|得起|得|不得|行)?(吗|不|么|啵)$|(可以|能|能不能|可不可以)(刷|扫).{1,6}"),
        frozenset({"ask_progress", "ask_price", *_LOOSE}),
    ),
    _Meaning(
        "book_service",
        re.compile(r"(啥|什么|几)(时候|时间|天|点)(我)?(过?去|过?来|送过?[去来])(比较|最|更)?(合适|方便|好|行|得)|(啥|什么)时候(有空|得空|能排|排得上|可以过来|能过来)"),
        frozenset({"ask_advice", "ask_hours", "ask_progress", *_LOOSE}),
        re.compile(r"取车|提车|拿车|接车|取件"),
    ),
    _Meaning(
        "book_service",
        COLLECT,
        frozenset({"ask_progress", "ask_quote", "ask_location", *_LOOSE}),
        re.compile(r"(多少|啥|什么|几)钱|收费|费用|贵|送(回|过)来(没|了)"),
    ),
    _Meaning(
        "ask_location",
        re.compile(r"停车.{0,6}(收|要|免|几|多少|费|钱|方便|位|地方|久)|(好(不好)?|能|可以|让|给)停车?(吗|不|么|多久|几个?小时|$)|车位(多|够|有|紧)"),
        frozenset({"ask_progress", "ask_price", "ask_hours", "ask_advice", "stop", *_LOOSE}),
        re.compile(r"停车灯|驻车|刮|蹭|撞|投诉"),
    ),
    _Meaning(
        "ask_warranty",
        re.compile(r"三包.{0,12}(吗|么|不|没|\?|？|管|能|可以|算|怎么)|(能|可以|可不可以|给|帮).{0,6}三包"),
        frozenset({"file_complaint", "ask_price", *_LOOSE}),
        re.compile(r"投诉|12315|曝光|律师|起诉"),
    ),
    _Meaning(
        "manage_privacy",
        re.compile(
            r"(记录|档案|单子|资料|数据|信息|维修单).{0,8}(留|存|保存|保留|存档)(着|底)?.{0,3}(几年|多久|多长时间|几个月|多少年)|"
            r"(记录|档案|资料|数据|信息).{0,6}(法律|依法|为什么|为啥|必须|一定|非得).{0,8}(留|存|保)|导出|副本|(个人)?(信息|资料|数据).{0,4}(拷|复制)"
        ),
        frozenset({"ask_history", "ask_warranty", "ask_progress", "ask_invoice", *_LOOSE}),
    ),
    _Meaning(
        "thank",
        re.compile(
            r"(早就|早已|已经|当时就)(修|弄|搞|处理)?好了.{0,8}(不用|别|甭|不需要)(你们)?(管|处理|来|查|问)|(就是|只是)随口(说|提)"
        ),
        frozenset({"ask_history", "ask_progress", "ask_advice", "request_rescue", *_LOOSE}),
    ),
    _Meaning(
        "file_complaint",
        re.compile(r"(登记|提交|记|做|写)(一?下|个|一个)?投诉|投诉(登记|一下)|(我|就|必须|坚决)要?投诉(你们|他|到底)?"),
        frozenset({"ask_complaint", *_LOOSE}),
        re.compile(r"怎么样了|处理|进度|结果|撤|取消|不投诉|别投诉|上次的?投诉"),
    ),
    _Meaning(
        "request_human",
        re.compile(r"(给|跟)我(回|打|来)(个|一个|通)?电话|(打|回)(个|一个)?电话给我"),
        frozenset({"book_service", "reschedule_booking", "ask_booking", *_LOOSE}),
        re.compile(r"取车|接车|到了|修好|好了|保养|洗车|检测|没(给|跟)我|没打|1[3-9]\d{5}"),
    ),
    # With plate and tail beside it the model takes it for values alone.
    _Meaning(
        "ask_progress",
        re.compile(r"(查|看|问|告诉|说)[^,，。]{0,16}(进度|修到哪|修得怎么?样|修好没|好了没)"),
        frozenset({"inform", "correct", "verify_identity"}),
        re.compile(r"投诉|预约|救援|退款|理赔|发票"),
    ),
    # How often something is due is no question after its price.
    _Meaning(
        "ask_advice",
        re.compile(
            r"(多久|多少公里|多长时间|几个月|几年|几公里|多少万公里)(要|该|得|应该|需要|去|来)?(做|换|保养|洗|查|检查|清|加|打)?一(次|回|遍)"
        ),
        frozenset({"ask_price", "ask_hours", "ask_history", "ask_warranty", "ask_booking", *_LOOSE}),
        re.compile(r"多少钱|什么价|啥价|价格|我上次|上一次是"),
    ),
    _Meaning(
        "request_rescue",
        re.compile(r"(来|过来|帮我|给我|叫你们|派(个|辆)?车?|想叫)[^,，。]{0,5}拖(一?下|走|个)?[^,，。到去]{0,3}(车|摩托)|拖一?下(我的)?(车|摩托)"),
        frozenset({"book_service", "ask_location", *_LOOSE}),
        re.compile(r"多少钱|收费|明天|后天|下周|上门(取|接)"),
    ),
    _Meaning(
        "ask_booking",
        re.compile(r"(说|讲|念|报|告诉我)一?(遍|下|次)[^,，。]{0,6}(几点|哪天|什么时候|啥时候|几号)|(改|约|定)(到|在|的)(是)?(几点|哪天|什么时候|啥时候|几号)(了|来着)"),
        frozenset({"book_service", "reschedule_booking", "ask_progress", *_LOOSE}),
    ),
    _Meaning(
        "file_complaint",
        re.compile(r"一拖再拖|拖拖拉拉|拖延|拖了[^,，。]{0,5}(天|周|月|久|星期|礼拜)|拖到(现在|今天)|没人通知我"),
        frozenset({"request_rescue"}),
        re.compile(r"拖车|救援|抛锚|趴窝"),
    ),
    _Meaning(
        "file_complaint",
        re.compile(
            r"(打|找|去|向|告|上|投诉到?|举报)(到|你们)?.{0,3}(12315|12345|消协|消费者协会|工商|市场监管|法院|律师|媒体|记者|电视台|交通局|运管)|起诉你|曝光(你|出去|到)|(发|放|挂)(到)?网上|告(死)?你们"
        ),
        frozenset({*_LOOSE, "ask_location", "ask_complaint", "request_human"}),
        re.compile(r"电话(是)?多少|号码|[?？]$"),
    ),
    # What is wrong again after a repair corrects nothing that was said.
    _Meaning(
        "file_complaint",
        re.compile(r"(又|还是|仍然?|依旧|依然)[^,，。]{0,6}(漏|响|坏了|抖|亮了|不行|不灵|老样子|毛病|没好|没修好)|老毛病|一点没好|(没|没有)(修|弄|搞)好"),
        frozenset({"correct", *_LOOSE}),
        re.compile(r"吗|怎么|咋|为什么|为啥|什么原因|[?？]|约|换成"),
    ),
    _Meaning(
        "file_complaint",
        re.compile(
            r"修一?(回|次|趟).{0,3}坏.{0,2}(回|次|趟|一)|越(修|弄|搞)越(坏|差|糟|烂|响|严重)|你们(可|还|倒|也)?真(是)?(行|会修|能耐|厉害|有本事|有水平|敢收).{0,12}(修|坏|收|钱|响|漏|换|等|拖)"
        ),
        frozenset({"answer_quote", "ask_progress", "rate_service", *_LOOSE}),
    ),
)
_SEES_TO_IT = re.compile(
    r"(还是|那|要不|干脆)?我?(自己)?(骑|开|推|送|弄|带)(过去|过来|去店里|到店里?|来店里|去你们|到你们)[^,，。]{0,4}(给?你们|师傅|让|请)?(弄|修|看|搞|整|换|检查|处理|调)"
)
"""算了我骑过去你们弄 gives up doing it oneself, and comes."""
_MOVES = re.compile(r"改|约|挪|推|提前|延|时间|那天|日子|号|换[到成个一]")
"""A booking is moved. 刹车皮能换不 only has the word for it."""
_SAFE = re.compile(r"没事(了|儿了)|不用救援|不用拖|安全了|(虚惊|没啥事)|已经停(好|稳)")
"""After an alarm: all is well again."""
_CALM = re.compile(
    r"^(哦|嗯|好的?|行|知道了?|晓得了?|明白了?|了解了?|那|我|先|再|自己|回去|考虑|想|一|想想|下|看看|商量|吧|啊|哈|说|,|，|。| )+$"
)


def _names_work(want: Want) -> bool:
    return any(entity["entity"] in ("service_item", "part") for entity in want["entities"])


def plainly(want: Want) -> list[Want]:
    """``want``, or what its words plainly mean; two of them when a person is wished for beside a question."""
    if any(entity.get("extractor") == "button" for entity in want["entities"]):
        return [want]
    start, end = want.get("clause") or (0, len(want["text"]))
    text, name = spoken(want["text"][start:end]), want["intent"]["name"]
    if name != "chitchat" and is_impatient(text):
        return [as_intent(want, "chitchat")]
    if name == "report_danger" and _CALM.match(text) and not names_hazard(text):
        return [as_intent(want, "thank")]
    if name in ("request_rescue", "report_danger") and _SAFE.search(text) and not names_hazard(text):
        return [as_intent(want, "thank")]
    if name in ("stop", *_LOOSE) and _SEES_TO_IT.search(text):
        return [as_intent(want, "book_service")]
    if name == "greet" and any(entity["entity"] == "service_item" for entity in want["entities"]):
        return [as_intent(want, "book_service")]
    if name == "reschedule_booking" and _names_work(want) and not _MOVES.search(text):
        return [as_intent(want, "book_service")]
    if name in _BESIDE_PERSON and _WANTS_PERSON.search(text):
        return [want, as_intent(want, _PERSON)]
    if name in _KEPT:
        return [want]
    if asks_for_others_data(text) and name != "file_complaint":
        return [as_intent(want, "manage_privacy")]
    for meaning in _MEANINGS:
        fits = not meaning.instead_of or name in meaning.instead_of
        if fits and meaning.words.search(text) and not (meaning.unless and meaning.unless.search(text)):
            return [as_intent(want, meaning.intent)]
    return [want]
