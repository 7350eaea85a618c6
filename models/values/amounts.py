"""How points stand in the data file: exact to eight places, as whole numbers."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from models.values.kinds import POINTS, show_decimal
from models.values.problem import Problem

PLACES = 8
"""The places to which points are kept."""


def to_stored(amount: Decimal) -> int:
    """The whole number an amount is stored as.

    :raises Problem: it has more places than the file keeps.
    """
    scaled = amount.scaleb(PLACES)
    if scaled != scaled.to_integral_value():
        raise Problem(f"{show_decimal(amount)} 分的小数超过 {PLACES} 位，记不下，请改短。")
    return int(scaled)


def from_stored(stored: int | None) -> Decimal:
    """The amount that a stored whole number means; nothing stored is 0."""
    return Decimal(stored or 0).scaleb(-PLACES).normalize() + 0


AMOUNT = dataclasses.replace(POINTS, name="exact-points", store=to_stored, load=from_stored)
"""Points as the ledger keeps them."""
