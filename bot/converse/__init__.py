"""Whole conversations with outcomes: played through the real model, engine and a fresh database, and judged."""

from bot.converse.command import add_arguments, run

__all__ = ["add_arguments", "run"]
