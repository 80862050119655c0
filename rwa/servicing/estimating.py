"""What a month is taken to be while the servicer's books are still open: the schedule, no more.

Nobody prepays and nobody's standing changes. Under scheduled/scheduled remittance holders get the
scheduled principal and a full month's interest whoever pays, so an estimate is short of the truth
by prepayments alone, and the revision that follows can only add principal.

- A borrower who is current, or less than 90 days behind, makes the month's payment and no other:
  current stays current, 30 days behind stays 30 days behind, advances stay as they are.
- A borrower 90 days behind, in foreclosure or REO pays nothing: the servicer advances once more.
- A loan that owes missed payments when its schedule ends is taken as paid off, as the accounting
  asks: no loan ends in arrears.

Source: docs/reference/sources.md#factors-from-estimates
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rwa.core.rates import Ppm
from rwa.pool.activity import MonthActivity
from rwa.pool.loan import LoanStatus
from rwa.pool.tape import LoanTape
from rwa.servicing.activity_columns import ActivityColumns, activity_of
from rwa.servicing.column_types import STATUS_CODE
from rwa.servicing.columns import TapeColumns, columns_of
from rwa.servicing.schedule import due_on

FAR_BEHIND = tuple(
    STATUS_CODE[status]
    for status in (LoanStatus.DELINQUENT_90, LoanStatus.FORECLOSURE, LoanStatus.REO)
)
"""Standings that another missed payment does not change."""


def estimated_activity(tape: LoanTape, *, index_ppm: Ppm | None = None) -> MonthActivity:
    """Return what the month after `tape` is taken to be, a line for each loan with a balance.

    `index_ppm` is what rates due to be reset go by; without it such a month cannot be accounted.
    """
    columns = columns_of(tape)
    return activity_of(estimate_month(columns, index_ppm=index_ppm), columns)


def estimate_month(tape: TapeColumns, *, index_ppm: Ppm | None = None) -> ActivityColumns:
    """Return the estimate on columns; it always fits the tape, an index being given where due."""
    ends = tape.balance == due_on(tape).principal
    far_behind = np.isin(tape.status, FAR_BEHIND) & ~tape.recasts
    misses = far_behind & ~ends
    in_arrears = (tape.advances_outstanding > 0) | (tape.months_behind > 0)
    return replace(
        ActivityColumns.nothing(tape.as_of + 1, len(tape.loan_ids)),
        payments_made=(tape.active & ~misses).astype(np.int32),
        paid_off=tape.active & ends & in_arrears,
        index_ppm=index_ppm,
    )
