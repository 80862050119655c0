"""Whether an activity that calls itself an estimate is the one the rule gives, and no other.

Written apart from the servicer's: a borrower less than 90 days behind makes the month's payment,
one further behind makes none, nobody prepays or is liquidated, and a loan whose schedule ends in
arrears is paid off. An estimate is nobody's judgement, so a node can check it from the prior tape alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from oracle.checks import Difference
from oracle.loan_accounting import due_on
from rwa.core.money import ZERO
from rwa.pool.activity import LoanActivity, MonthActivity
from rwa.pool.loan import Loan, LoanStatus
from rwa.pool.tape import LoanTape

FIGURES = ("payments_made", "curtailment_cents", "paid_off", "liquidation_proceeds_cents")
"""All that a line of activity says of its loan."""
FAR_BEHIND = (LoanStatus.DELINQUENT_90, LoanStatus.FORECLOSURE, LoanStatus.REO)


def departures_from_estimate(activity: MonthActivity, prior: LoanTape) -> Iterator[Difference]:
    """Yield every figure that is not the estimate's, in tape order.

    `activity` has a line for each loan of `prior` with a balance.
    """
    lines = {line.loan_id: line for line in activity.loans}
    for loan in prior.active_loans:
        expected, reported = _estimate(loan), lines[loan.loan_id]
        for field in FIGURES:
            ours, theirs = getattr(expected, field), getattr(reported, field)
            if ours != theirs:
                yield Difference(f"estimated {field}", ours, theirs, loan.loan_id)


def _estimate(loan: Loan) -> LoanActivity:
    ends = due_on(loan).principal == loan.balance_cents.count
    misses = loan.status in FAR_BEHIND and not ends and not loan.recasts
    return LoanActivity(
        loan_id=loan.loan_id,
        payments_made=0 if misses else 1,
        curtailment_cents=ZERO,
        paid_off=ends and bool(loan.advances_outstanding_cents),
        liquidation_proceeds_cents=None,
    )
