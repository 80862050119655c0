"""Pools over many paths: the compiled kernel against plain NumPy, on one thread each.

The NumPy side is `monte_carlo_baseline`. Both value the same pools over the same paths, and their
numbers are compared before anything is timed; so is what the first call of ours takes longer,
which is compiling unless numba has kept the code of an earlier run.
"""

from __future__ import annotations

import math
from dataclasses import astuple

import numpy as np
from bench_rows import Comparison, best_seconds
from monte_carlo_baseline import (
    POOLS_AT_ONCE,
    Array,
    Terms,
    Valued,
    mean_flows,
    oas_by_projecting_again,
)

from rwa.cashflow.oas.oas import oas_from_price, price_from_oas
from rwa.cashflow.oas.pools import OasAnalytics, OasPools
from rwa.cashflow.oas.scenarios import SHIFT_BASIS_POINTS, OasScenarios, hull_white_scenarios
from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.rates.hull_white import HullWhite
from rwa.cashflow.rates.paths import PathRequest
from rwa.core.errors import CheckFailed

MONTHS = 360
DELAY_DAYS = 24
TARGET_RATIO = 4.0
AGREEMENT = 1e-8
"""Largest relative difference with which anything is timed."""


class ResultsDiffer(CheckFailed):
    """The two sides did not compute the same, so their times mean nothing."""

    def __init__(self, difference: float) -> None:
        self.difference = difference
        self.allowed = AGREEMENT
        super().__init__(f"results differ by {difference}, allowed is {AGREEMENT}; correct ours")


def comparisons() -> list[Comparison]:
    """Return both comparisons, measured now: half a minute."""
    return [_projection(), _spreads()]


def _projection() -> Comparison:
    """Prices of 10,000 pools over 100 paths."""
    pools, scenarios = _pools(10_000), _scenarios(paths=100, shift_basis_points=None)
    terms = _terms(pools, slice(0, 4 * POOLS_AT_ONCE))
    rates, discounts = scenarios.mortgage_rates()[0], scenarios.discounts(DELAY_DAYS)[0]

    def ours() -> Array:
        return price_from_oas(pools, scenarios, oas=np.zeros(len(pools))).price / 100

    def theirs() -> Array:
        return np.asarray(mean_flows(terms, rates, discounts).sum(axis=1))

    first = best_seconds(ours, repetitions=1)
    disagreement = _agreed(ours()[: terms.wac.size], theirs())
    seconds = best_seconds(ours, repetitions=3)
    return Comparison(
        title="price of 10,000 pools over 100 paths of 360 months",
        baseline=f"NumPy across pools and paths, {terms.wac.size} pools",
        unit="path-months",
        ours_count=len(pools) * rates.size,
        ours_seconds=seconds,
        baseline_count=terms.wac.size * rates.size,
        baseline_seconds=best_seconds(theirs, repetitions=3),
        compile_seconds=max(first - seconds, 0.0),
        disagreement=disagreement,
        target=TARGET_RATIO,
    )


def _spreads() -> Comparison:
    """Spreads, their errors, durations and convexities of 1,000 pools over 1,000 paths."""
    pools, scenarios = _pools(1_000), _scenarios(paths=1_000, shift_basis_points=SHIFT_BASIS_POINTS)
    price = np.linspace(99.0, 104.0, len(pools))
    chosen = range(0, len(pools), 250)
    rates, discounts = scenarios.mortgage_rates(), scenarios.discounts(DELAY_DAYS)

    def ours() -> OasAnalytics:
        return oas_from_price(pools, scenarios, price=price)

    def theirs() -> list[Valued]:
        return [
            oas_by_projecting_again(
                _terms(pools, slice(pool, pool + 1)),
                rates,
                discounts,
                price=price[pool] / 100,
                delay_months=DELAY_DAYS / 30,
                shift=SHIFT_BASIS_POINTS / 10_000,
            )
            for pool in chosen
        ]

    disagreement = _agreed(_quoted(ours(), chosen), np.array([astuple(row) for row in theirs()]))
    return Comparison(
        title="OAS, its error, effective duration and convexity: 1,000 pools, 1,000 paths",
        baseline=f"NumPy that projects again in each step of the solver, {len(chosen)} pools",
        unit="pools",
        ours_count=len(pools),
        ours_seconds=best_seconds(ours, repetitions=2),
        baseline_count=len(chosen),
        baseline_seconds=best_seconds(theirs, repetitions=2),
        compile_seconds=0.0,
        disagreement=disagreement,
        target=TARGET_RATIO,
    )


def _quoted(found: OasAnalytics, chosen: range) -> Array:
    """What the baseline says of some pools, in its units and order; shape (pools, 4)."""
    error, duration = found.price_standard_error, found.effective_duration
    convexity = found.effective_convexity
    if error is None or duration is None or convexity is None:
        raise ResultsDiffer(math.inf)
    return np.stack((found.oas, error / 100, duration, convexity), axis=1)[list(chosen)]


def _agreed(ours: Array, theirs: Array) -> float:
    """The largest relative difference. Raises ResultsDiffer above AGREEMENT."""
    difference = float(np.max(np.abs(ours / theirs - 1)))
    if not difference <= AGREEMENT:
        raise ResultsDiffer(difference)
    return difference


def _scenarios(*, paths: int, shift_basis_points: float | None) -> OasScenarios:
    model = HullWhite(mean_reversion=0.03, volatility=0.01, curve=DiscountCurve.flat(0.042))
    request = PathRequest(paths=paths, months=MONTHS, seed=20)
    return hull_white_scenarios(model, request, shift_basis_points=shift_basis_points)


def _pools(count: int) -> OasPools:
    generator = np.random.default_rng(20)
    wac = generator.uniform(0.03, 0.08, count)
    return OasPools(
        wac=wac,
        pass_through_rate=wac - 0.005,
        remaining_months=np.full(count, MONTHS),
        age_months=generator.integers(0, 60, count),
        first_calendar_month=generator.integers(1, 13, count),
        factor=generator.uniform(0.5, 1.0, count),
        actual_delay_days=np.full(count, DELAY_DAYS),
    )


def _terms(pools: OasPools, chosen: slice) -> Terms:
    return Terms(
        wac=pools.wac,
        pass_through_rate=pools.pass_through_rate,
        remaining_months=pools.remaining_months,
        age_months=pools.age_months,
        first_calendar_month=pools.first_calendar_month,
        factor=pools.factor,
    )[chosen]
