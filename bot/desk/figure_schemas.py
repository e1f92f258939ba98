"""JSON schemas of the figures."""

from __future__ import annotations

from collections.abc import Mapping

from bot.figures.report import BY, DAY, LONGEST
from bot.http.endpoint import FLAG, INTEGER, MOMENT, TEXT, Schema, array, obj, ref

_DAY: Schema = {"type": "string", "format": "date"}
_NUMBER: Schema = {"type": "number"}
_SPREAD = obj(dict.fromkeys(("mean", "p50", "p90", "p95"), _NUMBER), ["mean", "p50", "p90", "p95"])
_SUMMARY: Mapping[str, Schema] = {
    "value": {
        "type": ["number", "null"],
        "description": "a share from 0 to 1, seconds, milliseconds, points or a score",
    },
    "n": {**INTEGER, "description": "how many cases it is computed from"},
    "pending": {**INTEGER, "description": "cases that cannot be told yet, counted nowhere else"},
    "part": {**_NUMBER, "description": "numerator"},
    "whole": {**_NUMBER, "description": "denominator"},
    "spread": _SPREAD,
    "business": {**_SPREAD, "description": "the same in opening time"},
}
_FIGURE = obj(
    {
        **dict.fromkeys(("id", "title", "group", "definition"), TEXT),
        "kind": {"enum": ["rate", "duration", "milliseconds", "points", "score"]},
        "better": {"enum": ["up", "down"]},
        "by_person": FLAG,
        **_SUMMARY,
        "previous": obj(_SUMMARY, ["value", "n", "pending"]),
    },
    ["id", "title", "group", "definition", "kind", "better", "by_person", "value", "n", "pending", "previous"],
)
_COUNT = {"label": TEXT, "count": INTEGER}

FIGURE_SCHEMAS: dict[str, Schema] = {
    "Figures": obj(
        {
            **dict.fromkeys(("from", "to"), _DAY),
            "previous": obj({"from": _DAY, "to": _DAY}, ["from", "to"]),
            "store": {"type": ["string", "null"]},
            "by": {"enum": list(BY)},
            "at": MOMENT,
            "notes": array(TEXT),
            "figures": array(ref("Figure")),
            "groups": array(
                obj(
                    {
                        **dict.fromkeys(("key", "label"), TEXT),
                        "figures": {"type": "object", "additionalProperties": obj(_SUMMARY, ["value", "n", "pending"])},
                    },
                    ["key", "label", "figures"],
                )
            ),
            "missed": obj(
                {
                    "reasons": array(obj({"reason": TEXT, **_COUNT}, ["reason", "label", "count"])),
                    "topics": array(obj({"topic": TEXT, **_COUNT}, ["topic", "label", "count"])),
                },
                ["reasons", "topics"],
            ),
        },
        ["from", "to", "previous", "store", "by", "at", "notes", "figures", "groups", "missed"],
    ),
    "Figure": _FIGURE,
}

FIGURE_QUERY: Mapping[str, Schema] = {
    "from": {**_DAY, "description": f"first day, by the calendar of Shanghai; at most {LONGEST} days"},
    "to": {**_DAY, "description": "last day; default: today"},
    "store": {**TEXT, "description": "id of a store; default: all"},
    "by": {"enum": list(BY), "default": DAY},
}
