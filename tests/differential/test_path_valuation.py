"""The compiled valuation over paths against plain NumPy, and against one path at a time.

NumPy has the printed formulas over all paths (`scripts/monte_carlo_baseline.py`); a path at a time
goes through the borrower model and the projection of the engine.
"""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.behaviour.borrower import BorrowerModel
from rwa.cashflow.behaviour.speed_path import smm_path
from rwa.cashflow.oas.oas import oas_from_price, price_from_oas
from rwa.cashflow.oas.pools import OasPools
from rwa.cashflow.oas.scenarios import OasScenarios
from rwa.cashflow.projection.assumptions import Assumptions, Measure, SpeedVector
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from rwa.cashflow.rates.paths import RatePaths
from scripts.monte_carlo_baseline import (
    Terms,
    flows,
    mean_flows,
    oas_by_projecting_again,
    path_values,
)

MONTHS = 48
DELAY_DAYS = 24


def random_paths(*, seed: int, paths: int, shift: float = 0.0) -> RatePaths:
    """Rates that wander widely, so that incentives are met at every angle."""
    generator = np.random.default_rng(seed)
    moves = generator.normal(0.0, 0.01, (paths, MONTHS)).cumsum(axis=1)
    short = 0.05 + shift + moves
    return RatePaths(
        discount_factors=np.exp(-short.cumsum(axis=1) / 12),
        ten_year_rates=short,
        mortgage_rates=short + 0.017,
    )


def random_scenarios(seed: int, *, paths: int = 10) -> OasScenarios:
    base, down, up = (random_paths(seed=seed, paths=paths, shift=x) for x in (0.0, -0.0025, 0.0025))
    return OasScenarios(base=base, down=down, up=up)


def random_pools(seed: int, *, count: int) -> OasPools:
    generator = np.random.default_rng(seed)
    wac = generator.uniform(0.001, 0.15, count) * (generator.uniform(size=count) > 0.1)
    return OasPools(
        wac=wac,
        pass_through_rate=wac * generator.uniform(0.7, 1.0, count),
        remaining_months=generator.integers(2, MONTHS + 1, count),
        age_months=generator.integers(0, 60, count),
        first_calendar_month=generator.integers(1, 13, count),
        factor=generator.uniform(0.01, 1.0, count),
        actual_delay_days=np.full(count, DELAY_DAYS),
    )


def terms(pools: OasPools) -> Terms:
    return Terms(
        wac=pools.wac,
        pass_through_rate=pools.pass_through_rate,
        remaining_months=pools.remaining_months,
        age_months=pools.age_months,
        first_calendar_month=pools.first_calendar_month,
        factor=pools.factor,
    )


def spread_weights(oas: float) -> FloatArray:
    return np.exp(-oas * (np.arange(1, MONTHS + 1) + DELAY_DAYS / 30) / 12)


@given(seed=st.integers(0, 10**6), paths=st.sampled_from([2, 4, 10, 34]))
def test_price_from_oas__any_pools_and_paths__is_that_of_plain_numpy(seed: int, paths: int) -> None:
    pools, scenarios = random_pools(seed, count=5), random_scenarios(seed, paths=paths)
    rates, discounts = scenarios.mortgage_rates(), scenarios.discounts(DELAY_DAYS)
    base, down, up = (
        100 * mean_flows(terms(pools), *pair) @ spread_weights(0.013)
        for pair in zip(rates, discounts, strict=True)
    )

    found = price_from_oas(pools, scenarios, oas=[0.013] * 5)

    assert found.price == pytest.approx(base, rel=1e-11)
    assert found.effective_duration == pytest.approx(
        (down - up) / (0.005 * base), rel=1e-10, abs=1e-10
    )
    assert found.effective_convexity == pytest.approx(
        (down + up - 2 * base) / (0.0025**2 * base), rel=1e-9, abs=1e-6
    )


@given(seed=st.integers(0, 10**6))
def test_price_from_oas__any_pools_and_paths__has_the_error_and_life_of_plain_numpy(
    seed: int,
) -> None:
    pools, scenarios = random_pools(seed, count=3), random_scenarios(seed)
    rates, discounts = scenarios.mortgage_rates()[0], scenarios.discounts(DELAY_DAYS)[0]
    times = (np.arange(1, MONTHS + 1) + DELAY_DAYS / 30) / 12

    found = price_from_oas(pools, scenarios, oas=[0.02] * 3)

    assert found.price_standard_error is not None
    for index in range(3):
        one = terms(pools)[index : index + 1]
        values = path_values(one, rates, discounts, oas=0.02, delay_months=DELAY_DAYS / 30)
        pairs = 100 * (values[0::2] + values[1::2]) / 2
        assert found.price_standard_error[index] == pytest.approx(
            pairs.std(ddof=1) / np.sqrt(pairs.size), rel=1e-9, abs=1e-12
        )
        left = flows(one, rates)[1][:, 0].mean(axis=1)
        principal = -np.diff(left, prepend=1.0)
        assert found.wal_years[index] == pytest.approx(principal @ times, rel=1e-11)


@given(seed=st.integers(0, 10**6), price=st.floats(97, 102))
def test_oas_from_price__any_pool_and_paths__is_what_projecting_again_finds(
    seed: int, price: float
) -> None:
    pools, scenarios = random_pools(seed, count=1), random_scenarios(seed)
    found = oas_from_price(pools, scenarios, price=[price])
    rates, discounts = scenarios.mortgage_rates(), scenarios.discounts(DELAY_DAYS)

    expected = oas_by_projecting_again(
        terms(pools),
        rates,
        discounts,
        price=price / 100,
        delay_months=DELAY_DAYS / 30,
        shift=0.0025,
    )

    assert found.oas == pytest.approx(expected.oas, abs=1e-11)


@given(seed=st.integers(0, 10**6))
def test_price_from_oas__a_few_paths__is_the_mean_of_each_projected_alone(seed: int) -> None:
    pools, scenarios = random_pools(seed, count=1), random_scenarios(seed, paths=4)
    discounts = scenarios.discounts(DELAY_DAYS)[0]
    line = Line(
        balance=Decimal(float(pools.factor[0])),
        wac=Decimal(float(pools.wac[0])),
        pass_through_rate=Decimal(float(pools.pass_through_rate[0])),
        remaining_months=int(pools.remaining_months[0]),
        age_months=int(pools.age_months[0]),
    )

    values = []
    for path, rates in enumerate(scenarios.base.mortgage_rates):
        smm = smm_path(
            BorrowerModel(turnover=None),
            line,
            rates,
            first_calendar_month=int(pools.first_calendar_month[0]),
            original_balance=Decimal(1),
        )
        speeds = SpeedVector(Measure.SMM, tuple(Decimal(float(share)) for share in smm))
        paid = project(line, Assumptions(prepayment=speeds)).cash_flow / float(line.balance)
        weights = discounts[:, path] * spread_weights(0.01)
        values.append(100 * paid @ weights[: len(paid)])

    found = price_from_oas(pools, scenarios, oas=[0.01])
    assert found.price == pytest.approx(np.mean(values), rel=1e-11)
