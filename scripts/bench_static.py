"""Static pools and scenarios of one line: the compiled kernels against QuantLib and plain NumPy.

The other side is `static_baselines`; everything runs on one thread. Numbers are compared before
anything is timed. What the first call of ours takes longer than a later one is compiling, unless
numba has kept the code of an earlier run.
"""

from __future__ import annotations

from dataclasses import astuple
from functools import partial
from typing import Final

import numpy as np
import QuantLib
from bench_rows import Array, Comparison, agreed, best_seconds
from static_baselines import (
    ISSUE,
    PoolColumns,
    Quote,
    by_numpy,
    by_quantlib,
    scenarios_at_once,
    scenarios_by_month,
)

from rwa.cashflow.projection.scenarios import ScenarioFlows, project_scenarios
from rwa.cashflow.valuation.pools import StaticPools, analyse_pools

POOLS: Final = 10_000
NUMPY_POOLS_AT_ONCE: Final = 2_000
SCENARIOS, MONTHS, BALANCE, WAC = 1_000, 360, 1.0, 0.06
TARGET_RATIO: Final = 500.0
_SMALL: Final = 0.01
"""Smaller results are compared as if they were this large."""


def comparisons() -> list[Comparison]:
    """Return every comparison, measured now: a minute, nearly all of it QuantLib's."""
    return [*_scenario_rows(), _against_quantlib(), _against_numpy()]


def _scenario_rows() -> list[Comparison]:
    """Balance, interest, scheduled and prepaid principal of one line in 1,000 scenarios."""
    smm = np.random.default_rng(20).uniform(0.0, 0.03, (SCENARIOS, MONTHS))
    flows = np.empty((4, SCENARIOS, MONTHS))

    def ours() -> ScenarioFlows:
        return project_scenarios(balance=BALANCE, wac=WAC, smm=smm)

    first = best_seconds(ours, repetitions=1)
    seconds = best_seconds(ours, repetitions=20)
    rows: list[Comparison] = []
    for baseline, function in (
        ("NumPy month by month, across scenarios", scenarios_by_month),
        ("NumPy without a loop, by cumulative products", scenarios_at_once),
    ):
        theirs = partial(function, balance=BALANCE, wac=WAC, smm=smm, flows=flows)
        theirs()
        disagreement = agreed(np.stack(astuple(ours())[1:]), flows, small=_SMALL)
        rows.append(
            Comparison(
                title=f"one line, {MONTHS} months, {SCENARIOS:,} scenarios",
                baseline=baseline,
                paths=SCENARIOS,
                ours_pool_months=MONTHS,
                ours_seconds=seconds,
                baseline_pool_months=MONTHS,
                baseline_seconds=best_seconds(theirs, repetitions=10),
                compile_seconds=None if rows else max(first - seconds, 0.0),
                disagreement=disagreement,
                target=None,
            )
        )
    return rows


def _against_quantlib() -> Comparison:
    """Yield, life, durations and convexity of pools nobody prepays; a bond for each in QuantLib."""
    pools, price = _pools(fastest_psa=0.0)
    quotes = [_quote(pools, float(price[pool]), pool) for pool in range(POOLS)]
    QuantLib.Settings.instance().evaluationDate = ISSUE

    def ours() -> Array:
        return np.stack(astuple(analyse_pools(pools, price=price)))

    def theirs() -> Array:
        return np.array([by_quantlib(quote) for quote in quotes]).T

    first = best_seconds(ours, repetitions=1)
    disagreement = agreed(ours(), theirs(), small=_SMALL)
    seconds = best_seconds(ours, repetitions=20)
    return Comparison(
        title=f"yield, life, durations, convexity of {POOLS:,} pools, nobody prepays",
        baseline="QuantLib, an amortising bond for each pool",
        paths=1,
        ours_pool_months=int(pools.remaining_months.sum()),
        ours_seconds=seconds,
        baseline_pool_months=int(pools.remaining_months.sum()),
        baseline_seconds=best_seconds(theirs, repetitions=2),
        compile_seconds=max(first - seconds, 0.0),
        disagreement=disagreement,
        target=TARGET_RATIO,
    )


def _against_numpy() -> Comparison:
    """The same with prepayment, which QuantLib's bond has not."""
    pools, price = _pools(fastest_psa=600.0)
    parts = [
        _columns(pools, price, slice(begin, begin + NUMPY_POOLS_AT_ONCE))
        for begin in range(0, POOLS, NUMPY_POOLS_AT_ONCE)
    ]

    def ours() -> Array:
        return np.stack(astuple(analyse_pools(pools, price=price)))

    def theirs() -> Array:
        return np.concatenate([by_numpy(part) for part in parts], axis=1)

    disagreement = agreed(ours(), theirs(), small=_SMALL)
    return Comparison(
        title=f"yield, life, durations, convexity of {POOLS:,} pools, 0 to 600 PSA",
        baseline=f"NumPy across {NUMPY_POOLS_AT_ONCE:,} pools at once",
        paths=1,
        ours_pool_months=int(pools.remaining_months.sum()),
        ours_seconds=best_seconds(ours, repetitions=20),
        baseline_pool_months=int(pools.remaining_months.sum()),
        baseline_seconds=best_seconds(theirs, repetitions=3),
        compile_seconds=None,
        disagreement=disagreement,
        target=None,
    )


def _pools(*, fastest_psa: float) -> tuple[StaticPools, Array]:
    """Terms and clean prices."""
    generator = np.random.default_rng(20)
    wac = generator.uniform(0.03, 0.08, POOLS)
    remaining = generator.integers(120, 361, POOLS)
    pools = StaticPools(
        wac=wac,
        pass_through_rate=wac - 0.005,
        remaining_months=remaining,
        age_months=360 - remaining,
        psa=generator.uniform(0.0, fastest_psa, POOLS),
        settle_day=generator.integers(1, 31, POOLS),
        actual_delay_days=generator.choice([14, 19, 24], POOLS),
    )
    return pools, generator.uniform(85.0, 110.0, POOLS)


def _columns(pools: StaticPools, price: Array, chosen: slice) -> PoolColumns:
    """Some pools as the baseline reads them."""
    psa = np.zeros(len(pools)) if pools.psa is None else pools.psa
    return PoolColumns(
        wac=pools.wac[chosen],
        pass_through_rate=pools.pass_through_rate[chosen],
        remaining_months=pools.remaining_months[chosen],
        age_months=pools.age_months[chosen],
        psa=psa[chosen],
        dirty=((price + pools.accrued) / 100)[chosen],
        first_flow_months=pools.first_flow_months[chosen],
    )


def _quote(pools: StaticPools, price: float, pool: int) -> Quote:
    return Quote(
        wac=float(pools.wac[pool]),
        pass_through_rate=float(pools.pass_through_rate[pool]),
        remaining_months=int(pools.remaining_months[pool]),
        settle_day=int(pools.settle_day[pool]),
        actual_delay_days=int(pools.actual_delay_days[pool]),
        price=price,
    )
