"""Pools and paths that the tests of option-adjusted spreads share."""

from dataclasses import fields
from functools import cache
from typing import Any

import numpy as np

from rwa.cashflow.oas.pools import OasAnalytics, OasPools
from rwa.cashflow.oas.scenarios import OasScenarios, hull_white_scenarios
from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.rates.hull_white import HullWhite
from rwa.cashflow.rates.paths import PathRequest, RatePaths

CURVE = DiscountCurve.from_zero_rates((1.0, 5.0, 10.0, 30.0), (0.03, 0.035, 0.04, 0.042))
UMBS_DELAY_DAYS = 24

_USUAL: dict[str, Any] = {
    "wac": 0.06,
    "pass_through_rate": 0.055,
    "remaining_months": 120,
    "age_months": 12,
    "first_calendar_month": 4,
    "factor": 0.9,
    "actual_delay_days": UMBS_DELAY_DAYS,
}


def pools(**changes: Any) -> OasPools:
    """One usual pool, or as many as the longest of the changed columns."""
    columns = {name: np.atleast_1d(changes.get(name, usual)) for name, usual in _USUAL.items()}
    count = max(len(column) for column in columns.values())
    return OasPools(
        **{
            name: np.repeat(column, count) if len(column) == 1 else column
            for name, column in columns.items()
        }
    )


def random_pools(count: int, *, seed: int, shortest: int = 1, longest: int = 60) -> OasPools:
    generator = np.random.default_rng(seed)
    wac = generator.uniform(0.0, 0.12, count) * (generator.uniform(size=count) > 0.1)
    return OasPools(
        wac=wac,
        pass_through_rate=wac * generator.uniform(0.8, 1.0, count),
        remaining_months=generator.integers(shortest, longest + 1, count),
        age_months=generator.integers(0, 60, count),
        first_calendar_month=generator.integers(1, 13, count),
        factor=generator.uniform(0.05, 1.0, count),
        actual_delay_days=generator.choice([0, 14, 19, 24, 44], count),
    )


@cache
def scenarios(
    *,
    paths: int = 64,
    months: int = 120,
    seed: int = 1,
    volatility: float = 0.01,
    shift_basis_points: float | None = 25.0,
    parallel_basis_points: float = 0.0,
) -> OasScenarios:
    model = HullWhite(
        mean_reversion=0.03,
        volatility=volatility,
        curve=CURVE.shifted(parallel_basis_points),
    )
    request = PathRequest(paths=paths, months=months, seed=seed)
    return hull_white_scenarios(model, request, shift_basis_points=shift_basis_points)


def rate_paths(discount_factors: Any, *, mortgage_rate: float = 0.06) -> RatePaths:
    discounts = np.array(discount_factors, dtype=np.float64)
    rates = np.full_like(discounts, mortgage_rate)
    return RatePaths(discount_factors=discounts, ten_year_rates=rates - 0.017, mortgage_rates=rates)


def flat_paths(rate: float, *, months: int, paths: int = 1) -> RatePaths:
    level = np.exp(-rate * np.arange(1, months + 1) / 12)
    return rate_paths(np.tile(level, (paths, 1)))


def columns_of(found: OasAnalytics) -> dict[str, np.ndarray]:
    return {field.name: getattr(found, field.name) for field in fields(found)}
