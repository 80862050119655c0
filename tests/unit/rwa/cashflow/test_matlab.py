from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rwa.cashflow.matlab import (
    Mbs,
    mbscfamounts,
    mbsconvp,
    mbsconvy,
    mbsdurp,
    mbsdury,
    mbsnoprepay,
    mbsoas2price,
    mbsoas2yield,
    mbspassthrough,
    mbsprice,
    mbsprice2oas,
    mbsprice2speed,
    mbswal,
    mbsyield,
    mbsyield2oas,
    mbsyield2speed,
    psaspeed2default,
    psaspeed2rate,
)
from rwa.cashflow.rates.compounding import Compounding
from rwa.cashflow.rates.curve import DiscountCurve
from rwa.cashflow.speeds import SpeedOutOfRange
from rwa.core.errors import ValueOutOfRange

MBS = Mbs(
    settle=date(2002, 4, 17),
    maturity=date(2012, 1, 1),
    issue_date=date(2000, 1, 1),
    gross_rate=0.08125,
    coupon_rate=0.075,
    delay=14,
    prepay_speed=150,
)
MONTHS, AGE = 117, 27
CURVE = DiscountCurve(np.array([0.5, 2.0, 10.0, 30.0]), np.array([0.02, 0.03, 0.045, 0.05]))
FEW = settings(max_examples=15)
SPREADS = st.floats(-100, 500)
PRICES = st.floats(80, 120)
YIELDS = st.floats(0.01, 0.15)


def test_mbspassthrough__any_month__rolls_and_starts_at_the_age_of_the_pool() -> None:
    balance, payment, principal, interest, prepaid = mbspassthrough(1_000.0, 0.06, 120, 117, 200)

    _, smm = psaspeed2rate(200)
    before = np.concatenate(([1_000.0], balance[:-1]))
    assert len(balance) == 117
    assert balance == pytest.approx(before - principal - prepaid, abs=1e-9)
    assert payment == pytest.approx(principal + interest, abs=1e-9)
    assert interest == pytest.approx(before * 0.06 / 12)
    assert prepaid == pytest.approx((before - principal) * smm[3:120])
    assert prepaid[0] > 0


def test_mbspassthrough__term_left_out__a_new_pool_that_nobody_prepays() -> None:
    balance, _, _, _, prepaid = mbspassthrough(1_000.0, 0.06, 120)

    assert len(balance) == 120
    assert balance[-1] == pytest.approx(0, abs=1e-9)
    assert not prepaid.any()


def test_mbspassthrough__vector__is_what_prepays_and_the_speed_is_not_used() -> None:
    shares = np.linspace(0, 0.02, 117).tolist()

    balance, _, principal, _, prepaid = mbspassthrough(1_000.0, 0.06, 120, 117, 5_000, shares)

    before = np.concatenate(([1_000.0], balance[:-1]))
    assert prepaid == pytest.approx((before - principal) * shares)


def test_mbspassthrough__vector_of_other_months__refused() -> None:
    with pytest.raises(ValueOutOfRange):
        mbspassthrough(1_000.0, 0.06, 120, 117, prepay_matrix=[0.01] * 120)


def test_mbsnoprepay__any_month__interest_then_level_payment_then_principal() -> None:
    balance, interest, payment, principal = mbsnoprepay(1_000.0, 0.06, 120)

    before = np.concatenate(([1_000.0], balance[:-1]))
    level = 1_000 * 0.005 / (1 - 1.005**-120)
    assert interest == pytest.approx(before * 0.005)
    assert payment == pytest.approx(np.full(120, level))
    assert principal == pytest.approx(before - balance)
    assert balance[-1] == pytest.approx(0, abs=1e-9)


def test_mbscfamounts__accrued_interest_first__then_flows_times_and_factors() -> None:
    amounts, times, factors = mbscfamounts(MBS)

    assert len(amounts) == len(times) == len(factors) == MONTHS + 1
    assert (amounts[0], times[0], factors[0]) == (pytest.approx(-0.075 * 16 / 360), 0.0, 1.0)
    assert times[1:] == pytest.approx(np.arange(1, MONTHS + 1) - 16 / 30 + 14 / 30)
    assert amounts[1:] == pytest.approx(factors[:-1] * 0.075 / 12 - np.diff(factors))
    assert np.all(np.diff(factors) < 0)
    assert factors[-1] == pytest.approx(0, abs=1e-12)


