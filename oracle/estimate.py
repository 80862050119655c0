"""Whether an activity that calls itself an estimate is the one the rule gives, and no other.

Written apart from the servicer's: a borrower less than 90 days behind makes the month's payment,
one further behind makes none, nobody prepays, and a loan whose schedule ends in arrears is paid
off. Nothing else is estimated. An estimate is nobody's judgement, so a node can check it from the
prior tape alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from oracle.accounting.due_month import DueMonth
from oracle.accounting.installments import newest_installment
from oracle.checks import Difference
from rwa.core.ids import LoanId
from rwa.core.money import ZERO
from rwa.pool.activity import LoanActivity, MonthActivity
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.tape import LoanTape

FAR_BEHIND = (LoanStatus.DELINQUENT_90, LoanStatus.FORECLOSURE, LoanStatus.REO)


def departures_from_estimate(activity: MonthActivity, prior: LoanTape) -> Iterator[Difference]:
    """Yield every figure that is not the estimate's, in the order of the activity.

    `activity` has a line for each loan of `prior` with a balance.
    """
    month = DueMonth(activity.period, prior.pool.programme, activity.index_ppm)
    loans = prior.by_id
    for line in activity.loans:
        expected = _estimate(loans[line.loan_id], month)
        for name in (field.name for field in fields(LoanActivity)):
            ours, theirs = getattr(expected, name), getattr(line, name)
            if ours != theirs:
                yield Difference(f"estimated {name}", ours, theirs, line.loan_id)


def _estimate(loan: Loan, month: DueMonth) -> LoanActivity:
    if not loan.is_active:
        return _line(loan.loan_id, payments_made=0)
    ends = newest_installment(loan, month).principal == loan.balance_cents.count
    misses = loan.status in FAR_BEHIND and not ends and not loan.recasts
    in_arrears = loan.months_behind > 0 or loan.advances_outstanding_cents > ZERO
    return _line(loan.loan_id, payments_made=0 if misses else 1, paid_off=ends and in_arrears)


def _line(loan_id: LoanId, *, payments_made: int, paid_off: bool = False) -> LoanActivity:
    return LoanActivity(
        loan_id=loan_id,
        payments_made=payments_made,
        curtailment_cents=ZERO,
        paid_off=paid_off,
        liquidation_proceeds_cents=None,
    )
