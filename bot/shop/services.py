"""Service categories: which one a customer's words mean, and how long its work takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

CATEGORIES = ("保养", "维修", "检测", "轮胎", "洗车", "年检代办", "钣喷")

_DEFAULT_MINUTES: Mapping[str, int] = {
    "保养": 60,
    "维修": 90,
    "检测": 30,
    "轮胎": 60,
    "洗车": 30,
    "年检代办": 30,
    "钣喷": 30,
}
"""How long a bay is held: for body work only the assessment, as the vehicle then stays."""

# In the order of precedence: a wheel alignment is tyre work although 定位 is also a check, a scratch is body
# work although it is also repaired.
_WORDS: dict[str, str] = {
    "年检代办": "年检 年审 审车 验车 检车 上线检测 六年免检",
    "钣喷": "钣喷 钣金 喷漆 补漆 刮花 划痕 剐蹭 刮蹭 蹭了 凹 凹陷 掉漆 保险杠 做漆 抛光 整形 全车漆",
    "洗车": "洗车 洗一下 洗洗 洗一下车 洗个车 精洗 打蜡 镀膜 内饰清洗 清洁内饰 洗摩托",
    "轮胎": (
        "轮胎 前胎 后胎 补胎 换胎 车胎 爆胎 扎胎 扎钉 胎压 漏气 动平衡 四轮定位 轮毂 前轮换 后轮换 外胎 内胎 备胎 雪地胎 "  # noqa: E501
        "冬季胎 四季胎 轮子"
    ),
    "保养": (
        "保养 换机油 机油 机滤 三滤 空滤 空调滤 滤芯 火花塞 换油 变速箱油 刹车油 制动液 防冻液更换 "
        "换防冻液 齿轮油 链条油 链条 首保 大保 小保 养护 积碳 清洗节气门 上油"
    ),
    "维修": (
        "维修 修 更换 换 坏 打不着 启动不了 起动不了 不制冷 不凉 漏油 漏水 断了 失灵 不亮 不转 抛锚 搭电 "
        "离合 减震 刹车片 刹车盘 电瓶 蓄电池 雨刮 灯泡 大灯 水泵 发电机 起动机"
    ),
    "检测": (
        "检测 检查 复查 复检 看看 看一下 瞧瞧 诊断 体检 排查 异响 响 抖 报警 故障灯 亮灯 灯亮 抖动 跑偏 油耗 异味 "
        "没劲 无力 续航 充不进 充电慢 声音"
    ),
}


def category_of(text: str) -> str | None:
    """The category a service or symptom in a customer's words belongs to; a category itself stays; None when
    unclear.
    """
    cleaned = text.strip()
    if cleaned in CATEGORIES:
        return cleaned
    cleaned = cleaned.replace("清洗一下", "清洗").replace("清洗洗", "清洗")
    for category, words in _WORDS.items():
        if any(word in cleaned for word in words.split()):
            return category
    return None


def duration_of(category: str, slots: Mapping[str, Any]) -> timedelta:
    """How long a place is held for a category: the shop's ``slots.durations`` (minutes) over the usual
    ones.
    """
    durations = slots.get("durations") or {}
    return timedelta(minutes=int(durations.get(category, _DEFAULT_MINUTES.get(category, 60))))
