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
from bench_rows import Comparison, best_seconds
from static_baselines import (
    ISSUE,
    Array,
    PoolColumns,
    Quote,
    by_numpy,
    by_quantlib,
    scenarios_at_once,
    scenarios_by_month,
)

from rwa.cashflow.projection.scenarios import ScenarioFlows, project_scenarios
from rwa.cashflow.valuation.pools import StaticPools, analyse_pools
from rwa.core.errors import CheckFailed

POOLS: Final = 10_000
QUANTLIB_POOLS: Final = 200
SCENARIOS, MONTHS, BALANCE, WAC = 1_000, 360, 1.0, 0.06
TARGET_RATIO: Final = 500.0
AGREEMENT: Final = 1e-8
"""Largest relative difference with which anything is timed."""
_SMALL: Final = 0.01
"""Smaller results are compared as if they were this large."""


class ResultsDiffer(CheckFailed):
    """The two sides did not compute the same, so their times mean nothing."""

    def __init__(self, difference: float) -> None:
        self.difference = difference
        self.allowed = AGREEMENT
        super().__init__(f"results differ by {difference}, allowed is {AGREEMENT}; correct ours")


def comparisons() -> list[Comparison]:
    """Return every comparison, measured now: a few seconds."""
    return [*_scenario_rows(), _against_quantlib(), _against_numpy()]


def _scenario_rows() -> list[Comparison]:
    """Balance, interest, scheduled and prepaid principal of one line in 1,000 scenarios."""
    smm = np.random.default_rng(20).uniform(0.0, 0.03, (SCENARIOS, MONTHS))
    flows = np.empty((4, SCENARIOS, MONTHS))

    def ours() -> ScenarioFlows:
        return project_scenarios(balance=BALANCE, wac=WAC, smm=smm)

    first = best_seconds(ours, repetitions=1)
    seconds = best_seconds(ours, repetitions=20)
    rows = []
    for baseline, function in (
        ("NumPy month by month, across scenarios", scenarios_by_month),
        ("NumPy without a loop, by cumulative products", scenarios_at_once),
    ):
        theirs = partial(function, balance=BALANCE, wac=WAC, smm=smm, flows=flows)
        theirs()
        disagreement = _agreed(np.stack(astuple(ours())[1:]), flows)
        rows.append(
            Comparison(
                title=f"one line, {MONTHS} months, {SCENARIOS:,} scenarios",
                baseline=baseline,
                unit="months",
                ours_count=smm.size,
                ours_seconds=seconds,
                baseline_count=smm.size,
                baseline_seconds=best_seconds(theirs, repetitions=10),
                compile_seconds=max(first - seconds, 0.0),
                disagreement=disagreement,
                target=None,
            )
        )
    return rows


def _against_quantlib() -> Comparison:
    """Yield, life, durations and convexity of pools nobody prepays; a bond for each in QuantLib."""
    pools, price = _pools(fastest_psa=0.0)
    quotes = [_quote(pools, float(price[pool]), pool) for pool in range(QUANTLIB_POOLS)]
    QuantLib.Settings.instance().evaluationDate = ISSUE

    def ours() -> Array:
        return np.stack(astuple(analyse_pools(pools, price=price)))

    def theirs() -> Array:
        return np.array([by_quantlib(quote) for quote in quotes]).T

    first = best_seconds(ours, repetitions=1)
    disagreement = _agreed(ours()[:, :QUANTLIB_POOLS], theirs())
    seconds = best_seconds(ours, repetitions=20)
    return Comparison(
        title=f"yield, life, durations, convexity of {POOLS:,} pools, nobody prepays",
        baseline=f"QuantLib, an amortising bond for each of {QUANTLIB_POOLS} pools",
        unit="pools",
        ours_count=POOLS,
        ours_seconds=seconds,
        baseline_count=QUANTLIB_POOLS,
        baseline_seconds=best_seconds(theirs, repetitions=5),
        compile_seconds=max(first - seconds, 0.0),
        disagreement=disagreement,
        target=TARGET_RATIO,
    )


def _against_numpy() -> Comparison:
    """The same with prepayment, which QuantLib's bond has not."""
    pools, price = _pools(fastest_psa=600.0)
    columns = PoolColumns(
        wac=pools.wac,
        pass_through_rate=pools.pass_through_rate,
        remaining_months=pools.remaining_months,
        age_months=pools.age_months,
        psa=np.zeros(POOLS) if pools.psa is None else pools.psa,
        dirty=(price + pools.accrued) / 100,
        first_flow_months=pools.first_flow_months,
    )

    def ours() -> Array:
        return np.stack(astuple(analyse_pools(pools, price=price)))

    def theirs() -> Array:
        return by_numpy(columns)

    disagreement = _agreed(ours(), theirs())
    return Comparison(
        title=f"yield, life, durations, convexity of {POOLS:,} pools, 0 to 600 PSA",
        baseline="NumPy across all pools at once, faster than in parts",
        unit="pools",
        ours_count=POOLS,
        ours_seconds=best_seconds(ours, repetitions=20),
        baseline_count=POOLS,
        baseline_seconds=best_seconds(theirs, repetitions=3),
        compile_seconds=0.0,
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


def _quote(pools: StaticPools, price: float, pool: int) -> Quote:
    return Quote(
        wac=float(pools.wac[pool]),
        pass_through_rate=float(pools.pass_through_rate[pool]),
        remaining_months=int(pools.remaining_months[pool]),
        settle_day=int(pools.settle_day[pool]),
        actual_delay_days=int(pools.actual_delay_days[pool]),
        price=price,
    )


def _agreed(ours: Array, theirs: Array) -> float:
    """The largest relative difference. Raises ResultsDiffer above AGREEMENT."""
    difference = float(np.max(np.abs(ours - theirs) / np.maximum(np.abs(theirs), _SMALL)))
    if not difference <= AGREEMENT:
        raise ResultsDiffer(difference)
    return difference
