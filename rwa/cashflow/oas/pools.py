"""The pools that are valued over paths, as columns, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.cashflow.arrays import FloatArray, IntArray
from rwa.cashflow.bounds import above, bounded, same_length, whole
from rwa.core.annuity import MAX_TERM_MONTHS
from rwa.core.errors import ValueOutOfRange
from rwa.core.rates import MONTHS_PER_YEAR

_OLDEST_MONTHS = 1_200
_LONGEST_DELAY_DAYS = 120


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OasPools:
    """Terms of pools on the first day of a month; arrays of shape (pools,), read-only.

    Each is one representative loan that pays level. Raises ValueOutOfRange.
    """

    wac: FloatArray
    """Weighted average note rate a year, a share of one."""
    pass_through_rate: FloatArray
    """Annual rate passed to investors, at most `wac`."""
    remaining_months: IntArray
    """Weighted average remaining term, 1 to 480."""
    age_months: IntArray
    """Weighted average loan age: month k is month `age_months + k` of a loan."""
    first_calendar_month: IntArray
    """Calendar month of month 1, January being 1."""
    factor: FloatArray
    """Balance as a share of the original balance: how far the pool has burnt out already."""
    actual_delay_days: IntArray
    """Days of payment delay without interest: 24 for a UMBS."""

    def __post_init__(self) -> None:
        self._keep(
            wac=bounded("wac", self.wac, high=1),
            pass_through_rate=bounded("pass_through_rate", self.pass_through_rate),
            remaining_months=whole(
                "remaining_months", self.remaining_months, low=1, high=MAX_TERM_MONTHS
            ),
            age_months=whole("age_months", self.age_months, low=0, high=_OLDEST_MONTHS),
            first_calendar_month=whole(
                "first_calendar_month", self.first_calendar_month, low=1, high=MONTHS_PER_YEAR
            ),
            factor=bounded("factor", above("factor", self.factor), high=1),
            actual_delay_days=whole(
                "actual_delay_days", self.actual_delay_days, low=0, high=_LONGEST_DELAY_DAYS
            ),
        )
        excess = self.pass_through_rate > self.wac
        if excess.any():
            most, rate = float(self.wac[excess][0]), float(self.pass_through_rate[excess][0])
            raise ValueOutOfRange("pass_through_rate", value=rate, allowed=f"at most wac, {most}")

    def __len__(self) -> int:
        """Number of pools."""
        return len(self.wac)

    def _keep(self, **columns: FloatArray | IntArray) -> None:
        count = columns["wac"].size
        if not count:
            raise ValueOutOfRange("wac", value="empty", allowed="one or more pools")
        same_length(count, **columns)
        for name, column in columns.items():
            kept = column.copy()
            kept.setflags(write=False)
            object.__setattr__(self, name, kept)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OasAnalytics:
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
