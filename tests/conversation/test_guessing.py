"""Guessing over whole turns, through the real model: a wrong tail and an unknown plate look and take the same."""

from __future__ import annotations

import random
import re
import time
from typing import Any

from bot.brain.brain import Brain
from bot.conversation.intake import Incoming
from bot.conversation.log import events_after
from bot.converse.script import Conversation
from bot.converse.stage import Play, Stage
from tests.shop.conftest import NOW, WORLD
from tests.shop.test_probes import chance_of_longer

PROBES = 200
KNOWN = [f"浙A{number:05d}" for number in range(10, 30)]
GIVEN: dict[str, Any] = {
    "customers": [{"id": f"c{n}", "phone": f"139{n:04d}5678"} for n, _ in enumerate(KNOWN)],
    "orders": [
        {"id": f"O-{n}", "customer": f"c{n}", "plate": plate, "store": "river", "stage": "IN_REPAIR", "opened": "2026-11-20T09:00"}
        for n, plate in enumerate(KNOWN)
    ],
}


def script() -> Conversation:
    return Conversation(
        id="guessing", title="", clock=NOW, world=WORLD, given=GIVEN, turns=[], answers={}, expect=[]
    )


async def ask(play: Play, number: int, plate: str, tail: str) -> tuple[str, list[Any], float]:
    """A new visitor asks: what was said without digits and letters, what was offered, how long it took."""
    conversation_id = await play.engine.open_conversation("river")
    incoming = Incoming(f"m{number}", f"查一下{plate}的维修进度，手机尾号{tail}")
    before = (await play.engine.post(conversation_id, incoming, f"203.0.113.{number}")).seq
    await play.engine.gatherer.stop()
    began = time.perf_counter()
    while await play.engine.runner.run(conversation_id):
        pass
    took = time.perf_counter() - began
    async with play.engine.database.session() as session:
        said = [e.body for e in await events_after(session, conversation_id, before) if e.sender == "bot"]
    text = re.sub(r"[\dA-Z]", "", "\n".join(body.get("text", "") for body in said))
    return text, [[body.get(key) for key in ("asks", "offers")] + [len(body.get("choices", []))] for body in said], took


async def test_answers_over_whole_turns_tell_nothing(brain: Brain) -> None:
    draw = random.Random(7)
    probes = [(plate, True) for plate in KNOWN for _ in range(4)]
    probes += [(f"浙B{draw.randrange(100_000):05d}", False) for _ in range(PROBES - len(probes))]
    draw.shuffle(probes)
    stage = Stage(brain)
    await stage.prepare()
    answers: set[str] = set()
    took: dict[bool, list[float]] = {True: [], False: []}
    try:
        async with stage.set(script()) as play:
            for number, (plate, known) in enumerate(probes):
                text, offers, seconds = await ask(play, number, plate, "0000")
                answers.add(f"{text}{offers}")
                took[known].append(seconds)
            assert len(answers) == 1, answers
            assert 0.35 < chance_of_longer(took[True], took[False]) < 0.65
            text, _, _ = await ask(play, PROBES, KNOWN[3], "5678")
            assert "维修中" in text
    finally:
        stage.close()
