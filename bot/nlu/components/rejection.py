"""What is done with the probabilities: take an intent, refuse, or treat as danger.

The thresholds are set on sentences that were left out of training (cost curve), not by folklore.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from bot.nlu.components.linear import HeldOut

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
DANGER = "report_danger"
RESCUE = "request_rescue"
_SURE = 0.85
"""Left out of training, no calm sentence without danger was held likelier to be one; half of the calm reports were."""


@dataclass(frozen=True)
class Thresholds:
    """Limits on calibrated probabilities.

    Attributes:
        refuse_below: a best intent less likely than this is refused as ``nlu_fallback``.
        out_of_scope_above: ``out_of_scope`` this likely is taken although an intent is likelier.
        danger_above: ``report_danger`` is taken from this probability on, whether another intent is likelier or not.
        margin: an intent this near to the best one is offered as "did you mean".
    """

    refuse_below: float = 0.0
    out_of_scope_above: float = 1.0
    danger_above: float = 1.0
    margin: float = 0.15

    def as_dict(self) -> dict[str, Any]:
        """For the model file."""
        return asdict(self)


@dataclass(frozen=True)
class Decision:
    """The intent that counts, and the others that were nearly as likely (for "did you mean")."""

    intent: str
    confidence: float
    candidates: tuple[str, ...]


def decide(
    labels: tuple[str, ...],
    probabilities: np.ndarray,
    thresholds: Thresholds,
    foreign: bool = False,
    calm: bool = False,
    signed: bool = True,
) -> Decision:
    """Apply the thresholds to the probabilities of one sentence, shape (classes,).

    A ``foreign`` sentence, one plainly about another trade, is out of scope whatever the model thinks; a ``calm`` one,
    which names nothing dangerous, is no danger unless the model is sure. Without a sign that something fails
    (``signed``), danger has to be the likeliest reading, at least a third as likely as that, or second to a call for
    rescue; the threshold below that is for what shows a sign.
    """
    chance = dict(zip(labels, map(float, probabilities), strict=True))
    best = max(labels, key=chance.__getitem__)
    near = [label for label in labels if chance[best] - chance[label] <= thresholds.margin]
    candidates = tuple(sorted((label for label in near if label != OUT_OF_SCOPE), key=chance.__getitem__)[::-1])
    danger = chance.get(DANGER, 0.0)
    plausible = signed or best == RESCUE or danger >= chance[best] / 3
    if plausible and danger >= (max(_SURE, thresholds.danger_above) if calm else thresholds.danger_above):
        return Decision(DANGER, danger, candidates)
    best = max((label for label in labels if label != DANGER), key=chance.__getitem__)
    if OUT_OF_SCOPE in chance and (foreign or chance[OUT_OF_SCOPE] >= thresholds.out_of_scope_above):
        return Decision(OUT_OF_SCOPE, chance[OUT_OF_SCOPE], candidates)
    if best != OUT_OF_SCOPE and chance[best] < thresholds.refuse_below:
        return Decision(FALLBACK, chance[best], candidates)
    return Decision(best, chance[best], candidates)


@dataclass(frozen=True)
class Shares:
    """What the thresholds may cost, as shares of the held-out sentences concerned.

    Attributes:
        refused: real requests that go to ``out_of_scope`` although an intent is likelier.
        unsure: real requests that are refused because no intent is likely enough.
        false_alarms: harmless sentences that are taken for danger; one in six that is learnt from looks like it.
    """

    refused: float
    unsure: float
    false_alarms: float


def calibrate(held_out: HeldOut, shares: Shares, margin: float) -> Thresholds:
    """The thresholds that catch most at the price ``shares`` allows, on sentences left out of training."""
    chances = held_out.chances
    best = chances.argmax(axis=1)
    outside, danger = _column(held_out.labels, OUT_OF_SCOPE), _column(held_out.labels, DANGER)
    real = (held_out.gold != outside) & (best != outside)
    harmless = held_out.gold != danger
    return Thresholds(
        refuse_below=_quantile(chances[real].max(axis=1), shares.unsure, 0.0),
        out_of_scope_above=_quantile(chances[real, outside], 1 - shares.refused, 1.0) if outside >= 0 else 1.0,
        danger_above=_quantile(chances[harmless, danger], 1 - shares.false_alarms, 1.0) if danger >= 0 else 1.0,
        margin=margin,
    )


def _column(labels: tuple[str, ...], label: str) -> int:
    return labels.index(label) if label in labels else -1


def _quantile(values: np.ndarray, share: float, empty: float) -> float:
    return float(np.quantile(values, share)) if len(values) else empty
