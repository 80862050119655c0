from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from rwa.core.dates import Period
from rwa.core.ids import LoanId
from rwa.core.money import ZERO, Cents, mul_div_half_up
from rwa.core.rates import Ppm, monthly_interest
from rwa.pool.bounds import MAX_BALANCE, MAX_RATE
from rwa.pool.loan import Accrual, Loan
from rwa.pool.tape import LoanTape
from rwa.servicing.columns import columns_of
from rwa.servicing.schedule import (
    actual_interest_column,
    days_accrued,
    due_on,
    due_payment,
    exact_sum,
    monthly_interest_column,
)

TapeMaker = Callable[..., LoanTape]


@pytest.mark.parametrize(
    ("balance", "rate", "interest"),
    [
        (100, 60_000, 1),  # half a cent goes up
        (99, 60_000, 0),
        (0, 60_000, 0),
        (10**7, 0, 0),
        (30_000_000, 61_250, 153_125),
        (MAX_BALANCE.count, MAX_RATE.count, 250_000_000_000),
        (MAX_BALANCE.count - 1, MAX_RATE.count - 1, 249_999_166_667),
    ],
)
def test_monthly_interest_column__half_up__equals_the_scalar(
    balance: int, rate: int, interest: int
) -> None:
    column = monthly_interest_column(
        np.array([balance], dtype=np.int64), np.array([rate], dtype=np.int32)
    )

    assert column.tolist() == [interest]
    assert monthly_interest(balance=Cents(balance), rate=Ppm(rate)) == Cents(interest)


@pytest.mark.parametrize(
    ("balance", "rate", "days", "interest"),
    [
        (10_000_000, 60_000, 31, 51_667),  # 51,666.67
        (10_000_000, 60_000, 28, 46_667),
        (10_000_000, 60_000, 30, 50_000),
        (3_000, 60_000, 1, 1),  # half a cent goes up
        (2_999, 60_000, 1, 0),
        (0, 60_000, 31, 0),
    ],
)
def test_actual_interest_column__days_over_360__half_up(
    balance: int, rate: int, days: int, interest: int
) -> None:
    column = actual_interest_column(
        np.array([balance], dtype=np.int64),
        np.array([rate], dtype=np.int32),
        np.array([days], dtype=np.int64),
    )

    assert column.tolist() == [interest]


@pytest.mark.parametrize("days", [28, 29, 30, 31])
@pytest.mark.parametrize("less", [0, 1, 7])
def test_actual_interest_column__largest_balance_and_rate__is_exact(days: int, less: int) -> None:
    balance, rate = MAX_BALANCE.count - less, MAX_RATE.count - less

    column = actual_interest_column(
        np.array([balance], dtype=np.int64),
        np.array([rate], dtype=np.int32),
        np.array([days], dtype=np.int64),
    )

    assert column.tolist() == [mul_div_half_up(balance * rate, days, 360_000_000)]


def test_days_accrued__months_back__are_those_before_each_due_date() -> None:
    back = np.array([0, 1, 2, 12], dtype=np.int32)

    # Due in March 2028: February has 29 days; then January, December, and February 2027.
    assert days_accrued(Period(2028, 3), back).tolist() == [29, 31, 31, 28]


def test_due_on__each_kind_of_loan__takes_its_payment_apart(
    loan: Loan, tape_of_loans: TapeMaker
) -> None:
    small = replace(loan, loan_id=LoanId("L2"), balance_cents=Cents(100_000))
    last = replace(loan, loan_id=LoanId("L3"), remaining_months=1)
    line = replace(loan, loan_id=LoanId("L4"), recasts=True, payment_cents=Cents(1))

    columns = columns_of(tape_of_loans(loan, small, last, line))
    due = due_on(columns)

    # 300,000.00 at 6.125%: interest 1,531.25, level payment 1,822.83.
    assert due_payment(columns).tolist() == [182_283, 182_283, 182_283, 182_283]
    assert due.interest.tolist() == [153_125, 510, 153_125, 153_125]
    assert due.principal.tolist() == [29_158, 100_000, 30_000_000, 29_158]
    assert (due.total == due.interest + due.principal).all()


def test_due_on__line_without_interest__pays_in_equal_parts(
    loan: Loan, tape_of_loans: TapeMaker
) -> None:
    free = replace(
        loan,
        note_rate_ppm=Ppm(0),
        servicing_fee_ppm=Ppm(0),
        guaranty_fee_ppm=Ppm(0),
        recasts=True,
        remaining_months=7,
    )

    due = due_on(columns_of(tape_of_loans(free)))

    assert (due.interest.tolist(), due.principal.tolist()) == ([0], [4_285_714])


def test_exact_sum__beyond_64_bits__is_whole() -> None:
    column = np.full(3_000, 2**62, dtype=np.int64)

    assert exact_sum(column) == 3_000 * 2**62


def test_exact_sum__negative_amounts__keep_their_sign() -> None:
    assert exact_sum(np.array([-5, 3, -(2**40)], dtype=np.int64)) == -2 - 2**40
    assert exact_sum(np.array([], dtype=np.int64)) == ZERO.count


def test_due_on__loans_that_count_days_beside_others__each_by_its_own(
    round_loan: Loan, tape_of_loans: TapeMaker
) -> None:
    by_days = replace(round_loan, loan_id=LoanId("L2"), accrual=Accrual.ACTUAL_360)

    due = due_on(columns_of(tape_of_loans(round_loan, by_days)))

    # December has 31 days: 516.67 of interest and 20.67 of the fee.
    assert due.interest.tolist() == [50_000, 51_667]
    assert due.servicing_fee.tolist() == [2_000, 2_067]
    assert due.total.tolist() == [60_000, 60_000]
