import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.rates.compounding import Compounding
from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.valuation.price_yield import (
    bey_from_mortgage_yield,
    price_from_yield,
)
from rwa.cashflow.valuation.spreads import (
    nominal_spread,
    price_at_static_spread,
    price_at_z_spread,
    static_spread,
    yield_at_nominal_spread,
    z_spread,
)
from rwa.cashflow.valuation.timed_flows import TimedFlows, YieldNotFound
from rwa.core.errors import ValueOutOfRange
from tests.unit.rwa.cashflow.valuation.absurd_prices import found_or_refused

FLAT = st.floats(-0.01, 0.12)
SPREADS = st.floats(-0.05, 0.3)
CURVE = DiscountCurve(np.array([0.5, 2.0, 10.0, 30.0]), np.array([0.01, 0.03, 0.045, 0.05]))


@st.composite
def flows_of_months(draw: st.DrawFn) -> TimedFlows:
    amounts = draw(st.lists(st.floats(0.1, 100), min_size=1, max_size=360))
    first = draw(st.floats(0.5, 2))
    return TimedFlows(first + np.arange(len(amounts)), np.array(amounts), accrued=0.2)


@given(flows_of_months(), SPREADS)
def test_static_spread__of_a_price_at_a_spread__is_that_spread(
    flows: TimedFlows, spread: float
) -> None:
    price = price_at_static_spread(flows, CURVE, spread=spread)

    assert static_spread(flows, CURVE, price=price) == pytest.approx(spread, abs=1e-10)


@given(flows_of_months(), SPREADS)
def test_z_spread__of_a_price_at_a_spread__is_that_spread(flows: TimedFlows, spread: float) -> None:
    price = price_at_z_spread(flows, CURVE, spread=spread)

    assert z_spread(flows, CURVE, price=price) == pytest.approx(spread, abs=1e-10)


@given(flows_of_months(), FLAT, SPREADS)
def test_price_at_static_spread__flat_monthly_curve__is_the_price_at_the_summed_yield(
    flows: TimedFlows, rate: float, spread: float
) -> None:
    curve = DiscountCurve.flat(rate, Compounding.MONTHLY)

    price = price_at_static_spread(flows, curve, spread=spread)

    assert price == pytest.approx(
        price_from_yield(flows, mortgage_yield=rate + spread), rel=1e-10, abs=1e-12
    )


@given(flows_of_months(), FLAT, SPREADS)
def test_price_at_z_spread__flat_semiannual_curve__is_the_price_at_the_summed_bey(
    flows: TimedFlows, rate: float, spread: float
) -> None:
    curve = DiscountCurve.flat(rate, Compounding.SEMIANNUAL)
    mortgage_yield = 12 * ((1 + (rate + spread) / 2) ** (1 / 6) - 1)

    price = price_at_z_spread(flows, curve, spread=spread)

    assert bey_from_mortgage_yield(mortgage_yield) == pytest.approx(rate + spread)
    assert price == pytest.approx(
        price_from_yield(flows, mortgage_yield=mortgage_yield), rel=1e-10, abs=1e-12
    )


@given(flows_of_months())
def test_prices__no_spread__are_what_the_curve_says(flows: TimedFlows) -> None:
    worth = float(flows.amounts @ CURVE.discount(flows.times_months / 12)) - flows.accrued

    assert price_at_static_spread(flows, CURVE, spread=0) == pytest.approx(worth, rel=1e-11)
    assert price_at_z_spread(flows, CURVE, spread=0) == pytest.approx(worth, rel=1e-11)


def test_static_spread__two_months__is_added_to_each_forward() -> None:
    flows = TimedFlows(np.array([1.0, 2.0]), np.array([40.0, 60.0]))
    ends = np.array([1.0, 2.0]) / 12
    forwards = CURVE.forward(ends - 1 / 12, ends, Compounding.MONTHLY)
    first, second = (1 + (float(forward) + 0.02) / 12 for forward in forwards)

    price = price_at_static_spread(flows, CURVE, spread=0.02)

    assert price == pytest.approx(40 / first + 60 / first / second, rel=1e-14)


@given(FLAT, st.floats(-0.05, 0.05), st.floats(0.1, 30))
def test_nominal_spread__of_a_yield_at_a_spread__is_that_spread(
    rate: float, spread: float, wal_years: float
) -> None:
    curve = DiscountCurve.flat(rate)
    bey = yield_at_nominal_spread(curve, spread=spread, wal_years=wal_years)

    assert bey == pytest.approx(curve.par_yield(wal_years) + spread)
    assert nominal_spread(curve, yield_bey=bey, wal_years=wal_years) == pytest.approx(
        spread, abs=1e-14
    )


def test_spreads__price_of_nothing__refused() -> None:
    flows = TimedFlows(np.array([1.0]), np.array([100.0]))

    for solve in (static_spread, z_spread):
        with pytest.raises(YieldNotFound) as caught:
            solve(flows, CURVE, price=0)
        assert caught.value.field == "price"


def test_prices__spread_that_ruins__refused() -> None:
    flows = TimedFlows(np.array([1.0]), np.array([100.0]))

    for price, ruin in ((price_at_static_spread, -12.2), (price_at_z_spread, -2.1)):
        with pytest.raises(ValueOutOfRange) as caught:
            price(flows, CURVE, spread=ruin)
        assert caught.value.field == "spread"


@given(flows_of_months(), st.floats(-300, 300), st.sampled_from([1e-9, 0.03, 1.0]))
def test_spreads__absurd_prices__found_or_refused_by_type(
    flows: TimedFlows, power: float, first: float
) -> None:
    soon = TimedFlows(first + np.arange(len(flows.amounts)), flows.amounts)

    for solve in (static_spread, z_spread):
        spread = found_or_refused(partial(solve, soon, CURVE, price=10.0**power))
        if isinstance(spread, YieldNotFound):
            assert (spread.field, spread.exit_code) == ("price", 5)
        else:
            assert math.isfinite(spread)


@pytest.mark.parametrize("price", [1e-6, 1e6])
def test_spreads__price_far_from_the_flows__found(price: float) -> None:
    flows = TimedFlows(np.arange(0.0, 360), np.concatenate(([0.0], np.full(359, 0.6))))

    spread = static_spread(flows, CURVE, price=price)
    assert price_at_static_spread(flows, CURVE, spread=spread) == pytest.approx(price, rel=1e-9)
    spread = z_spread(flows, CURVE, price=price)
    assert price_at_z_spread(flows, CURVE, spread=spread) == pytest.approx(price, rel=1e-9)
