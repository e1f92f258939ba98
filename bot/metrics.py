"""Figures of this process for Prometheus. Labels never carry personal data."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

TURNS = Counter("chexiaofu_turns_total", "Turns by outcome.", ["outcome"])
TURN_SECONDS = Histogram(
    "chexiaofu_turn_seconds",
    "From the end of the gathering window to the committed answer.",
    buckets=(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
REQUESTS = Counter("chexiaofu_http_requests_total", "HTTP requests.", ["method", "route", "status"])
STREAMS = Gauge("chexiaofu_streams", "Open event streams.", ["edge"])
OUTBOX = Counter("chexiaofu_outbox_total", "Outbox items by outcome.", ["kind", "outcome"])
FAILED_TRIES = Gauge("chexiaofu_failed_tries", "Failed tries to identify, with plates or codes, within an hour.")
