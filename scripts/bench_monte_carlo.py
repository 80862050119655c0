"""Pools over many paths: the compiled kernel against plain NumPy, on one thread each.

The NumPy side is `monte_carlo_baseline`, many pools at once. Both value the same pools over the
same paths, and their numbers are compared before anything is timed; so is what the first call of
ours takes longer, which is compiling unless numba has kept the code of an earlier run.
"""

from __future__ import annotations

import math
from dataclasses import astuple
from functools import partial

import numpy as np
from bench_rows import Array, Comparison, ResultsDiffer, agreed, best_seconds
from monte_carlo_baseline import NUMBERS_AT_ONCE, Terms, mean_flows, oas_by_projecting_again
from monte_carlo_in_place import mean_flows_in_place

from rwa.cashflow.oas.oas import oas_from_price, price_from_oas
from rwa.cashflow.oas.pools import OasAnalytics, OasPools
from rwa.cashflow.oas.scenarios import SHIFT_BASIS_POINTS, OasScenarios, hull_white_scenarios
from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.rates.hull_white import HullWhite
from rwa.cashflow.rates.paths import PathRequest

MONTHS = 360
DELAY_DAYS = 24
PRICED_POOLS, PRICED_PATHS = 10_000, 100
NUMPY_PRICED_POOLS = 4 * NUMBERS_AT_ONCE // PRICED_PATHS
SPREAD_POOLS, SPREAD_PATHS = 1_000, 1_000
NUMPY_SPREAD_POOLS = 2 * NUMBERS_AT_ONCE // SPREAD_PATHS
TARGET_RATIO = 4.0


def comparisons() -> list[Comparison]:
    """Return every comparison, measured now: half a minute."""
    return [*_prices(), _spreads()]


def _prices() -> list[Comparison]:
    """Prices of 10,000 pools over 100 paths."""
    pools = some_pools(PRICED_POOLS)
    scenarios = some_scenarios(PRICED_PATHS, shift_basis_points=None)
    terms = terms_of(pools, NUMPY_PRICED_POOLS)
    rates, discounts = scenarios.mortgage_rates()[0], scenarios.discounts(DELAY_DAYS)[0]

    def ours() -> Array:
        return price_from_oas(pools, scenarios, oas=np.zeros(len(pools))).price / 100

    first = best_seconds(ours, repetitions=1)
    compared: list[Comparison] = []
    for baseline, means, target in (
        ("NumPy", mean_flows, TARGET_RATIO),
        ("NumPy rearranged by hand, all in place", mean_flows_in_place, None),
    ):
        theirs = partial(means, terms, rates, discounts)
        disagreement = agreed(ours()[:NUMPY_PRICED_POOLS], theirs().sum(axis=1))
        seconds = best_seconds(ours, repetitions=4)
        compared.append(
            Comparison(
                title=f"price of {PRICED_POOLS:,} pools, {PRICED_PATHS} paths of {MONTHS} months",
                baseline=f"{baseline}, {NUMPY_PRICED_POOLS:,} pools",
                paths=PRICED_PATHS,
                ours_pool_months=PRICED_POOLS * MONTHS,
                ours_seconds=seconds,
                baseline_pool_months=NUMPY_PRICED_POOLS * MONTHS,
                baseline_seconds=best_seconds(theirs, repetitions=4),
                compile_seconds=None if compared else max(first - seconds, 0.0),
                disagreement=disagreement,
                target=target,
            )
        )
    return compared


def _spreads() -> Comparison:
    """Spreads, their errors, durations and convexities of 1,000 pools over 1,000 paths."""
    pools = some_pools(SPREAD_POOLS)
    scenarios = some_scenarios(SPREAD_PATHS, shift_basis_points=SHIFT_BASIS_POINTS)
    price = np.random.default_rng(20).uniform(99.0, 104.0, SPREAD_POOLS)
    theirs = partial(
        oas_by_projecting_again,
        terms_of(pools, NUMPY_SPREAD_POOLS),
        scenarios.mortgage_rates(),
        scenarios.discounts(DELAY_DAYS),
        price=price[:NUMPY_SPREAD_POOLS] / 100,
        delay_months=DELAY_DAYS / 30,
        shift=SHIFT_BASIS_POINTS / 10_000,
    )

    def ours() -> OasAnalytics:
        return oas_from_price(pools, scenarios, price=price)

    disagreement = agreed(_quoted(ours())[:, :NUMPY_SPREAD_POOLS], np.stack(astuple(theirs())))
    return Comparison(
        title=f"OAS, its error, effective duration, convexity: {SPREAD_POOLS:,} pools, "
        f"{SPREAD_PATHS:,} paths",
        baseline=f"NumPy that projects again in each Newton step, {NUMPY_SPREAD_POOLS} pools",
        paths=len(scenarios.sets) * SPREAD_PATHS,
        ours_pool_months=SPREAD_POOLS * MONTHS,
        ours_seconds=best_seconds(ours, repetitions=3),
        baseline_pool_months=NUMPY_SPREAD_POOLS * MONTHS,
        baseline_seconds=best_seconds(theirs, repetitions=3),
        compile_seconds=None,
        disagreement=disagreement,
        target=TARGET_RATIO,
    )


def _quoted(found: OasAnalytics) -> Array:
    """What the baseline says, in its units and order; shape (4, pools)."""
    error, duration = found.price_standard_error, found.effective_duration
    convexity = found.effective_convexity
    if error is None or duration is None or convexity is None:
        raise ResultsDiffer(math.inf)
    return np.stack((found.oas, error / 100, duration, convexity))


def some_scenarios(paths: int, *, shift_basis_points: float | None) -> OasScenarios:
    """Return paths of a Hull-White model on a level curve."""
    model = HullWhite(mean_reversion=0.03, volatility=0.01, curve=DiscountCurve.flat(0.042))
    request = PathRequest(paths=paths, months=MONTHS, seed=20)
    return hull_white_scenarios(model, request, shift_basis_points=shift_basis_points)


def some_pools(count: int) -> OasPools:
    """Return pools of every rate and age."""
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


def terms_of(pools: OasPools, count: int) -> Terms:
    """Return the first of the pools as the baselines read them."""
    return Terms(
        wac=pools.wac,
        pass_through_rate=pools.pass_through_rate,
        remaining_months=pools.remaining_months,
        age_months=pools.age_months,
        first_calendar_month=pools.first_calendar_month,
        factor=pools.factor,
    )[:count]
