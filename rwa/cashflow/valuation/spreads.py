"""Spreads over a discount curve that make static flows worth their price, and back.

All are decimals a year (0.01 is 100 basis points); prices are clean, per 100 of balance.
Source: docs/reference/sources.md#spreads-over-a-curve
"""

import numpy as np

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.bounds import above, finite
from rwa.cashflow.rates.compounding import Compounding
from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.valuation.timed_flows import LogDiscounts, TimedFlows
from rwa.core.rates import MONTHS_PER_YEAR


def nominal_spread(curve: DiscountCurve, *, yield_bey: float, wal_years: float) -> float:
    """Return the bond-equivalent yield less the par yield at the average life.

    Raises ValueOutOfRange.
    """
    return float(finite("yield_bey", yield_bey)) - curve.par_yield(wal_years)


def yield_at_nominal_spread(curve: DiscountCurve, *, spread: float, wal_years: float) -> float:
    """Return the bond-equivalent yield at a nominal spread. Raises ValueOutOfRange."""
    return float(finite("spread", spread)) + curve.par_yield(wal_years)


def static_spread(flows: TimedFlows, curve: DiscountCurve, *, price: float) -> float:
    """Return what is added to the forward rate of every month, compounded monthly.

    The forwards run from flow to flow, the first from settlement. Raises YieldNotFound.
    """
    log_discounts, floor = _over_forwards(flows, curve)
    return flows.rate_at(
        price, log_discounts, field="static_spread", guess=max(0.0, floor + 1), floor=floor
    )


def z_spread(flows: TimedFlows, curve: DiscountCurve, *, price: float) -> float:
    """Return what is added to each zero rate, compounded semiannually. Raises YieldNotFound."""
    log_discounts, floor = _over_zero_rates(flows, curve)
    return flows.rate_at(
        price, log_discounts, field="z_spread", guess=max(0.0, floor + 1), floor=floor
    )


def price_at_static_spread(flows: TimedFlows, curve: DiscountCurve, *, spread: float) -> float:
    """Return the clean price at a static spread. Raises ValueOutOfRange."""
    log_discounts, floor = _over_forwards(flows, curve)
    return _price(flows, log_discounts, spread=spread, floor=floor)


def price_at_z_spread(flows: TimedFlows, curve: DiscountCurve, *, spread: float) -> float:
    """Return the clean price at a z-spread. Raises ValueOutOfRange."""
    log_discounts, floor = _over_zero_rates(flows, curve)
    return _price(flows, log_discounts, spread=spread, floor=floor)


def _over_forwards(flows: TimedFlows, curve: DiscountCurve) -> tuple[LogDiscounts, float]:
    """Discounting at every month's forward and a spread, which must be above the second value."""
    ends = flows.times_months / MONTHS_PER_YEAR
    starts = np.concatenate(([0.0], ends[:-1]))
    months = MONTHS_PER_YEAR * (ends - starts)
    forwards = np.zeros_like(months)
    later = months > 0
    forwards[later] = curve.forward(starts[later], ends[later], Compounding.MONTHLY)

    def log_discounts(spread: float) -> tuple[FloatArray, FloatArray]:
        grown = 1 + (forwards + spread) / MONTHS_PER_YEAR
        logs = -np.cumsum(months * np.log(grown))
        return logs, -np.cumsum(months / grown) / MONTHS_PER_YEAR

    return log_discounts, -MONTHS_PER_YEAR - float(np.min(forwards))


def _over_zero_rates(flows: TimedFlows, curve: DiscountCurve) -> tuple[LogDiscounts, float]:
    """Discounting at each zero rate and a spread, which must be above the second value."""
    halves = 2 * flows.times_months / MONTHS_PER_YEAR
    rates = curve.zero_rate(halves / 2, Compounding.SEMIANNUAL)

    def log_discounts(spread: float) -> tuple[FloatArray, FloatArray]:
        grown = 1 + (rates + spread) / 2
        return -halves * np.log(grown), -halves / 2 / grown

    return log_discounts, -2 - float(np.min(rates))


def _price(flows: TimedFlows, log_discounts: LogDiscounts, *, spread: float, floor: float) -> float:
    above("spread", spread, low=floor)
    logs, _ = log_discounts(spread)
    return flows.worth(logs) - flows.accrued
