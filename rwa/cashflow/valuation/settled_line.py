"""A line as it is bought: what its projection is worth on the day of settlement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rwa.cashflow.projection.line import Line
from rwa.cashflow.projection.projected import Projection
from rwa.cashflow.valuation.price_yield import Analytics, analyse
from rwa.cashflow.valuation.timed_flows import TimedFlows
from rwa.core.rates import MONTHS_PER_YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledLine:
    """A line and its settlement."""

    line: Line
    """The pool."""
    settle: date | None = None
    """Settlement date; None: the first of the month in which the line begins."""
    actual_delay_days: int = 0
    """Days from the first of the month after the accrual month to payment."""

    def value(
        self,
        projection: Projection,
        *,
        price: float | None = None,
        mortgage_yield: float | None = None,
        yield_bey: float | None = None,
    ) -> Analytics:
        """Return what a projection of the line is worth. Raises what `analyse` raises."""
        return analyse(
            cash_flows=projection.cash_flow,
            principal=projection.total_principal,
            balance=float(self.line.balance),
            coupon=float(self.line.net_rate(1)),
            settle=self.settle,
            actual_delay_days=self.actual_delay_days,
            price=price,
            mortgage_yield=mortgage_yield,
            yield_bey=yield_bey,
        )

    def flows(self, projection: Projection) -> TimedFlows:
        """Return what investors are paid and when. Raises ValueOutOfRange."""
        return TimedFlows.monthly(
            projection.cash_flow,
            balance=float(self.line.balance),
            coupon=float(self.line.net_rate(1)),
            settle=self.settle,
            actual_delay_days=self.actual_delay_days,
        )


def months_between(first: date, last: date) -> int:
    """Return the months from the month of one date to that of another, whatever the days."""
    return MONTHS_PER_YEAR * (last.year - first.year) + last.month - first.month
