"""Signs that someone may be hurt now, and signs that the talk is only about it: features of the intent classifier.

A missed danger costs more than any other mistake, and its wordings combine a thing with a failure in too many ways
for a list of names. So the combinations are written as patterns over the normalised text.
"""

# ruff: noqa: E501 - patterns are easier to read unbroken

from __future__ import annotations

import re
from collections.abc import Iterator

_GAP = r"[^,。!?;]{0,7}?"


def _pair(things: str, failures: str, gap: str = _GAP) -> re.Pattern[str]:
    return re.compile(f"(?:{things}){gap}(?:{failures})")


_GONE = (
    "没了|没有了|没得|冇|失灵|失效|不灵|唔灵|不管用|没反应|没用|不好使|完全没|突然没|根本没|坏了|不听使唤|死咗|不听话"
)
_PERSON = (
    "人|腿|脚|手|胳膊|头|眼|腰|骨|老人|老头|大爷|大妈|小孩|孩子|娃|宝宝|骑手|司机|师傅|乘客|后座|爸|妈|老伴|老公|老婆|"
    "同事|行人|学生|孕妇|我|他|她"
)

HAZARDS = {
    "brake": _pair(
        "刹车|煞车|杀车|刹闸|制动|脚刹|手刹|前刹|后刹|气刹|刹把|车闸|刹車",
        f"{_GONE}|踩空|到底|踩不住|捏不住|软到底|踩不动|踩不下|失礼|失令|刹不|才有一点|越来越没|越来越软|没力|冇力",
    ),
    "cannot_stop": re.compile("刹不住|刹不了|刹不下|煞不住|煞唔住|刹唔住|停不下|停不住|停唔到|停不了车|没刹车|冇刹车|莫得刹车|没有刹车|没得刹车|咋停啊|怎么停下|把车停下来|踏板踩下去不回"),
    "steering": _pair("方向盘|方向|转向|龙头|车把|把手|打轮", f"{_GONE}|锁死|锁了|锁住|打不动|转不动|卡死|卡住|转唔|把不住|脱了|脱落|都不动|掉了|没得"),
    "throttle": _pair("油门|电门|转把|加速|定速巡航|巡航", "卡|回不来|不回|回不去|松不|自己往|自己加|弹不|收不回|取消不掉|关不掉|粘住|踩死"),
    "runaway": re.compile("自己(?:往前|加速|窜|冲|跑)|一直往前冲|突然加速|越跑越快|飞车|失控|控制不住|车不听使唤|溜坡|往坡下溜|车.{0,4}滑着"),
    "wheel": _pair("轮子|车轮|轮胎|前轮|后轮|轱辘|左前轮|右前轮|左后轮|右后轮", "掉了|飞了|飞出|要掉|要飞|快掉|脱落|松了|晃得|甩出|飞咗|甩咗|螺丝.{0,4}(?:断|掉|松)"),
    "structure": _pair("球头|半轴|摆臂|悬挂|前叉|车架|大梁|拉杆|后桥|平叉|机盖|引擎盖", "断了|断咗|裂开|脱落|脱了|掉了|弹开|弹起|掀开|飞起"),
    "fire": re.compile("着火|起火|着咗火|冒火|火苗|明火|失火|火势|火好大|火很大|好大的?火|燃起来|烧起来|烧着了|烧起|在烧|烧到|车烧了|车着了|着了用|瓶着了|池着了|桩着了|着啦|自燃|火光|救火|zhaohuo|zháohuo"),
    "spark": re.compile("火星|火花|打火花|噼里啪啦|噼啪"),
    "smoke": re.compile(r"冒.{0,6}(?:烟|yan|气)|起烟|着烟|浓烟|黑烟|有烟|全是烟|好多烟|都是烟|还有烟|出烟|烟.{0,3}(?:越来越|好大|很大|呛)"),
    "fuel": _pair("汽油|燃油|柴油|油箱|油管|加油口|气瓶|天然气|液化气|煤气|甲醇|lng|cng|油桶", "漏|滴|喷|淌|往外|裂|破|流|泄|嘶|嗤"),
    "oil_ground": re.compile("油漏.{0,3}一地|一地.{0,2}汽?油|满地.{0,2}汽?油|汽油味.{0,5}(?:重|大|呛|刺|浓)"),
    "battery": _pair("电池|电瓶|电芯|充电器|充电桩|充电枪|电动车|电驴|插头|控制器", "冒|鼓|烫|着了|嘶嘶|滋滋|嗞嗞|炸|爆|漏液|热失控|膨胀|烧"),
    "leave_now": re.compile("立即离车|立刻离车|马上离车|远离车辆|尽快下车|请下车|热失控"),
    "injury": _pair(_PERSON, "被?(?:压|撞|夹|碾|轧|砸|烫|烧|电|割)(?:到|着|住|伤|断|了|晕|飞|倒)|流血|出血|受伤|伤到|骨折|叫不醒|喊不应|不应|晕|昏|摔下|摔出|摔断|不省人事|趴.{0,8}不动|躺.{0,6}(?:不动|没动)|动不了|断了|起不来|没知觉|看不见了"),
    "injured": re.compile("流血|出血|受伤|重伤|骨折|昏迷|晕倒|昏过去|晕过去|不省人事|出人命|死人|压着人|压到人|撞到人|撞人|撞了人|夹断|夹到|夹住|断指|被.{0,8}碰到了?|躺地上"),
    "crash": re.compile("翻车|翻了|侧翻|连环撞|撞墙|撞树|撞护栏|撞.{0,3}上了|车祸|追尾|被撞|撞扁|坠|冲出|冲下|冲进"),
    "trapped": re.compile("困在|被困|卡在.{0,6}(?:里|下|中)|出不来|逃不出|门打不开.{0,6}(?:人|孩|里)|门推不开|锁在?车里|在车里.{0,8}(?:锁|热|闷)|(?:孩子|宝宝|小孩|娃|狗).{0,8}(?:锁|车里)"),
    "water": re.compile("掉(?:到|进)?.{0,3}(?:水|河|湖|江|塘|沟)|水.{0,4}淹到|快淹|水漫|往下沉"),
    "rail": re.compile("铁轨|铁道|火车要?来|道口"),
    "airbag": _pair("气囊|气袋", "爆|弹|炸|打开|開|开了"),
    "gas": re.compile("一氧化碳|co中毒|尾气.{0,4}(?:倒灌|进)|头(?:疼|痛|晕).{0,6}(?:恶心|想吐|站不)|都说头晕|叫不醒|脸红红|想吐"),
    "shock": re.compile("触电|漏电|电到|电了一下|被电|麻手|带电|高压电"),
    "dark": re.compile("大灯.{0,4}(?:全灭|全不亮|全没)|一片黑|擦着过去|隧道.{0,4}(?:动不了|停)|快车道.{0,4}(?:停|动不了)|超车道.{0,6}(?:停|动不了)"),
    "explosion": re.compile("爆炸|要炸|会炸|炸了|炸开|爆了"),
    "cry": re.compile("救命|救救|出人命|危险.{0,2}危险|十万火急|快来人|119|120|110|救护车|消防|灭火器|快告诉我|在线等"),
    "now": re.compile("现在|正在|刚刚|刚才|突然|马上|赶紧|快点|快来|怎么办|咋办|点算|咋整|还在|已经.{0,4}(?:到|进)|越来越|一直"),
    "moving": re.compile("高速上|在高速|山路|下坡|坡上|时速|开着开着|跑着跑着|我在.{0,8}(?:开|段|路|桥|隧道)|车上.{0,4}(?:人|孩|学生)|一车"),
}  # fmt: skip
"""Signs of danger by what fails; the last ones are dangerous only beside another."""

