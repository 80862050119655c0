"""What a line of activity reports at all: on which loans a field is given, and with what value."""

from __future__ import annotations

from rwa.core.money import Cents
from rwa.servicing.activity_columns import AMOUNTS, FLAGS, NOT_MOVED, ActivityColumns
from rwa.servicing.column_types import STATUSES, FlagColumn

REPORTED_FIELDS = (
    "payments_made",
    "curtailment",
    "paid_off",
    "liquidation_proceeds",
    "bought_out",
    "interest_shortfall",
    "recovery",
    "modification",
    "moved_to",
    "stops_advances",
    "written_off",
    "escrow_deposit",
    "escrow_disbursement",
    "late_fee",
)
"""What a line may report, in the order of LoanActivity."""
BEYOND_PAYMENTS = REPORTED_FIELDS[REPORTED_FIELDS.index("bought_out") :]
"""What a line that stands for a pool may not report."""


def given(activity: ActivityColumns, field: str) -> FlagColumn:
    """On which loans a field is given."""
    if field == "modification":
        return activity.is_modified
    if field == "moved_to":
        moved: FlagColumn = activity.moved_to != NOT_MOVED
        return moved
    if field == "liquidation_proceeds":
        return activity.liquidated
    found: FlagColumn = getattr(activity, field) != 0
    return found


def value_given(activity: ActivityColumns, field: str, row: int) -> object:
    """What is given of one loan, in the form it is reported in."""
    if field == "modification":
        return "given"
    if field == "moved_to":
        return STATUSES[int(activity.moved_to[row])].value
    if field in FLAGS:
        return True
    number = int(getattr(activity, field)[row])
    return Cents(number) if field in (*AMOUNTS, "liquidation_proceeds") else number
