"""``python -m bot converse``: play conversation files and judge them."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from bot.brain.brain import Brain
from bot.conversation.models import LogEvent
from bot.converse.judge import Check, Judge, words_of
from bot.converse.player import Moment, Player
from bot.converse.script import Conversation, ScriptError, read_script
from bot.converse.stage import Stage
from bot.db.crypto import Keyring, install_keyring
from bot.nlu.wants import find_wants
from bot.shop import records
from bot.training import ensure_model

_KINDS = ("booking", "complaint", "callback", "rescue", "rating", "consent", "deletion")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="conversation files")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--show", action="store_true", help="print the transcripts")
    parser.add_argument("--only", metavar="ID", help="play one conversation")


def run(args: argparse.Namespace) -> int:
    """Play and judge; 0 if every check held, 1 if one did not, 2 if a file cannot be played."""
    install_keyring(Keyring.from_text(Keyring.new_key_text()))
    try:
        scripts = [script for path in args.files for script in read_script(path)]
        if args.only:
            scripts = [script for script in scripts if script.id == args.only]
        results = asyncio.run(_play_all(scripts, args))
    except ScriptError as error:
        print(error, file=sys.stderr)
        return 2
    passed = sum(result["ok"] for result in results)
    if args.json:
        summary = {"passed": passed, "failed": len(results) - passed, "conversations": results}
        print(json.dumps(summary, ensure_ascii=False, default=str))
    else:
        print(f"{passed} passed, {len(results) - passed} failed")
    return 0 if passed == len(results) else 1


async def _play_all(scripts: list[Conversation], args: argparse.Namespace) -> list[dict[str, Any]]:
    stage = Stage(Brain(ensure_model(), find_wants))
    results = []
    try:
        await stage.prepare()
        for script in scripts:
            result = await play(stage, script)
            results.append(result)
            _report(script, result, args)
    finally:
        stage.close()
    return results


async def play(stage: Stage, script: Conversation) -> dict[str, Any]:
    """Play one conversation and judge it: ``{id, ok, checks, transcript}``; one that cannot be played has failed."""
    async with stage.set(script) as play:
        async with play.engine.database.session() as session:
            before = {kind: await records.records(session, kind) for kind in _KINDS}
        player = Player(script, play)
        try:
            moments = await player.run()
        except Exception as error:
            checks = [Check({"played": "to the end"}, None, False, f"{type(error).__name__}: {error}")]
            moments = player.moments
        else:
            async with play.engine.database.session() as session:
                checks = await Judge(script, moments, session, before).judge()
    return {
        "id": script.id,
        "ok": all(check.ok for check in checks),
        "checks": [{"expect": c.expect, "after": c.after, "ok": c.ok, "why": c.why} for c in checks],
        "transcript": _transcript(moments),
    }


def _transcript(moments: list[Moment]) -> list[dict[str, Any]]:
    return [
        {"turn": turn, "from": event.sender, "kind": event.kind, "text": _line(event), **_data(event)}
        for turn, moment in enumerate(moments)
        for event in moment.events
    ]


def _line(event: LogEvent) -> str:
    if event.kind in ("owner", "queue"):
        return json.dumps(event.body, ensure_ascii=False)
    return words_of(event)


def _data(event: LogEvent) -> dict[str, Any]:
    return {key: event.body[key] for key in ("asks", "offers", "card") if event.body.get(key)}


def _report(script: Conversation, result: dict[str, Any], args: argparse.Namespace) -> None:
    out = sys.stderr if args.json else sys.stdout
    print(f"{'ok  ' if result['ok'] else 'FAIL'} {script.id}  {script.title}", file=out)
    for check in result["checks"]:
        if not check["ok"]:
            print(f"       after {check['after']}: {check['why']}", file=out)
    if args.show:
        for line in result["transcript"]:
            text = line["text"].replace("\n", " / ")
            extra = "".join(f"  {key}={line[key]}" for key in ("asks", "offers") if key in line)
            print(f"    {line['turn']:>2} {line['from']:<8} {text}{extra}", file=out)