RELIEFS = {
    "past": re.compile("以前|去年|前年|上个?月|上周|上次|前阵|那年|那回|那次|那会|当时|后来|曾经|小时候|之前有|有一次|有一回|昨天|昨儿|前天|前几天|上礼拜|上星期"),
    "over": re.compile("已经(?:修|换|灭|好|处理|没)|修好了|换好了|没事了|灭了|现在没|早就好|后来好|解决了|自己好了|人没事|没人受伤|没伤|人都没|今儿没|虚惊"),
    "negated": re.compile("没(?:有)?(?:冒烟|着火|起火|烟|漏|受伤|爆|异响|危险)|冒烟(?:倒|是)?没有|不是(?:刹车)?(?:失灵|着火|冒烟)|不冒烟|没看见烟|不漏"),
    "supposed": re.compile("如果|要是|假如|假设|万一|倘若|会不会|可能会|容易.{0,4}(?:着火|自燃|失灵|爆)|担心|怕.{0,6}(?:着火|失灵|爆)|哪天|以后"),
    "knowledge": re.compile("前兆|征兆|原理|预防|避免|防止|为什么会|为啥会|是怎么回事|什么样子|了解|科普|学习|学学|平时|一般|多久|寿命|正常吗|要注意|注意啥|注意什么|是不是代表|有没有必要|要不要换|怎么清理|咋用"),
    "price": re.compile("多少钱|几多钱|什么价|啥价|价格|报价|贵不贵|费用|收费|多少米|好多钱|便宜"),
    "story": re.compile("电影|电视|小说|游戏|新闻|视频|抖音|朋友圈|梦见|做梦|梦到|听说|据说|网上|演习|演练|像.{0,4}(?:着火|冒烟)|气得|恼火|火冒|上火|发火|排序|周公|歌|段子"),
    "elsewhere": re.compile("厨房|灶|锅|插座|手机|微波炉|烤箱|吹风机|电饭|空气炸|隔壁|邻居|楼|山上|地铁|飞机|轮船|滑板|玩具|烟囱|电子烟|戒烟|抽烟|吸烟|切菜|宿舍|家里的|房子|火车|过山车|热水器|充电宝|电脑|平衡车"),
    "shop": re.compile("预约|保养|约个|换一副|检查一下|年检|质保|保修|召回|发票|投诉|赔|退钱|你们修|修完|返修|进度|好了吗|修好没|报价单"),
    "asks": re.compile("吗|呢|么|不\\?|\\?"),
}  # fmt: skip
"""Signs that nobody is in danger now: past, over, supposed, told, somewhere else, or about price and shop."""

_CONTEXT = frozenset({"cry", "now", "moving", "explosion", "spark"})


def danger_features(text: str) -> Iterator[str]:
    """Which signs a normalised ``text`` shows, one by one and each failure with each relief."""
    hazards = [name for name, pattern in HAZARDS.items() if pattern.search(text)]
    reliefs = [name for name, pattern in RELIEFS.items() if pattern.search(text)]
    failures = [name for name in hazards if name not in _CONTEXT]
    yield from (f"danger:{name}" for name in hazards)
    yield from (f"relief:{name}" for name in reliefs)
    if not failures:
        return
    yield f"failures:{min(len(failures), 3)}"
    yield f"acute:{len(hazards) - len(failures)}/{min(len(set(reliefs) - {'asks'}), 2)}"
    yield from (f"failure/{name}" for name in reliefs)
