"""What holders get of the installments due: as scheduled, or as the borrower paid them.

Source: docs/reference/sources.md#scheduledscheduled-remittance
"""

from __future__ import annotations

from dataclasses import dataclass

from oracle.accounting.due_month import DueMonth
from oracle.accounting.installments import Installment, lay_out, newest_installment
from rwa.pool.activity import LoanActivity
from rwa.pool.loan import Loan
from rwa.pool.programme import RemittanceType

INTEREST_ADVANCED_UNTIL = 4
"""Months behind from which interest alone is no longer advanced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedMonth:
    """What the month's payments brought, in cents; `cash` follows from the rest."""

    principal: int
    """Principal passed on by the schedule."""
    interest: int
    """Interest passed on, fees included."""
    servicing_fee: int
    """The servicer's part of it."""
    guaranty_fee: int
    """The guarantor's part of it."""
    advanced: int
    """What of these the servicer advanced."""
    recovered: int
    """Earlier advances that the payments brought back."""
    behind: int
    """Payments missed after the month."""
    months_advanced: int
    """The oldest of those, which were advanced."""
    months_interest: int
    """Interest of the month's own installment, passed on or not."""

    @property
    def cash(self) -> int:
        """What the borrower paid."""
        return self.principal + self.interest - self.advanced + self.recovered


def collect(loan: Loan, line: LoanActivity, month: DueMonth) -> CollectedMonth:
    """What `line.payments_made` installments bring, or all of them with a payoff."""
    paid = loan.months_behind + 1 if line.paid_off else line.payments_made
    if _is(month, RemittanceType.SCHEDULED_SCHEDULED) and not is_stopped(loan, line):
        return _as_scheduled(loan, month, paid=paid, settles_all=line.paid_off)
    return _as_collected(loan, line, month, paid=paid)


def is_stopped(loan: Loan, line: LoanActivity) -> bool:
    """Whether the servicer advances nothing for the loan in this month."""
    return loan.advances_stopped or line.stops_advances


def _is(month: DueMonth, remittance_type: RemittanceType) -> bool:
    return month.programme.remittance_type is remittance_type


def _as_scheduled(loan: Loan, month: DueMonth, *, paid: int, settles_all: bool) -> CollectedMonth:
    """Pass the month's installment on, paid or not: every older one was."""
    due = newest_installment(loan, month)
    missed = int(paid == 0)
    cured = max(paid - 1, 0)
    settles_all = settles_all or 0 < cured == loan.months_behind
    return CollectedMonth(
        principal=due.principal,
        interest=due.interest,
        servicing_fee=due.servicing_fee,
        guaranty_fee=due.guaranty_fee,
        advanced=missed * (due.interest + due.principal),
        recovered=_recovered(loan, cured * loan.payment_cents.count, settles_all=settles_all),
        behind=loan.months_behind + missed - cured,
        months_advanced=max(loan.months_advanced + missed - cured, 0),
        months_interest=due.interest,
    )


def _as_collected(loan: Loan, line: LoanActivity, month: DueMonth, *, paid: int) -> CollectedMonth:
    """Pass on what is paid, oldest first, and interest alone where that is advanced."""
    advanced_before = loan.months_advanced
    gone = advanced_before if _is(month, RemittanceType.SCHEDULED_SCHEDULED) else 0
    laid = lay_out(loan, month, gone=gone)
    newest = laid[-1]
    collected = laid[: max(paid - gone, 0)]
    bearers = collected[advanced_before - gone :]
    makes_advance = _advances_interest(loan, line, month) and paid <= loan.months_behind
    if makes_advance:
        bearers = (*bearers, newest)
    cured = min(paid, advanced_before)
    settles_all = line.paid_off or 0 < cured == advanced_before
    brought = cured * loan.payment_cents.count if gone else _interest(laid[:cured])
    return CollectedMonth(
        principal=sum(one.principal for one in collected),
        interest=_interest(bearers),
        servicing_fee=sum(one.servicing_fee for one in bearers),
        guaranty_fee=sum(one.guaranty_fee for one in bearers),
        advanced=newest.interest if makes_advance else 0,
        recovered=_recovered(loan, brought, settles_all=settles_all),
        behind=loan.months_behind + 1 - paid,
        months_advanced=advanced_before - cured + int(makes_advance),
        months_interest=newest.interest,
    )


def _advances_interest(loan: Loan, line: LoanActivity, month: DueMonth) -> bool:
    return (
        _is(month, RemittanceType.SCHEDULED_ACTUAL)
        and not is_stopped(loan, line)
        and loan.months_behind < INTEREST_ADVANCED_UNTIL
        and loan.months_advanced == loan.months_behind
    )


def _interest(installments: tuple[Installment, ...]) -> int:
    return sum(one.interest for one in installments)


def _recovered(loan: Loan, brought: int, *, settles_all: bool) -> int:
    """What comes back of the advances outstanding: never more, and all with the last of them."""
    outstanding = loan.advances_outstanding_cents.count
    return outstanding if settles_all else min(brought, outstanding)
