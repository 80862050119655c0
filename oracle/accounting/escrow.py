"""The month of a loan's escrow account.

Source: docs/reference/sources.md#reg-x-escrow
"""

from __future__ import annotations

from dataclasses import dataclass

from rwa.pool.activity import LoanActivity
from rwa.pool.loan import Loan


@dataclass(frozen=True, slots=True, kw_only=True)
class EscrowMonth:
    """What went through an escrow account, in cents."""

    deposits: int
    """Paid in."""
    disbursements: int
    """Paid out, to others and to the servicer for what he had put in."""
    put_in: int
    """What the servicer put in."""
    balance: int
    """What the account holds afterwards; it may be below zero."""
    advances: int
    """What the servicer has put in and not got back."""


def escrow_month(loan: Loan, line: LoanActivity, *, has_ended: bool) -> EscrowMonth:
    """The account's month: advances are repaid first, then bills are paid from what it holds."""
    deposited, billed = line.escrow_deposit_cents.count, line.escrow_disbursement_cents.count
    repaid = min(loan.escrow_advances_cents.count, deposited)
    held = loan.escrow_balance_cents.count + deposited - repaid
    from_account = min(max(held, 0), billed)
    put_in = billed - from_account
    open_month = EscrowMonth(
        deposits=deposited,
        disbursements=billed + repaid,
        put_in=put_in,
        balance=held - from_account,
        advances=loan.escrow_advances_cents.count - repaid + put_in,
    )
    return _closed(open_month) if has_ended else open_month


def _closed(month: EscrowMonth) -> EscrowMonth:
    """Close an account: what it lacks is paid in, what it holds is paid out."""
    return EscrowMonth(
        deposits=month.deposits + month.advances + max(-month.balance, 0),
        disbursements=month.disbursements + month.advances + max(month.balance, 0),
        put_in=month.put_in,
        balance=0,
        advances=0,
    )