@given(YIELDS)
def test_mbscfamounts__discounted_at_a_yield__are_the_price(mortgage_yield: float) -> None:
    amounts, times, _ = mbscfamounts(MBS)

    price, accrued = mbsprice(mortgage_yield, MBS)

    worth = float(np.sum(amounts[1:] * (1 + mortgage_yield / 12) ** -times[1:]))
    assert price == pytest.approx(100 * (worth + amounts[0]))
    assert accrued == pytest.approx(-100 * amounts[0])


@given(YIELDS)
def test_mbsyield__of_the_price_at_a_yield__is_that_yield(mortgage_yield: float) -> None:
    price, _ = mbsprice(mortgage_yield, MBS)

    found, bond_equivalent = mbsyield(price, MBS)

    assert found == pytest.approx(mortgage_yield)
    assert bond_equivalent == pytest.approx(2 * ((1 + mortgage_yield / 12) ** 6 - 1))


@given(YIELDS)
def test_durations_and_convexity__by_price__are_those_at_its_yield(mortgage_yield: float) -> None:
    price, _ = mbsprice(mortgage_yield, MBS)

    macaulay, modified = mbsdurp(price, MBS)

    assert (macaulay, modified) == pytest.approx(mbsdury(mortgage_yield, MBS))
    assert mbsconvp(price, MBS) == pytest.approx(mbsconvy(mortgage_yield, MBS))
    bond_equivalent = 2 * ((1 + mortgage_yield / 12) ** 6 - 1)
    assert macaulay == pytest.approx(modified * (1 + bond_equivalent / 2))


def test_durations_and_convexity__moved_yield__say_how_the_full_price_moves() -> None:
    bond_equivalent, step = 0.07, 1e-4

    def worth(rate: float) -> float:
        return sum(mbsprice(12 * ((1 + rate / 2) ** (1 / 6) - 1), MBS))

    below, at, above = (worth(bond_equivalent + move) for move in (-step, 0, step))
    mortgage_yield = 12 * ((1 + bond_equivalent / 2) ** (1 / 6) - 1)
    _, modified = mbsdury(mortgage_yield, MBS)
    assert modified == pytest.approx((below - above) / (2 * step) / at, rel=1e-6)
    assert mbsconvy(mortgage_yield, MBS) == pytest.approx(
        (below - 2 * at + above) / step**2 / at, rel=1e-4
    )


def test_mbswal__flows_of_principal__their_average_time() -> None:
    _, times, factors = mbscfamounts(MBS)

    assert mbswal(MBS) == pytest.approx(float(-np.diff(factors) @ times[1:]) / 12)
    assert mbswal(replace(MBS, prepay_speed=0)) > mbswal(MBS)


@pytest.mark.parametrize("price", [95.0, 104.0])
def test_mbsprice2speed__pool_at_a_speed__implies_it_by_all_three(price: float) -> None:
    assert mbsprice2speed(price, MBS) == pytest.approx((150, 150, 150), rel=1e-6)


@pytest.mark.parametrize("mortgage_yield", [0.05, 0.09])
def test_mbsyield2speed__pool_at_a_speed__implies_it_by_all_three(mortgage_yield: float) -> None:
    assert mbsyield2speed(mortgage_yield, MBS) == pytest.approx((150, 150, 150), rel=1e-6)


def test_mbsyield2speed__vector__its_speed_has_the_price_of_the_vector() -> None:
    by_vector = replace(MBS, prepay_matrix=np.linspace(0.001, 0.02, MONTHS).tolist())

    by_price, by_duration, by_convexity = mbsyield2speed(0.06, by_vector)

    at_speed = replace(MBS, prepay_speed=by_price)
    assert mbsprice(0.06, at_speed)[0] == pytest.approx(mbsprice(0.06, by_vector)[0], abs=1e-9)
    assert by_price != pytest.approx(by_duration, rel=1e-3)
    assert by_duration != pytest.approx(by_convexity, rel=1e-3)


def test_mbsprice2speed__vector__its_speed_has_the_yield_of_the_vector() -> None:
    by_vector = replace(MBS, prepay_matrix=np.linspace(0.001, 0.02, MONTHS).tolist())

    by_price, *_ = mbsprice2speed(104.0, by_vector)

    at_speed = replace(MBS, prepay_speed=by_price)
    assert mbsyield(104.0, at_speed)[0] == pytest.approx(mbsyield(104.0, by_vector)[0], abs=1e-11)


@FEW
@given(SPREADS)
def test_mbsprice2oas__of_the_price_at_a_spread__is_that_spread(oas: float) -> None:
    price = mbsoas2price(CURVE, oas, MBS)

    assert mbsprice2oas(CURVE, price, MBS) == pytest.approx(oas, abs=1e-6)


