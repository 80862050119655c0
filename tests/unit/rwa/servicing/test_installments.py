"""One installment by hand: $100,000.00 at 6%, payment 600.00, servicing fee 0.24%.

A twelfth of 6% is 500.00, of the fee 20.00; principal is 100.00.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.annuity import level_payment
from rwa.core.dates import Period
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.loan import Accrual, Loan, LoanStatus

Month = Callable[..., Any]


@pytest.mark.parametrize(
    ("issue", "interest", "fee"),
    [
        # Due in January: December has 31 days. 100,000 x 6% x 31 / 360 = 516.666...
        (Period(2026, 12), "516.67", "20.67"),
        # Due in March: February has 28 days, in 2028 29.
        (Period(2027, 2), "466.67", "18.67"),
        (Period(2028, 2), "483.33", "19.33"),
        # Due in May: April has 30 days, a twelfth exactly.
        (Period(2027, 4), "500.00", "20.00"),
    ],
)
def test_run_month__days_counted__interest_and_fee_are_those_of_the_month_before(
    one_loan: Month, round_loan: Loan, issue: Period, interest: str, fee: str
) -> None:
    loan = replace(round_loan, accrual=Accrual.ACTUAL_360)

    month = one_loan(loan, issue=issue)

    assert month.row.gross_interest_cents == Cents.parse(interest)
    assert month.row.servicing_fee_cents == Cents.parse(fee)
    assert month.row.scheduled_cents == Cents.dollars(600) - Cents.parse(interest)
    assert month.row.cash_received_cents == Cents.dollars(600)


def test_run_month__interest_above_the_payment__repays_nothing_and_asks_for_the_interest(
    one_loan: Month, round_loan: Loan
) -> None:
    loan = replace(round_loan, accrual=Accrual.ACTUAL_360, payment_cents=Cents.dollars(510))

    month = one_loan(loan, issue=Period(2026, 12))

    assert month.row.scheduled_cents == ZERO
    assert month.row.cash_received_cents == Cents.parse("516.67")
    assert month.after.balance_cents == Cents.dollars(100_000)


@pytest.mark.parametrize("payment", [Cents.dollars(500), Cents.dollars(600)])
@pytest.mark.parametrize(("months", "left"), [(2, 1), (7, 6)])
def test_run_month__interest_only__pays_interest_and_keeps_the_payment(
    one_loan: Month, round_loan: Loan, months: int, left: int, payment: Cents
) -> None:
    loan = replace(round_loan, interest_only_months=months, payment_cents=payment)

    month = one_loan(loan)

    assert month.row.scheduled_cents == ZERO
    assert month.row.cash_received_cents == Cents.dollars(500)
    assert (month.after.interest_only_months, month.after.payment_cents) == (left, payment)


def test_run_month__last_interest_only_payment__is_made_level_over_the_longer_amortisation(
    one_loan: Month, round_loan: Loan
) -> None:
    loan = replace(
        round_loan,
        interest_only_months=1,
        payment_cents=Cents.dollars(500),
        remaining_months=61,
        balloon_months=300,
    )

    month = one_loan(loan)

    assert month.row.scheduled_cents == ZERO
    assert month.after.interest_only_months == 0
    # 60 months remain and 300 more of amortisation: the payment of 360 months, 599.55.
    assert month.after.payment_cents == Cents.parse("599.55")


def test_run_month__balloon_due__takes_the_whole_balance_with_the_last_payment(
    one_loan: Month, round_loan: Loan
) -> None:
    loan = replace(round_loan, remaining_months=1, balloon_months=300)

    month = one_loan(loan)

    assert month.row.scheduled_cents == Cents.dollars(100_000)
    assert month.row.cash_received_cents == Cents.dollars(100_500)
    assert month.after.status is LoanStatus.PAID_OFF


def test_run_month__interest_only_to_the_end__takes_the_balance_with_the_last_payment(
    one_loan: Month, round_loan: Loan
) -> None:
    month = one_loan(replace(round_loan, remaining_months=1, interest_only_months=1))

    assert month.row.scheduled_cents == Cents.dollars(100_000)
    assert month.after.interest_only_months == 0


def test_run_month__deferred_part__bears_no_interest_and_waits(
    one_loan: Month, round_loan: Loan
) -> None:
    # 75,000.00 bear interest: 375.00, fee 15.00; principal 600.00 - 375.00.
    month = one_loan(replace(round_loan, deferred_cents=Cents.dollars(25_000)))

    assert month.row.gross_interest_cents == Cents.dollars(375)
    assert month.row.servicing_fee_cents == Cents.dollars(15)
    assert month.row.scheduled_cents == Cents.dollars(225)
    assert month.after.deferred_cents == Cents.dollars(25_000)


def test_run_month__bearing_part_retired__leaves_the_deferred_part_for_the_last_payment(
    one_loan: Month, round_loan: Loan
) -> None:
    # 200.00 bear interest of 1.00; the payment is above both.
    loan = replace(
        round_loan,
        balance_cents=Cents.dollars(25_200),
        deferred_cents=Cents.dollars(25_000),
        remaining_months=2,
    )

    month = one_loan(loan)
    last = one_loan(month.after)

    assert month.row.cash_received_cents == Cents.dollars(201)
    assert month.after.balance_cents == Cents.dollars(25_000)
    assert last.row.gross_interest_cents == ZERO
    assert last.row.scheduled_cents == last.row.cash_received_cents == Cents.dollars(25_000)
    assert (last.after.status, last.after.deferred_cents) == (LoanStatus.PAID_OFF, ZERO)


def test_run_month__curtailment_beyond_the_bearing_part__lowers_the_deferred_part(
    one_loan: Month, round_loan: Loan
) -> None:
    loan = replace(round_loan, deferred_cents=Cents.dollars(99_000))

    # 1,000.00 bear 5.00; principal 595.00 leaves 405.00 bearing. 1,000.00 more reach the rest.
    month = one_loan(loan, curtailment_cents=Cents.dollars(1_000))

    assert month.after.balance_cents == Cents.dollars(98_405)
    assert month.after.deferred_cents == Cents.dollars(98_405)


def test_run_month__line_that_recasts__pays_the_level_payment(
    one_loan: Month, round_loan: Loan
) -> None:
    loan = replace(round_loan, recasts=True, payment_cents=Cents(1))

    month = one_loan(loan)

    level = level_payment(
        balance=Cents.dollars(100_000), note_rate=Ppm.percent(6), months=loan.remaining_months
    )
    assert month.row.cash_received_cents == level
    assert month.row.scheduled_cents == level - Cents.dollars(500)
