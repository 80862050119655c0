"""A loan's month by hand: $300,000.00 at 6.125%, fees 0.25% and 0.375%, payment 1,822.83.

Interest is 1,531.25, scheduled principal 291.58, fees 62.50 and 93.75.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from rwa.core.annuity import level_payment
from rwa.core.dates import Period
from rwa.core.ids import LoanId
from rwa.core.money import ZERO, Cents
from rwa.core.rates import Ppm
from rwa.pool.activity import ActivityMismatch, LoanActivity, MonthActivity
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.tape import LoanTape
from rwa.remittance.identities import verify_loans
from rwa.servicing.accounting import account, run_month
from rwa.servicing.activity_columns import activity_columns_of
from rwa.servicing.columns import columns_of
from rwa.servicing.loan_columns import loan_months_of

TapeMaker = Callable[..., LoanTape]
LineMaker = Callable[..., LoanActivity]
MonthMaker = Callable[..., MonthActivity]

SCHEDULED = Cents.parse("291.58")
LEFT = Cents.parse("299708.42")


def test_run_month__ordinary_payment__splits_to_the_cent(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    tape = tape_of_loans(loan)

    month = run_month(tape, month_of_lines(tape, line()))

    remittance = month.remittance
    assert (remittance.period, remittance.period_index, remittance.revision) == (
        Period(2027, 1),
        1,
        0,
    )
    assert remittance.gross_interest_cents == Cents.parse("1531.25")
    assert remittance.servicing_fee_cents == Cents.parse("62.50")
    assert remittance.guaranty_fee_cents == Cents.parse("93.75")
    assert remittance.pass_through_interest_cents == Cents.parse("1375.00")
    assert remittance.scheduled_cents == SCHEDULED
    assert remittance.balance_end_cents == LEFT
    assert remittance.cash_received_cents == remittance.payments_due_cents == loan.payment_cents
    assert (remittance.loan_count_begin, remittance.loan_count_end) == (1, 1)
    (after,) = month.tape.loans
    assert after == replace(loan, balance_cents=LEFT, remaining_months=359, age_months=1)
    assert month.tape.as_of == Period(2027, 1)


def test_run_month__curtailment__takes_it_off_the_balance_and_keeps_the_payment(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    tape = tape_of_loans(loan)

    month = run_month(tape, month_of_lines(tape, line(curtailment_cents=Cents.dollars(1_000))))

    assert month.remittance.curtailed_cents == Cents.dollars(1_000)
    assert month.remittance.paid_off_cents == ZERO
    assert month.remittance.cash_received_cents == loan.payment_cents + Cents.dollars(1_000)
    assert month.tape.loans[0].balance_cents == LEFT - Cents.dollars(1_000)
    assert month.tape.loans[0].payment_cents == loan.payment_cents


def test_run_month__payoff__pays_the_schedule_a_full_month_and_the_rest(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    tape = tape_of_loans(loan)

    month = run_month(tape, month_of_lines(tape, line(paid_off=True)))

    assert month.remittance.gross_interest_cents == Cents.parse("1531.25")
    assert month.remittance.scheduled_cents == SCHEDULED
    assert month.remittance.paid_off_cents == LEFT
    assert month.remittance.cash_received_cents == Cents.parse("301531.25")
    assert (month.remittance.loan_count_end, month.remittance.balance_end_cents) == (0, ZERO)
    (after,) = month.tape.loans
    assert (after.status, after.remaining_months, after.age_months) == (LoanStatus.PAID_OFF, 0, 1)


@pytest.mark.parametrize(
    ("balance", "payment", "months"),
    [
        ("1000.00", "50.00", 1),  # the last by count, short of the balance
        ("1000.00", "9000.00", 200),  # the last by size
        ("1000.00", "1005.10", 200),  # exactly the balance and a month's interest
    ],
)
def test_run_month__last_payment__takes_the_rest_as_scheduled(
    loan: Loan,
    tape_of_loans: TapeMaker,
    line: LineMaker,
    month_of_lines: MonthMaker,
    balance: str,
    payment: str,
    months: int,
) -> None:
    tape = tape_of_loans(
        replace(
            loan,
            balance_cents=Cents.parse(balance),
            payment_cents=Cents.parse(payment),
            remaining_months=months,
        )
    )

    month = run_month(tape, month_of_lines(tape, line()))

    assert month.remittance.scheduled_cents == Cents.parse("1000.00")
    assert month.remittance.cash_received_cents == Cents.parse("1005.10")
    assert month.remittance.paid_off_cents == ZERO
    assert month.tape.loans[0].status is LoanStatus.PAID_OFF
    assert month.tape.loans[0].payment_cents == Cents.parse(payment)


def test_run_month__recasting_line__pays_the_level_payment_of_what_is_left(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    tape = tape_of_loans(replace(loan, recasts=True, payment_cents=Cents.dollars(5_000)))

    month = run_month(tape, month_of_lines(tape, line(curtailment_cents=Cents.dollars(100_000))))

    assert month.remittance.scheduled_cents == SCHEDULED
    (after,) = month.tape.loans
    assert after.balance_cents == LEFT - Cents.dollars(100_000)
    assert after.payment_cents == level_payment(
        balance=after.balance_cents, note_rate=after.note_rate_ppm, months=359
    )


def test_run_month__whole_balance_curtailed__ends_the_loan(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    tape = tape_of_loans(replace(loan, recasts=True))

    month = run_month(tape, month_of_lines(tape, line(curtailment_cents=LEFT)))

    assert month.remittance.curtailed_cents == LEFT
    assert month.tape.loans[0].status is LoanStatus.PAID_OFF
    assert month.tape.loans[0].payment_cents == loan.payment_cents


def test_run_month__fees_that_take_the_whole_rate__leave_minus_a_cent(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    # 1.00 at 12% is 1 cent; each fee of 6% is half a cent, rounded up.
    tape = tape_of_loans(
        replace(
            loan,
            balance_cents=Cents(100),
            note_rate_ppm=Ppm(120_000),
            servicing_fee_ppm=Ppm(60_000),
            guaranty_fee_ppm=Ppm(60_000),
        )
    )

    month = run_month(tape, month_of_lines(tape, line()))

    assert month.remittance.pass_through_interest_cents == Cents(-1)


def test_run_month__several_loans__sums_them_and_leaves_finished_ones_alone(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    gone = replace(
        loan,
        loan_id=LoanId("L2"),
        balance_cents=ZERO,
        remaining_months=0,
        status=LoanStatus.LIQUIDATED,
        age_months=40,
    )
    third = replace(loan, loan_id=LoanId("L3"))
    tape = tape_of_loans(loan, gone, third)
    activity = month_of_lines(tape, line(), line("L3", paid_off=True))

    month = run_month(tape, activity)
    columns = columns_of(tape)
    rows = loan_months_of(account(columns, activity_columns_of(activity, tape)).loans, columns)

    assert month.tape.loans[1] == gone
    assert (month.remittance.loan_count_begin, month.remittance.loan_count_end) == (2, 1)
    assert month.remittance.scheduled_cents == SCHEDULED + SCHEDULED
    assert [row.loan_id for row in rows] == ["L1", "L3"]
    verify_loans(month.remittance, rows)


def test_run_month__correction__carries_its_revision(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    tape = tape_of_loans(loan)
    activity = month_of_lines(tape, line())

    assert run_month(tape, activity, revision=3).remittance == replace(
        run_month(tape, activity).remittance, revision=3
    )


def test_run_month__nothing_left__reports_an_empty_month(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    tape = tape_of_loans(loan)
    tape = run_month(tape, month_of_lines(tape, line(paid_off=True))).tape

    month = run_month(tape, month_of_lines(tape))

    assert month.remittance.balance_begin_cents == month.remittance.cash_received_cents == ZERO
    assert month.tape == replace(tape, as_of=Period(2027, 2))


@pytest.mark.parametrize("period", [Period(2026, 12), Period(2027, 2)])
def test_run_month__activity_of_another_month__refused(
    loan: Loan,
    tape_of_loans: TapeMaker,
    line: LineMaker,
    month_of_lines: MonthMaker,
    period: Period,
) -> None:
    tape = tape_of_loans(loan)
    activity = replace(month_of_lines(tape, line()), period=period)

    with pytest.raises(ActivityMismatch) as caught:
        run_month(tape, activity)
    assert (caught.value.field, caught.value.activity) == ("period", period)

    columns = replace(activity_columns_of(month_of_lines(tape, line()), tape), period=period)
    with pytest.raises(ActivityMismatch):
        account(columns_of(tape), columns)


def test_run_month__loan_without_a_line__refused(
    loan: Loan, tape_of_loans: TapeMaker, month_of_lines: MonthMaker
) -> None:
    tape = tape_of_loans(loan)

    with pytest.raises(ActivityMismatch) as caught:
        run_month(tape, month_of_lines(tape))

    assert (caught.value.field, caught.value.tape) == ("loan", "L1")
