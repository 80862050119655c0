"""Activity that cannot be accounted: refused with the loan and both sides, never bent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.ids import LoanId
from rwa.core.money import Cents
from rwa.pool.activity import LoanActivity, MonthActivity
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.tape import LoanTape
from rwa.remittance.refusals import (
    ActivityRefused,
    CurtailmentInArrears,
    CurtailmentTooLarge,
    LiquidationRefused,
    LoanEndedInArrears,
    PaymentsNotOwed,
    PayoffOutOfStep,
    PoolLineMissedPayment,
)
from rwa.servicing.accounting import run_month

TapeMaker = Callable[..., LoanTape]
LineMaker = Callable[..., LoanActivity]
MonthMaker = Callable[..., MonthActivity]

LEFT = Cents.parse("299708.42")
PAYMENT = Cents.parse("1822.83")
BEHIND = {
    "status": LoanStatus.DELINQUENT_30,
    "months_behind": 1,
    "months_advanced": 1,
    "advances_outstanding_cents": PAYMENT,
}


@pytest.mark.parametrize(
    ("changes", "reported", "refusal", "sides"),
    [
        (
            {},
            {"payments_made": 0, "liquidation_proceeds_cents": Cents(5)},
            LiquidationRefused,
            (Cents(5), "none"),
        ),
        ({"recasts": True}, {"payments_made": 0}, PoolLineMissedPayment, (0, 1)),
        ({"recasts": True}, {"payments_made": 2}, PoolLineMissedPayment, (2, 1)),
        ({}, {"payments_made": 0, "paid_off": True}, PayoffOutOfStep, (0, 1)),
        (BEHIND, {"payments_made": 2, "paid_off": True}, PayoffOutOfStep, (2, 1)),
        ({}, {"payments_made": 2}, PaymentsNotOwed, (2, "0 to 1")),
        (BEHIND, {"payments_made": 3}, PaymentsNotOwed, (3, "0 to 2")),
        (
            {},
            {"curtailment_cents": LEFT + Cents(1)},
            CurtailmentTooLarge,
            (LEFT + Cents(1), f"0.00 to {LEFT}"),
        ),
        (
            BEHIND,
            {"curtailment_cents": Cents(1)},
            CurtailmentInArrears,
            (Cents(1), f"0.00 while {PAYMENT} of missed payments is owed"),
        ),
        (
            {},
            {"payments_made": 0, "curtailment_cents": Cents(1)},
            CurtailmentInArrears,
            (Cents(1), f"0.00 while {PAYMENT} of missed payments is owed"),
        ),
        (
            {"remaining_months": 1},
            {"payments_made": 0},
            LoanEndedInArrears,
            (Cents.parse("301531.25"), "0.00"),
        ),
        ({**BEHIND, "remaining_months": 1}, {}, LoanEndedInArrears, (PAYMENT, "0.00")),
    ],
)
def test_run_month__activity_that_does_not_fit__refused_with_loan_and_both_sides(
    loan: Loan,
    tape_of_loans: TapeMaker,
    line: LineMaker,
    month_of_lines: MonthMaker,
    changes: dict[str, Any],
    reported: dict[str, Any],
    refusal: type[ActivityRefused],
    sides: tuple[object, object],
) -> None:
    other = replace(loan, loan_id=LoanId("L0"))
    tape = tape_of_loans(other, replace(loan, **changes))

    with pytest.raises(refusal) as caught:
        run_month(tape, month_of_lines(tape, line("L0"), line(**reported)))

    assert type(caught.value) is refusal
    assert caught.value.loan_id == "L1"
    assert (caught.value.reported, caught.value.allowed) == sides


def test_run_month__two_loans_that_do_not_fit__the_first_is_named(
    loan: Loan, tape_of_loans: TapeMaker, line: LineMaker, month_of_lines: MonthMaker
) -> None:
    tape = tape_of_loans(*(replace(loan, loan_id=LoanId(f"L{n}")) for n in range(3)))
    too_much = line("L1", curtailment_cents=LEFT + Cents(1))

    with pytest.raises(CurtailmentTooLarge) as caught:
        run_month(tape, month_of_lines(tape, line("L0"), too_much, line("L2", payments_made=9)))

    assert caught.value.loan_id == "L1"
