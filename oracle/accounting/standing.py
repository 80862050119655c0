"""Where a loan stands at the end of a month.

Source: docs/reference/sources.md#mba-delinquency
"""

from __future__ import annotations

from rwa.pool.activity import LoanActivity
from rwa.pool.loan import Loan, LoanStatus

BEHIND_BY = {1: LoanStatus.DELINQUENT_30, 2: LoanStatus.DELINQUENT_60}
"""Standing of a borrower this many payments behind; more is 90 days."""


def standing(loan: Loan, line: LoanActivity, *, behind: int) -> LoanStatus:
    """The standing of a loan that goes on, `behind` payments missed."""
    if behind == 0:
        return LoanStatus.CURRENT
    if line.moved_to is not None:
        return line.moved_to
    if loan.status in (LoanStatus.FORECLOSURE, LoanStatus.REO):
        return loan.status
    return BEHIND_BY.get(behind, LoanStatus.DELINQUENT_90)


def final_standing(line: LoanActivity) -> LoanStatus:
    """The standing of a loan that ended in the month."""
    if line.liquidation_proceeds_cents is not None:
        return LoanStatus.LIQUIDATED
    return LoanStatus.PAID_OFF
