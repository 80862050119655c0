"""What a month did to each loan, columnar."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from rwa.core.money import Cents
from rwa.remittance.loan_month import LoanMonth
from rwa.servicing.activity_columns import ActivityColumns
from rwa.servicing.arrears import advances_made, advances_recovered
from rwa.servicing.basis import CollectionBasis
from rwa.servicing.column_types import CentColumn
from rwa.servicing.columns import TapeColumns
from rwa.servicing.escrow import escrow_columns_of
from rwa.servicing.modifications import capitalised, forgiven
from rwa.servicing.passing_on import PassedOn


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LoanColumns:
    """A month of every loan of a tape, in cents; the fields mean what they mean in LoanMonth."""

    begin: CentColumn
    """Balance before the month."""
    capitalised: CentColumn
    """Arrears added to it."""
    scheduled: CentColumn
    """Principal due by the schedule that is passed on."""
    curtailed: CentColumn
    """Principal paid beyond it on loans that stay."""
    paid_off: CentColumn
    """Principal paid beyond it on loans repaid in full."""
    liquidated: CentColumn
    """Balance removed by liquidation."""
    forgiven: CentColumn
    """Balance forgiven."""
    loss: CentColumn
    """Realised loss."""
    expenses: CentColumn
    """The part of a liquidation's loss above the balance."""
    end: CentColumn
    """Balance after the month."""
    gross_interest: CentColumn
    """Interest at the note rate that is passed on, without its own shortfall."""
    servicing_fee: CentColumn
    """The servicer's fee."""
    guaranty_fee: CentColumn
    """The guarantor's fee."""
    cash_received: CentColumn
    """Cash the borrower, the property or the insurer brought."""
    advances_made: CentColumn
    """What the servicer advanced of a missed payment."""
    advances_recovered: CentColumn
    """Earlier advances taken back."""
    recoveries: CentColumn
    """Cash on a loan liquidated earlier."""
    interest_shortfall: CentColumn
    """Interest that a prepayment did not bring."""
    advances_written_off: CentColumn
    """Earlier advances given up."""
    escrow_deposits: CentColumn
    """Escrow payments received."""
    escrow_disbursements: CentColumn
    """Paid out of escrow, advances paid back included."""
    escrow_advances: CentColumn
    """What the servicer put into the escrow account."""
    advances_begin: CentColumn
    """Advances outstanding before the month."""
    advances_end: CentColumn
    """Advances outstanding after it."""
    escrow_begin: CentColumn
    """Escrow account before the month."""
    escrow_end: CentColumn
    """Escrow account after it."""
    escrow_advances_end: CentColumn
    """Escrow advances outstanding after the month."""
    left: CentColumn
    """Balance after the installments, before anything else."""
    before_terms: CentColumn
    """Balance before a modification."""
    advances_before_terms: CentColumn
    """Advances outstanding before a modification and a write-off."""


def loan_columns_of(
    tape: TapeColumns, activity: ActivityColumns, basis: CollectionBasis, passed: PassedOn
) -> LoanColumns:
    """Account each loan's month, whether or not its activity fits it."""
    liquidated = np.where(activity.liquidated, tape.balance, 0)
    left = tape.balance - passed.principal
    paid_off = np.where(activity.paid_off, left, 0)
    before_terms = left - activity.curtailment - paid_off - liquidated
    added, given_up = capitalised(activity), forgiven(activity)
    end = before_terms + added - given_up
    made = advances_made(tape, activity, basis, passed)
    recovered = advances_recovered(tape, activity, basis, passed)
    advances = tape.advances_outstanding + made - recovered
    interest = passed.interest - activity.interest_shortfall
    paid = interest + passed.principal + activity.curtailment + paid_off + recovered - made
    liquidation_loss = _liquidation_loss(tape, activity, passed)
    escrow = escrow_columns_of(tape, activity, ended=tape.active & (end == 0))
    cash = np.where(activity.liquidated, activity.liquidation_proceeds, paid)
    return LoanColumns(
        begin=tape.balance,
        capitalised=added,
        scheduled=passed.principal,
        curtailed=activity.curtailment,
        paid_off=paid_off,
        liquidated=liquidated,
        forgiven=given_up,
        loss=liquidation_loss + given_up,
        expenses=np.maximum(liquidation_loss - liquidated, 0),
        end=end,
        gross_interest=interest,
        servicing_fee=passed.servicing_fee,
        guaranty_fee=passed.guaranty_fee,
        cash_received=cash + activity.recovery,
        advances_made=made,
        advances_recovered=recovered + added,
        recoveries=activity.recovery,
        interest_shortfall=activity.interest_shortfall,
        advances_written_off=activity.written_off,
        escrow_deposits=escrow.deposits,
        escrow_disbursements=escrow.disbursements,
        escrow_advances=escrow.advances,
        advances_begin=tape.advances_outstanding,
        advances_end=advances - added - activity.written_off,
        escrow_begin=tape.escrow_balance,
        escrow_end=escrow.end,
        escrow_advances_end=escrow.advances_end,
        left=left,
        before_terms=before_terms,
        advances_before_terms=advances,
    )


def owed_on_liquidation(tape: TapeColumns, passed: PassedOn) -> CentColumn:
    """What a liquidated loan owes: balance, advances, and the interest passed on without cash."""
    return tape.balance + passed.interest + tape.advances_outstanding


def _liquidation_loss(tape: TapeColumns, activity: ActivityColumns, passed: PassedOn) -> CentColumn:
    lost = owed_on_liquidation(tape, passed) - activity.liquidation_proceeds
    return np.where(activity.liquidated, lost, 0)


def loan_months_of(columns: LoanColumns, tape: TapeColumns) -> tuple[LoanMonth, ...]:
    """The rows of columns, for loans with a balance in `tape`, the tape before, or a recovery."""
    names = [field.name for field in fields(LoanMonth) if field.name.endswith("_cents")]
    rows = np.flatnonzero(tape.active | (columns.recoveries > 0))
    lists = (getattr(columns, name.removesuffix("_cents"))[rows].tolist() for name in names)
    return tuple(
        LoanMonth(loan_id=tape.loan_ids[row], **dict(zip(names, map(Cents, amounts), strict=True)))
        for row, amounts in zip(rows.tolist(), zip(*lists, strict=True), strict=True)
    )
