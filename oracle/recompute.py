"""A node's own computation of a month: prior tape + activity -> everything the report says.

Every loan is accounted row by row (`loan_accounting`); the pool is their sum. Neither the
servicer's engine nor the cash-flow room is used. The split between classes is `rwa.deal`'s, which
the contracts check again.
"""

from __future__ import annotations

from dataclasses import dataclass

from oracle.accounting.due_month import DueMonth
from oracle.loan_accounting import (
    LoanAccount,
    account_loan,
    loan_after,
    month_of_loan,
    recovery_of,
)
from rwa.core.ids import LoanId
from rwa.core.money import ZERO, Cents
from rwa.deal.distribution import distribute
from rwa.deal.terms import Deal
from rwa.pool.activity import LoanActivity, MonthActivity, check_activity_fits
from rwa.pool.loan import Loan
from rwa.pool.programme import Programme
from rwa.pool.tape import LoanTape
from rwa.remittance.classes import ClassDistributions
from rwa.remittance.identities import verify, verify_loans
from rwa.remittance.loan_month import LoanMonth
from rwa.remittance.remittance import Remittance


@dataclass(frozen=True, slots=True, kw_only=True)
class RecomputedPool:
    """What a node makes of a pool's month, before any split; its identities have been checked."""

    remittance: Remittance
    """The pool's month."""
    tape: LoanTape
    """The tape after the month."""
    loans: tuple[LoanMonth, ...]
    """The month of each loan that had a balance or brought a recovery, in tape order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputation:
    """What a node makes of a month; every identity has been checked."""

    remittance: Remittance
    """The pool's month."""
    distributions: ClassDistributions
    """Its split between classes."""
    tape: LoanTape
    """The tape after the month."""
    loans: tuple[LoanMonth, ...]
    """The month of each loan that had a balance or brought a recovery, in tape order."""


def recompute(
    tape: LoanTape,
    activity: MonthActivity,
    deal: Deal,
    prior: ClassDistributions | None,
    *,
    revision: int = 0,
) -> Recomputation:
    """Recompute the month after `tape`, the last accepted one, classes included.

    `prior` is the split of the month before, None in a pool's first month.
    Raises what `recompute_pool` raises, and DealError.
    """
    pool = recompute_pool(tape, activity, revision=revision)
    return Recomputation(
        remittance=pool.remittance,
        distributions=distribute(pool.remittance, deal, prior),
        tape=pool.tape,
        loans=pool.loans,
    )


def recompute_pool(tape: LoanTape, activity: MonthActivity, *, revision: int = 0) -> RecomputedPool:
    """Recompute the month after `tape`, loan by loan.

    Raises ActivityMismatch, ActivityRefused and IdentityBroken, and ValueOutOfRange for a loan or
    sum that no record can hold.
    """
    check_activity_fits(activity, tape)
    accounts = _accounts(tape, activity)
    months = tuple(_month(account) for account in accounts.values())
    loans = tuple(_after(loan, accounts.get(loan.loan_id)) for loan in tape.loans)
    after = LoanTape(pool=tape.pool, as_of=activity.period, loans=loans)
    remittance = _remittance(tape, after, months, revision=revision)
    verify(remittance)
    verify_loans(remittance, months)
    return RecomputedPool(remittance=remittance, tape=after, loans=months)


def _accounts(tape: LoanTape, activity: MonthActivity) -> dict[LoanId, LoanAccount | LoanMonth]:
    """What the month did to each loan that it tells of, in tape order.

    All are accounted before any loan is carried on: what is refused is named first.
    """
    month = DueMonth(activity.period, tape.pool.programme, activity.index_ppm)
    lines = {line.loan_id: line for line in activity.loans}
    return {
        loan.loan_id: _account(loan, lines[loan.loan_id], month)
        for loan in tape.loans
        if loan.loan_id in lines
    }


def _account(loan: Loan, line: LoanActivity, month: DueMonth) -> LoanAccount | LoanMonth:
    return account_loan(loan, line, month) if loan.is_active else recovery_of(loan, line)


def _month(account: LoanAccount | LoanMonth) -> LoanMonth:
    return month_of_loan(account) if isinstance(account, LoanAccount) else account


def _after(loan: Loan, account: LoanAccount | LoanMonth | None) -> Loan:
    return loan_after(account) if isinstance(account, LoanAccount) else loan


def _remittance(
    before: LoanTape, after: LoanTape, months: tuple[LoanMonth, ...], *, revision: int
) -> Remittance:
    def summed(field: str) -> Cents:
        return Cents(sum(getattr(month, field).count for month in months))

    shortfall, fee = summed("interest_shortfall_cents"), summed("servicing_fee_cents")
    compensating = compensating_interest(before.pool.programme, shortfall=shortfall, fee=fee)
    interest, scheduled = summed("gross_interest_cents"), summed("scheduled_cents")
    return Remittance(
        pool_id=before.pool.pool_id,
        period=after.as_of,
        period_index=before.pool.index_of(after.as_of),
        revision=revision,
        loan_count_begin=sum(1 for month in months if month.begin_cents),
        loan_count_end=sum(1 for month in months if month.end_cents),
        balance_begin_cents=summed("begin_cents"),
        capitalised_cents=summed("capitalised_cents"),
        scheduled_cents=scheduled,
        curtailed_cents=summed("curtailed_cents"),
        paid_off_cents=summed("paid_off_cents"),
        liquidated_cents=summed("liquidated_cents"),
        forgiven_cents=summed("forgiven_cents"),
        loss_cents=summed("loss_cents"),
        recoveries_cents=summed("recoveries_cents"),
        expenses_cents=summed("expenses_cents"),
        balance_end_cents=summed("end_cents"),
        gross_interest_cents=interest + compensating,
        servicing_fee_cents=fee,
        guaranty_fee_cents=summed("guaranty_fee_cents"),
        prepayment_interest_shortfall_cents=shortfall,
        compensating_interest_cents=compensating,
        payments_due_cents=interest + shortfall + scheduled,
        cash_received_cents=summed("cash_received_cents"),
        advances_begin_cents=_held(before, "advances_outstanding_cents"),
        advances_made_cents=summed("advances_made_cents"),
        advances_recovered_cents=summed("advances_recovered_cents"),
        advances_written_off_cents=summed("advances_written_off_cents"),
        advances_end_cents=_held(after, "advances_outstanding_cents"),
        escrow_begin_cents=_held(before, "escrow_balance_cents"),
        escrow_deposits_cents=summed("escrow_deposits_cents"),
        escrow_disbursements_cents=summed("escrow_disbursements_cents"),
        escrow_advances_cents=summed("escrow_advances_cents"),
        escrow_end_cents=_held(after, "escrow_balance_cents"),
    )


def compensating_interest(programme: Programme, *, shortfall: Cents, fee: Cents) -> Cents:
    """What the servicer makes good of the pool's interest shortfall: at most the pool's fee."""
    return min(shortfall, fee) if programme.compensates_interest else ZERO


def _held(tape: LoanTape, field: str) -> Cents:
    return Cents(sum(getattr(loan, field).count for loan in tape.loans))
