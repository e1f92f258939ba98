"""Ratings and how the vehicle runs: the answer to a survey that was sent, or a rating out of the blue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rasa_sdk import Tracker

from actions.answers import says_no, says_nothing_more
from actions.base import Choice, Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.handoff import show_callback
from actions.vehicles import own_phone
from bot.shop import cards, feedback, ratings, surveys
from bot.shop.models import Survey
from bot.shop.satisfaction import LOW, refuses_to_rate, runs_well, score_of

_FILE: list[Choice] = [("登记投诉", "file_complaint", {})]
_AFTER_BAD_NEWS: list[Choice] = [
    ("约时间复查", "book_service", {"service_item": "检测"}),
    ("登记投诉", "file_complaint", {}),
    ("转人工", "request_human", {}),
]


_REMEMBERED = timedelta(days=30)
"""How long after its end a survey is still meant by a score; a later one is of the present conversation."""


class RateService(ShopAction):
    """A score in words, numbers or stars; the reason of a low one; how the vehicle runs."""

    action_name = "action_rate_service"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The survey that was asked last counts; without one the rating is of this conversation."""
        message = Message.of(tracker)
        survey = await _meant(turn, message)
        if survey is not None and surveys.awaits_reason(survey, turn.now) and message.last("score") is None:
            await _take_reason(turn, say, survey, message)
        elif survey is not None and survey.kind == "followup" and message.last("score") is None:
            await _take_news(turn, say, survey, message)
        else:
            await _take_score(turn, say, survey, message)
        return []


async def _meant(turn: TurnContext, message: Message) -> Survey | None:
    ever = await surveys.of_conversation(turn.session, turn.conversation_id)
    asked = [survey for survey in ever if turn.now - survey.expires_at < _REMEMBERED]
    pressed = message.last("survey")
    if pressed is not None:
        return next((survey for survey in asked if survey.id == pressed.value), None)
    still_open = [survey for survey in asked if surveys.is_open(survey, turn.now)]
    scored = [survey for survey in asked if survey.kind == "rating"]
    # A score is of a rating, never of the question how the vehicle runs.
    candidates = still_open or asked
    if message.last("score") is not None:
        candidates = [survey for survey in still_open if survey.kind == "rating"] or scored
    return candidates[0] if candidates else None


async def _take_score(turn: TurnContext, say: Say, survey: Survey | None, message: Message) -> None:
    if survey is not None and refuses_to_rate(message.text):
        surveys.decline(survey, now=turn.now)
        say("utter_rating_declined")
        return
    if survey is not None and turn.now > survey.expires_at:
        feedback.store(
            turn.session, message.text, now=turn.now, conversation_id=turn.conversation_id,
            customer_id=turn.customer_id if turn.verified else None,
        )  # fmt: skip
        say("utter_rating_expired", offers=["complaint"], choices=_FILE)
        return
    asked = survey.scale if survey is not None and survey.scale else 5
    found = score_of(message.text, asked, _number(message))
    if found is None:
        _ask_score(say, "utter_ask_score" if asked == 5 else "utter_rate_order_10", asked, survey)
        return
    score, scale = found
    if score not in ratings.RANGES[scale]:
        response = "utter_score_whole" if score % 1 else f"utter_score_range_{scale}"
        _ask_score(say, response, scale, survey, score=f"{score:g}")
        return
    await _keep(turn, say, survey, int(score), scale, message)


async def _keep(
    turn: TurnContext, say: Say, survey: Survey | None, score: int, scale: int, message: Message
) -> None:
    if survey is None:
        episode = f"{turn.conversation_id}:{turn.episode}"
        survey = await surveys.ask_rating(
            turn.session, now=turn.now, scale=scale, episode=episode, conversation_id=turn.conversation_id
        )
        assert survey is not None, "a rating of this episode would have been found"
    changed = survey.status in ("low", "answered")
    words = "" if _is_bare(message) else message.text
    await surveys.answer_rating(turn.session, survey, score, now=turn.now, scale=scale, words=words)
    data = cards.rating_card(scale, score)
    shown = {"card": "rating", "card_id": f"rating:{survey.id}", "data": data, "in_place": True}
    if score > LOW[scale]:
        say("utter_rating_changed" if changed else f"utter_rated_{scale}", score=score, card=shown)
        return
    callback = await surveys.follow_up(
        turn.session, survey, score, now=turn.now, phone=await own_phone(turn),
        customer_id=turn.customer_id if turn.verified else None,
    )  # fmt: skip
    say("utter_rated_low", score=score, scale=scale, card=shown)
    if callback.phone:
        show_callback(turn, say, "utter_low_followed_up", callback)
    if words and len(words) > _TELLS_WHY:
        await surveys.give_reason(turn.session, survey, words)
        say("utter_low_reason_known", offers=["complaint"], choices=_FILE)
    else:
        say("utter_ask_low_reason", asks=["what"], offers=["complaint"], choices=_FILE)


async def _take_reason(turn: TurnContext, say: Say, survey: Survey, message: Message) -> None:
    if says_no(message) or says_nothing_more(message) or refuses_to_rate(message.text):
        survey.status = "answered"
        say("utter_low_reason_untold", offers=["complaint"], choices=_FILE)
        return
    await surveys.give_reason(turn.session, survey, message.text)
    say("utter_low_reason_kept", offers=["complaint"], choices=_FILE)


async def _take_news(turn: TurnContext, say: Say, survey: Survey, message: Message) -> None:
    pressed = message.last("runs")
    well = pressed.value == "well" if pressed is not None else runs_well(message.text)
    if well is None:
        say("utter_ask_how_it_runs", asks=["what"])
        return
    surveys.answer_followup(survey, message.text, now=turn.now)
    if not well:
        say("utter_runs_badly", offers=["booking", "complaint", "human"], choices=_AFTER_BAD_NEWS)
        return
    rating = await surveys.ask_rating(
        turn.session, now=turn.now, scale=10, order_no=survey.order_no, conversation_id=turn.conversation_id
    )
    if rating is None:
        say("utter_runs_well")
        return
    _ask_score(say, "utter_runs_well_rate", 10, rating)


def _ask_score(say: Say, response: str, scale: int, survey: Survey | None, **values: Any) -> None:
    about = {"survey": survey.id} if survey is not None else {}
    choices: list[Choice] = [(f"{n}分", "rate_service", {"score": n, **about}) for n in ratings.RANGES[scale]]
    card = None
    if survey is not None:
        card = {"card": "rating", "card_id": f"rating:{survey.id}", "data": cards.rating_card(scale)}
    say(response, asks=["score"], choices=choices, card=card, **values)


_TELLS_WHY = 6
"""Words beside a low score that are longer than this say why it is low."""


def _number(message: Message) -> float | None:
    entity = message.last("score")
    if entity is None:
        return None
    read = entity.norm if entity.norm is not None else entity.value
    return float(read) if isinstance(read, int | float) else None


def _is_bare(message: Message) -> bool:
    """Whether nothing but the score was said."""
    return bool(message.all("score")) and message.covered_by("score") >= _MOSTLY_SCORE


_MOSTLY_SCORE = 0.5
