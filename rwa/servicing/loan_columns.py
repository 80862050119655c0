"""What a month did to each loan, columnar."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from rwa.core.money import ZERO, Cents
from rwa.remittance.loan_month import LoanMonth
from rwa.servicing.activity_columns import ActivityColumns
from rwa.servicing.arrears import advances_made, advances_recovered
from rwa.servicing.columns import CentColumn, TapeColumns
from rwa.servicing.schedule import DueColumns, monthly_interest_column


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LoanColumns:
    """A month of every loan of a tape, in cents; the fields mean what they mean in LoanMonth."""

    begin: CentColumn
    """Balance before the month."""
    scheduled: CentColumn
    """Principal due by the schedule."""
    curtailed: CentColumn
    """Principal paid beyond it on loans that stay."""
    paid_off: CentColumn
    """Principal paid beyond it on loans repaid in full."""
    end: CentColumn
    """Balance after the month."""
    gross_interest: CentColumn
    """Interest at the note rate."""
    servicing_fee: CentColumn
    """The servicer's fee."""
    guaranty_fee: CentColumn
    """The guarantor's fee."""
    cash_received: CentColumn
    """Cash the borrower paid."""
    advances_made: CentColumn
    """The missed payment the servicer advanced."""
    advances_recovered: CentColumn
    """Earlier advances taken back."""
    advances_end: CentColumn
    """Advances outstanding after the month."""


def loan_columns_of(tape: TapeColumns, activity: ActivityColumns, due: DueColumns) -> LoanColumns:
    """Account each loan's month, whether or not its activity fits it."""
    left = tape.balance - due.principal
    paid_off = np.where(activity.paid_off, left, 0)
    made = advances_made(tape, activity, due)
    recovered = advances_recovered(tape, activity, due)
    prepaid = activity.curtailment + paid_off
    return LoanColumns(
        begin=tape.balance,
        scheduled=due.principal,
        curtailed=activity.curtailment,
        paid_off=paid_off,
        end=left - prepaid,
        gross_interest=due.interest,
        servicing_fee=monthly_interest_column(tape.balance, tape.servicing_fee),
        guaranty_fee=monthly_interest_column(tape.balance, tape.guaranty_fee),
        cash_received=due.total - made + recovered + prepaid,
        advances_made=made,
        advances_recovered=recovered,
        advances_end=tape.advances_outstanding + made - recovered,
    )


def loan_months_of(columns: LoanColumns, tape: TapeColumns) -> tuple[LoanMonth, ...]:
    """The rows of columns, for loans that had a balance in `tape`, the tape before the month."""
    names = [field.name for field in fields(LoanMonth) if field.name.endswith("_cents")]
    moved = [name for name in names if hasattr(columns, name.removesuffix("_cents"))]
    still = {name: ZERO for name in names if name not in moved}
    lists = (getattr(columns, name.removesuffix("_cents")).tolist() for name in moved)
    return tuple(
        LoanMonth(loan_id=loan_id, **dict(zip(moved, map(Cents, amounts), strict=True)), **still)
        for loan_id, is_active, amounts in zip(
            tape.loan_ids, tape.active.tolist(), zip(*lists, strict=True), strict=True
        )
        if is_active
    )
