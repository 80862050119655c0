from collections.abc import Iterator
from dataclasses import astuple
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]
POOLS, PATHS, MONTHS = 5, 6, 40


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return import_module


@pytest.fixture
def baseline(scripts: Any) -> Any:
    return scripts("monte_carlo_baseline")


@pytest.fixture
def terms(baseline: Any) -> Any:
    return baseline.Terms(
        wac=np.linspace(0.02, 0.12, POOLS),
        pass_through_rate=np.linspace(0.015, 0.11, POOLS),
        remaining_months=np.array([MONTHS, 12, 30, 1, MONTHS]),
        age_months=np.array([0, 10, 29, 30, 100]),
        first_calendar_month=np.array([1, 12, 6, 3, 9]),
        factor=np.linspace(0.2, 1.0, POOLS),
    )


@pytest.fixture
def rates() -> Any:
    moves = np.random.default_rng(7).normal(0.0, 0.01, (3, MONTHS, PATHS)).cumsum(axis=1)
    return 0.06 + moves + np.array([0.0, -0.0025, 0.0025])[:, None, None]


@pytest.fixture
def discounts(rates: Any) -> Any:
    return np.exp(-(rates - 0.017).cumsum(axis=1) / 12)


def solved(baseline: Any, terms: Any, rates: Any, discounts: Any, *, price: Any) -> Any:
    return baseline.oas_by_projecting_again(
        terms, rates, discounts, price=price, delay_months=0.8, shift=0.0025
    )


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_mean_flows__few_pools_at_once__are_those_of_all_at_once(
    baseline: Any, terms: Any, rates: Any, discounts: Any, at_once: int
) -> None:
    together = baseline.mean_flows(terms, rates[0], discounts[0])

    apart = baseline.mean_flows(terms, rates[0], discounts[0], pools_at_once=at_once)

    assert apart == pytest.approx(together, rel=1e-12, abs=1e-13)


def test_mean_flows_in_place__any_pools__are_those_of_the_formulas(
    scripts: Any, baseline: Any, terms: Any, rates: Any, discounts: Any
) -> None:
    in_place = scripts("monte_carlo_in_place").mean_flows_in_place(terms, rates[0], discounts[0])

    expected = baseline.mean_flows(terms, rates[0], discounts[0])
    assert expected.sum(axis=1).min() > 0.9
    assert in_place == pytest.approx(expected, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("numbers_at_once", [1, 2 * PATHS, 10**6])
def test_oas_by_projecting_again__solved_together__is_what_each_alone_gives(
    baseline: Any,
    terms: Any,
    rates: Any,
    discounts: Any,
    numbers_at_once: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    price = np.linspace(0.97, 1.02, POOLS)
    monkeypatch.setattr(baseline, "NUMBERS_AT_ONCE", numbers_at_once)

    together = solved(baseline, terms, rates, discounts, price=price)

    for pool in range(POOLS):
        alone = solved(
            baseline, terms[pool : pool + 1], rates, discounts, price=price[pool : pool + 1]
        )
        for column, expected in zip(astuple(together), astuple(alone), strict=True):
            assert column[pool] == pytest.approx(expected[0], rel=1e-9, abs=1e-12)


def test_oas_by_projecting_again__spreads__give_back_the_prices(
    baseline: Any, terms: Any, rates: Any, discounts: Any
) -> None:
    price = np.linspace(0.97, 1.02, POOLS)

    oas = solved(baseline, terms, rates, discounts, price=price).oas

    for pool in range(POOLS):
        one = terms[pool : pool + 1]
        values = baseline.path_values(one, rates[0], discounts[0], oas=oas[pool], delay_months=0.8)
        assert values.mean() == pytest.approx(price[pool], rel=1e-12)
