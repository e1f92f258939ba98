"""What a customer means by a time, given what was said before it."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from actions.base import Entity, Message
from bot.clock import SHANGHAI
from bot.nlu.normalise import normalise
from bot.nlu.readers import ReadingContext, read_times, vague_bounds

_NAMES_A_DAY = re.compile(
    r"[今明后昨前]\s*[天日早晚儿个]|听日|聽日|周|週|礼拜|禮拜|星期|月|号|號|日|天|[-/.]\d{1,2}|节|元旦|国庆|春节|现在|马上|小时|分钟"
)
_HOUR_BEHIND = re.compile(r"(?:\d{1,2}|十[一二]?|[一二两三四五六七八九])点(?=[二三四两]\S)")
_WEEKDAYS = "一二三四五六日"
_EXACT_DATE = re.compile(r"\d\s*[月号號日]|[一二三四五六七八九十]\s*[月号號日]")
_AFTER_WORK = re.compile(r"下了?班(以?后|之后|再|过来|来|去|顺路)")
_WORK_ENDS = time(17)
_IN_SOME_DAYS = re.compile(r"过[两几]|改天|[两几]天后")
_SOME_DAYS = timedelta(days=2)
_JUST_NOW = timedelta(minutes=5)
_VAGUE_STRETCH = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Wish:
    """A wished moment (``end`` is None) or stretch of time."""

    start: datetime
    end: datetime | None = None

    @property
    def is_moment(self) -> bool:
        """Whether it is one moment rather than a stretch to choose from."""
        return self.end is None


def wish_from(entities: Sequence[Entity], known_day: date | None, known_clock: time | None) -> Wish | None:
    """The wish that the last readable time among ``entities`` states.

    A clock time without a day means the day under discussion; a new day keeps the clock time already agreed.
    """
    readable = [entity for entity in entities if isinstance(entity.norm, str)]
    if not readable:
        return None
    wish = read_norm(readable[-1].norm)
    if wish is None:
        return None
    says_day = names_a_day(readable[-1])
    if not says_day and (day := _day_before(readable) or known_day) is not None:
        return _on(wish, day)
    if says_day and known_clock is not None and _is_whole_day(wish):
        return Wish(datetime.combine(wish.start.date(), known_clock, SHANGHAI))
    return wish


def _day_before(readable: Sequence[Entity]) -> date | None:
    """The day that an earlier time of the same message names: 周五上午十点或者下午三点."""
    for entity in reversed(readable[:-1]):
        wish = read_norm(entity.norm) if names_a_day(entity) else None
        if wish is not None:
            return wish.start.date()
    return None


def names_a_day(entity: Entity) -> bool:
    """Whether a time names its day; a bare clock time or part of the day does not."""
    return entity.pressed or bool(_NAMES_A_DAY.search(entity.value))


def read_norm(norm: str) -> Wish | None:
    """Parse a time's machine-readable form: minute, day, or range of either; None for months and years."""
    first, _, second = norm.partition("/")
    try:
        start = _at(first, end=False)
        if second:
            return Wish(start, _at(second, end=True))
    except ValueError:
        return None
    if "T" in first:
        return Wish(start)
    return Wish(start, start + timedelta(days=1))


def _at(text: str, *, end: bool) -> datetime:
    if "T" in text:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    day = datetime.combine(date.fromisoformat(text), time(), SHANGHAI)
    return day + timedelta(days=1) if end else day


def _on(wish: Wish, day: date) -> Wish:
    shift = day - wish.start.date()
    return Wish(wish.start + shift, wish.end + shift if wish.end else None)


def _is_whole_day(wish: Wish) -> bool:
    return wish.end is not None and wish.end - wish.start == timedelta(days=1) and wish.start.time() == time()


def speak_moment(at: datetime, now: datetime) -> str:
    """``明天（11月25日 周三）10:30``."""
    return f"{speak_day(at.date(), now)}{at:%H:%M}"


def speak_day(day: date, now: datetime) -> str:
    """``明天（11月25日 周三）``; further away without the day word."""
    word = {0: "今天", 1: "明天", 2: "后天"}.get((day - now.date()).days)
    exact = f"{day.month}月{day.day}日 周{_WEEKDAYS[day.weekday()]}"
    return f"{word}（{exact}）" if word else f"{exact} "


