"""What is wrong with a document, in Chinese: the rules stand in the loaders of a shop description."""

from __future__ import annotations

import re

from bot.desk.admin.lines import DAY_TEXT, DESK_TEXT, KIND_TEXT, POLICY_TEXT, WEEK_TEXT
from bot.http.problem import Problem
from bot.shop.calendar import HoursError
from bot.shop.policy import PolicyError
from bot.shop.world import WorldError

_LABELS = {
    **POLICY_TEXT,
    **WEEK_TEXT,
    **DESK_TEXT,
    **KIND_TEXT,
    "name": "名称",
    "address": "地址",
    "phone": "电话",
    "vehicles": "接待车型",
    "hours": "时间段",
    "closed_weekdays": "每周店休",
    "bays": "工位",
    "technicians": "技师",
    "skills": "技能",
    "night_repair": "夜间维修",
    "services": "项目",
    "surcharge": "加收金额",
    "pickup": "上门取送",
    "drivers": "司机人数",
    "minutes": "每趟分钟数",
    "bands": "取送收费",
    "parking": "停车",
    "position": "位置",
    "days": "日历",
    "day": "日期",
    "kind": "类型",
    "store": "门店",
    "note": "备注",
    "item": "项目名称",
    "price": "价格",
    "prices": "价目",
    "vehicle": "适用车辆",
    "role": "角色",
    "capacity": "同时接待上限",
    "stock": "配件",
    "part": "名称",
    "fits": "适用车型",
    "qty": "数量",
    "order_days": "订货天数",
    "recalls": "召回",
    "brand": "品牌",
    "model": "车型",
    "vin_prefix": "车架号开头",
    "text": "缺陷说明",
    "remedy": "处理措施",
    "date": "日期",
    "title": "标题",
    "topic": "主题",
    "questions": "问法",
    "body": "正文",
    "kinds": "适用车辆",
}
_HOURS = {
    "form": "{label}“{given}”写法不对，要像 08:30-18:00 这样",
    "order": "{label}“{given}”的结束时间要晚于开始时间，且不能跨过午夜",
    "overlap": "{label}有重叠，请检查",
}
_WHY: tuple[tuple[str, str], ...] = (
    (r"is missing", "请填写{label}"),
    (r"is given twice", "{label}重复了，请检查"),
    (r"names no vehicle", "{label}、车型、车架号开头至少填一样"),
    (r"at most (\d+) names", "{label}最多 {0} 个"),
    (r"at most (\d+) characters", "{label}最多 {0} 个字"),
    (r"must be between (\d+) and (\d+)", "{label}要在 {0} 到 {1} 之间"),
    (r"expected a (?:whole )?number", "{label}要填整数"),
    (r"expected an amount", "{label}要填金额"),
    (r"expected a service or a vehicle kind", "{label}里有本店不做的项目或车型"),
    (r"a shop has at least one store", "至少要保留一家在营门店"),
    (r"is the default store", "这是默认门店，请先在“规则”里换一家默认门店"),
    (r"a day is not both (\w+) and (\w+)", "同一天不能既是{0}又是{1}"),
    (r"holidays and make-up workdays hold", "法定假日和调休上班对全部门店生效，不能只选一家"),
    (r"no store", "没有这家门店，或门店已停用"),
    (r"expected a time", "{label}要写成 2026-01-31 这样"),
    (r"the last administrator", "这是最后一位管理员，不能停用或改成其他角色"),
)


def as_fault(error: WorldError) -> Problem:
    """The problem 422 that tells it, with the ``field`` of the document it is about."""
    _, _, field = error.path.partition(".")
    cause = error.__cause__
    if isinstance(cause, PolicyError):
        return Problem(422, f"{_label(cause.key)}要填 0 以上的数", field=f"policy.{cause.key}")
    if isinstance(cause, HoursError):
        given = cause.given if isinstance(cause.given, str) else ""
        return Problem(422, _HOURS[cause.why].format(label=_place(field), given=given), field=field)
    for pattern, title in _WHY:
        found = re.search(pattern, error.why)
        if found is not None:
            words = [DAY_TEXT.get(word, word) for word in found.groups()]
            return Problem(422, title.format(*words, label=_place(field)), field=field)
    return Problem(422, f"{_place(field)}填得不对", field=field)


def _place(field: str) -> str:
    """``hours.mon`` as 周一的时间段, ``prices[3].price`` as 价目第 4 项的价格."""
    told: list[str] = []
    for part in field.split("."):
        name, _, index = part.partition("[")
        told.append(_label(name) + (f"第 {int(index.rstrip(']')) + 1} 项" if index.rstrip("]").isdigit() else ""))
    if len(told) == 2 and told[0] == _LABELS["hours"]:
        return f"{told[1]}的{told[0]}"
    return "的".join(word for word in told if word) or "内容"


def _label(name: str) -> str:
    return _LABELS.get(name, name)
