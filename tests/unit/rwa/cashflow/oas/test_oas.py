import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.behaviour.borrower import BorrowerModel
from rwa.cashflow.behaviour.speed_path import smm_path
from rwa.cashflow.oas.oas import SpreadNotFound, oas_from_price, price_from_oas
from rwa.cashflow.oas.scenarios import OasScenarios
from rwa.cashflow.projection.assumptions import Assumptions, Measure, SpeedVector
from rwa.cashflow.projection.engine import project
from rwa.cashflow.projection.line import Line
from rwa.core.errors import ValueOutOfRange
from tests.unit.rwa.cashflow.oas.oas_samples import (
    CURVE,
    UMBS_DELAY_DAYS,
    columns_of,
    flat_paths,
    pools,
    random_pools,
    rate_paths,
    scenarios,
)

ARCTANGENT_ALONE = BorrowerModel(turnover=None)


@given(oas=st.floats(-0.05, 0.3), seed=st.integers(0, 50))
def test_oas_from_price__the_price_at_a_spread__is_that_spread(oas: float, seed: int) -> None:
    some = random_pools(3, seed=seed)
    price = price_from_oas(some, scenarios(), oas=[oas] * 3).price

    found = oas_from_price(some, scenarios(), price=price)

    assert found.oas == pytest.approx(oas, abs=1e-10)
    assert found.price == pytest.approx(price, rel=1e-13)


@given(price=st.floats(85, 115), seed=st.integers(0, 50))
def test_price_from_oas__the_spread_of_a_price__is_that_price(price: float, seed: int) -> None:
    some = random_pools(3, seed=seed, shortest=24)
    oas = oas_from_price(some, scenarios(), price=[price] * 3).oas

    found = price_from_oas(some, scenarios(), oas=oas)

    assert found.price == pytest.approx(price, rel=1e-10)


def test_price_from_oas__wider_spreads__cost_less() -> None:
    spreads = np.linspace(-0.4, 4.9, 200)

    price = price_from_oas(pools(wac=[0.06] * 200), scenarios(), oas=spreads).price

    assert np.all(np.diff(price) < 0)


def test_oas_from_price__prices_at_both_limits__finds_them() -> None:
    price = price_from_oas(pools(wac=[0.06] * 2), scenarios(), oas=[-0.5, 5.0]).price

    found = oas_from_price(pools(wac=[0.06] * 2), scenarios(), price=price)

    assert found.oas == pytest.approx([-0.5, 5.0], abs=1e-10)


@pytest.mark.parametrize("wac", [0.0, 0.035, 0.06, 0.09])
def test_price_from_oas__no_volatility__is_the_static_value_at_the_speeds_of_the_path(
    wac: float,
) -> None:
    certain = scenarios(paths=2, volatility=0.0)
    rates = certain.base.mortgage_rates[0]
    line = Line(
        balance=Decimal(90),
        wac=Decimal(str(wac)),
        pass_through_rate=Decimal(str(wac)) * Decimal("0.9"),
        remaining_months=117,
        age_months=5,
    )
    smm = smm_path(
        ARCTANGENT_ALONE, line, rates, first_calendar_month=11, original_balance=Decimal(100)
    )
    speeds = SpeedVector(Measure.SMM, tuple(Decimal(float(share)) for share in smm))
    projected = project(line, Assumptions(prepayment=speeds))
    years = (projected.month + UMBS_DELAY_DAYS / 30) / 12
    value = projected.cash_flow @ (CURVE.discount(years) * np.exp(-0.012 * years)) / 0.9

    found = price_from_oas(
        pools(
            wac=wac,
            pass_through_rate=float(line.pass_through_rate),
            remaining_months=117,
            age_months=5,
            first_calendar_month=11,
            factor=0.9,
        ),
        certain,
        oas=[0.012],
    )

    assert found.price == pytest.approx(value, rel=1e-11)
    assert found.wal_years == pytest.approx(projected.total_principal @ years / 90, rel=1e-11)
    assert found.price_standard_error is None


def test_price_from_oas__four_paths_of_a_month__has_the_error_of_two_pairs() -> None:
    month = OasScenarios(base=rate_paths([[0.90], [0.98], [0.95], [0.97]]))
    pool = pools(remaining_months=1, actual_delay_days=0, pass_through_rate=0.06)

    found = price_from_oas(pool, month, oas=[0.12])

    flow, spread = 100 * 1.005, math.exp(-0.01)
    pairs = (0.94, 0.96)
    assert found.price == pytest.approx(flow * spread * 0.95, rel=1e-14)
    expected = flow * spread * np.std(pairs, ddof=1) / math.sqrt(2)
    assert found.price_standard_error == pytest.approx(expected, rel=1e-12)
    assert found.oas_standard_error == pytest.approx(expected * 12 / found.price[0], rel=1e-12)


