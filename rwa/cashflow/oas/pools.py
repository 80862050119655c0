"""The pools that are valued over paths, as columns, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass, fields

from rwa.cashflow.arrays import FloatArray, IntArray
from rwa.cashflow.bounds import above, bounded, whole
from rwa.cashflow.tables import ArrowTable
from rwa.cashflow.valuation.pool_columns import PoolColumns
from rwa.core.rates import MONTHS_PER_YEAR

_LONGEST_DELAY_DAYS = 120


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OasPools(PoolColumns):
    """Pools on the first day of a month; arrays of shape (pools,), read-only.

    Raises ValueOutOfRange.
    """

    first_calendar_month: IntArray
    """Calendar month of month 1, January being 1."""
    factor: FloatArray
    """Balance as a share of the original balance: how far the pool has burnt out already."""
    actual_delay_days: IntArray
    """Days of payment delay without interest: 24 for a UMBS."""

    def __post_init__(self) -> None:
        PoolColumns.__post_init__(self)
        self._keep(
            first_calendar_month=whole(
                "first_calendar_month", self.first_calendar_month, low=1, high=MONTHS_PER_YEAR
            ),
            factor=bounded("factor", above("factor", self.factor), high=1),
            actual_delay_days=whole(
                "actual_delay_days", self.actual_delay_days, low=0, high=_LONGEST_DELAY_DAYS
            ),
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class OasAnalytics(ArrowTable):
    """What paths say of each pool; arrays of shape (pools,)."""

    oas: FloatArray
    """Option-adjusted spread over the paths' short rate, compounded continuously, decimals a year.
    """
    price: FloatArray
    """Mean present value at the spread, per 100 of balance on the first of the month."""
    price_standard_error: FloatArray | None
    """Standard error of `price` at the spread; None with fewer than two independent paths."""
    oas_standard_error: FloatArray | None
    """Standard error of `oas` at the price, by the slope of the price; None as above."""
    spread_duration: FloatArray
    """Share of the price lost per unit of spread, years."""
    effective_duration: FloatArray | None
    """Share of the price lost per unit of a parallel rise of rates at the same spread, years;
    None without shifted paths."""
    effective_convexity: FloatArray | None
    """Second derivative of the price by that rise as a share of the price, years squared; None
    without shifted paths."""
    wal_years: FloatArray
    """Mean over paths of the average life of principal, years from the first of the month."""

    def columns(self) -> dict[str, FloatArray]:
        """One row a pool, in the order of the pools; by name, without what is None."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: column for name, column in named.items() if column is not None}
