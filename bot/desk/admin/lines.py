"""Documents as lines that people read, so that two versions can be compared: what was it, what is it now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.desk.shapes import Json

Lines = dict[str, str]
"""Label to text."""

STAFF_ROLES = {"advisor": "服务顾问", "supervisor": "店长", "admin": "管理员"}
KIND_TEXT = {"car": "汽车", "moto": "摩托车"}
DAY_TEXT = {"public_holiday": "法定假日", "makeup_workday": "调休上班", "closed": "休息", "hours": "短时营业"}
DESK_TEXT = {"workday": "工作日", "weekend": "周末", "public_holiday": "法定假日"}
WEEK_TEXT = dict(
    zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), (f"周{day}" for day in "一二三四五六日"), strict=True)
)
POLICY_TEXT = {
    "default_store": "默认门店",
    "name": "店铺名称",
    "hotline_24h": "24 小时热线",
    "invoice": "发票",
    "payment": "支付方式",
    "shop_warranty": "本店质保",
    "repair_archive_years": "档案保存年数",
    "complaint": "投诉",
    "first_answer_hours": "首次答复（营业小时）",
    "solution_hours": "给出方案（小时）",
    "objection_hours": "异议期（小时）",
    "rescue": "救援",
    "available": "服务时间",
    "usual_arrival_minutes": "通常到达（分钟）",
    "membership": "会员",
    "points_per_yuan_off": "抵 1 元的积分",
    "quote": "报价",
    "valid_hours": "有效期（小时）",
    "reminder_hours": "到期前提醒（小时）",
    "diagnosis_fee": "检测费（元）",
    "discounts": "优惠由谁决定",
    "retention": "资料保存",
    "chat_days": "聊天记录（天）",
    "rescue_location_days": "救援位置（天）",
    "sms_log_days": "短信记录（天）",
    "audit_days": "审计记录（天）",
    "missed_question_days": "没答上的问题（天）",
    "article_use_days": "文章使用次数（天）",
    "slots": "预约",
    "step_minutes": "间隔（分钟）",
    "places": "每格可约数",
    "horizon_days": "可约天数",
    "durations": "工时（分钟）",
    "recall_table": "召回信息",
    "stock": "库存配件",
    "policy": "",
    "privacy": "隐私说明",
}
_STORE_TEXT = {"name": "店名", "address": "地址", "phone": "电话", "parking": "停车"}
_LONGEST = 400


def changes(kind: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, names: Lines) -> list[Json]:
    """What differs, line by line: ``[{label, before?, after?}]``. ``names``: of stores by id."""
    old, new = lines_of(kind, before, names), lines_of(kind, after, names)
    labels = [*new, *(label for label in old if label not in new)]
    return [_change(label, old, new) for label in labels if old.get(label) != new.get(label)]


def lines_of(kind: str, document: Mapping[str, Any] | None, names: Lines) -> Lines:
    """A document in lines; those that say nothing are left out."""
    if document is None:
        return {}
    found = _READERS[kind](document, names)
    return {label: text for label, text in found if text}


def _change(label: str, old: Lines, new: Lines) -> Json:
    change: Json = {"label": label}
    if label in old:
        change["before"] = old[label][:_LONGEST]
    if label in new:
        change["after"] = new[label][:_LONGEST]
    return change


Pairs = Iterable[tuple[str, str]]


def _store(document: Mapping[str, Any], _names: Lines) -> Pairs:
    yield from ((label, str(document.get(key) or "")) for key, label in _STORE_TEXT.items())
    yield "接待车型", "、".join(KIND_TEXT.get(kind, kind) for kind in document["vehicles"])
    for day, label in WEEK_TEXT.items():
        yield label, "店休" if day in document["closed_weekdays"] else _hours(document["hours"].get(day))
    for lane, count in (document.get("bays") or {}).items():
        yield f"工位·{KIND_TEXT.get(lane, lane)}", str(count)
    yield from _technicians(document.get("technicians"))
    night = document.get("night_repair")
    if night:
        services = "、".join(night["services"]) or "全部项目"
        yield "夜间维修", f"{_hours(night['hours'])}，{services}，加收 {night['surcharge'] or 0} 元"
    pickup = document.get("pickup")
    if pickup:
        yield "上门取送", _pickup(pickup) if pickup["offered"] else "不提供"
    yield "状态", "在营" if document.get("active", True) else "已停用"


def _technicians(described: Any) -> Pairs:
    if isinstance(described, int):
        yield "技师", f"{described} 人"
    for number, item in enumerate(described if isinstance(described, list) else [], start=1):
        skills = "、".join(KIND_TEXT.get(skill, skill) for skill in item.get("skills") or []) or "全部项目"
        yield f"技师 {number}", f"{item.get('name') or '未填姓名'}：{skills}"


def _pickup(pickup: Mapping[str, Any]) -> str:
    parts = [_hours(pickup["hours"]) if pickup.get("hours") else "营业时间内"]
    if pickup.get("drivers") is not None:
        parts.append(f"司机 {pickup['drivers']} 人")
    for band in pickup.get("bands") or []:
        reach = f"{band['to_km']:g} 公里内" if band.get("to_km") is not None else "其余"
        parts.append(reach + ("面议" if band.get("fee") is None else f"{band['fee']} 元"))
    return "，".join(parts)


def _calendar(document: Mapping[str, Any], names: Lines) -> Pairs:
    for item in document["days"]:
        where = names.get(item["store"], item["store"]) if item.get("store") else "全部门店"
        what = _hours(item["hours"]) if item["kind"] == "hours" else ""
        note = f"（{item['note']}）" if item.get("note") else ""
        yield f"{item['day']} {where} {DAY_TEXT[item['kind']]}", f"{what}{note}" or "是"


def _prices(document: Mapping[str, Any], _names: Lines) -> Pairs:
    for item in document["prices"]:
        aside = [item.get("category"), KIND_TEXT.get(item.get("vehicle") or ""), item.get("note")]
        yield item["item"], "｜".join([item["price"], *(part for part in aside if part)])


def _policy(document: Mapping[str, Any], names: Lines) -> Pairs:
    for key, value in document.items():
        yield from _flat(POLICY_TEXT.get(key, key), names.get(value, value) if key == "default_store" else value)


def _flat(label: str, value: Any) -> Pairs:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flat("·".join(part for part in (label, POLICY_TEXT.get(key, key)) if part), item)
    elif isinstance(value, list):
        yield label, "、".join(_one(item) for item in value)
    elif value is not None:
        yield label, _one(value)


def _one(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return " ".join(str(item) for item in value.values()) if isinstance(value, Mapping) else str(value)


def _stock(document: Mapping[str, Any], _names: Lines) -> Pairs:
    for item in document["stock"]:
        days = item["order_days"]
        order = "可以订货" if days is None else f"订货 {days} 天"
        yield _beside(item["part"], item["fits"]), f"现货 {item['qty']} 件" if item["qty"] else f"无现货，{order}"


def _recalls(document: Mapping[str, Any], _names: Lines) -> Pairs:
    for item in document["recalls"]:
        label = " ".join("、".join(item[key]) for key in ("brand", "model", "vin_prefix") if item[key])
        yield f"{label} {item['date']}".strip(), "；".join(filter(None, (item["text"], item["remedy"])))


def _beside(name: str, more: Iterable[str]) -> str:
    told = "、".join(more)
    return f"{name}（{told}）" if told else name


def _desk(document: Mapping[str, Any], _names: Lines) -> Pairs:
    return ((label, _hours(document.get(key))) for key, label in DESK_TEXT.items())


def _staff(document: Mapping[str, Any], names: Lines) -> Pairs:
    yield "姓名", document["name"]
    yield "角色", STAFF_ROLES.get(document["role"], document["role"])
    yield "门店", names.get(document["store"], document["store"]) if document["store"] else "全部门店"
    yield "同时接待上限", str(document["capacity"])
    yield "状态", "在用" if document["active"] else "已停用"


def _article(document: Mapping[str, Any], _names: Lines) -> Pairs:
    yield "标题", document["title"]
    yield "主题", document["topic"]
    yield "适用车辆", "、".join(KIND_TEXT.get(kind, kind) for kind in document["kinds"]) or "全部"
    yield "问法", "／".join(document["questions"])
    yield "正文", document["body"]
    yield "状态", "已发布" if document["active"] else "已下线"


def _hours(windows: Iterable[str] | None) -> str:
    return "、".join(windows or ()) or "休息"


_READERS: dict[str, Callable[[Mapping[str, Any], Lines], Pairs]] = {
    "store": _store,
    "calendar": _calendar,
    "prices": _prices,
    "policy": _policy,
    "stock": _stock,
    "recalls": _recalls,
    "desk": _desk,
    "staff": _staff,
    "article": _article,
}
