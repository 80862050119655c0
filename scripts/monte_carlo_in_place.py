"""The NumPy baseline once more, rearranged by hand: four passes fewer and no array made in a month.

How far NumPy goes if its code may be as long as that of a kernel. The readable baseline is
`monte_carlo_baseline`, which has the formulas as they are printed.
"""

from __future__ import annotations

import numpy as np
from monte_carlo_baseline import NUMBERS_AT_ONCE, RATE_BELOW_MORTGAGE, SEASONALITY, Array, Terms


def mean_flows_in_place(terms: Terms, mortgage_rates: Array, discounts: Array) -> Array:
    """Return what `mean_flows` does, of notes with a rate above 0."""
    months, paths = mortgage_rates.shape
    means = np.zeros((terms.wac.size, months))
    hurdles, size = 430 * mortgage_rates, max(NUMBERS_AT_ONCE // paths, 1)
    for begin in range(0, terms.wac.size, size):
        part = terms[begin : begin + size]
        balance, kept, spare = np.ones((3, part.wac.size, paths))
        for month in range(1, int(part.remaining_months.max()) + 1):
            _month(part, hurdles[month - 1], month, balance, kept, spare)
            balance, kept = kept, balance
            means[begin : begin + size, month - 1] = spare @ discounts[month - 1] / paths
    return means


def _month(
    terms: Terms, hurdles: Array, month: int, balance: Array, kept: Array, flows: Array
) -> None:
    """Fill the balances after a month and its flows."""
    left = np.maximum(terms.remaining_months - month + 1, 1)
    stays = 1 - terms.wac / 12 / ((1 + terms.wac / 12) ** left - 1)
    season = np.array(SEASONALITY)[(terms.first_calendar_month + month - 2) % 12]
    speed = np.minimum(1.0, (terms.age_months + month) / 30) * season
    rungs = 430 * (terms.wac + RATE_BELOW_MORTGAGE) - 8.57
    np.subtract(rungs[:, None], hurdles, out=kept)
    np.arctan(kept, out=kept)
    kept += 2.0
    np.multiply(balance, (-0.14 * 0.7 * terms.factor * speed)[:, None], out=flows)
    flows -= (0.14 * 0.3 * speed)[:, None]
    kept *= flows
    kept += 1.0
    np.power(kept, 1 / 12, out=kept)
    kept *= balance
    kept *= stays[:, None]
    np.multiply(balance, 1 + (terms.pass_through_rate / 12)[:, None], out=flows)
    flows -= kept
