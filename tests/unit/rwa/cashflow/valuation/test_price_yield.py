import math
from dataclasses import astuple
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.arrays import FloatArray
from rwa.cashflow.valuation.price_yield import (
    HIGHEST_YIELD,
    Analytics,
    QuoteOverdetermined,
    analyse,
    bey_from_mortgage_yield,
    convexity,
    macaulay_duration,
    mortgage_yield_from_bey,
    price_from_yield,
    weighted_average_life,
    yield_from_price,
)
from rwa.cashflow.valuation.timed_flows import TimedFlows, YieldNotFound
from rwa.core.errors import ValueOutOfRange
from tests.unit.rwa.cashflow.valuation.absurd_prices import found_or_refused

YIELDS = st.floats(-0.3, 0.6)


@st.composite
def timed_flows(draw: st.DrawFn, *, first: float = 0.01) -> TimedFlows:
    amounts = draw(
        st.lists(st.just(0.0) | st.floats(0.001, 100), min_size=1, max_size=480).filter(any)
    )
    return TimedFlows(
        draw(st.floats(first, 3)) + np.arange(len(amounts)),
        np.array(amounts),
        accrued=draw(st.floats(0, 0.6)),
    )


def full_price(flows: TimedFlows, bey: complex) -> complex:
    """By the bond-equivalent yield, for derivatives along the imaginary axis."""
    values: complex = np.sum(flows.amounts * (1 + bey / 2) ** (-flows.times_months / 6))
    return values


@given(st.floats(-0.99, 10))
def test_bey__of_any_mortgage_yield__goes_back_and_compounds_to_the_same(rate: float) -> None:
    bey = bey_from_mortgage_yield(rate)

    assert mortgage_yield_from_bey(bey) == pytest.approx(rate, abs=1e-14, rel=1e-14)
    assert (1 + bey / 2) ** 2 == pytest.approx((1 + rate / 12) ** 12, rel=1e-12)


@pytest.mark.parametrize("rate", [-12.0, -13.0, math.nan])
def test_bey__ruinous_yield__refused(rate: float) -> None:
    with pytest.raises(ValueOutOfRange):
        bey_from_mortgage_yield(rate)
    with pytest.raises(ValueOutOfRange):
        mortgage_yield_from_bey(rate / 6)


@given(timed_flows(), YIELDS)
def test_yield_from_price__of_a_price_at_a_yield__is_that_yield(
    flows: TimedFlows, rate: float
) -> None:
    price = price_from_yield(flows, mortgage_yield=rate)

    assert yield_from_price(flows, price=price) == pytest.approx(rate, abs=1e-10)


@given(timed_flows(first=0.5), st.floats(0.02, 20))
def test_yield_from_price__any_price__is_worth_it(flows: TimedFlows, times_paid: float) -> None:
    price = float(np.sum(flows.amounts)) * times_paid
    growth = math.log1p(yield_from_price(flows, price=price) / 12)

    values = flows.amounts * np.exp(-growth * flows.times_months)
    assert float(np.sum(values)) == pytest.approx(price + flows.accrued, rel=1e-10)


@pytest.mark.parametrize("price", [1e-9, 1e9, 1e200])
def test_yield_from_price__price_far_from_the_flows__is_found(price: float) -> None:
    flows = TimedFlows(np.arange(1.0, 481), np.full(480, 0.7))
    rate = yield_from_price(flows, price=price)

    assert price_from_yield(flows, mortgage_yield=rate) == pytest.approx(price, rel=1e-10)


def test_price_and_durations__nothing_paid_for_long_at_a_ruinous_yield__of_what_is_paid() -> None:
    flows = TimedFlows(np.arange(1.0, 481), np.concatenate(([100.0], np.zeros(479))))

    assert price_from_yield(flows, mortgage_yield=-11.4) == pytest.approx(2_000)
    assert macaulay_duration(flows, mortgage_yield=-11.4) == pytest.approx(1 / 12)
    late = TimedFlows(np.arange(1.0, 481), np.full(480, 1.0))
    assert price_from_yield(late, mortgage_yield=-11.9) == math.inf
    assert macaulay_duration(late, mortgage_yield=-11.9) == pytest.approx(40, rel=1e-3)


@given(timed_flows(first=1e-9), st.floats(-300, 300))
def test_yield_from_price__absurd_prices__found_or_refused_by_type(
    flows: TimedFlows, power: float
) -> None:
    rate = found_or_refused(lambda: yield_from_price(flows, price=10.0**power))

    if isinstance(rate, YieldNotFound):
        assert (rate.field, rate.value, rate.exit_code) == ("price", 10.0**power, 5)
    else:
        assert -12 < rate <= HIGHEST_YIELD
        assert math.isfinite(bey_from_mortgage_yield(rate))
        assert math.isfinite(macaulay_duration(flows, mortgage_yield=rate))
        assert math.isfinite(convexity(flows, mortgage_yield=rate))


@pytest.mark.parametrize("price", [1e-300, 1e-49, 1e30, 1e300])
def test_analyse__absurd_price__refused_by_type(price: float) -> None:
    with pytest.raises(YieldNotFound) as refused:
        analyse(
            cash_flows=[101.0],
            principal=[100.0],
            balance=100.0,
            coupon=0.0,
            settle=None,
            actual_delay_days=0,
            price=price,
        )

    assert refused.value.field == "price"


@pytest.mark.parametrize("rate", [1e26, 1e60, 1e300, math.inf])
def test_durations__yield_above_the_highest__refused(rate: float) -> None:
    flows = TimedFlows(np.array([1.0]), np.array([100.0]))

    for value in (macaulay_duration, convexity, price_from_yield):
        with pytest.raises(ValueOutOfRange) as refused:
            value(flows, mortgage_yield=rate)
        assert refused.value.field == "mortgage_yield"
    with pytest.raises(ValueOutOfRange):
        bey_from_mortgage_yield(rate)