def test_price_from_oas__paths_that_are_no_pairs__count_one_by_one() -> None:
    factors = [0.90, 0.98, 0.95]
    month = OasScenarios(base=rate_paths([[each] for each in factors]), antithetic=False)
    pool = pools(remaining_months=1, actual_delay_days=0, pass_through_rate=0.06)

    found = price_from_oas(pool, month, oas=[0.0])

    expected = 100.5 * np.std(factors, ddof=1) / math.sqrt(3)
    assert found.price_standard_error == pytest.approx(expected, rel=1e-12)


def test_price_from_oas__mirrored_pairs_of_equal_sum__are_certain() -> None:
    month = OasScenarios(base=rate_paths([[0.90], [0.98], [0.95], [0.93]]))
    pool = pools(remaining_months=1, actual_delay_days=0)

    found = price_from_oas(pool, month, oas=[0.0])

    assert found.price_standard_error is not None
    assert found.price_standard_error[0] < 1e-12


def test_price_from_oas__sixteen_times_the_paths__quarters_the_error() -> None:
    few, many = (
        price_from_oas(
            pools(), scenarios(paths=paths, shift_basis_points=None), oas=[0.0]
        ).price_standard_error
        for paths in (256, 4_096)
    )
    assert few is not None
    assert many is not None
    assert 3.4 < few[0] / many[0] < 4.6


def test_price_from_oas__other_random_numbers__move_the_price_by_its_error() -> None:
    found = [
        price_from_oas(pools(), scenarios(paths=128, seed=seed, shift_basis_points=None), oas=[0.0])
        for seed in range(100, 160)
    ]
    prices = [each.price[0] for each in found]
    errors = [each.price_standard_error[0] for each in found if each.price_standard_error]
    assert len(errors) == len(prices)
    assert 0.75 < np.std(prices, ddof=1) / np.mean(errors) < 1.3


def test_oas_from_price__other_random_numbers__move_the_spread_by_its_error() -> None:
    found = [
        oas_from_price(
            pools(), scenarios(paths=128, seed=seed, shift_basis_points=None), price=[103.0]
        )
        for seed in range(100, 160)
    ]
    spreads = [each.oas[0] for each in found]
    errors = [each.oas_standard_error[0] for each in found if each.oas_standard_error]
    assert len(errors) == len(spreads)
    assert 0.75 < np.std(spreads, ddof=1) / np.mean(errors) < 1.3


def test_price_from_oas__one_payment__has_the_durations_of_a_zero_bond() -> None:
    shift, years = 0.005, (1 + UMBS_DELAY_DAYS / 30) / 12
    single = OasScenarios(
        base=flat_paths(0.05, months=1),
        down=flat_paths(0.05 - shift, months=1),
        up=flat_paths(0.05 + shift, months=1),
        shift_basis_points=50.0,
        antithetic=False,
    )

    found = price_from_oas(pools(remaining_months=1), single, oas=[0.01])

    assert found.spread_duration == pytest.approx(years, rel=1e-13)
    assert found.effective_duration == pytest.approx(math.sinh(years * shift) / shift, rel=1e-10)
    second = (2 * math.cosh(years * shift) - 2) / shift**2
    assert found.effective_convexity == pytest.approx(second, rel=1e-7)


@given(oas=st.floats(-0.02, 0.05), seed=st.integers(0, 50))
def test_price_from_oas__any_pools__spread_duration_is_the_slope(oas: float, seed: int) -> None:
    some, step = random_pools(3, seed=seed), 1e-5
    found = price_from_oas(some, scenarios(), oas=[oas] * 3)

    low, high = (
        price_from_oas(some, scenarios(), oas=[each] * 3).price for each in (oas - step, oas + step)
    )

    assert found.spread_duration == pytest.approx((low - high) / (2 * step * found.price), rel=1e-6)


def test_price_from_oas__shifted_paths__durations_are_those_of_their_prices() -> None:
    some, shifted = random_pools(5, seed=3), scenarios()
    found = price_from_oas(some, shifted, oas=[0.01] * 5)

    low, high = (
        price_from_oas(
            some,
            scenarios(parallel_basis_points=each, shift_basis_points=None),
            oas=[0.01] * 5,
        ).price
        for each in (-25.0, 25.0)
    )

    duration = (low - high) / (0.005 * found.price)
    convexity = (low + high - 2 * found.price) / (0.0025**2 * found.price)
    assert found.effective_duration == pytest.approx(duration, rel=1e-9)
    assert found.effective_convexity == pytest.approx(convexity, rel=1e-6, abs=1e-6)


