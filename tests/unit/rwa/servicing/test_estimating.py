from collections.abc import Callable
from dataclasses import replace

import pytest

from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.generator import generate_pool
from rwa.pool.loan import Loan, LoanStatus, RateReset
from rwa.pool.programme import (
    PORTFOLIO_ACTUAL_ACTUAL,
    PORTFOLIO_SCHEDULED_ACTUAL,
    PRIVATE_LABEL,
    Programme,
)
from rwa.pool.tape import LoanTape
from rwa.remittance.refusals import IndexMissing
from rwa.servicing.accounting import run_month
from rwa.servicing.estimating import estimated_activity

MISSED = {LoanStatus.DELINQUENT_30: 1, LoanStatus.DELINQUENT_60: 2}


def delinquent(loan: Loan, status: LoanStatus) -> Loan:
    missed = MISSED.get(status, 3)
    return replace(
        loan,
        status=status,
        months_behind=missed,
        months_advanced=missed,
        advances_outstanding_cents=Cents(missed * loan.payment_cents.count),
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
        delinquent(loan, LoanStatus.FORECLOSURE),
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


def test_estimated_activity__reset_due__carries_the_index_it_is_given(
    round_loan: Loan, tape_under: Callable[..., LoanTape]
) -> None:
    reset = RateReset(
        margin_ppm=Ppm(0),
        months_to_reset=1,
        interval_months=12,
        periodic_cap_ppm=Ppm.percent(30),
        floor_ppm=Ppm.percent(1),
        ceiling_ppm=Ppm.percent(30),
        step_ppm=Ppm(1),
    )
    tape = tape_under(PRIVATE_LABEL, replace(round_loan, reset=reset))

    with pytest.raises(IndexMissing):
        run_month(tape, estimated_activity(tape))
    month = run_month(tape, estimated_activity(tape, index_ppm=Ppm.percent(5)))

    assert month.tape.loans[0].note_rate_ppm == Ppm.percent(5)
    assert month.remittance.cash_received_cents == month.remittance.payments_due_cents


@pytest.mark.parametrize("programme", [PORTFOLIO_SCHEDULED_ACTUAL, PORTFOLIO_ACTUAL_ACTUAL])
def test_estimated_activity__behind_as_collected__keeps_the_standing_it_had(
    tape_under: Callable[..., LoanTape], round_loan: Loan, programme: Programme
) -> None:
    for status in (LoanStatus.DELINQUENT_30, LoanStatus.DELINQUENT_90):
        behind = MISSED.get(status, 3)
        tape = tape_under(programme, replace(round_loan, status=status, months_behind=behind))

        month = run_month(tape, estimated_activity(tape))

        assert month.tape.loans[0].status is status
        cash = month.remittance.cash_received_cents
        assert cash == (ZERO if status is LoanStatus.DELINQUENT_90 else Cents.dollars(600))


def test_estimated_activity__last_payment_of_a_current_loan__is_a_payment(
    tape_under: Callable[..., LoanTape], round_loan: Loan
) -> None:
    tape = tape_under(PRIVATE_LABEL, replace(round_loan, remaining_months=1))

    activity = estimated_activity(tape)

    assert (activity.loans[0].payments_made, activity.loans[0].paid_off) == (1, False)
    assert run_month(tape, activity).remittance.scheduled_cents == round_loan.balance_cents
