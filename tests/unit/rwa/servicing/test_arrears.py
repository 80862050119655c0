"""Missed payments of a loan whose payment is 1,822.83: advanced, recovered, counted."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from rwa.core.money import ZERO, Cents
from rwa.pool.activity import LoanActivity, MonthActivity
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.tape import LoanTape
from rwa.servicing.accounting import run_month

TapeMaker = Callable[..., LoanTape]
LineMaker = Callable[..., LoanActivity]
MonthMaker = Callable[..., MonthActivity]

PAYMENT = Cents.parse("1822.83")


def payments(count: int) -> Cents:
    return Cents(PAYMENT.count * count)


def test_run_month__payment_missed__servicer_advances_what_holders_get_all_the_same(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    tape = tape_of_loans(loan)

    missed = run_month(tape, month_of_lines(tape, line(payments_made=0)))
    paid = run_month(tape, month_of_lines(tape, line()))

    assert missed.remittance.advances_made_cents == PAYMENT
    assert missed.remittance.advances_end_cents == PAYMENT
    assert missed.remittance.cash_received_cents == ZERO
    for field in ("gross_interest_cents", "scheduled_cents", "balance_end_cents"):
        assert getattr(missed.remittance, field) == getattr(paid.remittance, field)
    (after,) = missed.tape.loans
    assert after.status is LoanStatus.DELINQUENT_30
    assert after.advances_outstanding_cents == PAYMENT
    assert after.balance_cents == paid.tape.loans[0].balance_cents


def test_run_month__missed_four_then_cured_in_steps__advances_come_back_exactly(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    tape = tape_of_loans(loan)
    made = [0, 0, 0, 0, 1, 2, 3, 2, 1]
    behind = [1, 2, 3, 4, 4, 3, 1, 0, 0]
    standing = ["30", "60", "90", "90", "90", "90", "30", "current", "current"]

    for count, still_owed, status in zip(made, behind, standing, strict=True):
        month = run_month(tape, month_of_lines(tape, line(payments_made=count)))
        assert month.remittance.cash_received_cents == payments(count)
        assert month.remittance.advances_end_cents == payments(still_owed)
        assert month.tape.loans[0].status.value in (status, f"delinquent_{status}")
        tape = month.tape


def test_run_month__payoff_in_arrears__repays_every_advance(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    tape = tape_of_loans(
        replace(
            loan,
            status=LoanStatus.DELINQUENT_60,
            months_behind=2,
            months_advanced=2,
            advances_outstanding_cents=payments(2) + Cents(17),
        )
    )

    month = run_month(tape, month_of_lines(tape, line(paid_off=True)))

    assert month.remittance.advances_recovered_cents == payments(2) + Cents(17)
    assert month.remittance.advances_end_cents == ZERO
    assert month.remittance.cash_received_cents == Cents.parse("301531.25") + payments(2) + Cents(
        17
    )
    assert month.tape.loans[0].advances_outstanding_cents == ZERO


@pytest.mark.parametrize("status", [LoanStatus.FORECLOSURE, LoanStatus.REO])
@pytest.mark.parametrize(
    ("made", "stays"), [(0, True), (1, True), (2, True), (3, True), (4, False)]
)
def test_run_month__foreclosure_or_reo__ends_only_with_the_last_missed_payment(
    loan: Loan,
    tape_of_loans: TapeMaker,
    line: LineMaker,
    month_of_lines: MonthMaker,
    status: LoanStatus,
    made: int,
    stays: bool,
) -> None:
    behind = {"months_behind": 3, "months_advanced": 3, "advances_outstanding_cents": payments(3)}
    tape = tape_of_loans(replace(loan, status=status, **behind))

    month = run_month(tape, month_of_lines(tape, line(payments_made=made)))

    assert month.tape.loans[0].status is (status if stays else LoanStatus.CURRENT)


@pytest.mark.parametrize(
    ("behind", "made", "status", "left"),
    [
        (3, 2, LoanStatus.DELINQUENT_60, 2),
        (2, 2, LoanStatus.DELINQUENT_30, 1),
        (9, 3, LoanStatus.DELINQUENT_90, 7),
        (1, 2, LoanStatus.CURRENT, 0),
    ],
)
def test_run_month__partly_cured__counts_the_payments_still_missed(
    loan: Loan,
    tape_of_loans: TapeMaker,
    line: LineMaker,
    month_of_lines: MonthMaker,
    behind: int,
    made: int,
    status: LoanStatus,
    left: int,
) -> None:
    tape = tape_of_loans(
        replace(
            loan,
            status=LoanStatus.DELINQUENT_90,
            months_behind=behind,
            months_advanced=behind,
            advances_outstanding_cents=payments(behind) + Cents(1),
        )
    )

    month = run_month(tape, month_of_lines(tape, line(payments_made=made)))

    (after,) = month.tape.loans
    assert (after.status, after.months_behind, after.months_advanced) == (status, left, left)
    # The odd cent comes back with the last missed payment.
    assert after.advances_outstanding_cents == (payments(left) + Cents(1) if left else ZERO)
    assert month.remittance.cash_received_cents == payments(made) + Cents(0 if left else 1)


def test_run_month__advances_below_the_payments_missed__never_brings_back_more_than_there_is(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    tape = tape_of_loans(
        replace(
            loan,
            status=LoanStatus.DELINQUENT_90,
            months_behind=4,
            months_advanced=1,
            advances_outstanding_cents=PAYMENT,
        )
    )

    month = run_month(tape, month_of_lines(tape, line(payments_made=3)))

    assert month.remittance.advances_recovered_cents == PAYMENT
    assert month.remittance.cash_received_cents == payments(2)
    (after,) = month.tape.loans
    assert (after.months_behind, after.months_advanced) == (2, 0)
