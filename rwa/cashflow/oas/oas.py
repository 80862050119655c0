"""Option-adjusted spreads from prices, and prices from spreads, of many pools at once.

On each path the flow of month k is discounted from its payment with the path's short rate and the
spread: `price = 100 * mean over paths of sum over k of D(T(k)) * flow(k) * exp(-oas * T(k) / 12)`,
T(k) being k months and the delay. Every path is projected once; the spread then stands outside of
the mean over paths, and solving for it costs next to nothing. Settlement is on the first day of
month 1, when nothing has accrued. Source: docs/reference/sources.md#option-adjusted-spread
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.behaviour.refinancing import (
    ARCTANGENT,
    ARCTANGENT_CENTRE,
    ARCTANGENT_HEIGHT,
    ARCTANGENT_SLOPE,
    ARCTANGENT_START,
    BURNT_OUT_SHARE,
    SEASONALITY,
    SEASONING_MONTHS,
)
from rwa.cashflow.bounds import above, bounded, same_length
from rwa.cashflow.oas.pools import OasAnalytics, OasPools
from rwa.cashflow.oas.scenarios import OasScenarios
from rwa.cashflow.rates.curve import BASIS_POINTS
from rwa.cashflow.threads import over_slices
from rwa.cashflow.valuation.timing import DAYS_PER_MONTH
from rwa.core.errors import ValueOutOfRange
from rwa.core.rates import MONTHS_PER_YEAR

LOWEST_OAS, HIGHEST_OAS = -0.5, 5.0
"""Limits within which spreads are searched and accepted."""

_PAR = 100.0


class SpreadNotFound(ValueOutOfRange):
    """No spread within the limits gives the price."""


def oas_from_price(
    pools: OasPools, scenarios: OasScenarios, *, price: npt.ArrayLike, threads: int = 1
) -> OasAnalytics:
    """Return the spreads that make pools worth their prices, and what follows at them.

    `price` is per 100 of balance, shape (pools,). Results do not depend on `threads`. Raises
    ValueOutOfRange; SpreadNotFound where none from LOWEST_OAS to HIGHEST_OAS gives the price.
    """
    prices = above("price", price)
    same_length(len(pools), price=prices)
    found = _valued(pools, scenarios, price=prices, threads=threads)
    missing = np.flatnonzero(np.isnan(found.oas))
    if missing.size:
        pool = int(missing[0])
        allowed = f"one that a spread from {LOWEST_OAS:g} to {HIGHEST_OAS:g} gives"
        raise SpreadNotFound(f"price[{pool}]", value=float(prices[pool]), allowed=allowed)
    return found


def price_from_oas(
    pools: OasPools, scenarios: OasScenarios, *, oas: npt.ArrayLike, threads: int = 1
) -> OasAnalytics:
    """Return the prices of pools at spreads, and what follows at them.

    `oas` is compounded continuously, decimals a year, shape (pools,). Raises ValueOutOfRange.
    """
    spreads = bounded("oas", oas, low=LOWEST_OAS, high=HIGHEST_OAS)
    same_length(len(pools), oas=spreads)
    return _valued(pools, scenarios, oas=spreads, threads=threads)


def _valued(
    pools: OasPools,
    scenarios: OasScenarios,
    *,
    price: FloatArray | float = np.nan,
    oas: FloatArray | float = np.nan,
    threads: int,
) -> OasAnalytics:
    """Value pools at what is given of price and spread, a delay at a time."""
    from rwa.cashflow.oas import path_kernel as kernel  # noqa: PLC0415 - takes a second

    longest = int(pools.remaining_months.max())
    if scenarios.months < longest:
        allowed = f"{longest} or more, the longest remaining_months"
        raise ValueOutOfRange("months of the paths", value=scenarios.months, allowed=allowed)
    records = _records(pools, kernel.POOL, price=price, oas=oas)
    values = np.zeros(len(pools), dtype=kernel.VALUE)
    for delay_days in np.unique(pools.actual_delay_days):
        chosen = np.flatnonzero(pools.actual_delay_days == delay_days)
        values[chosen] = _of_one_delay(records[chosen], scenarios, int(delay_days), threads)
    return _analytics(values, scenarios)


def _of_one_delay(
    records: npt.NDArray[np.void], scenarios: OasScenarios, delay_days: int, threads: int
) -> npt.NDArray[np.void]:
    """Value pools of one delay, each thread its share of them."""
    from rwa.cashflow.oas import path_kernel as kernel  # noqa: PLC0415 - takes a second

    market_rates = scenarios.mortgage_rates() - ARCTANGENT.rate_below_mortgage
    hurdles = ARCTANGENT_SLOPE * market_rates - ARCTANGENT_START
    discounts = scenarios.discounts(delay_days)
    borrowers, limits = _borrowers(kernel.BORROWERS), np.array((LOWEST_OAS, HIGHEST_OAS))
    values = np.zeros(len(records), dtype=kernel.VALUE)

    def value(begin: int, end: int) -> None:
        kernel.value_pools(
            records[begin:end],
            hurdles,
            discounts,
            borrowers,
            delay_days / DAYS_PER_MONTH,
            scenarios.antithetic,
            limits,
            values[begin:end],
        )

    over_slices(value, count=len(records), threads=threads)
    return values


def _borrowers(layout: np.dtype[np.void]) -> np.void:
    """The borrowers as the kernel reads them."""
    known = {
        "centre": ARCTANGENT_CENTRE,
        "height": ARCTANGENT_HEIGHT,
        "slope": ARCTANGENT_SLOPE,
        "burnt_out_share": BURNT_OUT_SHARE,
        "seasoning_months": SEASONING_MONTHS,
        "seasonality": SEASONALITY,
    }
    records = np.zeros(1, dtype=layout)
    for name, number in known.items():
        records[name] = number
    borrowers: np.void = records[0]
    return borrowers


def _records(
    pools: OasPools,
    layout: np.dtype[np.void],
    *,
    price: FloatArray | float,
    oas: FloatArray | float,
) -> npt.NDArray[np.void]:
    """Pools as the kernel reads them."""
    records = np.zeros(len(pools), dtype=layout)
    for name in layout.names or ():
        if name not in {"target_price", "oas"}:
            records[name] = getattr(pools, name)
    records["target_price"] = np.asarray(price) / _PAR
    records["oas"] = oas
    return records


def _analytics(values: npt.NDArray[np.void], scenarios: OasScenarios) -> OasAnalytics:
    price, slope, error = values["price"], values["price_slope"], values["standard_error"]
    uncertain = scenarios.has_standard_errors
    duration, convexity = _effective(values, scenarios)
    return OasAnalytics(
        oas=values["oas"].copy(),
        price=_PAR * price,
        price_standard_error=_PAR * error if uncertain else None,
        oas_standard_error=error / -slope if uncertain else None,
        spread_duration=-slope / price,
        effective_duration=duration,
        effective_convexity=convexity,
        wal_years=values["life_months"] / MONTHS_PER_YEAR,
    )


def _effective(
    values: npt.NDArray[np.void], scenarios: OasScenarios
) -> tuple[FloatArray | None, FloatArray | None]:
    """Duration and convexity by the prices at lower and higher rates."""
    if len(scenarios.sets) == 1:
        return None, None
    shift = scenarios.shift_basis_points / BASIS_POINTS
    price, down, up = values["price"], values["price_down"], values["price_up"]
    duration = (down - up) / (2 * shift * price)
    return duration, (down + up - 2 * price) / (shift * shift * price)
