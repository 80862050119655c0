"""One month's accounting, columnar: tape + activity -> remittance + next tape.

Deterministic and exact. What holders get of a loan's month is told by its programme's remittance
type (`basis`), worked out installment by installment (`passing_on`), and completed by what the
servicer advances and takes back (`arrears`), by prepayments, liquidations and modifications
(`loan_columns`) and by escrow (`escrow`). What does not fit is refused with its loan
(`refusing`), never bent; `tape_after` is what the month leaves.

The rules are those of docs/reference/servicing-rules.md. Sources:
docs/reference/sources.md#fannie-cent-rounding and
docs/reference/sources.md#scheduledscheduled-remittance
"""

from __future__ import annotations

from dataclasses import dataclass

from rwa.core.money import ZERO, Cents
from rwa.pool.activity import ActivityMismatch, MonthActivity
from rwa.pool.tape import LoanTape
from rwa.remittance.identities import verify
from rwa.remittance.remittance import Remittance
from rwa.servicing.activity_columns import ActivityColumns, activity_columns_of
from rwa.servicing.basis import basis_of
from rwa.servicing.column_types import CentColumn
from rwa.servicing.columns import TapeColumns, columns_of, tape_of
from rwa.servicing.loan_columns import LoanColumns, loan_columns_of
from rwa.servicing.passing_on import pass_on
from rwa.servicing.refusing import refuse_what_does_not_fit
from rwa.servicing.rules import AskedMonth
from rwa.servicing.schedule import exact_sum
from rwa.servicing.tape_after import tape_after


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

    Raises ActivityMismatch, ActivityRefused and IdentityBroken, and what records and columns
    raise for numbers out of range.
    """
    month = account(columns_of(tape), activity_columns_of(activity, tape), revision=revision)
    return ServicedMonth(remittance=month.remittance, tape=tape_of(month.tape))


def account(tape: TapeColumns, activity: ActivityColumns, *, revision: int = 0) -> AccountedMonth:
    """Account the month after `tape`, on columns. Raises what `run_month` raises."""
    if activity.period != tape.as_of + 1:
        raise ActivityMismatch("period", activity=activity.period, tape=tape.as_of + 1)
    basis = basis_of(tape, activity)
    passed = pass_on(tape, activity, basis)
    loans = loan_columns_of(tape, activity, basis, passed)
    refuse_what_does_not_fit(
        AskedMonth(tape=tape, activity=activity, basis=basis, passed=passed, loans=loans)
    )
    after = tape_after(tape, activity, basis, loans)
    remittance = _remittance(tape, loans, after, revision=revision)
    verify(remittance)
    return AccountedMonth(activity=activity, loans=loans, remittance=remittance, tape=after)


def _remittance(
    tape: TapeColumns, loans: LoanColumns, after: TapeColumns, *, revision: int
) -> Remittance:
    short, servicing_fee = _cents(loans.interest_shortfall), _cents(loans.servicing_fee)
    compensating = _compensating_interest(tape, short, servicing_fee)
    interest, scheduled = _cents(loans.gross_interest), _cents(loans.scheduled)
    return Remittance(
        pool_id=tape.pool.pool_id,
        period=after.as_of,
        period_index=tape.pool.index_of(after.as_of),
        revision=revision,
        loan_count_begin=int(tape.active.sum()),
        loan_count_end=int(after.active.sum()),
        balance_begin_cents=_cents(tape.balance),
        capitalised_cents=_cents(loans.capitalised),
        scheduled_cents=scheduled,
        curtailed_cents=_cents(loans.curtailed),
        paid_off_cents=_cents(loans.paid_off),
        liquidated_cents=_cents(loans.liquidated),
        forgiven_cents=_cents(loans.forgiven),
        loss_cents=_cents(loans.loss),
        recoveries_cents=_cents(loans.recoveries),
        expenses_cents=_cents(loans.expenses),
        balance_end_cents=_cents(after.balance),
        gross_interest_cents=interest + compensating,
        servicing_fee_cents=servicing_fee,
        guaranty_fee_cents=_cents(loans.guaranty_fee),
        prepayment_interest_shortfall_cents=short,
        compensating_interest_cents=compensating,
        payments_due_cents=interest + short + scheduled,
        cash_received_cents=_cents(loans.cash_received),
        advances_begin_cents=_cents(tape.advances_outstanding),
        advances_made_cents=_cents(loans.advances_made),
        advances_recovered_cents=_cents(loans.advances_recovered),
        advances_written_off_cents=_cents(loans.advances_written_off),
        advances_end_cents=_cents(after.advances_outstanding),
        escrow_begin_cents=_cents(tape.escrow_balance),
        escrow_deposits_cents=_cents(loans.escrow_deposits),
        escrow_disbursements_cents=_cents(loans.escrow_disbursements),
        escrow_advances_cents=_cents(loans.escrow_advances),
        escrow_end_cents=_cents(after.escrow_balance),
    )


def _compensating_interest(tape: TapeColumns, shortfall: Cents, servicing_fee: Cents) -> Cents:
    """What the servicer pays of the pool's interest shortfall, at most its fee."""
    return min(shortfall, servicing_fee) if tape.pool.programme.compensates_interest else ZERO


def _cents(column: CentColumn) -> Cents:
    return Cents(exact_sum(column))
