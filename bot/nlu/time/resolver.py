"""From what an expression says to what it means: candidates, future policy, opening hours, norm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final

from bot.nlu.time.context import ReadingContext
from bot.nlu.time.dayparts import Clock, DayPart, at_minute, part_end_after, part_start_before
from bot.nlu.time.days import Anchor, Days, any_day, one_day

#: How far ahead a bare hour looks for opening hours.
_HORIZON: Final = timedelta(days=14)
#: Outside opening hours 六点半 is rather half past six in the evening than before this hour of the morning.
_NOBODY_COMES_BEFORE: Final = 7


@dataclass(frozen=True, slots=True)
class Said:
    """One expression, put together: the day, the part of the day and the clock time, each where it was said.

    Attributes:
        weekday: the day of the week that was said beside a date; None otherwise.
        bound: "after" for 三点以后, "before" for 五点之前.
        past: the sentence speaks of the past (周三送来的).
    """

    anchor: Anchor | None = None
    part: DayPart | None = None
    clock: Clock | None = None
    weekday: int | None = None
    bound: str | None = None
    past: bool = False


@dataclass(frozen=True, slots=True)
class Meant:
    """What an expression means.

    Attributes:
        start, end: the first moment and the last; equal for a point in time, `end` exclusive otherwise.
        norm: as in the contract; None where no norm exists.
        days: the days, when no time of day was said.
        note: "ambiguous: …" when it could mean something else as well.
    """

    start: datetime
    end: datetime
    norm: str | None
    days: Days | None = None
    note: str | None = None


def minute_norm(moment: datetime) -> str:
    """Norm of a point in time."""
    return moment.strftime("%Y-%m-%dT%H:%M")


def span_of(start: datetime, end: datetime, note: str | None = None) -> Meant:
    """A range between two moments."""
    return Meant(start, end, f"{minute_norm(start)}/{minute_norm(end)}", note=note)


def point_at(moment: datetime, note: str | None = None) -> Meant:
    """A point in time."""
    return Meant(moment, moment, minute_norm(moment), note=note)


def whole_days(days: Days, like: datetime, note: str | None = None) -> Meant:
    """Days without a time of day."""
    start, end = at_minute(days.first, 0, like), at_minute(days.last + timedelta(days=1), 0, like)
    return Meant(start, end, days.norm, days, note or days.note)


def resolve(said: Said, context: ReadingContext, origin: date | None = None) -> Meant | None:
    """What `said` means at `context.now`; `origin` replaces today as the day from which a day is sought.

    Without a direction of its own, an expression means the next such time (the last one when the past is spoken of).
    None when there is no such time.
    """
    today = origin or context.now.date()
    if said.anchor is None and said.part is None and said.clock is None:
        return None
    anchor = said.anchor or any_day()
    candidates = list(islice(anchor(today, said.past), 15))
    if not candidates:
        return None
    if said.part is None and said.clock is None:
        meant = _resolve_days(candidates, said, context)
    elif any(days.first != days.last for days in candidates):
        # 下周下午: which day is open, the days are all that is known.
        meant = whole_days(candidates[0], context.now, "ambiguous: day")
    elif said.clock is None and said.part is not None:
        meant = _resolve_part(candidates, _bounded(said.part, said.bound), said.past, context)
    elif said.clock is not None:
        meant = _resolve_clock(candidates, said, said.clock, context)
    if said.weekday is not None and meant.start.weekday() != said.weekday:
        meant = replace(meant, note="ambiguous: weekday and date disagree")
    return meant


def _resolve_days(candidates: Sequence[Days], said: Said, context: ReadingContext) -> Meant:
    today = context.now.date()
    over = today + timedelta(days=1) if context.hours_are_over() else today
    chosen = candidates[0]
    # After closing time 周四 is next week's; the 26th stays today, next month is further than anyone means.
    if len(candidates) > 1 and not said.past and chosen.last < over and candidates[1].first - today <= _HORIZON:
        chosen = candidates[1]
    return whole_days(chosen, context.now)


def _resolve_part(candidates: Sequence[Days], part: DayPart, past: bool, context: ReadingContext) -> Meant:
    now = context.now
    spans = [(at_minute(days.first, part.start, now), at_minute(days.first, part.end, now)) for days in candidates]
    fitting = (span for span in spans if (span[0] <= now if past else span[1] > now))
    return span_of(*next(fitting, spans[0]), note=candidates[0].note)


def _bounded(part: DayPart, bound: str | None) -> DayPart:
    """The part of the day itself, or the one that 以后 or 之前 makes of it."""
    if bound == "after":
        return DayPart(part.name, part.end, part_end_after(part.end) + part.end // (24 * 60) * 24 * 60)
    if bound == "before":
        # 中午前 ends at twelve.
        end = max(part.start, 12 * 60) if part.name == "中午" else part.start
        return DayPart(part.name, part_start_before(end) - (0 if end else 24 * 60), end)
    return part


def _resolve_clock(candidates: Sequence[Days], said: Said, clock: Clock, context: ReadingContext) -> Meant:
    moments = [
        [at_minute(days.first, minutes, context.now) for minutes in clock.minutes(said.part)] for days in candidates
    ]
    moment, note = _choose(moments, said, context)
    note = note or candidates[0].note
    midnight = moment.replace(hour=0, minute=0)
    minutes = moment.hour * 60 + moment.minute
    if said.bound == "after":
        return span_of(moment, midnight + timedelta(minutes=part_end_after(minutes)), note)
    if said.bound == "before":
        # Midnight belongs to the evening before it.
        start = part_start_before(minutes) - (0 if minutes else 24 * 60)
        return span_of(midnight + timedelta(minutes=start), moment, note)
    if clock.until is not None:
        return span_of(moment, moment + timedelta(hours=clock.until - clock.hour), note)
    return point_at(moment, note)


def _choose(moments: Sequence[Sequence[datetime]], said: Said, context: ReadingContext) -> tuple[datetime, str | None]:
    """The moment that is meant, and a note if another reading is as good."""
    now = context.now
    strict = said.anchor is None
    every = [moment for day in moments for moment in day]
    if said.past:
        behind = sorted((moment for moment in every if moment <= now), reverse=True)
        usual = [moment for moment in behind if context.is_open_around(moment, strict=False)]
        if behind:
            return (usual or behind)[0], None
    ahead = sorted(moment for moment in every if moment > now)
    near = [moment for moment in ahead if moment - now <= _HORIZON] or ahead[:2] or every
    if len(moments[0]) == 1:
        return near[0], None
    usual = [moment for moment in near if context.is_open_around(moment, strict=strict)]
    if usual:
        twin = any(other.date() == usual[0].date() for other in usual[1:])
        return usual[0], "ambiguous: morning or afternoon" if twin else None
    if not ahead:
        usual = [moment for moment in every if context.is_open_around(moment, strict=False)]
        return (usual or every)[0], None
    twin = len(ahead) > 1 and ahead[1] - ahead[0] <= timedelta(hours=12)
    by_day = (moment for moment in ahead if moment.hour >= _NOBODY_COMES_BEFORE)
    return next(by_day, ahead[0]), "ambiguous: morning or afternoon" if twin else None


def join(first: Meant, second: Said, context: ReadingContext) -> Meant | None:
    """The range from `first` to `second` (上午十点到十一点, 周三到周五); None when it makes no sense.

    What `second` leaves open it takes from `first`: the day, and the half of the day.
    """
    if second.anchor is None:
        end = _end_same_day(first, second, context) if first.days is None else None
        if end is None or not first.start < end <= first.start + timedelta(days=1):
            return None
        return span_of(first.start, end, first.note)
    origin = first.start.date()
    last = resolve(replace(second, past=False), replace(context, now=min(context.now, first.start)), origin)
    if last is None or last.end <= first.start:
        return None
    if first.days is None and last.days is None:
        return span_of(first.start, last.end, first.note or last.note)
    # 周三到周五下午: days are all that both sides tell.
    note = first.note or last.note if first.days and last.days else "ambiguous: time of day"
    first_days, last_days = first.days or one_day(origin), last.days or one_day(last.start.date())
    if last_days.last < first_days.first:
        return None
    return whole_days(Days(first_days.first, last_days.last), context.now, note)


def _end_same_day(first: Meant, second: Said, context: ReadingContext) -> datetime | None:
    day = first.start.date()
    if second.clock is None:
        return None if second.part is None else at_minute(day, second.part.end, context.now)
    minutes = second.clock.minutes(second.part)
    options = (at_minute(day, extra + minute, context.now) for extra in (0, 24 * 60) for minute in minutes)
    return next((option for option in options if option > first.start), None)
