"""One month's accounting, columnar: tape + activity -> remittance + next tape.

Deterministic and exact. Under scheduled/scheduled remittance holders get the scheduled principal
and a full month's interest on every loan, collected or not, plus what was prepaid:

- interest and both fees on the balance, each in cents half up; scheduled principal is the payment
  less interest; the last payment, by count or by size, takes the rest;
- a payoff pays the scheduled payment and the rest of the balance, with a full month's interest,
  and every missed payment;
- a missed payment is advanced by the servicer, principal and gross interest; each payment beyond
  the month's first recovers one advance;
- what does not fit is refused with its loan (`rwa.remittance.refusals`), never bent.

Sources: docs/reference/sources.md#fannie-cent-rounding and
docs/reference/sources.md#scheduledscheduled-remittance
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rwa.core.errors import DataRejected
from rwa.core.ids import PoolId
from rwa.core.money import ZERO, Cents
from rwa.pool.activity import ActivityMismatch, MonthActivity
from rwa.pool.loan import LoanStatus
from rwa.pool.programme import RemittanceType
from rwa.pool.tape import LoanTape
from rwa.remittance.identities import verify
from rwa.remittance.remittance import Remittance
from rwa.servicing.activity_columns import ActivityColumns, activity_columns_of
from rwa.servicing.arrears import status_after
from rwa.servicing.columns import STATUS_CODE, CentColumn, TapeColumns, columns_of, tape_of
from rwa.servicing.loan_columns import LoanColumns, loan_columns_of
from rwa.servicing.refusing import refuse_what_does_not_fit
from rwa.servicing.schedule import DueColumns, due_on, exact_sum, recast_payment


class RemittanceTypeUnknown(DataRejected):
    """The pool's programme remits in a way this engine does not account."""

    def __init__(self, pool_id: PoolId, *, remittance_type: RemittanceType) -> None:
        self.pool_id = pool_id
        self.remittance_type = remittance_type
        super().__init__(
            f"pool {pool_id} remits {remittance_type.value}, accounted is "
            f"{RemittanceType.SCHEDULED_SCHEDULED.value}; choose a programme that remits so"
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class AccountedMonth:
    """A month as columns: what was done, what it came to, and the tape it leaves."""

    activity: ActivityColumns
    """What borrowers did."""
    loans: LoanColumns
    """What that did to each loan."""
    remittance: Remittance
    """The pool's month; its identities have been checked."""
    tape: TapeColumns
    """The tape after the month."""


@dataclass(frozen=True, slots=True)
class ServicedMonth:
    """A month as records."""

    remittance: Remittance
    """The pool's month; its identities have been checked."""
    tape: LoanTape
    """The tape after the month."""


def run_month(tape: LoanTape, activity: MonthActivity, *, revision: int = 0) -> ServicedMonth:
    """Account the month after `tape`.

    Raises ActivityMismatch, ActivityRefused, RemittanceTypeUnknown and IdentityBroken, and what
    records and columns raise for numbers out of range.
    """
    month = account(columns_of(tape), activity_columns_of(activity, tape), revision=revision)
    return ServicedMonth(remittance=month.remittance, tape=tape_of(month.tape))


def account(tape: TapeColumns, activity: ActivityColumns, *, revision: int = 0) -> AccountedMonth:
    """Account the month after `tape`, on columns. Raises what `run_month` raises."""
    if activity.period != tape.as_of + 1:
        raise ActivityMismatch("period", activity=activity.period, tape=tape.as_of + 1)
    remittance_type = tape.pool.programme.remittance_type
    if remittance_type is not RemittanceType.SCHEDULED_SCHEDULED:
        raise RemittanceTypeUnknown(tape.pool.pool_id, remittance_type=remittance_type)
    due = due_on(tape)
    loans = loan_columns_of(tape, activity, due)
    refuse_what_does_not_fit(tape, activity, due, loans)
    after = _tape_after(tape, activity, due, loans)
    remittance = _remittance(tape, loans, after, revision=revision)
    verify(remittance)
    return AccountedMonth(activity=activity, loans=loans, remittance=remittance, tape=after)


def _tape_after(
    tape: TapeColumns, activity: ActivityColumns, due: DueColumns, loans: LoanColumns
) -> TapeColumns:
    owing = loans.end > 0
    remaining = np.where(owing, tape.remaining - 1, 0).astype(np.int32)
    standing = status_after(
        tape.status,
        payments_made=activity.payments_made,
        advances=loans.advances_end,
        payment=due.payment,
    )
    ended = np.where(tape.active, STATUS_CODE[LoanStatus.PAID_OFF], tape.status).astype(np.int8)
    return replace(
        tape,
        as_of=activity.period,
        balance=loans.end,
        payment=recast_payment(tape, balance=loans.end, remaining=remaining),
        remaining=remaining,
        age=tape.age + tape.active.astype(np.int32),
        status=np.where(owing, standing, ended),
        advances_outstanding=loans.advances_end,
    )


def _remittance(
    tape: TapeColumns, loans: LoanColumns, after: TapeColumns, *, revision: int
) -> Remittance:
    escrow = _cents(tape.escrow_balance)
    interest, scheduled = _cents(loans.gross_interest), _cents(loans.scheduled)
    return Remittance(
        pool_id=tape.pool.pool_id,
        period=after.as_of,
        period_index=tape.pool.index_of(after.as_of),
        revision=revision,
        loan_count_begin=int(tape.active.sum()),
        loan_count_end=int(after.active.sum()),
        balance_begin_cents=_cents(tape.balance),
        capitalised_cents=ZERO,
        scheduled_cents=scheduled,
        curtailed_cents=_cents(loans.curtailed),
        paid_off_cents=_cents(loans.paid_off),
        liquidated_cents=ZERO,
        forgiven_cents=ZERO,
        loss_cents=ZERO,
        recoveries_cents=ZERO,
        expenses_cents=ZERO,
        balance_end_cents=_cents(after.balance),
        gross_interest_cents=interest,
        servicing_fee_cents=_cents(loans.servicing_fee),
        guaranty_fee_cents=_cents(loans.guaranty_fee),
        prepayment_interest_shortfall_cents=ZERO,
        compensating_interest_cents=ZERO,
        payments_due_cents=interest + scheduled,
        cash_received_cents=_cents(loans.cash_received),
        advances_begin_cents=_cents(tape.advances_outstanding),
        advances_made_cents=_cents(loans.advances_made),
        advances_recovered_cents=_cents(loans.advances_recovered),
        advances_written_off_cents=ZERO,
        advances_end_cents=_cents(after.advances_outstanding),
        escrow_begin_cents=escrow,
        escrow_deposits_cents=ZERO,
        escrow_disbursements_cents=ZERO,
        escrow_advances_cents=ZERO,
        escrow_end_cents=escrow,
    )


def _cents(column: CentColumn) -> Cents:
    return Cents(exact_sum(column))
