"""Volatility from the past: what daily yields say about a short-rate model.

Source: docs/reference/sources.md#treasury-yields
"""

import math

import numpy as np
import numpy.typing as npt

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.bounds import above, bounded
from rwa.cashflow.rates.hull_white import decay_mean
from rwa.core.errors import ValueOutOfRange

TRADING_DAYS_PER_YEAR = 252
"""Days with a yield in a year."""
LEAST_CHANGES = 20
"""Fewest daily changes that are worth a volatility: about a month."""


def historical_volatility(daily_yields: npt.ArrayLike) -> float:
    """Return the normal volatility a year of daily yields, decimals, shape (days,).

    NaN stands for a day without a market; the change to the next yield counts as one day's. The
    deviation is about the mean change. Raises ValueOutOfRange below 20 changes.
    """
    changes = np.diff(_known(daily_yields))
    if len(changes) < LEAST_CHANGES:
        allowed = f"{LEAST_CHANGES} changes or more"
        raise ValueOutOfRange("daily_yields", value=f"{len(changes)} changes", allowed=allowed)
    return float(changes.std(ddof=1)) * math.sqrt(TRADING_DAYS_PER_YEAR)


def short_rate_volatility(
    yield_volatility: float, *, mean_reversion: float, maturity_years: float = 10.0
) -> float:
    """Return the short rate's volatility at which a zero yield has `yield_volatility`.

    In a Hull-White model a yield moves by `B / maturity` of what the short rate moves, where
    `B = (1 - exp(-k * maturity)) / k`. Raises ValueOutOfRange.
    """
    bounded("yield_volatility", yield_volatility)
    bounded("mean_reversion", mean_reversion)
    above("maturity_years", maturity_years)
    return yield_volatility / float(decay_mean(mean_reversion * maturity_years))


def _known(daily_yields: npt.ArrayLike) -> FloatArray:
    """Days with a yield. Raises ValueOutOfRange unless they are decimals in one row."""
    yields = np.asarray(daily_yields, dtype=np.float64)
    if yields.ndim != 1:
        raise ValueOutOfRange("shape of daily_yields", value=yields.shape, allowed="(days,)")
    known = yields[~np.isnan(yields)]
    if (np.abs(known) >= 1).any():
        value = float(known[np.argmax(np.abs(known))])
        raise ValueOutOfRange("daily_yields", value=value, allowed="decimals, not per cent")
    return known
