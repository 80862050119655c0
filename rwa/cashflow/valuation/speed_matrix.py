"""Yields of a pool at several prices and prepayment speeds: the matrix every trader reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.projection.assumptions import NOBODY_PREPAYS, Assumptions, psa
from rwa.cashflow.projection.engine import project
from rwa.cashflow.tables import ArrowTable
from rwa.cashflow.valuation.settled_line import SettledLine
from rwa.core.errors import ValueOutOfRange


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class SpeedMatrix(ArrowTable):
    """What a buyer earns at each price if borrowers prepay at each speed. Arrays are read-only.

    As a table it has a row for each price and speed.
    """

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

    def columns(self) -> Mapping[str, FloatArray]:
        """Price and speed, and what they give."""
        count = len(self.prices)
        return {
            "price": np.repeat(self.prices, len(self.psa)),
            "psa": np.tile(self.psa, count),
            "wal_years": np.tile(self.wal_years, count),
            "yield_bey": self.yield_bey.ravel(),
            "modified_duration": self.modified_duration.ravel(),
        }


def speed_matrix(
    settled: SettledLine,
    assumptions: Assumptions = NOBODY_PREPAYS,
    *,
    prices: Sequence[float],
    speeds: Sequence[float],
) -> SpeedMatrix:
    """Return yields and durations at each price and PSA speed.

    `assumptions` are what is assumed besides prepayment. Raises ValueOutOfRange, YieldNotFound.
    """
    for field, values in (("prices", prices), ("speeds", speeds)):
        if not len(values):
            raise ValueOutOfRange(field, value="none", allowed="one or more")
    projections = [
        project(settled.line, replace(assumptions, prepayment=psa(Decimal(repr(float(speed))))))
        for speed in speeds
    ]
    found = [
        [settled.value(projection, price=price) for projection in projections] for price in prices
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
