"""What customers ask about a quote before they decide: cheaper, why, what if it is left, time to think."""



from __future__ import annotations

import re

from bot.nlu.normalise import normalise

_BARGAINS = re.compile(
    r"便宜|打个?折|折扣|优惠|少(?:点|一点|算|收)|减(?:点|免|一点)|抹(?:个|了|掉)?零|零头|(?:给|凑|算|取)个?(?:整数?|底价)|整数|一口价|让(?:点|一点|利|价)|最低|"
    r"太贵|好贵|有点贵|挺贵|这么贵|贵了|降(?:价|到|点|一点)|会员价|砍(?:价|点)|"
    r"\d+(?:块|元)?(?:钱)?(?:行不行|行吗|可以吗|可不可以|得不得|干不干|卖不卖|成不成)|\d+(?:块|元)?(?:我)?(?:就|马上|立马|立刻)(?:同意|做|换|干)"
)
_IF_LEFT = re.compile(
    r"不(?:换|做|修|弄|处理|动)(?:的话)?(?:会|行|可以|有|能|要紧|碍|影响|危险|怎|咋|是不是)|(?:不|先不)(?:换|做|修|弄)[^,，。]{0,4}(?:行不行|可不可以|会怎|有没有|没事|吗)|"
    r"必须(?:换|做|修|弄)?吗|能不能不(?:换|做|修|弄)|可以不(?:换|做|修|弄)|能(?:不|先不)(?:换|做|修|弄)|非(?:换|做|修)不可|还能(?:撑|用|跑|顶|开|骑)(?:多久|多长|几|好久)|不(?:换|做|修|弄|管)(?:它)?(?:的话|也(?:行|可以|能)).{0,8}(?:[?？]|吗|么|多久|怎|咋|啥|什么|不$|$)|"
    r"(?:能|可以)(?:不能|不可以)?(?:先|再)?(?:拖|撑|顶|扛|凑合|坚持).{0,8}(?:不|吗|么|多久|[?？])|(?:安全|危险|严重|要紧)(?:不|吗|么|嘛)|坏得(?:厉害|严重)|"
    r"(?:急|着急|要紧)吗|拖(?:一拖|着)?.{0,4}(?:吗|行|会)"
)
_WHY = re.compile(
    r"为(?:什么|啥|何|嘛)|干(?:嘛|吗|啥)(?![呢的])|凭(?:什么|啥)|(?:怎么|咋)(?:又|还|就|会)?(?:要|多|加|坏|得|需要|不能)(?!.{0,5}(?:等|久|慢|天|小时))|"
    r"(?:什么|啥)(?:原因|毛病|理由|道理|依据)|(?:原因|理由|依据|毛病)(?:是|在)|一定(?:要|得)(?:换|做|修|弄)|有没有必要|(?<!没)(?<!没有)有必要|必要(?:性|吗|么|不)|"
    r"用得着|至于|何必|难道|非得|有(?:什么|啥)(?:好处|用|区别|意义)|(?:哪|哪里|哪儿|哪块)(?:坏|有问题|出问题|不行|不好)|坏(?:在|了)?(?:哪|没)|"
    r"(?:真的?|确定|确实)(?:是)?(?:坏|不行|该换|要换|得换|需要|有问题|有那么|到了).{0,4}(?:吗|么|嘛|[?？]|没)|(?:都|全|这么多|这些).{0,3}(?:要|得|必须)(?:换|做|修|弄).{0,3}(?:[?？]|吗|么|嘛)|(?:是|算)个?(?:什么|啥)(?:钱|费|东西|项目)|(?:什么|啥)费用?|(?:说说|解释|讲讲|讲一下|说一下|说明)(?:一下)?(?:理由|原因|为|怎么|清楚)?"
)
_OBJECTS = re.compile(
    r"好好的|好端端|好着|好得很|(?:开着|用着|骑着|跑着|打火|启动|刹车).{0,3}(?:没(?:毛病|问题|事|啥)|正常|挺好|很好|好使|灵)|没(?:坏|毛病)|没(?:听见|听到|感觉|觉得|发现|看见|看到)|(?:还|挺|蛮|很)(?:新|厚|早|正常)|"
    r"(?:刚|才|去年|前年|今年|上个?月|上周|前(?:几|两)(?:天|个?月)|[\d一二两三半]+(?:年|个?月)前).{0,6}(?:换|做|修|弄)(?!吧|掉吧)"
)
_PROPOSED = re.compile(
    r"(?:说|讲|让|叫|建议|推荐|提|要|需要|打算|准备|得|该)(?:是)?(?:我|给我)?(?:再|都|还)?(?:要|得|需要|必须|该)?(?:换|做|修|弄|加|处理|整|搞)(?:些|点|的)?(?:是)?(?:啥|什么|哪|几)|"
    r"(?:(?<!为)(?:啥|什么)|哪些?|哪几[项样个])(?:东西|项目|地方|零件|配件)?(?:是)?(?:要|得|需要|该|让我?)(?:换|修|做|弄|处理)|(?:要|得|需要|该)(?:换|修|做|弄)的(?:都)?(?:有|是)|"
    r"(?:查|检|检查|检测|看)出(?:来)?(?:了)?(?:些|点)?(?:啥|什么|哪些)|(?:报价单?|单子|清单|明细|方案|增项|加项).{0,5}(?:发|看|再|给我|在哪|是啥|是什么|有啥|有什么|有哪)|(?:看|发|找).{0,6}(?:报价|单子|清单|明细|方案|增项)|"
    r"(?:到底|究竟|我的?车|车子).{0,4}(?:是|有|出)?了?(?:啥|什么|哪里|哪儿)(?:问题|毛病|故障|坏)|(?:让|要|等)我(?:确认|决定|同意|定|答复)(?:的)?(?:是|有)?(?:啥|什么|哪)|哪几(?:项|样)|(?:加|增)(?:了)?(?:些)?(?:啥|什么|哪些)"
)
_THINKS = re.compile(
    r"(?:跟|和|同|给)(?:我)?(?:老公|老婆|家里人?|媳妇|爱人|爸|妈|老板|领导|公司|车主).{0,3}(?:说|讲|聊|打)|商量|考虑|琢磨|再看看|看看再(?:说|定)|想一?想|(?:问|请示)(?:一下|问|下)?(?:我)?(?:老公|老婆|家里|家人|媳妇|爱人|爸|妈|老板|领导|公司|车主)"
)
_WHEN_DONE = re.compile(
    r"(?:同意|答应|确认|(?:要是|如果)?(?:都|全|加|一起)?(?:换|做|修|弄|整)).{0,2}(?:了|的话|之后|以后|完)(?:的话)?.{0,8}"
    r"(?:几号|几时|哪天|多久|几点|几天|(?:什么|啥)时候).{0,6}(?:取|提|拿|好|完|开走|弄好|交车)"
)
_HOW_MUCH = re.compile(r"(?:工时|工费|人工).{0,6}(?:怎么|咋|多少|为什么|这么)|怎么算")


