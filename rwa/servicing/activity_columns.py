"""What borrowers did in a month, as columns in the order of the tape they belong to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rwa.core.dates import Period
from rwa.core.money import Cents
from rwa.pool.activity import LoanActivity, MonthActivity, check_activity_fits
from rwa.pool.tape import LoanTape
from rwa.servicing.columns import CentColumn, FlagColumn, MonthColumn, TapeColumns

NOT_LIQUIDATED = -1
"""Stands for "no liquidation" in the column of proceeds, which are zero or more."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ActivityColumns:
    """A month's activity, a row for every loan of the tape; loans without a balance did nothing."""

    period: Period
    """Month in which the payments were due."""
    payments_made: MonthColumn
    """Scheduled payments received."""
    curtailment: CentColumn
    """Principal paid beyond the schedule without paying the loan off."""
    paid_off: FlagColumn
    """Whether the whole balance was repaid."""
    liquidation_proceeds: CentColumn
    """Net proceeds of a liquidated loan; NOT_LIQUIDATED otherwise."""


def activity_columns_of(activity: MonthActivity, tape: LoanTape) -> ActivityColumns:
    """The columns of a month's activity, in tape order. Raises ActivityMismatch."""
    check_activity_fits(activity, tape)
    rows = np.flatnonzero([loan.is_active for loan in tape.loans])
    lines, count = activity.loans, len(tape.loans)
    proceeds = [_proceeds_code(line) for line in lines]
    return ActivityColumns(
        period=activity.period,
        payments_made=_spread([line.payments_made for line in lines], rows, count).astype(np.int32),
        curtailment=_spread([line.curtailment_cents.count for line in lines], rows, count),
        paid_off=_spread([line.paid_off for line in lines], rows, count).astype(np.bool_),
        liquidation_proceeds=_spread(proceeds, rows, count, absent=NOT_LIQUIDATED),
    )


def activity_of(columns: ActivityColumns, tape: TapeColumns) -> MonthActivity:
    """The activity of columns, a line for each loan with a balance."""
    lines = zip(
        tape.loan_ids,
        columns.payments_made.tolist(),
        columns.curtailment.tolist(),
        columns.paid_off.tolist(),
        columns.liquidation_proceeds.tolist(),
        strict=True,
    )
    loans = tuple(
        LoanActivity(
            loan_id=loan_id,
            payments_made=payments_made,
            curtailment_cents=Cents(curtailment),
            paid_off=paid_off,
            liquidation_proceeds_cents=None if proceeds == NOT_LIQUIDATED else Cents(proceeds),
        )
        for is_active, (loan_id, payments_made, curtailment, paid_off, proceeds) in zip(
            tape.active.tolist(), lines, strict=True
        )
        if is_active
    )
    return MonthActivity(pool_id=tape.pool.pool_id, period=columns.period, loans=loans)


def _proceeds_code(line: LoanActivity) -> int:
    proceeds = line.liquidation_proceeds_cents
    return NOT_LIQUIDATED if proceeds is None else proceeds.count


def _spread(
    values: list[int], rows: npt.NDArray[np.intp], count: int, *, absent: int = 0
) -> CentColumn:
    """Place the values of the active rows in a column of all rows."""
    column = np.full(count, absent, dtype=np.int64)
    column[rows] = values
    return column
