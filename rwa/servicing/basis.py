"""On what basis holders get each loan's month: as scheduled, or as collected.

A programme remits scheduled/scheduled, scheduled/actual or actual/actual; a loan whose advances
are stopped is accounted as collected, whatever its programme. Rules:
docs/reference/servicing-rules.md. Source: docs/reference/sources.md#scheduledscheduled-remittance
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rwa.pool.programme import RemittanceType
from rwa.servicing.activity_columns import ActivityColumns
from rwa.servicing.column_types import FlagColumn, MonthColumn
from rwa.servicing.columns import TapeColumns

INTEREST_ADVANCED_BELOW = 4
"""Payments behind from which a servicer that remits actual principal advances no interest."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CollectionBasis:
    """How each loan's month is passed on."""

    stopped: FlagColumn
    """Whether its advances are stopped, from this month or before."""
    as_scheduled: FlagColumn
    """Whether the month's installment is passed on, paid or not."""
    principal_advanced: FlagColumn
    """Whether the advanced payments have left the balance, being worth a whole payment each."""
    laid_out: MonthColumn
    """Installments worked out on the balance, the newest ones."""
    paid: MonthColumn
    """Installments paid, oldest first, the advanced ones counted; all of them by a payoff."""
    advances_interest: FlagColumn
    """Whether the newest installment is not paid and its interest is passed on all the same."""


def basis_of(tape: TapeColumns, activity: ActivityColumns) -> CollectionBasis:
    """Tell how each loan's month is passed on, whether or not its activity fits it."""
    remits = tape.pool.programme.remittance_type
    by_schedule = np.full(len(tape.loan_ids), remits is RemittanceType.SCHEDULED_SCHEDULED)
    stopped = tape.advances_stopped | activity.stops_advances
    as_scheduled = by_schedule & ~stopped
    owed = tape.months_behind + 1
    gone = np.where(by_schedule, tape.months_advanced, 0)
    paid = np.where(activity.paid_off & ~as_scheduled, owed, activity.payments_made)
    advances_interest = (
        tape.active
        & ~stopped
        & (paid < owed)
        & (tape.months_behind < INTEREST_ADVANCED_BELOW)
        & (tape.months_advanced == tape.months_behind)
    )
    if remits is not RemittanceType.SCHEDULED_ACTUAL:
        advances_interest = np.zeros_like(stopped)
    return CollectionBasis(
        stopped=stopped,
        as_scheduled=as_scheduled,
        principal_advanced=by_schedule,
        laid_out=np.where(as_scheduled, 1, owed - gone).astype(np.int32),
        paid=paid.astype(np.int32),
        advances_interest=advances_interest,
    )
