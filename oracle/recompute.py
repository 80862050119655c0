"""A node's own computation of a month: prior tape + activity -> everything the report says.

Every loan is accounted row by row (`loan_accounting`); the pool is their sum. Neither the
servicer's engine nor the cash-flow room is used. The split between classes is `rwa.deal`'s, which
the contracts check again.
"""

from __future__ import annotations

from dataclasses import dataclass

from oracle.loan_accounting import account_loan
from rwa.core.errors import DataRejected
from rwa.core.money import ZERO, Cents
from rwa.deal.distribution import distribute
from rwa.deal.terms import Deal
from rwa.pool.activity import MonthActivity, check_activity_fits
from rwa.pool.loan import Loan
from rwa.pool.programme import RemittanceType
from rwa.pool.tape import LoanTape
from rwa.remittance.classes import ClassDistributions
from rwa.remittance.identities import verify, verify_loans
from rwa.remittance.loan_month import LoanMonth
from rwa.remittance.remittance import Remittance


class RemittanceTypeUnaccounted(DataRejected):
    """The pool's programme remits in a way this engine does not account."""

    def __init__(self, remittance_type: RemittanceType) -> None:
        self.remittance_type = remittance_type
        super().__init__(
            f"pool remits {remittance_type.value}, recomputed is "
            f"{RemittanceType.SCHEDULED_SCHEDULED.value}; do not sign for this pool"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecomputedPool:
    """What a node makes of a pool's month, before any split; its identities have been checked."""

    remittance: Remittance
    """The pool's month."""
    tape: LoanTape
    """The tape after the month."""
    loans: tuple[LoanMonth, ...]
    """The month of each loan that had a balance, in tape order."""


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
    """The month of each loan that had a balance, in tape order."""


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

    Raises ActivityMismatch, ActivityRefused, RemittanceTypeUnaccounted and IdentityBroken, and
    ValueOutOfRange for a loan or sum that no record can hold.
    """
    check_activity_fits(activity, tape)
    remittance_type = tape.pool.programme.remittance_type
    if remittance_type is not RemittanceType.SCHEDULED_SCHEDULED:
        raise RemittanceTypeUnaccounted(remittance_type)
    loans, months = _account_loans(tape, activity)
    after = LoanTape(pool=tape.pool, as_of=activity.period, loans=loans)
    remittance = _remittance(tape, after, months, revision=revision)
    verify(remittance)
    verify_loans(remittance, months)
    return RecomputedPool(remittance=remittance, tape=after, loans=months)


def _account_loans(
    tape: LoanTape, activity: MonthActivity
) -> tuple[tuple[Loan, ...], tuple[LoanMonth, ...]]:
    lines = {line.loan_id: line for line in activity.loans}
    loans: list[Loan] = []
    months: list[LoanMonth] = []
    for loan in tape.loans:
        if loan.loan_id not in lines:
            loans.append(loan)
            continue
        result = account_loan(loan, lines[loan.loan_id])
        loans.append(result.loan)
        months.append(result.month)
    return tuple(loans), tuple(months)


def _remittance(
    before: LoanTape, after: LoanTape, months: tuple[LoanMonth, ...], *, revision: int
) -> Remittance:
    def summed(field: str) -> Cents:
        return Cents(sum(getattr(month, field).count for month in months))

    interest, scheduled = summed("gross_interest_cents"), summed("scheduled_cents")
    return Remittance(
        pool_id=before.pool.pool_id,
        period=after.as_of,
        period_index=before.pool.index_of(after.as_of),
        revision=revision,
        loan_count_begin=len(months),
        loan_count_end=sum(1 for month in months if month.end_cents),
        balance_begin_cents=summed("begin_cents"),
        capitalised_cents=summed("capitalised_cents"),
        scheduled_cents=scheduled,
        curtailed_cents=summed("curtailed_cents"),
        paid_off_cents=summed("paid_off_cents"),
        liquidated_cents=summed("liquidated_cents"),
        forgiven_cents=summed("forgiven_cents"),
        loss_cents=summed("loss_cents"),
        recoveries_cents=ZERO,
        expenses_cents=summed("expenses_cents"),
        balance_end_cents=summed("end_cents"),
        gross_interest_cents=interest,
        servicing_fee_cents=summed("servicing_fee_cents"),
        guaranty_fee_cents=summed("guaranty_fee_cents"),
        prepayment_interest_shortfall_cents=ZERO,
        compensating_interest_cents=ZERO,
        payments_due_cents=interest + scheduled,
        cash_received_cents=summed("cash_received_cents"),
        advances_begin_cents=_held(before, "advances_outstanding_cents"),
        advances_made_cents=summed("advances_made_cents"),
        advances_recovered_cents=summed("advances_recovered_cents"),
        advances_written_off_cents=ZERO,
        advances_end_cents=_held(after, "advances_outstanding_cents"),
        escrow_begin_cents=_held(before, "escrow_balance_cents"),
        escrow_deposits_cents=ZERO,
        escrow_disbursements_cents=ZERO,
        escrow_advances_cents=ZERO,
        escrow_end_cents=_held(after, "escrow_balance_cents"),
    )


def _held(tape: LoanTape, field: str) -> Cents:
    return Cents(sum(getattr(loan, field).count for loan in tape.loans))
