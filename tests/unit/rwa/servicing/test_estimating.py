from collections.abc import Callable
from dataclasses import replace

import pytest

from rwa.core.money import ZERO, Cents
from rwa.pool.generator import generate_pool
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.tape import LoanTape
from rwa.servicing.accounting import run_month
from rwa.servicing.estimating import estimated_activity


def delinquent(loan: Loan, status: LoanStatus, *, missed: int = 1) -> Loan:
    return replace(
        loan, status=status, advances_outstanding_cents=Cents(missed * loan.payment_cents.count)
    )


def test_estimated_activity__performing_pool__is_the_schedule_and_holders_get_it() -> None:
    tape = generate_pool(seed=7, loan_count=60)

    activity = estimated_activity(tape)

    assert {line.payments_made for line in activity.loans} == {1}
    assert not any(line.curtailment_cents or line.paid_off for line in activity.loans)
    month = run_month(tape, activity).remittance
    assert month.curtailed_cents + month.paid_off_cents == ZERO
    assert month.balance_end_cents + month.scheduled_cents == month.balance_begin_cents
    assert month.cash_received_cents == month.payments_due_cents


@pytest.mark.parametrize(
    ("status", "payments"),
    [
        (LoanStatus.CURRENT, 1),
        (LoanStatus.DELINQUENT_30, 1),
        (LoanStatus.DELINQUENT_60, 1),
        (LoanStatus.DELINQUENT_90, 0),
        (LoanStatus.FORECLOSURE, 0),
        (LoanStatus.REO, 0),
    ],
)
def test_estimated_activity__borrower_behind__keeps_the_standing_it_had(
    loan: Loan, tape_of_loans: Callable[..., LoanTape], status: LoanStatus, payments: int
) -> None:
    behind = loan if status is LoanStatus.CURRENT else delinquent(loan, status)
    tape = tape_of_loans(behind)

    activity = estimated_activity(tape)
    serviced = run_month(tape, activity)

    assert activity.loans[0].payments_made == payments
    assert serviced.tape.loans[0].status is status
    # Advanced or collected, holders are owed the same.
    month = serviced.remittance
    assert month.cash_received_cents + month.advances_made_cents == month.payments_due_cents


def test_estimated_activity__schedule_ends_in_arrears__is_taken_as_paid_off(
    loan: Loan, tape_of_loans: Callable[..., LoanTape]
) -> None:
    last = replace(
        delinquent(loan, LoanStatus.FORECLOSURE, missed=3),
        balance_cents=Cents.dollars(900),
        remaining_months=1,
    )
    tape = tape_of_loans(last)

    activity = estimated_activity(tape)
    month = run_month(tape, activity).remittance

    assert activity.loans[0].paid_off
    assert month.balance_end_cents == ZERO
    assert month.advances_recovered_cents == last.advances_outstanding_cents
    assert month.cash_received_cents == month.payments_due_cents + month.advances_recovered_cents


def test_estimated_activity__loan_paid_off_before__has_no_line(
    loan: Loan, tape_of_loans: Callable[..., LoanTape]
) -> None:
    ended = replace(
        loan,
        loan_id="L2",
        balance_cents=ZERO,
        remaining_months=0,
        status=LoanStatus.PAID_OFF,
    )

    activity = estimated_activity(tape_of_loans(loan, ended))

    assert [line.loan_id for line in activity.loans] == ["L1"]
