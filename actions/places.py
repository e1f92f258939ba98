"""Where a vehicle stands, in a message."""

# ruff: noqa: E501 - patterns are easier to read unbroken

from __future__ import annotations

import re

from actions.base import Message

_ADDRESS = re.compile(
    r"(?:在|停在|地址[是:：]?|位置[是:：]?|到|来|去)\s*([\u4e00-\u9fff]{2,}?(?:路|街|道|巷|弄|小区|花园|大厦|广场|村|镇|公寓|苑)[\w\u4e00-\u9fff]*)"
)
_ROAD = re.compile(r"(?<![A-Za-z0-9])[GgSs]\d{1,4}(?!\d)|高速|绕城|快速路|高架")
_MOTORWAY_PLACE = re.compile(r"(?:(?<![A-Za-z0-9])[GgSs]\d{1,4}(?!\d)|[\u4e00-\u9fff]{2,8}?(?:高速|绕城|快速路|高架))[^。！!？?，,]*")
_KILOMETRE = re.compile(r"\d{1,4}(?:\s*\+\s*\d{1,3})?\s*(?:公里|千米|km|KM|Km|号桩)|[Kk]\s*\d{1,4}|桩号?\D{0,3}\d+|服务区|收费站|出口|匝道|互通|枢纽|隧道")
_ROAD_NAME = re.compile(r"(?:(?<![A-Za-z0-9])[GgSs]\d{1,4}(?!\d))?(?:[\u4e00-\u9fff]{2,3}(?:高速|绕城高速|绕城|快速路|高架))?")
_HEADING = re.compile(r"[往去朝到][\u4e00-\u9fff]{2,4}?方向|(?:(?![往去朝到])[\u4e00-\u9fff]){2,4}?方向|[上下东西南北]行")
_MILE = re.compile(r"[Kk]\s*\d{1,4}(?:\s*\+\s*\d{1,3})?|\d{1,4}(?:\s*\+\s*\d{1,3})?\s*(?:公里|千米|号桩)(?!外|远|了|就)|[\u4e00-\u9fff]{2,6}?(?:服务区|收费站|出口|隧道)")
_DIRECTION = re.compile(r"[往去朝到]\S{1,8}?方向|方向|开往|[往去朝][\u4e00-\u9fff]{2,}|进城|出城|上行|下行|东行|西行|南行|北行")
_LANDMARK = re.compile(r"[路街道巷弄]|门口|小区|附近|旁边|对面|加油站|路口|[东西南北]门|大厦|广场|停车场|车库|\d号|桥[上下头]|学校|医院|公园|超市|村|镇|店门")
_WHY = re.compile(r"位置.{0,4}(干|做|用)|(干嘛|干什么|做什么|为什么|为啥|有啥用).{0,4}(位置|地址|定位)?$|保存多久|存多久")
_LOST = re.compile(
    r"(不|唔)(太)?(知道|清楚|晓得|认识|确定|知)|说不(上|清|好|准)|这是(哪|啥地方|什么地方)|哪里我也|找不到(路牌|标志)|看不(到|清|见)|没有?(路牌|标志|信号)|迷路|荒郊|"
    r"前不着村|第一次来|人生地不熟"
)
_MOVED = re.compile(r"(位置|地方|地点|地址)(变|换|改|错|不对)|(换|改|变)(了)?(个|一下|到)?(位置|地方|地点)|挪到|推到|移到|拖到|现在(在|到|停)|不在(刚才|那|原来)|到了|是在")

_CROSSING = re.compile(
    r"(?:(?![在到是停和与跟])[\u4e00-\u9fff]){1,6}[路街道](?:和|与|跟|、|[xX×/])(?:(?![在到是停和与跟])[\u4e00-\u9fff]){1,6}[路街道](?:交叉)?口?(?:附近|旁边|这里|那里)?"
)
"""Where two roads meet: 港城路和人民路口."""
_NUMBER = re.compile(
    r"\d+(?:[-—]\d+)+|[-\d一二三四五六七八九十百]*(?:号|弄|栋|幢|座|单元|室|楼)(?:[^，,。！!？?\s]{0,12}?(?:小区|花园|苑|栋|幢|座|单元|室|楼|院|门|\d+))*"
)
_ERRAND = re.compile(r"[取接拿提](?:一下|下)?车|来[取接拿]|过来|把车")


def place_in(message: Message) -> str | None:
    """The place the model marked, a stretch of motorway, or what reads like an address after 在 or 地址."""
    marked = message.last("location")
    stretch = _stretch(message.text)
    if stretch is not None:
        return stretch
    road = _MOTORWAY_PLACE.search(message.text)
    if road is not None and (marked is None or marked.value in road[0] or _KILOMETRE.search(road[0])):
        return road[0].strip()
    crossing = _CROSSING.search(message.text)
    if crossing is not None and (marked is None or marked.value in crossing[0]):
        return crossing[0]
    if marked is not None:
        number = _NUMBER.match(message.text.partition(marked.value)[2])
        return marked.value + (number[0] if number else "")
    found = _ADDRESS.search(message.text)
    return _ERRAND.split(found[1], maxsplit=1)[0] if found else None


def _stretch(text: str) -> str | None:
    """Road, heading and kilometre from wherever they stand: 青银高速爆胎了，往济南方向K58."""
    road = next((found for found in _ROAD_NAME.finditer(text) if found[0]), None)
    mile = _MILE.search(text)
    if road is None or mile is None:
        return None
    heading = _HEADING.search(text, road.end()) or _HEADING.search(text)
    parts = [found for found in (road, heading, mile) if found is not None]
    return "".join(found[0].strip() for found in sorted(parts, key=lambda found: found.start())).lstrip("我在到从于停咗喺系")


def with_other_kilometre(place: str, text: str) -> str | None:
    """``place`` with the kilometre that ``text`` corrects: 说错了，是K85; None when either names none."""
    mile = _MILE.search(text)
    return _MILE.sub(mile[0], place, count=1) if mile is not None and _MILE.search(place) else None


def speaks_of_place(text: str) -> bool:
    """Whether the words can be a place: a road, a direction, a kilometre, something one stands beside."""
    return any(words.search(text) for words in (_ROAD, _DIRECTION, _KILOMETRE, _LANDMARK))


def lacks_on_motorway(place: str) -> bool:
    """Whether a place on a motorway lacks its kilometre (or a landmark) or the direction of travel."""
    return bool(_ROAD.search(place)) and not (_KILOMETRE.search(place) and _DIRECTION.search(place))


def asks_why(text: str) -> bool:
    """Whether the customer asks what the place is wanted for."""
    return bool(_WHY.search(text))


def is_lost(text: str) -> bool:
    """Whether the customer cannot say where they are."""
    return bool(_LOST.search(text))


def has_moved(text: str) -> bool:
    """Whether the customer says that the vehicle stands somewhere else than said before."""
    return bool(_MOVED.search(text))
