"""The columns of tape and activity files: one table that readers, writers and the docs share."""

from dataclasses import dataclass
from enum import StrEnum


class ColumnKind(StrEnum):
    """How the cells of a column are written."""

    TEXT = "text"
    MONTH = "month"
    DOLLARS = "dollars"
    PER_CENT = "per cent"
    COUNT = "count"
    TRUTH = "truth"

    @property
    def wording(self) -> str:
        """What a cell must be, as a rejected row is told."""
        return _WORDING[self]


_WORDING = {
    ColumnKind.TEXT: "text",
    ColumnKind.MONTH: "a month as YYYY-MM",
    ColumnKind.DOLLARS: "dollars as a plain decimal such as 1234.56, without separators or "
    "currency signs",
    ColumnKind.PER_CENT: "per cent as a plain decimal such as 6.125, at most four decimals",
    ColumnKind.COUNT: "a whole number",
    ColumnKind.TRUTH: "true or false",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file."""

    name: str
    """Name in the header."""
    kind: ColumnKind
    """How its cells are written."""
    meaning: str
    """What a cell says, in words."""
    default: str | None = None
    """What an absent column or empty cell means, in words; None where a value is required."""

    @property
    def is_required(self) -> bool:
        """Whether a file must have the column, with a value in each row."""
        return self.default is None


TAPE_COLUMNS = (
    Column(
        "pool_id", ColumnKind.TEXT, "Name of the pool; must be the pool that is read.", "that pool"
    ),
    Column(
        "as_of",
        ColumnKind.MONTH,
        "Last month accounted in the balances; must be the month that is read.",
        "that month",
    ),
    Column("loan_id", ColumnKind.TEXT, "The servicer's number of the loan, unique in the file."),
    Column("original_balance", ColumnKind.DOLLARS, "Amount lent at origination."),
    Column(
        "balance",
        ColumnKind.DOLLARS,
        "Scheduled balance after the month of `as_of`; 0.00 once paid off or liquidated.",
    ),
    Column("note_rate", ColumnKind.PER_CENT, "Annual rate the borrower pays."),
    Column(
        "servicing_fee",
        ColumnKind.PER_CENT,
        "Annual servicing fee on the balance.",
        "what the note rate leaves above the pass-through rate and the guaranty fee, but at most "
        "0.25 if a programme with a guarantor leaves out both fees",
    ),
    Column(
        "guaranty_fee",
        ColumnKind.PER_CENT,
        "Annual guaranty fee on the balance.",
        "what the note rate leaves above the pass-through rate and the servicing fee; 0 in a "
        "programme without a guarantor",
    ),
    Column(
        "payment",
        ColumnKind.DOLLARS,
        "Level monthly payment of principal and interest.",
        "the level payment that retires `balance` in `remaining_months`, at least a cent above the "
        "month's interest",
    ),
    Column(
        "original_term_months",
        ColumnKind.COUNT,
        "Scheduled payments at origination.",
        "`remaining_months` plus `age_months`, within 1 to 480",
    ),
    Column(
        "remaining_months",
        ColumnKind.COUNT,
        "Scheduled payments left; 0 exactly when the balance is 0.00.",
    ),
    Column("age_months", ColumnKind.COUNT, "Months since interest first accrued."),
    Column(
        "recasts",
        ColumnKind.TRUTH,
        "Whether the payment is recomputed each month: true for a line that stands for a whole "
        "pool, false for a real loan.",
        "false",
    ),
    Column(
        "status",
        ColumnKind.TEXT,
        "Standing at the end of the month of `as_of`.",
        "`current`, or `paid_off` where the balance is 0.00",
    ),
    Column(
        "advances_outstanding",
        ColumnKind.DOLLARS,
        "Advanced by the servicer for the borrower and not yet recovered.",
        "0.00",
    ),
    Column(
        "escrow_balance",
        ColumnKind.DOLLARS,
        "Borrower's tax and insurance money held by the servicer; negative while in advance.",
        "0.00",
    ),
    Column("state", ColumnKind.TEXT, "Postal code of the property's state.", "not said"),
)
"""Columns of a loan tape, in the order they are written."""

ACTIVITY_COLUMNS = (
    Column(
        "pool_id", ColumnKind.TEXT, "Name of the pool; must be the pool that is read.", "that pool"
    ),
    Column(
        "period",
        ColumnKind.MONTH,
        "Month in which the payments were due; must be the month that is read.",
        "that month",
    ),
    Column("loan_id", ColumnKind.TEXT, "The servicer's number of the loan, unique in the file."),
    Column(
        "payments_made",
        ColumnKind.COUNT,
        "Scheduled payments received: 1 in a normal month, 0 when missed, more when cured.",
    ),
    Column(
        "curtailment",
        ColumnKind.DOLLARS,
        "Principal paid beyond the schedule without paying the loan off.",
        "0.00",
    ),
    Column("paid_off", ColumnKind.TRUTH, "Whether the whole balance was repaid.", "false"),
    Column(
        "liquidation_proceeds",
        ColumnKind.DOLLARS,
        "Net proceeds, in the month in which the loan was liquidated.",
        "not liquidated",
    ),
)
"""Columns of a month's activity, in the order they are written."""
