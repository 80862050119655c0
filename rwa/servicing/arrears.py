"""Missed payments: what the servicer advances, what it gets back, and where that leaves a loan.

Standing is counted at the end of the month due (docs/reference/sources.md#mba-delinquency).
"""

from __future__ import annotations

import numpy as np

from rwa.pool.loan import LoanStatus
from rwa.servicing.activity_columns import ActivityColumns
from rwa.servicing.columns import (
    STATUS_CODE,
    CentColumn,
    FlagColumn,
    MonthColumn,
    StatusColumn,
    TapeColumns,
)
from rwa.servicing.schedule import DueColumns

_CURRENT = STATUS_CODE[LoanStatus.CURRENT]
_LOWEST_RUNG = STATUS_CODE[LoanStatus.DELINQUENT_90]
_LEGAL = (STATUS_CODE[LoanStatus.FORECLOSURE], STATUS_CODE[LoanStatus.REO])


def advances_made(tape: TapeColumns, activity: ActivityColumns, due: DueColumns) -> CentColumn:
    """The month's payment, principal and gross interest, of borrowers who missed it."""
    return np.where(tape.active & (activity.payments_made == 0), due.total, 0)


def advances_recovered(tape: TapeColumns, activity: ActivityColumns, due: DueColumns) -> CentColumn:
    """One payment for each beyond the month's first; everything advanced, on a payoff."""
    by_payments = np.maximum(activity.payments_made - 1, 0) * due.payment
    return np.where(activity.paid_off, tape.advances_outstanding, by_payments)


def missed_payments(advances: CentColumn, payment: CentColumn) -> CentColumn:
    """How many whole payments the advances stand for; none where the payment is zero."""
    return np.where(payment > 0, advances // np.maximum(payment, 1), 0)


def status_after(
    status: StatusColumn, *, payments_made: MonthColumn, advances: CentColumn, payment: CentColumn
) -> StatusColumn:
    """Where loans that still owe stand at the end of the month; `advances` are those left then.

    A missed payment takes a rung down, to 90 days at most. A cure counts the payments still
    missed; foreclosure and REO end only when none is. The month's payment alone changes nothing.
    """
    slipped = np.where(status < _LOWEST_RUNG, status + 1, status)
    rung = np.minimum(missed_payments(advances + payment - 1, payment), _LOWEST_RUNG - _CURRENT)
    stays = _is_legal(status) & (advances > 0)
    cured = np.where(stays, status, _CURRENT + rung)
    after = np.select([payments_made == 0, payments_made > 1], [slipped, cured], default=status)
    return after.astype(np.int8)


def _is_legal(status: StatusColumn) -> FlagColumn:
    return np.isin(status, _LEGAL)