@FEW
@given(PRICES)
def test_mbsoas2yield__of_a_prices_spread__are_the_yields_of_that_price(price: float) -> None:
    oas = mbsprice2oas(CURVE, price, MBS)

    assert mbsoas2yield(CURVE, oas, MBS) == pytest.approx(mbsyield(price, MBS), abs=1e-11)


@FEW
@given(PRICES)
def test_mbsyield2oas__of_a_prices_bond_equivalent_yield__is_the_spread_of_that_price(
    price: float,
) -> None:
    _, bond_equivalent = mbsyield(price, MBS)

    oas = mbsyield2oas(CURVE, bond_equivalent, MBS)

    assert oas == pytest.approx(mbsprice2oas(CURVE, price, MBS), abs=1e-6)


def test_mbsoas2price__no_spread__is_what_the_curve_says() -> None:
    amounts, times, _ = mbscfamounts(MBS)
    worth = 100 * (float(amounts[1:] @ CURVE.discount(times[1:] / 12)) + amounts[0])

    assert mbsoas2price(CURVE, 0.0, MBS) == pytest.approx(worth, rel=1e-11)
    assert mbsprice2oas(CURVE, worth, MBS) == pytest.approx(0, abs=1e-6)


def test_mbsoas2yield__flat_curve__is_its_rate_and_the_basis_points() -> None:
    curve = DiscountCurve.flat(0.05, Compounding.SEMIANNUAL)

    _, bond_equivalent = mbsoas2yield(curve, 120.0, MBS)

    assert bond_equivalent == pytest.approx(0.062, abs=1e-10)


def test_psaspeed2rate__twice_the_curve__rises_to_12_per_cent_in_month_30() -> None:
    cpr, smm = psaspeed2rate(200)

    months = np.arange(1, 361)
    assert cpr == pytest.approx(0.004 * np.minimum(months, 30))
    assert smm == pytest.approx(1 - (1 - cpr) ** (1 / 12))
    assert [column.tolist() for column in psaspeed2rate()] == [
        column.tolist() for column in psaspeed2rate(100)
    ]


def test_psaspeed2rate__faster_than_everything__all_is_prepaid() -> None:
    cpr, smm = psaspeed2rate(2_000)

    assert (cpr[29], smm[29]) == (1, 1)


def test_psaspeed2default__half_the_standard__corners_of_the_curve() -> None:
    annual, monthly = psaspeed2default(50)

    corners = [annual[month - 1] for month in (1, 30, 60, 61, 120, 360)]
    assert corners == pytest.approx([0.0001, 0.003, 0.003, 0.0029525, 0.00015, 0.00015])
    assert len(annual) == len(monthly) == 360
    assert monthly == pytest.approx(1 - (1 - annual) ** (1 / 12))
    assert psaspeed2default()[0] == pytest.approx(2 * annual)


@pytest.mark.parametrize("speed_table", [psaspeed2rate, psaspeed2default])
@pytest.mark.parametrize("speed", [-1.0, float("nan")])
def test_speed_tables__no_speed__refused(speed_table: object, speed: float) -> None:
    assert callable(speed_table)
    with pytest.raises(SpeedOutOfRange):
        speed_table(speed)


def test_mbs__only_what_it_must_have__pays_the_note_rate_at_once_and_nobody_prepays() -> None:
    mbs = Mbs(
        settle=date(2002, 4, 1),
        maturity=date(2012, 1, 1),
        issue_date=date(2000, 1, 1),
        gross_rate=0.08125,
    )

    assert mbs.settled.line.pass_through_rate == mbs.settled.line.wac == Decimal("0.08125")
    assert mbs.settled.actual_delay_days == 0
    assert not mbs.projection().prepaid_principal.any()
    assert mbsprice(0.08125, mbs) == (pytest.approx(100), 0)


def test_mbs__dates__are_a_line_of_that_age_and_term() -> None:
    line = MBS.settled.line

    assert (line.remaining_months, line.age_months) == (MONTHS, AGE)
    assert line.pass_through_rate == Decimal("0.075")


def test_mbs__vector_beside_a_speed__the_vector_counts() -> None:
    _, smm = psaspeed2rate(150)
    by_vector = replace(MBS, prepay_speed=900, prepay_matrix=smm[AGE : AGE + MONTHS].tolist())

    assert mbsprice(0.06, by_vector) == pytest.approx(mbsprice(0.06, MBS))


def test_mbs__coupon_above_the_note_rate__refused() -> None:
    with pytest.raises(ValueOutOfRange):
        mbswal(replace(MBS, coupon_rate=0.09))


def test_mbs__settled_after_maturity__refused() -> None:
    with pytest.raises(ValueOutOfRange):
        mbswal(replace(MBS, settle=date(2012, 1, 1)))
