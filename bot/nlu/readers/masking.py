"""How identifiers are shown where they must not be read in full."""

from __future__ import annotations


def mask_plate(plate: str) -> str:
    """京A12345 becomes 京A***45; all but the first two characters and the last two is hidden."""
    return plate[:2] + "***" + plate[-2:] if len(plate) > 4 else "***"


def mask_phone(phone: str) -> str:
    """13800135678 becomes 138****5678."""
    return phone[:3] + "****" + phone[-4:] if len(phone) >= 11 else "****" + phone[-4:] if len(phone) > 4 else "****"


def mask_vin(vin: str) -> str:
    """Only the last six characters, the serial number, stay."""
    return "*" * max(len(vin) - 6, 0) + vin[-6:] if len(vin) > 6 else "******"
