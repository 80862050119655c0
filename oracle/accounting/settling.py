"""How a loan is prepaid or ends: curtailment, payoff and buyout, liquidation, recovery."""

from __future__ import annotations

from dataclasses import dataclass

from oracle.accounting.collecting import CollectedMonth
from rwa.pool.activity import LoanActivity
from rwa.pool.loan import Loan


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a month's money did to a loan, before its terms change; in cents."""

    scheduled: int
    """Principal due by the schedule."""
    curtailed: int
    """Principal paid beyond it while the loan stays."""
    paid_off: int
    """Principal beyond it that ended the loan."""
    liquidated: int
    """Balance removed by liquidation."""
    loss: int
    """What a liquidation did not bring; below zero where it brought too much."""
    left: int
    """Balance after all these."""
    interest: int
    """Interest passed on, after the loan's own shortfall."""
    servicing_fee: int
    """The servicer's part of it."""
    guaranty_fee: int
    """The guarantor's part of it."""
    cash: int
    """What came in."""
    advanced: int
    """What the servicer advanced."""
    recovered: int
    """Earlier advances taken back."""
    advances: int
    """Advances outstanding after these."""
    behind: int
    """Payments missed after the month."""
    months_advanced: int
    """The oldest of those, which were advanced."""

    @property
    def has_ended(self) -> bool:
        """Whether nothing is owed any more."""
        return self.left == 0


def settle(loan: Loan, line: LoanActivity, collected: CollectedMonth) -> Settled:
    """Settle the month's money on top of what the installments brought."""
    if line.liquidation_proceeds_cents is not None:
        return _liquidated(loan, collected, proceeds=line.liquidation_proceeds_cents.count)
    return _prepaid(loan, line, collected)


def _liquidated(loan: Loan, collected: CollectedMonth, *, proceeds: int) -> Settled:
    """End a loan at its net proceeds, which pay what interest would have been advanced."""
    balance, advances = loan.balance_cents.count, loan.advances_outstanding_cents.count
    return Settled(
        scheduled=0,
        curtailed=0,
        paid_off=0,
        liquidated=balance,
        loss=balance + collected.interest + advances - proceeds,
        left=0,
        interest=collected.interest,
        servicing_fee=collected.servicing_fee,
        guaranty_fee=collected.guaranty_fee,
        cash=proceeds,
        advanced=0,
        recovered=advances,
        advances=0,
        behind=0,
        months_advanced=0,
    )


def _prepaid(loan: Loan, line: LoanActivity, collected: CollectedMonth) -> Settled:
    """Take a curtailment or a payoff from what the installments left of the balance."""
    left = loan.balance_cents.count - collected.principal
    curtailed = line.curtailment_cents.count
    paid_off = left if line.paid_off else 0
    short = line.interest_shortfall_cents.count
    outstanding = loan.advances_outstanding_cents.count
    return Settled(
        scheduled=collected.principal,
        curtailed=curtailed,
        paid_off=paid_off,
        liquidated=0,
        loss=0,
        left=left - curtailed - paid_off,
        interest=collected.interest - short,
        servicing_fee=collected.servicing_fee,
        guaranty_fee=collected.guaranty_fee,
        cash=collected.cash + curtailed + paid_off - short,
        advanced=collected.advanced,
        recovered=collected.recovered,
        advances=outstanding + collected.advanced - collected.recovered,
        behind=collected.behind,
        months_advanced=collected.months_advanced,
    )
