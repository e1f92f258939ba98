"""What goes to the log: our own notes, and nothing personal; of Rasa, whose notes quote customers, hardly any."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog

from bot.nlu.readers.masking import mask_phone, mask_plate, mask_vin
from bot.shop.identifiers import normalise_phone, normalise_plate

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][·•\- ]?[A-Z0-9]{4,6}(?![A-Z0-9])", re.IGNORECASE)
_VIN = re.compile(r"(?<![A-Z0-9])(?=\d*[A-Z])[A-HJ-NPR-Z0-9]{17}(?![A-Z0-9])")


class MaskingFormatter(logging.Formatter):
    """Masks phones, plates and VINs in whatever is logged, tracebacks included: the last defence, not the first."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one text, masked."""
        return masked(super().format(record))


def masked(text: str) -> str:
    """``text`` with every phone, plate and VIN masked."""
    text = _PHONE.sub(lambda found: mask_phone(normalise_phone(found[0])), text)
    text = _PLATE.sub(lambda found: mask_plate(normalise_plate(found[0])), text)
    return _VIN.sub(lambda found: mask_vin(found[0]), text)


def configure() -> None:
    """Log to the standard error output. Before Rasa is imported: its loggers take this over when they are made."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter(_FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("bot").setLevel(logging.INFO)
    for name in ("rasa", "rasa_sdk", "apscheduler", "alembic", "jieba"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[_name_of_event],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _name_of_event(_logger: Any, _method: str, event: structlog.types.EventDict) -> str:
    # The other fields hold messages, slots and trackers.
    return masked(f"rasa: {event.get('event')}")
