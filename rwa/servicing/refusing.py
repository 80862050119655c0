"""Which loan's activity cannot be accounted, and why: the first in tape order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rwa.core.ids import LoanId
from rwa.core.money import Cents
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
from rwa.servicing.activity_columns import NOT_LIQUIDATED, ActivityColumns
from rwa.servicing.arrears import missed_payments
from rwa.servicing.columns import FlagColumn, TapeColumns
from rwa.servicing.loan_columns import LoanColumns
from rwa.servicing.schedule import DueColumns


@dataclass(frozen=True, slots=True, eq=False)
class _Rule:
    """Loans that break a rule, and the refusal of one of them."""

    broken: FlagColumn
    refusal: Callable[[LoanId, int], ActivityRefused]
    """From the loan's number and its row."""


def refuse_what_does_not_fit(
    tape: TapeColumns, activity: ActivityColumns, due: DueColumns, loans: LoanColumns
) -> None:
    """Raise the refusal of the first loan, in tape order, whose activity cannot be accounted.

    A loan that breaks several rules is refused for the first, in the order they stand here.
    """
    rules = _rules(tape, activity, due, loans)
    found = [
        (int(rule.broken.argmax()), order) for order, rule in enumerate(rules) if rule.broken.any()
    ]
    if found:
        row, order = min(found)
        raise rules[order].refusal(tape.loan_ids[row], row)


def _rules(
    tape: TapeColumns, activity: ActivityColumns, due: DueColumns, loans: LoanColumns
) -> tuple[_Rule, ...]:
    made, curtailment = activity.payments_made, activity.curtailment
    proceeds, advances = activity.liquidation_proceeds, loans.advances_end
    owed = 1 + missed_payments(tape.advances_outstanding, due.payment)
    left = tape.balance - due.principal
    return (
        _Rule(
            proceeds != NOT_LIQUIDATED,
            lambda loan, row: LiquidationRefused(loan, proceeds=Cents(int(proceeds[row]))),
        ),
        _Rule(
            tape.active & tape.recasts & (made != 1),
            lambda loan, row: PoolLineMissedPayment(loan, payments_made=int(made[row])),
        ),
        _Rule(
            activity.paid_off & (made != 1),
            lambda loan, row: PayoffOutOfStep(loan, payments_made=int(made[row])),
        ),
        _Rule(
            made > owed,
            lambda loan, row: PaymentsNotOwed(
                loan, payments_made=int(made[row]), owed=int(owed[row])
            ),
        ),
        _Rule(
            curtailment > left,
            lambda loan, row: CurtailmentTooLarge(
                loan, curtailment=Cents(int(curtailment[row])), left=Cents(int(left[row]))
            ),
        ),
        _Rule(
            (curtailment > 0) & (advances > 0),
            lambda loan, row: CurtailmentInArrears(
                loan, curtailment=Cents(int(curtailment[row])), advances=Cents(int(advances[row]))
            ),
        ),
        _Rule(
            tape.active & (loans.end == 0) & (advances > 0),
            lambda loan, row: LoanEndedInArrears(loan, advances=Cents(int(advances[row]))),
        ),
    )