def test_price_from_oas__a_premium_pool_near_its_threshold__has_negative_convexity() -> None:
    long = scenarios(paths=256, months=360, shift_basis_points=50.0)
    both = pools(
        wac=[0.06, 0.02], pass_through_rate=[0.055, 0.015], remaining_months=360, factor=1.0
    )

    found = price_from_oas(both, long, oas=[0.0, 0.0])

    assert found.price[0] > 100 > found.price[1]
    assert found.effective_convexity is not None
    assert found.effective_duration is not None
    assert found.effective_convexity[0] < -50
    assert found.effective_convexity[0] < found.effective_convexity[1]
    assert 0 < found.effective_duration[0] < found.effective_duration[1]


def test_price_from_oas__falling_rates__compress_the_price_above_par() -> None:
    prices, lives = [], []
    for parallel in (-200.0, -100.0, 0.0, 100.0, 200.0):
        found = price_from_oas(
            pools(remaining_months=360, factor=1.0),
            scenarios(
                paths=256,
                months=360,
                shift_basis_points=None,
                parallel_basis_points=parallel,
            ),
            oas=[0.0],
        )
        prices.append(float(found.price[0]))
        lives.append(float(found.wal_years[0]))

    gains = -np.diff(prices)  # what each 100 bp lower adds, from the lowest rates to the highest
    assert np.all(gains > 0)
    assert prices[2] > 100
    assert gains[0] < gains[1] < gains[2]
    assert np.all(np.diff(lives) > 0)  # contraction when rates fall, extension when they rise


def test_oas_from_price__any_number_of_threads__gives_the_same_bits() -> None:
    some = random_pools(11, seed=5)
    price = np.linspace(95, 106, 11)

    one, three = (
        columns_of(oas_from_price(some, scenarios(), price=price, threads=threads))
        for threads in (1, 3)
    )

    for name, column in one.items():
        assert np.array_equal(column, three[name]), name


def test_price_from_oas__more_threads_than_pools__values_all() -> None:
    found = price_from_oas(pools(), scenarios(), oas=[0.0], threads=8)
    assert found.price == pytest.approx(price_from_oas(pools(), scenarios(), oas=[0.0]).price)


def test_price_from_oas__pools_of_many_delays__are_valued_as_if_alone() -> None:
    delays = [24, 0, 44, 24, 14]
    wacs = [0.03, 0.04, 0.05, 0.06, 0.07]
    terms: dict[str, Any] = {"pass_through_rate": 0.03}

    together = price_from_oas(
        pools(wac=wacs, actual_delay_days=delays, **terms), scenarios(), oas=[0.01] * 5
    )

    for index, (wac, delay) in enumerate(zip(wacs, delays, strict=True)):
        alone = price_from_oas(
            pools(wac=wac, actual_delay_days=delay, **terms), scenarios(), oas=[0.01]
        )
        for name, column in columns_of(together).items():
            assert column[index] == columns_of(alone)[name][0], name


def test_price_from_oas__a_pool_later_paid__is_worth_less_by_the_delay() -> None:
    flat = OasScenarios(base=flat_paths(0.05, months=120), antithetic=False)

    found = price_from_oas(
        pools(actual_delay_days=[0, 44], wac=[0.06] * 2), flat, oas=[0.01] * 2
    ).price

    assert found[1] / found[0] == pytest.approx(math.exp(-0.06 * 44 / 360), rel=1e-12)


@pytest.mark.parametrize("price", [0.0, -1.0, math.nan, math.inf])
def test_oas_from_price__no_price__is_refused(price: float) -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        oas_from_price(pools(), scenarios(), price=[price])
    assert refused.value.field == "price"


@pytest.mark.parametrize("price", [1e-3, 1e6])
def test_oas_from_price__a_price_no_spread_gives__names_the_pool(price: float) -> None:
    with pytest.raises(SpreadNotFound) as refused:
        oas_from_price(pools(wac=[0.06] * 3), scenarios(), price=[100.0, price, 100.0])
    assert (refused.value.field, refused.value.value) == ("price[1]", price)


@pytest.mark.parametrize("oas", [-0.51, 5.1, math.nan])
def test_price_from_oas__a_spread_beyond_the_limits__is_refused(oas: float) -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        price_from_oas(pools(), scenarios(), oas=[oas])
    assert refused.value.field == "oas"


def test_oas_from_price__more_prices_than_pools__names_both_shapes() -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        oas_from_price(pools(), scenarios(), price=[100.0, 101.0])
    assert (refused.value.value, refused.value.allowed) == ("of shape (2,)", "(1,)")


def test_price_from_oas__paths_shorter_than_a_pool__are_refused() -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        price_from_oas(pools(remaining_months=121), scenarios(), oas=[0.0])
    assert (refused.value.field, refused.value.value) == ("months of the paths", 120)
    assert "121" in refused.value.allowed


def test_price_from_oas__no_threads__are_refused() -> None:
    with pytest.raises(ValueOutOfRange) as refused:
        price_from_oas(pools(), scenarios(), oas=[0.0], threads=0)
    assert refused.value.field == "threads"
