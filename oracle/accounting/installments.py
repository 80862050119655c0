"""What falls due: installments of interest, principal and fees, laid out one after another."""

from __future__ import annotations

from dataclasses import dataclass

from oracle.accounting.due_month import DueMonth
from oracle.accounting.interest import accrued, retiring_payment
from rwa.core.rates import Ppm
from rwa.pool.loan import Loan


@dataclass(frozen=True, slots=True)
class Installment:
    """One payment that fell due, in cents."""

    interest: int
    """A month's interest on the part of the balance that bears any."""
    principal: int
    """What it repays of the balance."""
    servicing_fee: int
    """The servicer's part of the interest."""
    guaranty_fee: int
    """The guarantor's part of it."""


def lay_out(loan: Loan, month: DueMonth, *, gone: int) -> tuple[Installment, ...]:
    """The installments that are due and still in the balance, oldest first.

    `loan.months_behind` and the month's own are due; of the oldest, `gone` have left the balance.
    """
    laid, balance = [], loan.balance_cents.count
    for months_ago in range(loan.months_behind - gone, -1, -1):
        one = _installment(loan, month, balance=balance, months_ago=months_ago)
        laid.append(one)
        balance -= one.principal
    return tuple(laid)


def newest_installment(loan: Loan, month: DueMonth) -> Installment:
    """The month's own installment, where every older one has left the balance."""
    return _installment(loan, month, balance=loan.balance_cents.count, months_ago=0)


def _installment(loan: Loan, month: DueMonth, *, balance: int, months_ago: int) -> Installment:
    bearing = balance - loan.deferred_cents.count
    days = month.accrual_days(months_ago=months_ago)

    def share(rate: Ppm) -> int:
        return accrued(bearing, rate=rate.count, accrual=loan.accrual, days=days)

    interest = share(loan.note_rate_ppm)
    is_last = loan.remaining_months + months_ago == 1
    if is_last:
        principal = balance
    elif loan.interest_only_months:
        principal = 0
    else:
        payment = _payment(loan, bearing=bearing, months=loan.remaining_months + months_ago)
        principal = min(max(payment - interest, 0), bearing)
    return Installment(
        interest=interest,
        principal=principal,
        servicing_fee=share(loan.servicing_fee_ppm),
        guaranty_fee=share(loan.guaranty_fee_ppm),
    )


def _payment(loan: Loan, *, bearing: int, months: int) -> int:
    if loan.recasts:
        return retiring_payment(bearing, note_rate=loan.note_rate_ppm.count, months=months)
    return loan.payment_cents.count
