"""``python -m bot figures``: the shop's figures, as lines to read or as comma-separated values."""

from __future__ import annotations

import argparse
import asyncio
from datetime import date, timedelta

from bot import settings
from bot.cli import CommandError
from bot.clock import SystemClock
from bot.figures.catalogue import FIGURES
from bot.figures.figure import DURATION, MILLISECONDS, RATE, Definition, Summary
from bot.figures.report import BY, DAY, LONGEST, Report, Wish, report
from bot.figures.table import as_csv

_USUAL_DAYS = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--from", dest="first", type=_day, metavar="DAY", help="first day, 2026-01-31")
    parser.add_argument("--to", dest="last", type=_day, metavar="DAY", help="last day; today")
    parser.add_argument("--store", metavar="ID", help="one store only")
    parser.add_argument("--by", choices=BY, default=DAY, help="groups of the CSV; by day")
    parser.add_argument("--csv", action="store_true", help="comma-separated values, with definitions and groups")


def run(arguments: argparse.Namespace) -> int:
    """Compute and print."""
    now = SystemClock().now()
    last = arguments.last or now.date()
    first = arguments.first or last - timedelta(days=_USUAL_DAYS - 1)
    if not first <= last < first + timedelta(days=LONGEST):
        raise CommandError(f"--from must be at most {LONGEST - 1} days before --to")
    wish = Wish(first, last, arguments.store, arguments.by)
    found = asyncio.run(report(settings.load().database_url, wish, now))
    print(as_csv(found) if arguments.csv else _lines(found), end="")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day like 2026-01-31") from None


def _lines(found: Report) -> str:
    lines = [f"{found.wish.first} – {found.wish.last}, computed {found.at:%Y-%m-%d %H:%M}"]
    return "\n".join([*lines, *(_line(figure, found.figures[figure.id]) for figure in FIGURES), ""])


def _line(figure: Definition, summary: Summary) -> str:
    shown = "–" if summary.value is None else _value(figure, summary.value)
    p90 = f", P90 {_value(figure, summary.spread.p90)}" if summary.spread else ""
    return f"{figure.title}: {shown}{p90} (n={summary.n})"


def _value(figure: Definition, value: float) -> str:
    units = {RATE: f"{value:.1%}", DURATION: f"{value:.0f} s", MILLISECONDS: f"{value:.0f} ms"}
    return units.get(figure.kind, f"{value:.2f}")
