"""What holders get under each remittance type: $100,000.00 at 6%, payment 600.00, fee 0.24%.

Three installments on what the one before leaves, in cents half up: interest 500.00, principal
100.00; on 99,900.00 interest 499.50, principal 100.50; on 99,799.50 interest 499.00 (498.9975),
principal 101.00. Fees 20.00, 19.98, 19.96 (19.9599).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.dates import Period
from rwa.core.money import ZERO, Cents, total
from rwa.pool.loan import Accrual, Loan, LoanStatus
from rwa.pool.programme import (
    PORTFOLIO_ACTUAL_ACTUAL,
    PORTFOLIO_SCHEDULED_ACTUAL,
    PRIVATE_LABEL,
    Programme,
)

Month = Callable[..., Any]
INTEREST = tuple(map(Cents.parse, ("500.00", "499.50", "499.00")))
PRINCIPAL = tuple(map(Cents.parse, ("100.00", "100.50", "101.00")))
FEES = tuple(map(Cents.parse, ("20.00", "19.98", "19.96")))
PAYMENT = Cents.dollars(600)
AS_COLLECTED = [PORTFOLIO_SCHEDULED_ACTUAL, PORTFOLIO_ACTUAL_ACTUAL]


def behind(loan: Loan, months: int, **changes: Any) -> Loan:
    status = list(LoanStatus)[min(months, 3)]
    return replace(loan, months_behind=months, status=status, **changes)


@pytest.mark.parametrize("programme", [PRIVATE_LABEL, *AS_COLLECTED])
def test_run_month__paid_in_time__is_the_same_under_every_type(
    one_loan: Month, round_loan: Loan, programme: Programme
) -> None:
    month = one_loan(round_loan, programme)

    assert month.row.gross_interest_cents == INTEREST[0]
    assert month.row.scheduled_cents == PRINCIPAL[0]
    assert month.row.servicing_fee_cents == FEES[0]
    assert month.row.cash_received_cents == PAYMENT
    assert month.after.status is LoanStatus.CURRENT


@pytest.mark.parametrize(
    ("programme", "interest", "principal", "fee", "advanced", "months_advanced"),
    [
        (PRIVATE_LABEL, INTEREST[0], PRINCIPAL[0], FEES[0], PAYMENT, 1),
        (PORTFOLIO_SCHEDULED_ACTUAL, INTEREST[0], ZERO, FEES[0], INTEREST[0], 1),
        (PORTFOLIO_ACTUAL_ACTUAL, ZERO, ZERO, ZERO, ZERO, 0),
    ],
)
def test_run_month__missed__holders_get_what_their_type_promises(
    one_loan: Month,
    round_loan: Loan,
    programme: Programme,
    interest: Cents,
    principal: Cents,
    fee: Cents,
    advanced: Cents,
    months_advanced: int,
) -> None:
    month = one_loan(round_loan, programme, payments_made=0)

    assert month.row.cash_received_cents == ZERO
    assert month.row.gross_interest_cents == interest
    assert month.row.scheduled_cents == principal
    assert month.row.servicing_fee_cents == fee
    assert month.row.advances_made_cents == advanced
    assert month.after.months_behind == 1
    assert month.after.months_advanced == months_advanced
    assert month.after.remaining_months == round_loan.remaining_months - 1


def test_run_month__actual_actual_two_behind_pays_all__passes_three_installments_on(
    one_loan: Month, round_loan: Loan
) -> None:
    month = one_loan(behind(round_loan, 2), PORTFOLIO_ACTUAL_ACTUAL, payments_made=3)

    assert month.row.gross_interest_cents == total(INTEREST)
    assert month.row.scheduled_cents == total(PRINCIPAL)
    assert month.row.servicing_fee_cents == total(FEES)
    assert month.row.cash_received_cents == PAYMENT + PAYMENT + PAYMENT
    assert (month.after.months_behind, month.after.status) == (0, LoanStatus.CURRENT)


def test_run_month__actual_actual_two_behind_pays_one__passes_the_oldest_on(
    one_loan: Month, round_loan: Loan
) -> None:
    month = one_loan(behind(round_loan, 2), PORTFOLIO_ACTUAL_ACTUAL, payments_made=1)

    assert month.row.gross_interest_cents == INTEREST[0]
    assert month.row.scheduled_cents == PRINCIPAL[0]
    assert month.row.advances_made_cents == month.row.advances_recovered_cents == ZERO
    assert (month.after.months_behind, month.after.status) == (2, LoanStatus.DELINQUENT_60)


def test_run_month__scheduled_actual_pays_one_of_three__recovers_it_and_advances_the_newest(
    one_loan: Month, round_loan: Loan
) -> None:
    advanced = INTEREST[0] + INTEREST[1]
    loan = behind(round_loan, 2, months_advanced=2, advances_outstanding_cents=advanced)

    month = one_loan(loan, PORTFOLIO_SCHEDULED_ACTUAL, payments_made=1)

    # The oldest brings 500.00 of interest that had been advanced and 100.00 of principal.
    assert month.row.cash_received_cents == PAYMENT
    assert month.row.advances_recovered_cents == INTEREST[0]
    assert month.row.scheduled_cents == PRINCIPAL[0]
    assert month.row.gross_interest_cents == month.row.advances_made_cents == INTEREST[2]
    assert month.row.servicing_fee_cents == FEES[2]
    assert month.after.advances_outstanding_cents == INTEREST[1] + INTEREST[2]
    assert (month.after.months_behind, month.after.months_advanced) == (2, 2)


def test_run_month__scheduled_actual_pays_all__recovers_all_that_is_outstanding(
    one_loan: Month, round_loan: Loan
) -> None:
    advanced = INTEREST[0] + INTEREST[1] + Cents(7)
    loan = behind(round_loan, 2, months_advanced=2, advances_outstanding_cents=advanced)

    month = one_loan(loan, PORTFOLIO_SCHEDULED_ACTUAL, payments_made=3)

    assert month.row.advances_recovered_cents == advanced
    assert month.row.gross_interest_cents == INTEREST[2]
    assert month.row.scheduled_cents == total(PRINCIPAL)
    assert month.after.advances_outstanding_cents == ZERO
    assert month.after.months_advanced == 0


@pytest.mark.parametrize(
    ("months", "advanced", "again"), [(3, 3, True), (4, 4, False), (3, 2, False), (0, 0, True)]
)
def test_run_month__scheduled_actual_missed__advances_until_four_are_behind(
    one_loan: Month, round_loan: Loan, months: int, advanced: int, again: bool
) -> None:
    loan = behind(round_loan, months, months_advanced=advanced)

    month = one_loan(loan, PORTFOLIO_SCHEDULED_ACTUAL, payments_made=0)

    assert (month.row.advances_made_cents > ZERO) is again
    assert month.row.gross_interest_cents == month.row.advances_made_cents
    assert month.after.months_advanced == advanced + again
    assert month.after.months_behind == months + 1


def test_run_month__scheduled_actual_stopped__advances_no_interest_and_recovers_it(
    one_loan: Month, round_loan: Loan
) -> None:
    loan = behind(
        round_loan,
        1,
        months_advanced=1,
        advances_stopped=True,
        advances_outstanding_cents=INTEREST[0],
    )

    missed = one_loan(loan, PORTFOLIO_SCHEDULED_ACTUAL, payments_made=0)
    paid = one_loan(loan, PORTFOLIO_SCHEDULED_ACTUAL, payments_made=1)

    assert missed.row.gross_interest_cents == missed.row.advances_made_cents == ZERO
    assert (missed.after.months_behind, missed.after.months_advanced) == (2, 1)
    # The principal of an advanced payment had not left the balance.
    assert paid.row.advances_recovered_cents == INTEREST[0]
    assert paid.row.scheduled_cents == PRINCIPAL[0]
    assert paid.row.cash_received_cents == PAYMENT


def test_run_month__as_collected_with_days_counted__each_installment_has_those_of_its_month(
    one_loan: Month, round_loan: Loan
) -> None:
    loan = behind(round_loan, 2, accrual=Accrual.ACTUAL_360)

    # Due in March: the oldest fell due in January, for the 31 days of December; then 31 and 28.
    month = one_loan(loan, PORTFOLIO_ACTUAL_ACTUAL, issue=Period(2027, 2), payments_made=3)

    # 100,000.00 bring 516.67 and leave 99,916.67; those bring 516.24 (516.2361...) and leave
    # 99,832.91; those bring 465.89 (465.8869...) for 28 days.
    assert month.row.gross_interest_cents == total(map(Cents.parse, ("516.67", "516.24", "465.89")))
    assert month.row.cash_received_cents == PAYMENT + PAYMENT + PAYMENT


@pytest.mark.parametrize("programme", AS_COLLECTED)
def test_run_month__last_payment_missed_as_collected__stays_due(
    one_loan: Month, round_loan: Loan, programme: Programme
) -> None:
    loan = replace(round_loan, remaining_months=1)

    month = one_loan(loan, programme, payments_made=0)
    paid = one_loan(replace(month.after, escrow_balance_cents=ZERO), programme, payments_made=2)

    assert month.row.scheduled_cents == ZERO
    assert (month.after.remaining_months, month.after.months_behind) == (1, 1)
    # The older one is an ordinary payment now; the newest takes the rest.
    assert paid.row.scheduled_cents == Cents.dollars(100_000)
    assert paid.after.status is LoanStatus.PAID_OFF
    assert paid.after.advances_outstanding_cents == ZERO


def test_run_month__older_payment_of_a_loan_at_its_end__is_an_ordinary_one(
    one_loan: Month, round_loan: Loan
) -> None:
    loan = behind(round_loan, 1, remaining_months=1)

    month = one_loan(loan, PORTFOLIO_ACTUAL_ACTUAL, payments_made=1)

    assert month.row.scheduled_cents == PRINCIPAL[0]
    assert month.row.cash_received_cents == PAYMENT
    assert (month.after.remaining_months, month.after.months_behind) == (1, 1)


def test_run_month__stopped__lays_out_only_what_was_not_advanced(
    one_loan: Month, round_loan: Loan
) -> None:
    """Scheduled/scheduled, four behind: two advanced before advances were stopped."""
    loan = behind(
        round_loan,
        4,
        months_advanced=2,
        advances_stopped=True,
        advances_outstanding_cents=PAYMENT + PAYMENT + Cents(3),
    )

    one = one_loan(loan, payments_made=1)
    two = one_loan(loan, payments_made=2)
    four = one_loan(loan, payments_made=4)
    every = one_loan(loan, payments_made=5)

    # The advanced ones are worth a payment each, the odd cents with the last.
    assert one.row.advances_recovered_cents == one.row.cash_received_cents == PAYMENT
    assert one.row.gross_interest_cents == one.row.scheduled_cents == ZERO
    assert (one.after.months_behind, one.after.months_advanced) == (4, 1)
    assert two.row.advances_recovered_cents == PAYMENT + PAYMENT + Cents(3)
    # Then come the first two of the three that are laid out on the balance, then the third.
    assert four.row.gross_interest_cents == INTEREST[0] + INTEREST[1]
    assert four.row.scheduled_cents == PRINCIPAL[0] + PRINCIPAL[1]
    assert (four.after.months_behind, four.after.advances_stopped) == (1, True)
    assert every.row.gross_interest_cents == total(INTEREST)
    assert every.row.cash_received_cents == Cents(5 * PAYMENT.count + 3)
    assert (every.after.months_behind, every.after.advances_stopped) == (0, False)
    assert every.after.status is LoanStatus.CURRENT


def test_run_month__advances_stopped_in_the_month__nothing_is_passed_on_any_more(
    one_loan: Month, round_loan: Loan
) -> None:
    month = one_loan(round_loan, payments_made=0, stops_advances=True)
    paid = one_loan(round_loan, payments_made=1, stops_advances=True)

    assert month.row.gross_interest_cents == month.row.advances_made_cents == ZERO
    assert month.after.balance_cents == Cents.dollars(100_000)
    assert (month.after.advances_stopped, month.after.months_advanced) == (True, 0)
    assert not paid.after.advances_stopped
    assert paid.row.scheduled_cents == PRINCIPAL[0]
