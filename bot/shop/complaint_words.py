"""What a complaint's words say: its category and how grave it is. Pure.

The words are fragments that stand inside what customers write; a category is chosen by how many of them
occur.
"""

from __future__ import annotations

import re

CATEGORIES = ("safety", "damage", "privacy", "parts", "pressure", "price", "attitude", "quality", "delay")
"""By weight: of two that fit equally well the first is taken."""

SEVERITIES = ("low", "normal", "high", "urgent")

_CATEGORY_WORDS: dict[str, str] = {
    "safety": (
        "刹车失灵 刹不住 刹车没了 没刹车 失控 起火 着火 冒烟 自燃 爆炸 受伤 撞了 出事故 出了事故 翻车 "
        "轮子掉 轮胎掉 轮子飞 方向盘失灵 差点出事 差点撞 安全事故 人命"
    ),
    "damage": (
        "刮花 刮成 刮坏 刮掉 磕坏 砸坏 压坏 后备箱 车里的 车上的 东西没 东西少 划伤 划了 蹭了 "
        "刮了 碰了 撞坏 弄坏 弄丢 丢了 不见了 少了 偷 磕 凹 划痕 损坏 私自开 开我的车 "
        "开我车 偷开 油少了 里程多 烫了 弄脏 行车记录仪 东西没了"
    ),
    "privacy": ("隐私 泄露 泄漏 我的电话给 手机号给 骚扰电话 推销电话 个人信息 偷拍 发到网上 发朋友圈 监控"),
    "parts": (
        "假货 假件 假的 副厂 拆车件 翻新 不是原厂 不是正品 以次充好 旧件 旧的 正品 真伪 假机油 假配件 没换 "
        "根本没换 没有换 掉包 调包 偷换"
    ),
    "pressure": ("强制 强迫 强买强卖 逼我 非要我 硬要 不做就不 不换就不 不让走 扣车 捆绑 忽悠 推销 硬推 不交钱不"),
    "price": (
        "乱收费 多收 收费 太贵 贵了 宰客 宰人 坑钱 坑人 黑店 价格 涨价 加价 报价 账单 不一样的价 收了我 "
        "多要 费用 退钱 退款 退费 明细 不开发票 没跟我说 没告诉我就"
    ),
    "attitude": (
        "态度 骂 不理人 爱答不理 爱理不理 没人理 不耐烦 凶 吼 敷衍 推诿 踢皮球 挂我电话 不接电话 不回 脏话 "
        "甩脸 没礼貌 看不起 歧视 阴阳怪气 翻白眼"
    ),
    "quality": (
        "没修好 没有修好 修不好 又坏 又出 又响 又亮 又漏 还是响 还是漏 还是不 还响 还漏 还抖 返修 返工 "
        "修完 修了 刚修 质量 老毛病 老问题 反复 没拧紧 漏油 漏水 异响 越修越 螺丝 白修 同样的问题 "
        "同一个问题 没效果 脱落 色差 起泡"
    ),
    "delay": (
        "拖 延误 延期 等了 还没好 还没修 没弄好 迟迟 一直没 说好 说今天 说昨天 答应 晚了 超时 排队 等到 "
        "什么时候才 几天了 多久了 久 慢 推迟 改口 交期 工期 拍着胸脯 天天打车 天天挤 等配件 还在等 今天都"
    ),
}
_STRONG_DELAY = "交期 还在等 还没好 还没修 等了 拖了 迟迟 说好今天 说好昨天 延误 推迟"
_LOST = re.compile(
    r"(箱|车里|车上|抽屉|座位?|储物|扶手|格子)[^，。,]{0,12}(没了|不见|少了|丢了|找不到|没影)|"
    r"(眼镜|墨镜|钱|包|香烟|烟|酒|充电线|记录仪|票据|卡|耳机|雨伞|工具|备胎|随车工具|东西|脚垫|摆件|香水)[^，。,]{0,3}(没了|不见|少了|丢了|找不到|没影|没还)"
)
"""Something that lay in the vehicle is gone."""
_OVERCHARGED = re.compile(
    r"(说好|讲好|谈好|报价?|说是|答应|原来说|当初)[^，。,]{0,10}[，。, ]?[^，。]{0,8}(结账|结算|付钱|收|变成?|成了|要|给我)[^，。]{0,6}(\d|"  # noqa: E501
    r"[一二两三四五六七八九十百千]+(块|元|百|千|万))|"
    r"收(了)?我[^，。,]{0,4}(\d{2,}|[一二两三四五六七八九十][百千万])|诈骗|宰我|讹(?!你)|抢钱|(多|乱)(收|算|要)了?"
)
"""Another sum than was said."""
_URGENT = (
    "受伤 住院 出血 骨折 起火 着火 自燃 刹车失灵 刹不住 没刹车 刹车没了 失控 轮子掉 翻车 人命 出事故 "
    "出了事故 撞了 方向盘失灵"
)
_LEGAL = (
    "12315 12345 12328 消协 消费者协会 曝光 律师 起诉 法院 法庭 打官司 市场监管 工商 媒体 记者 报警 警察 黑猫 "
    "运管 交通局 信访 仲裁"
)
_FURIOUS = re.compile(
    r"气死|气炸|太过分|骗子|骗钱|垃圾|黑店|坑人|坑爹|忍无可忍|无耻|不要脸|妈的|他妈|特么|混蛋|王八|恶心|欺负|欺诈|受不了|什么玩意|流氓|愤怒|火大|"
    r"狗屁|破店|叫(你们)?.{0,2}(经理|老板|店长|负责人|领导)(给我)?(出来|滚)|tmd|傻[逼b]|扯淡|没完|不是人",
    re.IGNORECASE,
)
_ANGER = (
    "气死 太过分 骗子 骗人 垃圾 黑店 坑人 忍无可忍 无耻 不要脸 妈的 他妈 滚 混蛋 王八 恶心 欺负 欺诈 离谱 "
    "受不了 什么玩意 流氓 愤怒 火大 忽悠 赔 破店 经理出来 老板出来 店长出来"
)
_REPEAT = "第二次 第三次 两次了 三次了 好几次 多少次 又来 每次都 反复 再次投诉 三番五次 一而再"
_SAFETY_HINT = "差点 安全 冒烟 刹车 轮胎掉 漏油 方向"
_MILD = "小问题 提个意见 小意见 提醒一下 没什么大事 不严重 不着急"


