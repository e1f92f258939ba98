"""Several serving processes on one socket: forked, watched, started again when one dies."""

from __future__ import annotations

import gc
import logging
import os
import signal
import time
from collections.abc import Callable
from typing import Any

logger = logging.getLogger(__name__)

_PAUSE = 1.0  # seconds before a process that died is replaced, so that one that cannot start does not spin


def supervise(count: int, work: Callable[[int], int]) -> int:
    """Run ``work(0)`` … ``work(count - 1)``, each in a process of its own, until SIGINT or SIGTERM; then stop them all.

    A process that ends by itself is replaced.
    """
    # What is loaded by now stays out of the collector's way: collecting would unshare its memory.
    gc.collect()
    gc.freeze()
    running: dict[int, int] = {}
    stopping = False

    def stop(_number: int, _frame: Any) -> None:
        nonlocal stopping
        stopping = True
        for process in running:
            os.kill(process, signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    for number in range(count):
        running[_fork(number, work)] = number
    while running:
        process, status = os.wait()
        number = running.pop(process)
        if not stopping:
            logger.error("process %d ended with status %d and is started again", process, status)
            time.sleep(_PAUSE)
        if not stopping:
            running[_fork(number, work)] = number
    return 0


def _fork(number: int, work: Callable[[int], int]) -> int:
    process = os.fork()
    if process:
        return process
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = 1
    try:
        code = work(number)
    except Exception:
        logger.exception("process %d failed", os.getpid())
    finally:
        os._exit(code)
