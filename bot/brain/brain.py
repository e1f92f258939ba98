"""One turn of the dialogue: what the customer said goes in, what the bot says and remembers comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.brain.endpoint import InProcessActions, TurnAborted
from bot.brain.memory import Memory, current_memory, to_store
from bot.brain.model import load_processor

from rasa.core.channels.channel import OutputChannel, UserMessage  # isort: skip
from rasa.shared.core.constants import ACTION_LISTEN_NAME  # isort: skip
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered  # isort: skip
from rasa.shared.core.trackers import DialogueStateTracker  # isort: skip

from actions.context import TurnContext, running_turn
from actions.expected import in_context
from actions.follow_up import as_follow_up
from actions.on_the_table import as_decisions
from actions.plain_words import plainly
from bot.brain.turn import NothingSaid, Reply, Said
from bot.clock import ManualClock, current_clock

Parsed = dict[str, Any]
FindWants = Callable[[str, Callable[[str], Parsed], Parsed], list[Parsed]]

TASK_INTENTS: tuple[str, ...] = (
    "report_danger",
    "request_rescue",
    "request_human",
    "file_complaint",
    "cancel_booking",
    "reschedule_booking",
    "ask_progress",
    "book_service",
)
"""Intents that open a task of several turns, the most urgent first."""
_SUBJECT_TURNS = 3
"""How many turns back the subject of the talk may lie."""


REFUSALS = frozenset({"nlu_fallback", "out_of_scope"})
"""What the model says of a text that it does not take for any business."""


class Brain:
    """The model in this process. One turn at a time: the caller holds the turnstile.

    Args:
        model: archive or directory of trained models.
        find_wants: splits a message into several wants (``bot.nlu.wants.find_wants``).
    """

    def __init__(self, model: Path, find_wants: FindWants) -> None:
        self.actions = InProcessActions()
        self._processor = load_processor(model, self.actions)
        self._find_wants = find_wants
        self._nobody = DialogueStateTracker.from_events("nobody", [])

    @property
    def model_name(self) -> str:
        """File name of the loaded model."""
        return str(self._processor.model_filename)

    @property
    def domain(self) -> Any:
        """The model's domain."""
        return self._processor.domain

    def phrase(self, response: str, **values: Any) -> str:
        """The text of a domain response, for words that belong to the conversation rather than to a turn.

        Raises:
            KeyError: the domain has no such response, or it needs a value that was not given.
        """
        text: str = self._processor.domain.responses[response][0]["text"]
        return text.format(**values)

    def understand(self, text: str) -> Parsed:
        """Intent and entities of ``text``; offsets are those of the text as given. A leading slash stays a slash.

        Rasa executes messages that begin with ``/`` as payloads, so what is typed never reaches it with one.
        """
        lead = len(text) - len(text.lstrip())
        message = UserMessage(defused(text[lead:]))
        parsed: Parsed = self._processor._parse_message_with_graph(message, self._nobody)
        for entity in parsed["entities"]:
            entity["start"] += lead
            entity["end"] += lead
        parsed["text"] = text
        return parsed

    async def turn(
        self,
        context: TurnContext,
        said: Sequence[Said],
        state: dict[str, Any] | None,
        saved_at: datetime | None,
    ) -> Reply:
        """Run one turn on ``context``'s unit of work. Nothing is written; the caller commits what was added.

        Raises:
            NothingSaid: no message came out.
            Exception: whatever an action raised.
        """
        clock_token = current_clock.set(ManualClock(context.now))
        memory = Memory(state, saved_at)
        memory_token = current_memory.set(memory)
        output = _Collected()
        intents: list[str] = []
        guess: str | None = None
        try:
            async with running_turn(context):
                form = await self._open_form(context, saved_at)
                for item in said:
                    for read in await self._inputs(context, item, form):
                        parsed = await in_context(context, read, form_open=form is not None)
                        intents.append(parsed["intent"]["name"])
                        guess = guess or guess_of(parsed)
                        await self._handle(context.conversation_id, parsed, output)
                        form = await self._open_form(context, saved_at)
        except TurnAborted as aborted:
            assert aborted.__cause__ is not None
            raise aborted.__cause__ from None
        finally:
            current_memory.reset(memory_token)
            current_clock.reset(clock_token)
        messages = _only_last_question(output.collected)
        if not messages:
            raise NothingSaid(",".join(intents))
        assert memory.tracker is not None
        return Reply(messages, to_store(memory.tracker, self._processor.domain), intents, guess)

    async def _inputs(self, context: TurnContext, item: Said, form: str | None) -> list[Parsed]:
        """What was said as wants; words about a quote on the table as a decision."""
        if item.meaning is not None:
            return [_pressed(item)]
        found = self._find_wants(item.text, self.understand, self.understand(item.text))
        wants = [plain for want in found for plain in plainly(want)]
        tracker = await self._processor.tracker_store.retrieve(context.conversation_id)
        actions = _recent_actions(tracker)
        wants = await as_follow_up(context, wants, form=form, actions=actions)
        return in_serving_order(
            await as_decisions(context, wants, form=form, last_action=actions[0] if actions else None)
        )

    async def _open_form(self, context: TurnContext, saved_at: datetime | None) -> str | None:
        """The form that waits for an answer; one that a session has ended meanwhile does not."""
        tracker = await self._processor.tracker_store.retrieve(context.conversation_id)
        lasts = timedelta(minutes=self.domain.session_config.session_expiration_time)
        if tracker is None or saved_at is None or context.now - saved_at >= lasts:
            return None
        name: str | None = tracker.active_loop_name
        return name

    async def _handle(self, conversation_id: str, parsed: Parsed, output: _Collected) -> None:
        message = UserMessage(
            defused(parsed["text"]), output, conversation_id, parse_data=parsed, input_channel=output.name()
        )
        await self._processor.handle_message(message)


