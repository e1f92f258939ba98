"""The command line: ``python -m bot COMMAND``. A command's module is imported only when it is called."""

from __future__ import annotations

import argparse
import importlib
import sys
import warnings
from collections.abc import Sequence

from bot import logs
from bot.cli import CommandError
from bot.settings import SettingsError

COMMANDS = {
    "serve": ("bot.cli.serve", "run everything on one address"),
    "train": ("bot.training", "train the model if data, lexicon, config or components changed"),
    "parse": ("bot.nlu.parse", "tell intent and entities of sentences, a JSON line for each"),
    "converse": ("bot.converse", "play and judge conversation files"),
    "shop": ("bot.cli.shop", "load or update a shop description"),
    "db": ("bot.cli.db", "migrate the database"),
    "staff": ("bot.cli.staff", "add members of staff, reset their passwords"),
    "figures": ("bot.cli.figures", "print the shop's figures of some days"),
    "export": ("bot.cli.export", "copy everything that is held about a customer"),
    "retention": ("bot.cli.retention", "delete what is too old, as the server does once a day"),
    "keys": ("bot.cli.keys", "make a new data key, encrypt everything with it"),
    "audit": ("bot.cli.audit", "check that the audit trail is as it was written"),
    "sms": ("bot.cli.sms", "print the text messages that were logged instead of sent"),
    "demo": ("bot.cli.demo", "load the demonstration shop"),
    "lint": ("bot.nlu.lint", "check the training data"),
}
"""Command to module and help. A module offers ``add_arguments(parser)`` and ``run(arguments) -> exit code``."""


def main(argv: Sequence[str]) -> int:
    """Run one command; its exit code."""
    logs.configure()
    if not sys.warnoptions:
        # The libraries of 2023 that Rasa pins warn of each other; `python -W default -m bot` shows it.
        warnings.showwarning = lambda *_args, **_options: None
    parser = argparse.ArgumentParser(prog="python -m bot", description="车小服")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, purpose) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        if argv[:1] == [name]:
            chosen = importlib.import_module(module)
            chosen.add_arguments(command)
    arguments = parser.parse_args(argv)
    try:
        return int(chosen.run(arguments))
    except (CommandError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