def speak_stretch(wish: Wish, now: datetime) -> str:
    """A wished stretch in words: a day, several days, or part of a day."""
    assert wish.end is not None
    last = wish.end - timedelta(seconds=1)
    if wish.start.date() == last.date():
        day = speak_day(wish.start.date(), now).strip()
        if wish.end - wish.start >= timedelta(days=1):
            return day
        return f"{day}{wish.start:%H:%M}–{wish.end:%H:%M}"
    return f"{speak_day(wish.start.date(), now).strip()}到{speak_day(last.date(), now).strip()}"


SLOT_FORMAT = "%Y-%m-%dT%H:%M"


def whole_day(day: date) -> list[str]:
    """A day as the stretch of time that a slot holds."""
    start = datetime.combine(day, time())
    return [at.strftime(SLOT_FORMAT) for at in (start, start + timedelta(days=1))]


def moment(text: str) -> datetime:
    """The moment a slot holds."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def window_of(filled: MutableMapping[str, Any], task: str) -> Wish | None:
    """The stretch of time a task is to choose from."""
    window = filled.get(f"{task}_window")
    return Wish(moment(window[0]), moment(window[1])) if window else None


_INSTEAD = re.compile(r"(改|换|挪|推迟?|延|提前)(成|到|为|在|至)")
_UNFIT = re.compile(
    r"(我|的话|那会儿?|那时候|都|也|又|实在|确实)*(起不来|来不了|去不了|到不了|不行|不方便|不得行|没空|没得空|没时间|赶不上|赶不及|有事|要上班|不合适|太早|太晚)"
)


def take_time(message: Message, filled: MutableMapping[str, Any], task: str, now: datetime) -> None:
    """Fill ``<task>_time`` with a moment, or ``<task>_window`` with a stretch to choose from.

    A time that stays vague (``月底那阵子``) bounds the stretch as far as it can.
    """
    before = filled.get(f"{task}_time")
    wished = _not_rejected(message.all("datetime"), message.whole or message.text)
    told = [_with_hour(entity, message.text, now) for entity in wished]
    take_times(still_to_come(told, now), filled, task)
    if filled.get(f"{task}_time") != before:
        _at_once(filled, task, now)
    vague = [e for e in message.all("datetime") if e.norm is None and not says_same_day(e.value)]
    clear = [entity for entity in message.all("datetime") if entity.norm is not None and names_a_day(entity)]
    if vague and not clear:
        filled[f"{task}_time"], filled[f"{task}_window"] = None, _bounded(message.text, now)
    if _AFTER_WORK.search(message.text) and not filled.get(f"{task}_time"):
        _after_work(filled, task, now)


def _not_rejected(entities: Sequence[Entity], text: str) -> list[Entity]:
    """Of several times those that are wished: 改成十一点, not the 九点半 at which one cannot come."""
    if len(entities) < 2:
        return list(entities)
    fitting = [entity for entity in entities if not _UNFIT.match(text[entity.end :])] or list(entities)
    changed = _INSTEAD.search(text)
    if changed is None:
        return fitting
    clause = text.find("，", changed.end())
    end = clause if clause >= 0 else len(text)
    return [entity for entity in fitting if changed.end() <= entity.start < end] or fitting


def _with_hour(entity: Entity, text: str, now: datetime) -> Entity:
    """With the hour right behind a day or part of one, where the number that follows hid it: 上午十点四轮定位."""
    hour = _HOUR_BEHIND.match(text[text.find(entity.value) + len(entity.value) :])
    if hour is None or entity.pressed or not isinstance(entity.norm, str) or entity.value not in text:
        return entity
    read = read_times(normalise(entity.value + hour[0]), ReadingContext(now))
    return replace(entity, norm=read[-1].norm) if len(read) == 1 and read[0].norm else entity


def _after_work(filled: MutableMapping[str, Any], task: str, now: datetime) -> None:
    """下班后 of one day means its end; without a day, today's or the next day's."""
    window = window_of(filled, task)
    if window is None:
        day = now.date() if now.time() < _WORK_ENDS else now.date() + timedelta(days=1)
        midnight = datetime.combine(day, time(), SHANGHAI)
        window = Wish(midnight, midnight + timedelta(days=1))
    start = datetime.combine(window.start.date(), _WORK_ENDS, SHANGHAI)
    if window.start < start and window.end == datetime.combine(start.date(), time(), SHANGHAI) + timedelta(days=1):
        filled[f"{task}_window"] = [start.strftime(SLOT_FORMAT), window.end.strftime(SLOT_FORMAT)]


def lies_ahead(entity: Entity, now: datetime) -> bool:
    """Whether a time has not passed; one that stays vague may lie ahead."""
    wish = read_norm(entity.norm) if isinstance(entity.norm, str) else None
    return entity.norm is None or (wish is not None and (wish.end or wish.start) > now)


def still_to_come(entities: Sequence[Entity], now: datetime) -> list[Entity]:
    """Without the times that lie behind us, unless there are no others: 昨天修的，明天来看 wishes for tomorrow."""
    return [entity for entity in entities if entity.norm and lies_ahead(entity, now)] or list(entities)


_SAME_DAY = re.compile(r"同一?天|同日|(?<![庆旦节假号日])(当天|那天)")


def says_same_day(text: str) -> bool:
    """Whether a time is told by the day of something said before: 同一天下午四点."""
    return bool(_SAME_DAY.search(text))


_TOLD = re.compile(r"撞|刮|蹭|碰|磕|坏|开始|就(有|响|亮|漏|抖)|换(过|的|了)|修(过|的|了)|做(过|的|了)|买|掉|爆|加(过|了)|出(了|过)")  # noqa: E501
_WISHES = re.compile(r"约|预定|订|来|去|到店|送|做个|给我(弄|修|换|洗)|安排")


def tells_of_the_past(message: Message, now: datetime) -> bool:
    """Whether the only times of a message say when something happened: 前天撞了一下，保险杠要喷漆."""
    times = message.all("datetime")
    behind = times and not any(lies_ahead(entity, now) for entity in times)
    return bool(behind and _TOLD.search(message.text) and not _WISHES.search(message.text))


_SHIFT = re.compile(
    r"(往后|延后|推迟|晚|往前|提前|早)(?:推|延|挪|调)?(?:个)?([半一两二三四五六七1-7])个?(小时|钟头|天|周|星期|礼拜)"
)
_COUNTS = {"半": 0.5, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7}


def shift_in(text: str) -> timedelta | None:
    """How far a message moves an agreed time: 往后推一天, 提前半小时, 晚两个小时."""
    found = _SHIFT.search(text)
    if found is None:
        return None
    count = _COUNTS.get(found[2]) or float(found[2])
    unit = timedelta(hours=1) if found[3] in ("小时", "钟头") else timedelta(days=1 if found[3] == "天" else 7)
    return count * unit * (-1 if found[1] in ("往前", "提前", "早") else 1)


def names_no_day(message: Message) -> bool:
    """Whether a message names a date that the calendar does not have: 2月31号."""
    return any(entity.norm is None and _EXACT_DATE.search(entity.value) for entity in message.all("datetime"))


def _at_once(filled: MutableMapping[str, Any], task: str, now: datetime) -> None:
    """现在, 马上: as soon as it is possible today."""
    wished = moment(filled[f"{task}_time"]) if filled.get(f"{task}_time") else None
    if wished is not None and timedelta() <= now - wished < _JUST_NOW:
        end = datetime.combine(now.date() + timedelta(days=1), time(), SHANGHAI)
        stretch = [now.strftime(SLOT_FORMAT), end.strftime(SLOT_FORMAT)]
        filled[f"{task}_time"], filled[f"{task}_window"] = None, stretch


def take_times(entities: Sequence[Entity], filled: MutableMapping[str, Any], task: str) -> None:
    """The same from the times themselves."""
    agreed = moment(filled[f"{task}_time"]) if filled.get(f"{task}_time") else None
    window = window_of(filled, task)
    known_day = agreed.date() if agreed else (window.start.date() if window else None)
    wish = wish_from(entities, known_day, agreed.time() if agreed else None)
    if wish is None:
        return
    if wish.end is None:
        filled[f"{task}_time"], filled[f"{task}_window"] = wish.start.strftime(SLOT_FORMAT), None
    else:
        stretch = [wish.start.strftime(SLOT_FORMAT), wish.end.strftime(SLOT_FORMAT)]
        filled[f"{task}_time"], filled[f"{task}_window"] = None, stretch


def _bounded(text: str, now: datetime) -> list[str] | None:
    earliest, latest = vague_bounds(text, ReadingContext(now))
    if earliest is None and latest is None and _IN_SOME_DAYS.search(text):
        earliest = now.date() + _SOME_DAYS
    if earliest is None and latest is None:
        return None
    first = max(earliest or now.date(), now.date())
    last = latest if latest is not None and latest >= first else first + _VAGUE_STRETCH
    start, end = datetime.combine(first, time(), SHANGHAI), datetime.combine(last, time(), SHANGHAI)
    return [start.strftime(SLOT_FORMAT), (end + timedelta(days=1)).strftime(SLOT_FORMAT)]
