import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rwa.cashflow.rates.compounding import Compounding
from rwa.cashflow.rates.curve import DiscountCurve, ParYieldsInconsistent
from rwa.core.errors import ValueOutOfRange

TREASURY_MATURITIES = [1 / 12, 0.25, 0.5, 1, 2, 3, 5, 7, 10, 20, 30]
TIMES = st.lists(st.floats(0.05, 40), min_size=1, max_size=12, unique=True).map(sorted)


@st.composite
def curves(draw: st.DrawFn) -> DiscountCurve:
    times = draw(TIMES.filter(lambda nodes: min(np.diff(nodes), default=1) > 1e-3))
    rates = draw(st.lists(st.floats(-0.02, 0.15), min_size=len(times), max_size=len(times)))
    return DiscountCurve(np.array(times), np.array(rates))


@given(curves(), st.sampled_from(Compounding))
def test_from_zero_rates__of_a_curve__is_the_curve(
    curve: DiscountCurve, compounding: Compounding
) -> None:
    rates = curve.zero_rate(curve.times_years, compounding)

    again = DiscountCurve.from_zero_rates(curve.times_years, rates, compounding)

    assert np.allclose(again.zero_rates, curve.zero_rates, rtol=0, atol=1e-14)
    assert np.allclose(
        curve.discount(curve.times_years), np.exp(-curve.zero_rates * curve.times_years)
    )


@given(curves(), st.floats(0, 50), st.floats(0, 50), st.sampled_from(Compounding))
def test_forward__between_any_times__is_the_ratio_of_discount_factors(
    curve: DiscountCurve, one: float, other: float, compounding: Compounding
) -> None:
    assume(abs(one - other) > 1e-3)
    start, end = min(one, other), max(one, other)

    forward = compounding.continuous(curve.forward([start], [end], compounding))

    ratio = curve.discount([end]) / curve.discount([start])
    assert np.allclose(np.exp(-forward * (end - start)), ratio, rtol=1e-11)


@given(curves(), st.floats(0.01, 0.99))
def test_forward__within_two_nodes__is_level(curve: DiscountCurve, share: float) -> None:
    nodes = np.concatenate(([0.0], curve.times_years))
    inside = nodes[:-1] + share * np.diff(nodes)

    before = curve.forward(nodes[:-1], inside)
    after = curve.forward(inside, nodes[1:])

    assert np.allclose(before, after, rtol=0, atol=1e-8)


@given(curves())
def test_forward__beyond_the_last_node__stays(curve: DiscountCurve) -> None:
    nodes = np.concatenate(([0.0], curve.times_years))

    last = curve.forward(nodes[-2:-1], nodes[-1:])
    beyond = curve.forward([nodes[-1], 60], [nodes[-1] + 1, 99])

    assert np.allclose(beyond, last, rtol=0, atol=1e-10)


@given(curves(), st.floats(0, 50), st.floats(-300, 300))
def test_shifted__parallel__every_rate_moves_as_far(
    curve: DiscountCurve, time: float, basis_points: float
) -> None:
    moved = curve.shifted(basis_points)

    gap = moved.zero_rate([time]) - curve.zero_rate([time])
    assert gap == pytest.approx(basis_points / 10_000, abs=1e-12)


def test_zero_rate__now__is_the_first_forward() -> None:
    curve = DiscountCurve(np.array([1.0, 2.0]), np.array([0.03, 0.05]))

    assert curve.zero_rate([0, 1]) == pytest.approx([0.03, 0.03])
    assert curve.discount([0]) == 1


@given(
    st.floats(-0.004, 0.12),
    st.lists(st.floats(-0.004, 0.004), min_size=11, max_size=11),
)
def test_from_par_yields__treasury_maturities__gives_every_yield_back(
    level: float, moves: list[float]
) -> None:
    yields = level + np.array(moves)
    curve = DiscountCurve.from_par_yields(TREASURY_MATURITIES, yields)

    back = [curve.par_yield(maturity) for maturity in TREASURY_MATURITIES]

    assert back == pytest.approx(yields.tolist(), abs=1e-12)
    assert curve.times_years.tolist() == TREASURY_MATURITIES


@given(st.floats(-0.01, 0.15), st.integers(1, 60))
def test_par_yield__flat_semiannual_curve__is_its_rate_at_whole_half_years(
    rate: float, halves: int
) -> None:
    curve = DiscountCurve.flat(rate, Compounding.SEMIANNUAL)

    assert curve.par_yield(halves / 2) == pytest.approx(rate, abs=1e-12)


@given(curves(), st.floats(0.01, 40))
def test_par_yield__any_maturity__prices_its_bond_at_par(
    curve: DiscountCurve, maturity: float
) -> None:
    coupon, time, paid = curve.par_yield(maturity), maturity, [float(curve.discount(maturity))]
    while time > 0:
        paid.append(coupon * min(0.5, time) * float(curve.discount(time)))
        time -= 0.5

    assert math.fsum(paid) == pytest.approx(1, abs=1e-12 * sum(map(abs, paid)))


def test_par_yield__just_past_a_half_year__hardly_jumps() -> None:
    curve = DiscountCurve(np.array([1.0, 5.0]), np.array([0.03, 0.05]))

    assert curve.par_yield(2.5 + 1e-10) == pytest.approx(curve.par_yield(2.5), abs=1e-9)


def test_from_par_yields__coupons_worth_more_than_par__refused() -> None:
    with pytest.raises(ParYieldsInconsistent) as caught:
        DiscountCurve.from_par_yields([1, 30], [0.01, 5])

    assert caught.value.maturity_years == 30
    assert caught.value.par_yield == 5


@pytest.mark.parametrize(
    ("times", "rates", "field"),
    [
        ([], [], "times_years"),
        ([0], [0.05], "times_years"),
        ([2, 1], [0.05, 0.05], "times_years"),
        ([1], [0.05, 0.05], "zero_rates"),
        ([1], [math.nan], "zero_rates"),
    ],
)
def test_discount_curve__impossible__refused(
    times: list[float], rates: list[float], field: str
) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        DiscountCurve(np.array(times), np.array(rates))

    assert caught.value.field == field


def test_from_par_yields__maturities_out_of_order_or_none__refused() -> None:
    for maturities, yields in (([2, 1], [0.05, 0.05]), ([], []), ([1, 2], [0.05])):
        with pytest.raises(ValueOutOfRange):
            DiscountCurve.from_par_yields(maturities, yields)


def test_questions__outside_time__refused() -> None:
    curve = DiscountCurve.flat(0.05)

    with pytest.raises(ValueOutOfRange):
        curve.discount([-1])
    with pytest.raises(ValueOutOfRange):
        curve.forward([1], [1])
    with pytest.raises(ValueOutOfRange):
        curve.par_yield(0)
