from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.cashflow.factor_speeds import scheduled_factor, smm_from_factors
from rwa.cashflow.speeds import (
    SpeedOutOfRange,
    average_smm,
    cpr_from_psa,
    cpr_from_smm,
    prepaid_principal,
    psa_from_cpr,
    smm_from_abs,
    smm_from_cpr,
    smm_from_psa,
)
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm

ONE = Decimal(1)
SHARES = st.decimals(0, 1, places=12)
MONTHS = st.integers(1, 480)
BALANCES = st.integers(1, 10**13).map(Cents)
LAST_DIGITS = Decimal("1e-24")


@given(SHARES)
def test_smm_and_cpr__there_and_back__the_same_speed(cpr: Decimal) -> None:
    back = cpr_from_smm(smm_from_cpr(cpr))

    assert abs(back - cpr) <= LAST_DIGITS


@given(SHARES)
def test_cpr_from_smm__any_speed__the_exact_power(smm: Decimal) -> None:
    exact = 1 - (1 - Fraction(smm)) ** 12

    assert abs(Fraction(cpr_from_smm(smm)) - exact) <= Fraction(1, 10**27)


@given(SHARES, SHARES)
def test_smm_from_cpr__faster_year__faster_month(one: Decimal, other: Decimal) -> None:
    slow, fast = sorted((one, other))

    assert smm_from_cpr(slow) <= smm_from_cpr(fast)
    assert 0 <= smm_from_cpr(slow) <= slow


def test_smm_from_cpr__nothing_and_everything__exact() -> None:
    assert smm_from_cpr(Decimal(0)) == 0
    assert smm_from_cpr(ONE) == ONE
    assert cpr_from_smm(ONE) == ONE


def test_smm_from_cpr__six_per_cent__fifteen_known_digits() -> None:
    # 1 - 0.94 ** (1 / 12), by two square roots and a cube root
    assert f"{smm_from_cpr(Decimal('0.06')):.15f}" == "0.005143012831823"


@pytest.mark.parametrize(
    ("psa", "month", "cpr"),
    [
        (100, 1, "0.002"),
        (100, 29, "0.058"),
        (100, 30, "0.06"),
        (100, 31, "0.06"),
        (100, 480, "0.06"),
        (165, 10, "0.033"),
        (0, 10, "0"),
        (1_700, 30, "1"),
        (5_000, 30, "1"),
    ],
)
def test_cpr_from_psa__ramp_plateau_and_ceiling(psa: int, month: int, cpr: str) -> None:
    assert cpr_from_psa(Decimal(psa), month=month) == Decimal(cpr)


@given(st.integers(0, 1_600).map(Decimal), MONTHS)
def test_psa_from_cpr__of_a_psa_speed__gives_it_back(psa: Decimal, month: int) -> None:
    cpr = cpr_from_psa(psa, month=month)

    assert abs(psa_from_cpr(cpr, month=month) - psa) <= LAST_DIGITS
    assert smm_from_psa(psa, month=month) == smm_from_cpr(cpr)


@given(st.integers(1, 200))
def test_smm_from_abs__constant_share_of_the_first_count__loses_as_many_each_month(
    per_mille: int,
) -> None:
    speed, left = Decimal(per_mille) / 1_000, ONE
    for month in range(1, 1_000 // per_mille + 1):
        smm = smm_from_abs(speed, month=month)
        assert abs(left * smm - speed) <= LAST_DIGITS
        left -= speed


def test_smm_from_abs__everything_gone_before__raises() -> None:
    assert smm_from_abs(Decimal("0.5"), month=2) == ONE
    with pytest.raises(SpeedOutOfRange):
        smm_from_abs(Decimal("0.5"), month=3)
    with pytest.raises(SpeedOutOfRange):
        smm_from_abs(Decimal("0.4"), month=3)


@given(
    SHARES, st.integers(2, 360), st.integers(0, 300_000).map(Ppm), st.decimals("0.01", 1, places=8)
)
def test_smm_from_factors__of_a_pool_that_prepaid_at_a_speed__gives_the_speed(
    smm: Decimal, left: int, note_rate: Ppm, begin: Decimal
) -> None:
    terms: dict[str, Any] = {"note_rate": note_rate, "months_left": left, "term": 360}
    scheduled = scheduled_factor(begin, **terms)

    found = smm_from_factors(factor_begin=begin, factor_end=scheduled * (ONE - smm), **terms)

    assert abs(found - smm) <= Decimal("1e-22")


@pytest.mark.parametrize(("begin", "end", "left"), [("0.9", "0.91", 300), ("0.5", "0", 1)])
def test_smm_from_factors__factor_not_explained_by_prepayment__raises(
    begin: str, end: str, left: int
) -> None:
    with pytest.raises(SpeedOutOfRange) as caught:
        smm_from_factors(
            factor_begin=Decimal(begin),
            factor_end=Decimal(end),
            note_rate=Ppm(65_000),
            months_left=left,
            term=360,
        )

    assert caught.value.field == "factor_end"


def test_average_smm__two_loans__weighted_by_scheduled_balance() -> None:
    speeds = [(Decimal("0.01"), Cents(300)), (Decimal("0.05"), Cents(100)), (ONE, ZERO)]

    assert average_smm(speeds) == Decimal("0.02")


def test_average_smm__without_a_balance__raises() -> None:
    with pytest.raises(SpeedOutOfRange):
        average_smm([(Decimal("0.01"), ZERO)])


@given(SHARES, BALANCES)
def test_prepaid_principal__any_speed__half_up_and_within_the_balance(
    smm: Decimal, balance: Cents
) -> None:
    prepaid = prepaid_principal(smm=smm, scheduled_balance=balance)
    exact = Fraction(smm) * balance.count

    assert -Fraction(1, 2) < prepaid.count - exact <= Fraction(1, 2)
    assert ZERO <= prepaid <= balance


@pytest.mark.parametrize(
    "ask",
    [
        lambda: smm_from_cpr(Decimal("-0.01")),
        lambda: smm_from_cpr(Decimal("1.01")),
        lambda: smm_from_cpr(Decimal("NaN")),
        lambda: cpr_from_smm(Decimal("Infinity")),
        lambda: cpr_from_psa(Decimal(-1), month=1),
        lambda: cpr_from_psa(Decimal("NaN"), month=1),
        lambda: cpr_from_psa(Decimal(100), month=0),
        lambda: psa_from_cpr(Decimal(2), month=1),
        lambda: smm_from_abs(Decimal("0.01"), month=0),
        lambda: prepaid_principal(smm=Decimal(2), scheduled_balance=Cents(1)),
    ],
)
def test_speeds__outside_their_measure__raise(ask: Callable[[], object]) -> None:
    with pytest.raises(SpeedOutOfRange):
        ask()
