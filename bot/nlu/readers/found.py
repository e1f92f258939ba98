"""What an exact reader hands back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.nlu.normalise import Normalised


@dataclass(frozen=True, slots=True)
class Found:
    """An entity that was read, not guessed.

    Attributes:
        type: entity type of the contract (plate, vin, phone, order_no, mileage, amount, score, datetime).
        value: the characters as given, `text[start:end]`.
        start, end: half-open span in the text as given.
        norm: plate without separators in upper case; VIN; phone of 11 digits; order number in upper case; km; yuan;
            score; datetime of the contract. None where the value stays vague.
        note: `check_digit` for a VIN whose check digit is wrong, `vague`, or `ambiguous: …`; None when it is clear.
    """

    type: str
    value: str
    start: int
    end: int
    norm: str | int | float | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """An entity in normalised text: span there, norm and note; see `Found`."""

    type: str
    start: int
    end: int
    norm: str | int | float | None
    note: str | None = None

    def in_text(self, text: str, normalised: Normalised) -> Found:
        """The same in `text`, of which `normalised` is the normal form."""
        start, end = normalised.span(self.start, self.end)
        return Found(self.type, text[start:end], start, end, self.norm, self.note)