def defused(text: str) -> str:
    """``text`` so that Rasa cannot take it for a payload: a leading slash becomes its full-width form."""
    return re.sub(r"^(\s*)/", r"\1／", text)


def in_serving_order(wants: list[Parsed]) -> list[Parsed]:
    """Questions first, as mentioned; then tasks, the one to begin with last: a later task suspends an earlier."""
    questions = [want for want in wants if want["intent"]["name"] not in TASK_INTENTS]
    tasks = [want for want in wants if want["intent"]["name"] in TASK_INTENTS]
    tasks.sort(key=lambda want: TASK_INTENTS.index(want["intent"]["name"]), reverse=True)
    return questions + tasks


def _recent_actions(tracker: DialogueStateTracker | None) -> list[str]:
    """What the bot did in the last turns, the latest first; waiting for the customer is not counted."""
    done: list[str] = []
    turns = 0
    for event in reversed(tracker.events) if tracker is not None else []:
        turns += isinstance(event, UserUttered)
        if turns > _SUBJECT_TURNS or isinstance(event, SessionStarted):
            break
        if isinstance(event, ActionExecuted) and event.action_name not in (None, ACTION_LISTEN_NAME):
            done.append(event.action_name)
    return done


def guess_of(parsed: Parsed) -> str | None:
    """The likeliest intent of a text that was refused, refusals themselves left out."""
    if parsed["intent"]["name"] not in REFUSALS:
        return None
    ranked: list[str] = [item["name"] for item in parsed.get("intent_ranking", [])]
    return next((name for name in ranked if name not in REFUSALS), None)


def _pressed(item: Said) -> Parsed:
    assert item.meaning is not None
    entities = [
        {"entity": name, "value": value, "norm": value, "start": 0, "end": 0, "extractor": "button"}
        for name, value in item.meaning.get("entities", {}).items()
    ]
    intent = {"name": item.meaning["intent"], "confidence": 1.0}
    return {"text": item.text, "intent": intent, "intent_ranking": [intent], "entities": entities}


def _only_last_question(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Drop questions that a later message of the same turn overtook; cards and answers stay."""
    last = max((i for i, message in enumerate(messages) if message.get("asks")), default=-1)
    return [m for i, m in enumerate(messages) if not m.get("asks") or m.get("card") or i == last]


class _Collected(OutputChannel):
    """The output channel of one turn."""

    def __init__(self) -> None:
        self.collected: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Name of the channel in the tracker."""
        return "chexiaofu"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep what the dialogue says; what a response of the domain asks and offers stands in its metadata."""
        self.collected.append({**(message.pop("metadata", None) or {}), **message})
