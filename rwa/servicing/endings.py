"""Loans that cannot stay behind: as scheduled, no loan ends while missed payments are owed."""

from __future__ import annotations

from rwa.pool.programme import RemittanceType
from rwa.servicing.column_types import FlagColumn, MonthColumn
from rwa.servicing.columns import TapeColumns
from rwa.servicing.schedule import due_on


def must_settle(tape: TapeColumns, payments_made: MonthColumn) -> FlagColumn:
    """Which loans would end behind, their last payment being passed on whether it is paid or not.

    In a drawn month such a loan pays everything off.
    """
    by_schedule = tape.pool.programme.remittance_type is RemittanceType.SCHEDULED_SCHEDULED
    behind = tape.months_behind + 1 > payments_made
    ends = tape.active & (tape.balance == due_on(tape).principal)
    settles: FlagColumn = ends & behind & ~tape.recasts & ~tape.advances_stopped & by_schedule
    return settles
