"""What makes figures lie, one case each: the definitions over a few rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.clock import SHANGHAI
from bot.figures import care, people, service, work
from bot.figures.business import OpeningClock
from bot.figures.episodes import episodes
from bot.figures.figure import DURATION, RATE, Observation, spread_of, summarise
from bot.figures.rows import BookingRow, ComplaintRow, OrderRow, QuoteRow, SurveyRow, TalkRow, TurnRow
from bot.shop.calendar import DayKind, ShopCalendar, desk_hours

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
LATER = MONDAY + timedelta(days=20)
OPEN = desk_hours(dict.fromkeys(DayKind, ((8 * 60 + 30, 12 * 60), (13 * 60, 18 * 60))), ShopCalendar())
Told = list[tuple[float, str, str]]
"""Minutes from Monday nine, what happened, who or whose."""


def talk(told: Told, *, name: str = "v1", episode: int = 1, party: str | None = None) -> list[TalkRow]:
    """Rows of an episode; ``who`` of an owner is ``owner/staff/outcome/why``."""
    rows = []
    for seq, (minute, kind, who) in enumerate(told, start=1):
        what, staff, outcome, why = [*(part or None for part in who.split("/")), None, None, None][:4]
        at = MONDAY + timedelta(minutes=minute)
        store = "river" if kind == "owner" else None
        rows.append(TalkRow(name, episode, seq, at, kind, what or "", staff, store, outcome, why, party, "river"))
    return rows


def turn(minute: float, intent: str | None, outcome: str = "answered", *, name: str = "v1", **more: object) -> TurnRow:
    known = {"guess": None, "party": None, "episode": 1, **more}
    at = MONDAY + timedelta(minutes=minute)
    return TurnRow(
        name,
        int(str(known["episode"])),
        int(minute) + 1,
        at,
        "river",
        intent,
        known["guess"],
        outcome,
        20,
        known["party"],  # type: ignore[arg-type]
    )


def of(found: Sequence[Observation], figure: str) -> list[float | None]:
    """Amounts of a figure; None for what cannot be told yet."""
    return [None if item.pending else item.amount for item in found if item.figure == figure]


def waited(rows: list[TalkRow], figure: str) -> list[float | None]:
    found = list(people.observe(episodes(rows), OpeningClock(OPEN)))
    return [None if minutes is None else minutes / 60 for minutes in of(found, figure)]


def served(
    rows: list[TalkRow], turns: list[TurnRow], figure: str, now: datetime = LATER, bookings: Sequence[BookingRow] = ()
) -> list[float | None]:
    return of(list(service.observe(list(episodes(rows)), turns, bookings, now)), figure)


ASKED: Told = [(0, "message", "customer"), (0, "message", "bot"), (1, "owner", "queued")]


def test_a_bot_and_the_system_do_not_reply_for_people() -> None:
    told = [
        *ASKED,
        (2, "message", "bot"),
        (3, "owner", "human/a1"),
        (3, "message", "system"),
        (6, "message", "staff/a1"),
    ]
    assert waited(talk(told), "first_reply") == [5]


def test_a_conversation_reopened_counts_from_its_own_hand_over() -> None:
    first = [*ASKED, (2, "owner", "human/a1"), (3, "message", "staff/a1"), (4, "owner", "closed/a1/solved")]
    again: Told = [(7200, "owner", "bot"), (7200, "message", "customer"), (7201, "owner", "queued")]
    again += [(7202, "owner", "human/a1"), (7211, "message", "staff/a1")]
    assert waited(talk(first) + talk(again, episode=2), "first_reply") == [2, 10]


def test_being_requeued_after_a_reply_is_no_first_reply_but_a_wait() -> None:
    told = [*ASKED, (2, "owner", "human/a1"), (3, "message", "staff/a1"), (4, "message", "customer")]
    told += [(7, "owner", "queued"), (9, "owner", "human/a2"), (10, "message", "staff/a2")]
    assert waited(talk(told), "first_reply") == [2]
    assert waited(talk(told), "waiting") == [1, 2]
    assert waited(talk(told), "reply") == [6]


def test_a_bots_answer_ends_the_customers_wait() -> None:
    told: Told = [(0, "message", "customer"), (1, "message", "bot"), (9000, "owner", "human/a1")]
    told += [(9001, "message", "customer"), (9003, "message", "staff/a1")]
    assert waited(talk(told), "reply") == [2]


def test_a_notice_of_the_bot_does_not_answer_while_a_person_has_it() -> None:
    told: Told = [
        (0, "owner", "human/a1"),
        (1, "message", "customer"),
        (2, "message", "bot"),
        (5, "message", "staff/a1"),
    ]
    assert waited(talk(told), "reply") == [4]


def test_several_messages_are_one_wait_from_the_first() -> None:
    told: Told = [(0, "owner", "human/a1"), (1, "message", "customer"), (2, "message", "customer")]
    told += [(5, "message", "staff/a1"), (6, "message", "staff/a1")]
    assert waited(talk(told), "reply") == [4]


def test_a_wait_that_goes_on_is_not_a_short_one() -> None:
    rows = talk([*ASKED, (2, "owner", "human/a1"), (3, "message", "customer")])
    assert waited(rows, "first_reply") == [None]
    assert waited(rows, "reply") == [None]


def test_ringing_in_vain_does_not_restart_the_wait() -> None:
    told = [*ASKED, (2, "owner", "ringing/a1"), (3, "owner", "queued"), (5, "owner", "human/a2")]
    assert waited(talk(told), "waiting") == [4]


@pytest.mark.parametrize(
    ("end", "abandoned"),
    [("bot", 1), ("bot///unserved", 0), ("human/a1", 0), ("closed", 1)],
    ids=["left", "promised a call", "served", "closed"],
)
def test_who_leaves_the_queue_gave_up_unless_nobody_was_there(end: str, abandoned: float) -> None:
    found = list(people.observe(episodes(talk([*ASKED, (9, "owner", end)])), OpeningClock(OPEN)))
    assert of(found, "abandonment") == [abandoned]


def test_opening_time_leaves_out_lunch_and_night() -> None:
    told: Told = [(170, "message", "customer"), (170, "owner", "queued"), (250, "owner", "human/a1")]
    told += [(250, "message", "staff/a1")]
    found = list(people.observe(episodes(talk(told)), OpeningClock(OPEN)))
    (wait,) = [item for item in found if item.figure == "waiting"]
    assert (wait.amount, wait.business) == (80 * 60, 20 * 60)


def test_spam_counts_nowhere() -> None:
    rows = talk([*ASKED, (2, "owner", "human/a1"), (3, "message", "staff/a1"), (4, "owner", "closed/a1/spam")])
    turns = [turn(0, "ask_price")]
    assert list(people.observe(episodes(rows), OpeningClock(OPEN))) == []
    assert list(service.observe(list(episodes(rows)), turns, [], LATER)) == []


def test_two_hand_overs_of_one_conversation_are_one_conversation_handed_over() -> None:
    told = [*ASKED, (2, "owner", "bot"), (3, "owner", "queued"), (4, "owner", "bot")]
    assert served(talk(told), [turn(0, "ask_price")], "handoff") == [1]


def test_a_promised_call_is_a_hand_over_and_a_take_over_is_none() -> None:
    promised = talk([(0, "message", "customer"), (1, "handoff", "customer_request")])
    taken = talk([(0, "message", "customer"), (1, "owner", "human/a1"), (2, "owner", "bot")], name="v2")
    assert served(promised + taken, [], "handoff") == [1, 0]


ALONE: Told = [(0, "message", "customer"), (0, "message", "bot")]


@pytest.mark.parametrize(
    ("days", "intent", "self_service", "first_contact"),
    [
        (2, "ask_price", 0, 0),
        (5, "ask_price", 1, 0),
        (9, "ask_price", 1, 1),
        (2, "ask_hours", 1, 1),
    ],
    ids=["the same in 72 h", "the same in 7 days", "the same much later", "something else"],
)
def test_who_comes_again_with_the_same_was_not_helped(
    days: int, intent: str, self_service: float, first_contact: float
) -> None:
    again: Told = [(days * 1440, "message", "customer"), (days * 1440, "message", "bot")]
    rows = talk(ALONE, party="k1") + talk(again, name="v2", party="k1")
    turns = [turn(0, "ask_price", party="k1"), turn(days * 1440, intent, name="v2", party="k1")]
    assert served(rows, turns, "self_service")[0] == self_service
    assert served(rows, turns, "first_contact")[0] == first_contact


def test_a_second_contact_is_no_first_one() -> None:
    again: Told = [(2 * 1440, "message", "customer"), (2 * 1440, "message", "bot")]
    rows = talk(ALONE) + talk(again, episode=2)
    turns = [turn(0, "ask_price"), turn(2 * 1440, "ask_price", episode=2)]
    assert served(rows, turns, "first_contact") == [0]


def test_what_may_still_come_again_is_not_counted_as_solved_nor_as_failed() -> None:
    rows, turns = talk(ALONE), [turn(0, "ask_price")]
    assert served(rows, turns, "self_service", MONDAY + timedelta(hours=71)) == [None]
    assert served(rows, turns, "self_service", MONDAY + timedelta(hours=72)) == [1]
    # Even what has failed already waits for its peers: counted at once, failures would lead.
    assert served(talk([*ASKED, (2, "owner", "bot")]), turns, "self_service", MONDAY + timedelta(hours=71)) == [None]


@pytest.mark.parametrize(
    ("turns", "helped"),
    [
        ([turn(0, "greet")], []),
        ([turn(0, "greet"), turn(1, "nlu_fallback", "missed")], [0]),
        ([turn(0, "ask_price"), turn(1, None, "failed")], [0]),
        ([turn(0, "nlu_fallback", "missed"), turn(1, "ask_price"), turn(2, "thank")], [1]),
    ],
    ids=["a greeting", "not understood", "failed in the end", "understood at last"],
)
def test_the_bot_helped_if_its_last_word_on_business_was_an_answer(turns: list[TurnRow], helped: list[float]) -> None:
    assert served(talk(ALONE), turns, "self_service") == helped


@pytest.mark.parametrize(("outcome", "solved"), [("solved", 1), ("followup", 0), ("no_answer", 0)])
def test_what_a_person_closed_is_solved_if_they_say_so(outcome: str, solved: float) -> None:
    rows = talk([*ASKED, (2, "owner", "human/a1"), (4, "owner", f"closed/a1/{outcome}")])
    assert served(rows, [turn(0, "ask_price")], "first_contact") == [solved]


def test_numerator_and_denominator_are_one_set() -> None:
    rows = talk(ALONE) + talk([*ASKED, (2, "owner", "bot")], name="v2")
    found = list(
        service.observe(list(episodes(rows)), [turn(0, "ask_price"), turn(0, "ask_price", name="v2")], [], LATER)
    )
    summary = summarise(RATE, [item for item in found if item.figure == "self_service"])
    assert (summary.part, summary.whole, summary.value) == (1, 2, 0.5)


def test_misses_are_told_by_topic_and_reason_never_by_words() -> None:
    turns = [
        turn(0, "nlu_fallback", "missed", guess="ask_price"),
        turn(1, "nlu_fallback", "missed", guess="greet"),
        turn(2, "out_of_scope", "missed"),
        turn(3, None, "failed"),
        turn(4, "ask_advice", "missed"),
        turn(5, "ask_price"),
    ]
    reasons, topics = service.missed(turns)
    assert reasons == {"nlu_fallback": 2, "out_of_scope": 1, "failed": 1, "other": 1}
    assert topics == {"ask_price": 1, "ask_advice": 1, "": 3}


def complaint(*steps: tuple[float, str, str]) -> list[ComplaintRow]:
    """Steps as hours since it was filed, kind, actor; the first answer is due after two."""
    due = MONDAY + timedelta(hours=2)
    told = [(0.0, "filed", "bot"), *steps]
    return [
        ComplaintRow("c", "river", "a1", MONDAY, due, seq, MONDAY + timedelta(hours=hours), actor, kind)
        for seq, (hours, kind, actor) in enumerate(told)
    ]


@pytest.mark.parametrize(
    ("steps", "figure", "kept"),
    [
        ([], "complaint_answer", [0]),
        ([(1, "answered", "a1")], "complaint_answer", [1]),
        ([(1, "added", "customer"), (3, "answered", "a1")], "complaint_answer", [0]),
        ([(1, "closed", "customer")], "complaint_answer", []),
        ([], "complaint_solution", [0]),
        ([(40, "proposed", "a1")], "complaint_solution", [1]),
        ([(40, "proposed", "a1"), (44, "objected", "customer")], "complaint_solution", [0]),
        ([(40, "proposed", "a1"), (44, "objected", "customer"), (47, "proposed", "a1")], "complaint_solution", [1]),
        ([(10, "proposed", "a1"), (70, "closed", "customer")], "complaint_closed", [1]),
        ([(10, "proposed", "a1"), (70, "closed", "system")], "complaint_closed", [0]),
        ([(10, "closed", "a1"), (100, "reopened", "customer")], "complaint_closed", [0]),
        ([(10, "proposed", "a1")], "complaint_closed", [0]),
    ],
)
def test_a_complaint_in_time(steps: list[tuple[float, str, str]], figure: str, kept: list[float]) -> None:
    assert of(list(care.complaints(complaint(*steps), LATER)), figure) == kept


def test_a_complaint_that_is_not_due_cannot_be_told_and_one_overdue_and_open_has_failed() -> None:
    rows = complaint()
    assert of(list(care.complaints(rows, MONDAY + timedelta(hours=1))), "complaint_answer") == [None]
    assert of(list(care.complaints(rows, MONDAY + timedelta(hours=3))), "complaint_answer") == [0]
    assert of(list(care.complaints(rows, MONDAY + timedelta(hours=49))), "complaint_solution") == [0]


def order(*events: tuple[float, str | None, float | None], stage: str = "IN_REPAIR") -> list[OrderRow]:
    """Events as hours, stage, promise in hours."""
    return [
        OrderRow(
            "o", "river", MONDAY, stage, None, seq, MONDAY + timedelta(hours=hours), "a1", reached,
            None if until is None else MONDAY + timedelta(hours=until),
        )
        for seq, (hours, reached, until) in enumerate(events)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("events", "kept", "kept_first"),
    [
        ([(0, "CHECKED_IN", 8), (7, "READY", None)], [1], [1]),
        ([(0, "CHECKED_IN", 8), (9, "READY", None)], [0], [0]),
        ([(0, "CHECKED_IN", 8)], [0], [0]),
        ([(0, "CHECKED_IN", 8), (7, None, 20), (19, "READY", None)], [1], [0]),
        ([(0, "CHECKED_IN", 8), (9, None, 20), (19, "READY", None)], [0], [0]),
        ([(0, "CHECKED_IN", None), (9, "READY", None)], [], []),
        ([(0, "CHECKED_IN", 8), (2, "CANCELLED", None)], [], []),
        ([(0, "CHECKED_IN", 8), (7, "READY", None), (30, "DELIVERED", None)], [1], [1]),
    ],
    ids=[
        "kept",
        "late",
        "open and overdue",
        "moved in time",
        "moved too late",
        "no promise",
        "cancelled",
        "fetched late",
    ],
)
def test_a_promise_is_kept_by_what_was_promised_before_it_ran_out(
    events: list[tuple[float, str | None, float | None]], kept: list[float], kept_first: list[float]
) -> None:
    found = list(work.orders(order(*events), LATER))
    assert (of(found, "on_time"), of(found, "on_time_first")) == (kept, kept_first)


def test_what_was_taken_over_without_the_time_it_was_ready_is_neither_kept_nor_broken() -> None:
    late = order((0, "CHECKED_IN", 8), (30, "DELIVERED", None), stage="DELIVERED")
    assert of(list(work.orders(late, LATER)), "on_time") == []
    assert of(list(work.orders(order((0, "CHECKED_IN", 8), stage="READY"), LATER)), "on_time") == []
    in_time = order((0, "CHECKED_IN", 8), (6, "DELIVERED", None), stage="DELIVERED")
    assert of(list(work.orders(in_time, LATER)), "on_time") == [1]


def test_an_order_reworked_twice_is_one_order() -> None:
    rows = order((0, "CHECKED_IN", None), (1, "REWORK", None), (2, "REWORK", None), (3, "READY", None))
    assert of(list(work.orders(rows, LATER)), "rework") == [1]


def quote(status: str, *lines: tuple[str, int, str | None], expires: float | None = 48) -> list[QuoteRow]:
    until = None if expires is None else MONDAY + timedelta(hours=expires)
    rows = []
    for seq, (key, fen, decision) in enumerate(lines, start=1):
        rows.append(QuoteRow("q", "river", status, MONDAY, "a1", until, key, fen, seq if decision else None, decision))
    return rows


@pytest.mark.parametrize(
    ("rows", "approved", "share"),
    [
        (quote("decided", ("a", 300, "approved"), ("b", 100, "declined")), [1], 0.75),
        (quote("decided", ("a", 300, "declined")), [0], 0),
        (quote("decided", ("a", 300, "approved"), ("a", 300, "declined")), [0], 0),
        (quote("open", ("a", 300, None)), [0], 0),
        (quote("open", ("a", 300, None), expires=None), [None], None),
        (quote("superseded", ("a", 300, None)), [], None),
        (quote("decided", ("a", 300, "approved"), ("b", -100, "approved")), [1], 1),
    ],
    ids=["in part", "declined", "the last word", "expired", "open", "superseded", "a reduction"],
)
def test_quotes(rows: list[QuoteRow], approved: list[float | None], share: float | None) -> None:
    found = list(work.quotes(rows, LATER))
    assert of(found, "quote_approval") == approved
    assert summarise(RATE, [item for item in found if item.figure == "quote_amount"]).value == share


@pytest.mark.parametrize(
    ("status", "arrived", "now", "stayed_away"),
    [
        ("confirmed", None, LATER, [1]),
        ("no_show", None, LATER, [1]),
        ("confirmed", MONDAY, LATER, [0]),
        ("done", None, LATER, [0]),
        ("cancelled", None, LATER, []),
        ("confirmed", None, MONDAY + timedelta(hours=14), [None]),
    ],
)
def test_no_show(status: str, arrived: datetime | None, now: datetime, stayed_away: list[float | None]) -> None:
    row = BookingRow("b", "river", MONDAY, status, None, MONDAY, arrived)
    assert of(list(work.bookings([row], now)), "no_show") == stayed_away


def test_a_booking_made_in_the_talk_converts_it_though_it_is_cancelled_later() -> None:
    made = BookingRow("b", "river", LATER, "cancelled", "v1", MONDAY + timedelta(minutes=1), None)
    told: Told = [(0, "message", "customer"), (2, "message", "customer")]
    assert served(talk(told), [turn(0, "book_service")], "booking_conversion", bookings=[made]) == [1]
    assert served(talk(told), [turn(0, "book_service")], "booking_conversion") == [0]
    assert served(talk(told), [turn(0, "ask_price")], "booking_conversion", bookings=[made]) == []


def survey(score: int | None, scale: int = 5, **more: object) -> SurveyRow:
    served_by = more.get("by")
    return SurveyRow(
        f"s{score}{served_by}",
        scale,
        MONDAY,
        "v1:1",
        "v1",
        score,
        None,
        "river",
        1,
        int(str(more.get("seq", 1))),
        served_by,  # type: ignore[arg-type]
    )


def test_satisfaction_says_how_many_answered_and_the_average_apart() -> None:
    found = list(care.satisfaction([survey(5), survey(4), survey(1), survey(None)]))
    assert summarise(RATE, [i for i in found if i.figure == "csat"]).value == pytest.approx(2 / 3)
    assert summarise(RATE, [i for i in found if i.figure == "csat_response"]).value == 0.75
    assert summarise("score", [i for i in found if i.figure == "csat_average"]).value == pytest.approx(10 / 3)


def test_the_net_promoter_score() -> None:
    found = list(care.satisfaction([survey(score, 10) for score in (10, 9, 8, 6)]))
    assert summarise("points", [i for i in found if i.figure == "nps"]).value == 25


def test_a_rating_belongs_to_whoever_had_the_conversation_last() -> None:
    rows = [survey(5)._replace(id="s", served_by=by, served_seq=seq) for by, seq in (("a1", 3), ("a2", 9))]
    (seen,) = [item for item in care.satisfaction(rows) if item.figure == "csat"]
    assert seen.person == "a2"


def test_percentiles_are_durations_that_occurred() -> None:
    spread = spread_of([10, 1, 2, 3])
    assert (spread.p50, spread.p90, spread.mean) == (2, 10, 4)
    assert summarise(DURATION, []).value is None
