"""Messages that consist of values alone: plate, phone, time, service. They report nothing, least of all danger."""

from __future__ import annotations

import re

from bot.nlu.components.reading import Reading

_SILENT = re.compile(r"[\W_]|车牌号?|电话|手机号?|号码|单号|姓名|我|的|是|叫|那|就|吧|和|约|号|在|去|来|到|对|嗯|好|店")
_ALARMING = frozenset({"symptom", "danger"})


def is_calm(reading: Reading) -> bool:
    """Whether nothing is left of the sentence besides values of exact readers and names that are no failures."""
    if not reading.found or any(span.danger or span.kind in _ALARMING for span in reading.matches):
        return False
    covered = bytearray(len(reading.text))
    for span in (*reading.found, *(span for span in reading.matches if span.kind != "cue")):
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    rest = "".join(character for character, known in zip(reading.text, covered, strict=True) if not known)
    return len(_SILENT.sub("", rest)) <= 1
