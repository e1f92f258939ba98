"""Commands that touch the server or the database; each module offers ``add_arguments`` and ``run``."""

from __future__ import annotations


class CommandError(Exception):
    """A command cannot go on; the message says why in one sentence."""
