"""Chinese time expressions: a deterministic resolver with the clock and the opening hours passed in."""

from bot.nlu.time.context import DAILY_0830_1800, DailyHours, OpenHours, ReadingContext
from bot.nlu.time.grammar import VAGUE, TimeExpression, read_expressions

__all__ = [
    "DAILY_0830_1800",
    "VAGUE",
    "DailyHours",
    "OpenHours",
    "ReadingContext",
    "TimeExpression",
    "read_expressions",
]
