"""How content customers are, and what becomes of their complaints. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from bot.figures.figure import Observation
from bot.figures.rows import ComplaintRow, SurveyRow

CONTENT = 4
"""From this score of five on a customer is satisfied."""
PROMOTER, DETRACTOR = 9, 6

SOLUTION, CLOSED = timedelta(hours=48), timedelta(hours=72)
_NOT_STAFF = frozenset({"customer", "bot", "system"})
_ANSWERS = frozenset({"answered", "proposed", "closed"})


def satisfaction(rows: Iterable[SurveyRow]) -> Iterator[Observation]:
    """Ratings of what was asked; rows of a survey stand together."""
    for _, group in groupby(rows, key=lambda row: row.id):
        yield from _of_survey(list(group))


def _of_survey(rows: Sequence[SurveyRow]) -> Iterator[Observation]:
    asked, person = rows[0], _served_by(rows)

    def seen(figure: str, amount: float) -> Observation:
        return Observation(figure, asked.asked_at, asked.order_store or asked.entry_store, person, amount)

    score = asked.score
    if asked.scale == 5:
        yield seen("csat_response", float(score is not None))
        if score is not None:
            yield seen("csat", float(score >= CONTENT))
            yield seen("csat_average", float(score))
    elif score is not None:
        yield seen("nps", float(score >= PROMOTER) - float(score <= DETRACTOR))


def _served_by(rows: Sequence[SurveyRow]) -> str | None:
    """Who had the episode last; nobody for an order."""
    had = [row for row in rows if row.episode == f"{row.conversation}:{row.served_episode}"]
    return max(had, key=lambda row: row.served_seq or 0).served_by if had else None


def complaints(rows: Iterable[ComplaintRow], now: datetime) -> Iterator[Observation]:
    """Whether complaints were dealt with in time; rows of a case stand together, by seq."""
    for _, group in groupby(rows, key=lambda row: row.id):
        yield from _of_case(list(group), now)


def _of_case(steps: Sequence[ComplaintRow], now: datetime) -> Iterator[Observation]:
    case = steps[0]

    def seen(figure: str, done_at: datetime | None, due: datetime) -> Observation:
        ripe = due <= now
        hit = ripe and done_at is not None and done_at <= due
        return Observation(figure, case.created_at, case.store, case.owner, float(hit), pending=not ripe)

    answered = next((s.at for s in steps if s.kind in _ANSWERS and s.actor not in _NOT_STAFF), None)
    withdrawn = next((s.at for s in steps if s.kind == "closed" and s.actor == "customer"), None)
    if withdrawn is None or withdrawn > case.first_answer_due or (answered is not None and answered <= withdrawn):
        yield seen("complaint_answer", answered, case.first_answer_due)
    solved, closed = _standing(steps)
    yield seen("complaint_solution", solved, case.created_at + SOLUTION)
    yield seen("complaint_closed", closed, case.created_at + CLOSED)


def _standing(steps: Iterable[ComplaintRow]) -> tuple[datetime | None, datetime | None]:
    """When the solution was given that nobody refused, and when the customer's word closed the case for good."""
    solved: datetime | None = None
    closed: datetime | None = None
    for step in steps:
        if step.kind in ("objected", "reopened"):
            solved = closed = None
        elif step.kind in ("proposed", "closed"):
            solved = solved or step.at
            if step.kind == "closed" and step.actor != "system":
                closed = step.at
    return solved, closed
