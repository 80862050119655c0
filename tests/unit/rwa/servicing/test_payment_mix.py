"""Borrowers who make none, one or several payments, by shares."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from rwa.core.errors import ValueOutOfRange
from rwa.core.money import ZERO, Cents
from rwa.pool.generator import generate_pool
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.programme import PORTFOLIO_ACTUAL_ACTUAL, PRIVATE_LABEL
from rwa.pool.tape import LoanTape
from rwa.servicing.life import run_life, simulate_activity
from rwa.servicing.payment_mix import PaymentMix, SharesDoNotSum

MIX = PaymentMix(
    none=Decimal("0.1"), one=Decimal("0.6"), several=Decimal("0.2"), curtails=Decimal("0.1")
)
NOBODY = PaymentMix(none=Decimal(1), one=Decimal(0))
SEVERAL = PaymentMix(none=Decimal(0), one=Decimal(0), several=Decimal(1))
CURTAILS = PaymentMix(none=Decimal(0), one=Decimal(0), curtails=Decimal(1))
PAYMENT = Cents.dollars(600)


def behind(loan: Loan, months: int) -> Loan:
    return replace(
        loan,
        status=list(LoanStatus)[min(months, 3)],
        months_behind=months,
        months_advanced=months,
        advances_outstanding_cents=Cents(months * PAYMENT.count),
    )


def test_draw__shares__are_met_by_many_loans() -> None:
    tape = generate_pool(seed=5, loan_count=4_000)

    lines = simulate_activity(tape, MIX, seed=3).loans

    missed = sum(line.payments_made == 0 for line in lines)
    extra = sum(line.curtailment_cents > ZERO for line in lines)
    assert abs(missed - 400) < 4 * 400**0.5
    # Several payments of a loan that owes one are a curtailment.
    assert abs(extra - 1_200) < 4 * 1_200**0.5


def test_draw__several_payments__are_two_to_all_that_are_owed(
    tape_under: Callable[..., LoanTape], round_loan: Loan, accounted: Callable[..., Any]
) -> None:
    tape = tape_under(PRIVATE_LABEL, behind(round_loan, 4))

    made = set()
    for seed in range(60):
        activity = simulate_activity(tape, SEVERAL, seed=seed)
        month = accounted(tape, activity)
        made.add(activity.loans[0].payments_made)
        assert month.row.cash_received_cents == Cents(
            activity.loans[0].payments_made * PAYMENT.count
        )
    assert made == {2, 3, 4, 5}


@pytest.mark.parametrize(("mix", "least", "most"), [(SEVERAL, 600, 600), (CURTAILS, 0, 600)])
def test_draw__more_than_is_owed__is_a_curtailment(
    tape_under: Callable[..., LoanTape],
    round_loan: Loan,
    accounted: Callable[..., Any],
    mix: PaymentMix,
    least: int,
    most: int,
) -> None:
    tape = tape_under(PRIVATE_LABEL, round_loan)

    activity = simulate_activity(tape, mix, seed=1)
    month = accounted(tape, activity)

    (line,) = activity.loans
    assert line.payments_made == 1
    assert Cents.dollars(least) <= line.curtailment_cents <= Cents.dollars(most)
    assert month.row.cash_received_cents == PAYMENT + line.curtailment_cents


def test_draw__curtailing_while_behind__pays_one_and_no_more(
    tape_under: Callable[..., LoanTape], round_loan: Loan, accounted: Callable[..., Any]
) -> None:
    tape = tape_under(PRIVATE_LABEL, behind(round_loan, 1))

    month = accounted(tape, simulate_activity(tape, CURTAILS, seed=1))

    assert month.row.curtailed_cents == ZERO
    assert month.after.months_behind == 1


def test_draw__last_payment_missed__pays_off_as_scheduled_and_waits_as_collected(
    tape_under: Callable[..., LoanTape], round_loan: Loan, accounted: Callable[..., Any]
) -> None:
    last = replace(behind(round_loan, 2), remaining_months=1)

    settled = tape_under(PRIVATE_LABEL, last)
    month = accounted(settled, simulate_activity(settled, NOBODY, seed=1))
    waiting = tape_under(
        PORTFOLIO_ACTUAL_ACTUAL,
        replace(last, months_advanced=0, advances_outstanding_cents=ZERO),
    )
    other = accounted(waiting, simulate_activity(waiting, NOBODY, seed=1))

    assert month.after.status is LoanStatus.PAID_OFF
    assert (other.after.months_behind, other.after.remaining_months) == (3, 1)


def test_run_life__mix_of_payments_for_ten_years__conserves_every_cent() -> None:
    tape = generate_pool(seed=11, loan_count=150)

    months = [month.remittance for month in run_life(tape, MIX, seed=4, months=120)]

    cash = sum(month.cash_received_cents.count for month in months)
    advances = months[-1].advances_end_cents.count
    interest = sum(month.gross_interest_cents.count for month in months)
    repaid = tape.balance_cents.count - months[-1].balance_end_cents.count
    assert advances > 0
    assert cash + advances == interest + repaid


def test_payment_mix__shares_that_miss_one__refused() -> None:
    with pytest.raises(SharesDoNotSum) as caught:
        PaymentMix(none=Decimal("0.1"), one=Decimal("0.89"))

    assert caught.value.total == Decimal("0.99")


@pytest.mark.parametrize("share", [Decimal("-0.1"), Decimal("1.5"), Decimal("NaN")])
def test_payment_mix__share_that_is_none__refused(share: Decimal) -> None:
    with pytest.raises(ValueOutOfRange) as caught:
        PaymentMix(none=share, one=Decimal(1))

    assert caught.value.field == "none"