def category_of(text: str) -> str:
    """One of the nine categories: ``safety`` at any word of it, else the one with most words in the text;
    ``quality`` when none occurs.
    """
    scores = {category: _count(words, text) for category, words in _CATEGORY_WORDS.items()}
    scores["delay"] += 2 * _count(_STRONG_DELAY, text)
    scores["damage"] += 3 * bool(_LOST.search(text))
    scores["price"] += 3 * bool(_OVERCHARGED.search(text))
    if scores["safety"]:
        return "safety"
    best = max(CATEGORIES, key=lambda category: scores[category])
    return best if scores[best] else "quality"


def sounds_like_one(text: str) -> bool:
    """Whether words of any category occur in a text: 这不乱收费吗 is no question."""
    every = [*_CATEGORY_WORDS.values(), _LEGAL, _ANGER]
    return any(_count(words, text) for words in every) or bool(_OVERCHARGED.search(text) or _LOST.search(text))


def severity_of(text: str, category: str) -> str:
    """From the content: injury, fire, loss of control are urgent; legal steps, anger, repetition, safety are
    high.
    """
    if category == "safety" and _count(_URGENT, text):
        return "urgent"
    grave = any(_count(words, text) for words in (_LEGAL, _ANGER, _REPEAT))
    if grave or category in ("safety", "privacy") or (category == "quality" and _count(_SAFETY_HINT, text)):
        return "high"
    return "low" if _count(_MILD, text) else "normal"


def needs_person(text: str) -> str | None:
    """Why a person has to hear of a complaint at once: legal_threat, safety or angry_complaint; None otherwise."""
    if _count(_LEGAL, text):
        return "legal_threat"
    if category_of(text) == "safety":
        return "safety"
    return "angry_complaint" if _FURIOUS.search(text) else None


def _count(words: str, text: str) -> int:
    return sum(word in text for word in words.split())