@given(timed_flows(), YIELDS)
def test_price_from_yield__any_yield__is_the_sum_of_present_values(
    flows: TimedFlows, rate: float
) -> None:
    values = [
        amount / (1 + rate / 12) ** time
        for amount, time in zip(flows.amounts.tolist(), flows.times_months.tolist(), strict=True)
    ]

    price = price_from_yield(flows, mortgage_yield=rate)
    assert price + flows.accrued == pytest.approx(math.fsum(values), rel=1e-11)


@given(timed_flows(), YIELDS)
def test_durations__any_yield__are_derivatives_of_the_full_price(
    flows: TimedFlows, rate: float
) -> None:
    bey, tiny, small = bey_from_mortgage_yield(rate), 1e-30, 1e-4
    worth = full_price(flows, bey).real

    def slope(at: float) -> float:
        return full_price(flows, at + 1j * tiny).imag / tiny

    macaulay = macaulay_duration(flows, mortgage_yield=rate)
    assert macaulay / (1 + bey / 2) == pytest.approx(-slope(bey) / worth, rel=1e-10)
    bend = (
        8 * (slope(bey + small) - slope(bey - small))
        - (slope(bey + 2 * small) - slope(bey - 2 * small))
    ) / (12 * small)
    assert convexity(flows, mortgage_yield=rate) == pytest.approx(bend / worth, rel=1e-6)


@given(timed_flows(), YIELDS)
def test_macaulay_duration__any_yield__within_the_times_and_squared_below_convexity(
    flows: TimedFlows, rate: float
) -> None:
    paid = flows.times_months[flows.amounts > 0] / 12
    macaulay = macaulay_duration(flows, mortgage_yield=rate)
    modified = macaulay / (1 + bey_from_mortgage_yield(rate) / 2)

    assert paid[0] * (1 - 1e-12) <= macaulay <= paid[-1] * (1 + 1e-12)
    assert convexity(flows, mortgage_yield=rate) > modified**2


@given(timed_flows())
def test_weighted_average_life__any_principal__within_its_times(flows: TimedFlows) -> None:
    paid = flows.times_months[flows.amounts > 0] / 12

    life = weighted_average_life(flows.times_months, flows.amounts)

    assert paid[0] * (1 - 1e-12) <= life <= paid[-1] * (1 + 1e-12)
    assert life == pytest.approx(macaulay_duration(flows, mortgage_yield=0), rel=1e-12)


@pytest.mark.parametrize("principal", [[0.0, 0.0], [1.0], [2.0, -1.0]])
def test_weighted_average_life__no_principal_or_other_length__refused(
    principal: list[float],
) -> None:
    with pytest.raises(ValueOutOfRange):
        weighted_average_life(np.array([1.0, 2.0]), np.array(principal))


@pytest.mark.parametrize("price", [0.0, -1.0])
def test_yield_from_price__nothing_paid__refused(price: float) -> None:
    flows = TimedFlows(np.array([1.0]), np.array([100.0]))

    with pytest.raises(YieldNotFound) as caught:
        yield_from_price(flows, price=price)

    assert caught.value.field == "price"


CASH: FloatArray = np.array([510.0, 5_025.0, 9_000.0])
PRINCIPAL: FloatArray = np.array([450.0, 5_000.0, 8_950.0])


def quoted(**quote: float) -> Analytics:
    return analyse(
        cash_flows=CASH,
        principal=PRINCIPAL,
        balance=14_400,
        coupon=0.05,
        settle=date(2026, 4, 13),
        actual_delay_days=24,
        **quote,
    )


def test_analyse__price_then_its_yields__say_the_same() -> None:
    priced = quoted(price=99.25)
    assert priced.price == 99.25
    assert priced.mortgage_yield is not None
    assert priced.yield_bey is not None

    for again in (
        quoted(mortgage_yield=priced.mortgage_yield),
        quoted(yield_bey=priced.yield_bey),
    ):
        assert astuple(again) == pytest.approx(astuple(priced), rel=1e-12)


def test_analyse__price__agrees_with_the_single_functions() -> None:
    priced = quoted(price=99.25)
    flows = TimedFlows.monthly(
        CASH, balance=14_400, coupon=0.05, settle=date(2026, 4, 13), actual_delay_days=24
    )
    rate = yield_from_price(flows, price=99.25)
    bey = bey_from_mortgage_yield(rate)
    macaulay = macaulay_duration(flows, mortgage_yield=rate)

    assert priced == Analytics(
        wal_years=weighted_average_life(flows.times_months, PRINCIPAL),
        price=99.25,
        accrued=pytest.approx(100 * 0.05 * 12 / 360),
        yield_bey=bey,
        mortgage_yield=rate,
        macaulay_duration=macaulay,
        modified_duration=pytest.approx(macaulay / (1 + bey / 2)),
        convexity=convexity(flows, mortgage_yield=rate),
    )


def test_analyse__no_quote__only_the_life() -> None:
    assert astuple(quoted()) == (pytest.approx(quoted(price=99).wal_years), *[None] * 7)


@pytest.mark.parametrize(
    "names", [("price", "mortgage_yield"), ("price", "yield_bey"), ("mortgage_yield", "yield_bey")]
)
def test_analyse__two_quotes__refused(names: tuple[str, str]) -> None:
    with pytest.raises(QuoteOverdetermined) as caught:
        quoted(**dict.fromkeys(names, 0.05))

    assert caught.value.given == names
