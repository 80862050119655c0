"""The columns of a month's activity, in one table."""

from rwa.pool.columns import Column, ColumnKind

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
        "Net proceeds, in the month in which the loan was liquidated; below zero where that cost "
        "more than it brought.",
        "not liquidated",
    ),
    Column(
        "bought_out",
        ColumnKind.TRUTH,
        "Whether it was the servicer who paid the loan off, at par.",
        "false",
    ),
    Column(
        "interest_shortfall",
        ColumnKind.DOLLARS,
        "Interest of the month that a payoff or curtailment did not bring.",
        "0.00",
    ),
    Column(
        "recovery",
        ColumnKind.DOLLARS,
        "Cash on a loan that was liquidated in an earlier month.",
        "0.00",
    ),
    Column(
        "modified_rate",
        ColumnKind.PER_CENT,
        "Annual rate from the next month on.",
        "not modified; required where another column of the modification is given",
    ),
    Column(
        "modified_payment",
        ColumnKind.DOLLARS,
        "Payment from the next month on.",
        "as `modified_rate`",
    ),
    Column(
        "modified_months",
        ColumnKind.COUNT,
        "Payments left from the next month on.",
        "as `modified_rate`",
    ),
    Column(
        "modified_balloon_months",
        ColumnKind.COUNT,
        "Months by which the new amortisation outlasts the maturity.",
        "0 of a loan that is modified",
    ),
    Column(
        "capitalised",
        ColumnKind.DOLLARS,
        "Arrears that the modification adds to the balance.",
        "0.00 of a loan that is modified",
    ),
    Column(
        "forgiven",
        ColumnKind.DOLLARS,
        "Balance that the modification forgives.",
        "0.00 of a loan that is modified",
    ),
    Column(
        "deferred",
        ColumnKind.DOLLARS,
        "Part of the new balance that bears no interest.",
        "0.00 of a loan that is modified",
    ),
    Column(
        "moved_to",
        ColumnKind.TEXT,
        "`foreclosure` or `reo`, in the month in which it began.",
        "not moved",
    ),
    Column(
        "stops_advances",
        ColumnKind.TRUTH,
        "Whether the servicer advances no more from this month on.",
        "false",
    ),
    Column("written_off", ColumnKind.DOLLARS, "Advances that the servicer gives up.", "0.00"),
    Column("escrow_deposit", ColumnKind.DOLLARS, "Paid into the escrow account.", "0.00"),
    Column(
        "escrow_disbursement",
        ColumnKind.DOLLARS,
        "Taxes, insurance and refunds paid out of the escrow account.",
        "0.00",
    ),
    Column("late_fee", ColumnKind.DOLLARS, "Late fee collected, the servicer's.", "0.00"),
    Column(
        "index",
        ColumnKind.PER_CENT,
        "The index by which rates are reset in this month; the same in every row.",
        "no rate is reset in this month",
    ),
)
"""Columns of a month's activity, in the order they are written."""
