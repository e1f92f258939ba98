"""Each check of the lint finds the mistake it is for, and the project itself has none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.nlu import lint
from bot.nlu.examples import Example, plain
from bot.nlu.lint import Problem, Project

_ROOT = Path(__file__).resolve().parents[1]


def _example(intent: str, marked: str) -> Example:
    text, annotations = plain(marked)
    return Example(intent, text, annotations, "booking.yml")


SOUND = Project(
    config={"pipeline": [{"name": "Cutter", "hmm": True}], "policies": [{"name": "RulePolicy"}]},
    domain={
        "intents": ["book_service"],
        "entities": ["service_item"],
        "slots": {"service": {"mappings": [{"type": "custom"}]}},
        "forms": {"booking_form": {"required_slots": ["service"]}},
        "responses": {"utter_ask_service": [{"text": "做什么项目？"}], "utter_done": [{"text": "好了"}]},
        "actions": ["action_book"],
    },
    examples=(_example("book_service", "约个[小保养](service_item)"),),
    dialogue=({"rules": [{"steps": [{"intent": "book_service"}, {"action": "utter_done"}]}]},),
    code='def validate_service(): return SlotSet("service", 1)',
    components={"Cutter": {"hmm"}, "RulePolicy": {"priority"}},
    registered=frozenset({"action_book"}),
)


def _with_domain(**changes: object) -> Project:
    return replace(SOUND, domain={**SOUND.domain, **changes})


def test_a_sound_project_has_no_problem() -> None:
    assert lint.problems(SOUND) == []


@pytest.mark.parametrize(
    ("check", "broken", "said"),
    [
        (lint.check_config_keys, replace(SOUND, components={"Cutter": {"hm"}, "RulePolicy": {}}), "unknown key hmm"),
        (lint.check_config_keys, replace(SOUND, components={"Cutter": None, "RulePolicy": {}}), "no such component"),
        (lint.check_intents, _with_domain(intents=["book_service", "greet"]), "has no training sentence"),
        (lint.check_intents, _with_domain(intents=[]), "is not in the domain"),
        (lint.check_intents, replace(SOUND, dialogue=()), "no rule, story or action"),
        (lint.check_slots, replace(SOUND, code=""), "no action fills it"),
        (lint.check_slots, _with_domain(slots={"service": {}}), "has no mapping"),
        (
            lint.check_slots,
            _with_domain(slots={"service": {"mappings": [{"type": "from_entity", "entity": "colour"}]}}),
            "unknown entity colour",
        ),
        (lint.check_forms, replace(_with_domain(responses={}), code=""), "has no question for service"),
        (lint.check_forms, _with_domain(slots={}), "unknown slot service"),
        (lint.check_actions, _with_domain(actions=["action_book", "action_ghost"]), "no code offers it"),
        (lint.check_actions, _with_domain(actions=[]), "not in the domain"),
        (lint.check_responses, _with_domain(responses={}), "is uttered"),
        (lint.check_annotations, _with_domain(entities=[]), "unknown entity"),
        (
            lint.check_annotations,
            replace(SOUND, examples=(_example("book_service", "约[，小保养](service_item)"),)),
            "begins or ends",
        ),
        (
            lint.check_annotations,
            replace(SOUND, examples=(_example("book_service", "约[小保养(service_item)"),)),
            "brackets",
        ),
        (
            lint.check_token_edges,
            replace(SOUND, examples=(_example("book_service", "约小保[养明](service_item)天"),)),
            "word boundaries",
        ),
        (
            lint.check_duplicates,
            replace(SOUND, examples=(_example("book_service", "约保养。"), _example("greet", "約保養"))),
            "stands 2 times: book_service, greet",
        ),
    ],
)
def test_a_mistake_is_found(check: Callable[[Project], Iterable[Problem]], broken: Project, said: str) -> None:
    assert any(said in str(problem) for problem in check(broken))


def test_the_project_has_no_problem() -> None:
    assert [str(problem) for problem in lint.problems(lint.read_project(_ROOT))] == []