def bargains(text: str) -> bool:
    """Whether the customer asks for a lower price, or finds it too high."""
    return bool(_BARGAINS.search(normalise(text).text))


def asks_if_left(text: str) -> bool:
    """Whether the customer asks what happens if something is not done."""
    return bool(_IF_LEFT.search(normalise(text).text))


def asks_when_done(text: str) -> bool:
    """Whether the customer asks when the vehicle is ready if they agree: 换了的话几号能取."""
    return bool(_WHEN_DONE.search(normalise(text).text))


def thinks_it_over(text: str) -> bool:
    """Whether the customer wants time, or has to ask somebody."""
    return bool(_THINKS.search(normalise(text).text))


def asks_why(text: str) -> bool:
    """Whether the customer asks why something has to be done, or how its price comes about."""
    plain = normalise(text).text
    return bool(_WHY.search(plain) or _HOW_MUCH.search(plain))


def objects(text: str) -> bool:
    """Whether the customer holds against something that it is in order, or new: 我开得好好的, 去年刚换的."""
    return bool(_OBJECTS.search(normalise(text).text))


def asks_what_is_proposed(text: str) -> bool:
    """Whether the customer wants to see what the shop proposes: 师傅说要换啥来着."""
    return bool(_PROPOSED.search(normalise(text).text))
