"""What investors will be paid and when, seen from settlement."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray, keep_read_only
from rwa.cashflow.bounds import above, bounded, same_length
from rwa.cashflow.rates.newton import RootNotFound, decreasing_root
from rwa.cashflow.valuation.timing import accrued_interest, flow_times
from rwa.core.errors import ValueOutOfRange

LogDiscounts = Callable[[float], tuple[FloatArray, FloatArray]]
"""Logarithm of the discount factor of each flow at some yield or spread, and its slope."""


class YieldNotFound(ValueOutOfRange):
    """No yield or spread makes the flows worth the price."""


@dataclass(frozen=True, slots=True, eq=False)
class TimedFlows:
    """Payments to investors per 100 of current balance. Arrays are read-only.

    Raises ValueOutOfRange.
    """

    times_months: FloatArray
    """When each payment arrives, months from settlement, rising from 0 or later; (months,)."""
    amounts: FloatArray
    """Interest and principal together, per 100 of balance, none negative, some above 0; (months,)."""
    accrued: float = 0.0
    """Interest a buyer pays on top of a clean price, per 100 of balance."""

    def __post_init__(self) -> None:
        times = bounded("times_months", self.times_months)
        amounts = bounded("amounts", self.amounts)
        bounded("accrued", self.accrued)
        if not times.size or times.ndim > 1 or np.any(np.diff(times) <= 0):
            raise ValueOutOfRange("times_months", value=times, allowed="one or more, rising")
        same_length(times.size, amounts=amounts)
        above("sum of amounts", np.sum(amounts))
        keep_read_only(self, times_months=times, amounts=amounts)

    @classmethod
    def monthly(
        cls,
        cash_flows: npt.ArrayLike,
        *,
        balance: float,
        coupon: float = 0.0,
        settle: date | None = None,
        actual_delay_days: float = 0.0,
    ) -> TimedFlows:
        """Return the flows of months 1, 2, ... as `timing.flow_times` places them.

        `cash_flows` and `balance` are dollars; `coupon`, the annual pass-through rate as a share
        of one, accrues to `settle`. Raises ValueOutOfRange.
        """
        flows = bounded("cash_flows", np.atleast_1d(np.asarray(cash_flows)))
        above("balance", balance)
        return cls(
            flow_times(flows.size, settle=settle, actual_delay_days=actual_delay_days),
            flows * (100 / balance),
            accrued_interest(coupon=coupon, settle=settle),
        )

    def dirty_price(self, price: float) -> float:
        """Return what is paid for a clean price, if some yield makes the flows worth that.

        It must be more than the flows that arrive at once, and flows must come later. Raises
        YieldNotFound.
        """
        at_once = float(np.sum(self.amounts[self.times_months == 0]))
        if not np.any(self.amounts[self.times_months > 0]):
            raise YieldNotFound("cash_flows", value=0.0, allowed="some flow after settlement")
        dirty = price + self.accrued
        if not at_once < dirty < np.inf:
            allowed = f"more than {at_once - self.accrued:g}"
            raise YieldNotFound("price", value=price, allowed=allowed)
        return dirty

    def worth(self, log_discounts: FloatArray) -> float:
        """Return the full price at discount factors given by logarithm; infinite if too large."""
        paid = self.amounts > 0
        with np.errstate(over="ignore"):
            return float(np.sum(self.amounts[paid] * np.exp(log_discounts[paid])))

    def rate_at(
        self,
        price: float,
        log_discounts: LogDiscounts,
        *,
        field: str,
        guess: float,
        floor: float = -math.inf,
    ) -> float:
        """Return the yield or spread, above `floor`, that makes the flows worth a clean price.

        The logarithm of the price is solved for: it falls almost straight and never overflows.
        Raises YieldNotFound.
        """
        dirty = self.dirty_price(price)
        paid = self.amounts > 0
        logs = np.log(self.amounts[paid]) - math.log(dirty)

        def excess(rate: float) -> tuple[float, float]:
            discounts, slopes = log_discounts(rate)
            exponents = logs + discounts[paid]
            top = float(np.max(exponents))
            if math.isinf(top):
                return top, math.nan
            weights = np.exp(exponents - top)
            whole = float(np.sum(weights))
            return top + math.log(whole), float(weights @ slopes[paid]) / whole

        try:
            return decreasing_root(excess, field=field, guess=guess, floor=floor)
        except RootNotFound as lost:
            allowed = f"one that a {field} can be found for; the search ended at {lost.nearest:g}"
            raise YieldNotFound("price", value=price, allowed=allowed) from lost
