from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.core.money import ZERO, Cents, DivisionByZero
from rwa.core.rates import Ppm
from rwa.pool.aggregates import aggregates_of, decimal_half_up, pool_factor
from rwa.pool.loan import LoanStatus
from rwa.pool.tape import LoanTape


def test_aggregates_of__two_loans__weighted_by_balance(tape: LoanTape) -> None:
    small, large, gone = tape.loans
    loans = (
        replace(small, balance_cents=Cents.dollars(100_000), age_months=10, remaining_months=350),
        replace(
            large,
            balance_cents=Cents.dollars(300_000),
            note_rate_ppm=Ppm.percent("6.5"),
            guaranty_fee_ppm=Ppm.percent("0.75"),
            payment_cents=Cents.dollars(2_500),
            remaining_months=170,
            age_months=2,
        ),
        replace(gone, balance_cents=ZERO, remaining_months=0, status=LoanStatus.PAID_OFF),
    )
    pool = replace(tape.pool, original_balance_cents=Cents.dollars(600_000))

    summed = aggregates_of(LoanTape(pool=pool, as_of=tape.next_period, loans=loans))

    assert summed.balance_cents == Cents.dollars(400_000)
    assert summed.loan_count == 2
    assert summed.factor == Decimal("0.66666667")
    assert summed.wac_ppm == Fraction(61_250 + 3 * 65_000, 4)
    assert summed.wam_months == Fraction(350 + 3 * 170, 4)
    assert summed.wala_months == 4


def test_aggregates_of__nothing_owed__no_averages_and_factor_zero(tape: LoanTape) -> None:
    gone = {"balance_cents": ZERO, "remaining_months": 0, "status": LoanStatus.PAID_OFF}
    loans = tuple(replace(loan, **gone) for loan in tape.loans)

    summed = aggregates_of(replace(tape, as_of=tape.next_period, loans=loans))

    assert (summed.wac_ppm, summed.wam_months, summed.wala_months) == (None, None, None)
    assert (summed.factor, summed.loan_count, summed.balance_cents) == (0, 0, ZERO)


@pytest.mark.parametrize(
    ("balance", "original", "factor"),
    [
        (1, 1, "1.00000000"),
        (1, 3, "0.33333333"),
        (2, 3, "0.66666667"),
        (1, 200_000_000, "0.00000001"),  # half of the last digit goes up
        (0, 5, "0.00000000"),
    ],
)
def test_pool_factor__eight_decimals__half_up(balance: int, original: int, factor: str) -> None:
    assert f"{pool_factor(Cents(balance), original=Cents(original)):f}" == factor


def test_pool_factor__without_an_original_balance__raises() -> None:
    with pytest.raises(DivisionByZero):
        pool_factor(ZERO, original=ZERO)


@given(st.fractions(0, 1_000), st.integers(0, 8))
def test_decimal_half_up__any_fraction__within_half_of_the_last_place(
    value: Fraction, places: int
) -> None:
    rounded = Fraction(decimal_half_up(value, places=places))
    half = Fraction(1, 2 * 10**places)

    assert -half < rounded - value <= half
