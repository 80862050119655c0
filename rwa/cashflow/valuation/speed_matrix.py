"""Yields of a pool at several prices and prepayment speeds: the matrix every trader reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.projection.assumptions import psa
from rwa.cashflow.valuation.implied_speed import SettledLine
from rwa.core.errors import ValueOutOfRange


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SpeedMatrix:
    """What a buyer earns at each price if borrowers prepay at each speed. Arrays are read-only."""

    prices: FloatArray
    """Clean prices per 100, one a row; (prices,)."""
    psa: FloatArray
    """Speeds, per cent of the PSA curve, one a column; (speeds,)."""
    wal_years: FloatArray
    """Weighted average life at each speed, years; (speeds,)."""
    yield_bey: FloatArray
    """Bond-equivalent yields, decimals; (prices, speeds)."""
    modified_duration: FloatArray
    """Years; (prices, speeds)."""

    def __post_init__(self) -> None:
        for column in (
            self.prices,
            self.psa,
            self.wal_years,
            self.yield_bey,
            self.modified_duration,
        ):
            column.setflags(write=False)


def speed_matrix(
    settled: SettledLine, *, prices: Sequence[float], speeds: Sequence[float]
) -> SpeedMatrix:
    """Return yields and durations at each price and PSA speed. Raises ValueOutOfRange."""
    for field, values in (("prices", prices), ("speeds", speeds)):
        if not len(values):
            raise ValueOutOfRange(field, value="none", allowed="one or more")
    found = [
        [settled.analytics(psa(Decimal(repr(float(speed)))), price=price) for speed in speeds]
        for price in prices
    ]

    def column(name: str) -> Any:
        return np.array([[getattr(cell, name) for cell in row] for row in found])

    return SpeedMatrix(
        prices=np.array(prices, dtype=float),
        psa=np.array(speeds, dtype=float),
        wal_years=column("wal_years")[0],
        yield_bey=column("yield_bey"),
        modified_duration=column("modified_duration"),
    )
