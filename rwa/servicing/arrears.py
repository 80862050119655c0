"""Missed payments: what the servicer advances, what it gets back, and where that leaves a loan.

Standing is counted at the end of the month due (docs/reference/sources.md#mba-delinquency).
"""

from __future__ import annotations

import numpy as np

from rwa.pool.loan import LoanStatus
from rwa.servicing.activity_columns import NOT_MOVED, ActivityColumns
from rwa.servicing.basis import CollectionBasis
from rwa.servicing.column_types import (
    STATUS_CODE,
    CentColumn,
    FlagColumn,
    MonthColumn,
    StatusColumn,
)
from rwa.servicing.columns import TapeColumns
from rwa.servicing.passing_on import PassedOn

_LOWEST_RUNG = STATUS_CODE[LoanStatus.DELINQUENT_90]
_LEGAL = (STATUS_CODE[LoanStatus.FORECLOSURE], STATUS_CODE[LoanStatus.REO])


def advances_made(
    tape: TapeColumns, activity: ActivityColumns, basis: CollectionBasis, passed: PassedOn
) -> CentColumn:
    """What is passed on of an installment that was not paid: all of it, or its interest.

    The proceeds of a liquidation pay for theirs.
    """
    missed = basis.as_scheduled & (activity.payments_made == 0)
    whole = np.where(missed, passed.newest_interest + passed.newest_principal, 0)
    interest = np.where(basis.advances_interest, passed.newest_interest, 0)
    return np.where(tape.active & ~activity.liquidated, whole + interest, 0)


def advances_recovered(
    tape: TapeColumns, activity: ActivityColumns, basis: CollectionBasis, passed: PassedOn
) -> CentColumn:
    """What payments bring of earlier advances; all that is outstanding when the loan ends.

    An advanced payment brings the payment where its principal has left the balance, its interest
    where it has not; the last one brings what is left.
    """
    settled = payments_settled(tape, basis)
    last = np.where(basis.as_scheduled, tape.months_behind, tape.months_advanced)
    worth = np.where(basis.principal_advanced, settled * passed.payment, passed.advanced_interest)
    brought = np.minimum(worth, tape.advances_outstanding)
    everything = ((settled > 0) & (settled >= last)) | activity.paid_off | activity.liquidated
    return np.where(everything, tape.advances_outstanding, brought)


def payments_settled(tape: TapeColumns, basis: CollectionBasis) -> MonthColumn:
    """Advanced payments that were paid in the month.

    As scheduled, the month's own comes first and every other settles an advance; as collected,
    the oldest, which were advanced, come first.
    """
    as_collected = np.minimum(basis.paid, tape.months_advanced)
    settled: MonthColumn = np.where(
        basis.as_scheduled, np.maximum(basis.paid - 1, 0), as_collected
    ).astype(np.int64)
    return settled


def months_behind_after(
    tape: TapeColumns, activity: ActivityColumns, basis: CollectionBasis, *, owing: FlagColumn
) -> MonthColumn:
    """Payments missed after the month; none of loans that ended or were modified."""
    missed = np.where(owing, tape.months_behind + 1 - basis.paid, 0)
    return np.where(activity.is_modified, 0, missed).astype(np.int32)


def months_advanced_after(
    tape: TapeColumns, activity: ActivityColumns, basis: CollectionBasis, *, owing: FlagColumn
) -> MonthColumn:
    """Those of them that are advanced."""
    made = (basis.as_scheduled & (activity.payments_made == 0)) | basis.advances_interest
    left = np.maximum(tape.months_advanced - payments_settled(tape, basis), 0)
    advanced = np.where(owing, left + made, 0)
    return np.where(activity.is_modified, 0, advanced).astype(np.int32)


def status_after(
    status: StatusColumn, *, months_behind: MonthColumn, moved_to: StatusColumn
) -> StatusColumn:
    """Where loans that still owe stand at the end of the month.

    By the payments missed, to 90 days at most; foreclosure and REO end only when none is.
    """
    stays = np.isin(status, _LEGAL) & (months_behind > 0)
    standing = np.where(stays, status, np.minimum(months_behind, _LOWEST_RUNG))
    return np.where(moved_to == NOT_MOVED, standing, moved_to).astype(np.int8)
