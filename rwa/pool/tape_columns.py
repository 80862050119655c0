"""The columns of a loan tape, in one table."""

from rwa.pool.columns import Column, ColumnKind

FIRST_COLUMNS = (
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
        "Monthly payment of principal and interest; the month's interest while that is all.",
        "the level payment that retires what bears interest in `remaining_months` plus "
        "`balloon_months`, at least a cent above the month's interest; that interest alone while "
        "the loan is interest only",
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
"""Columns that say what a fixed-rate loan owes."""
FURTHER_COLUMNS = (
    Column(
        "accrual",
        ColumnKind.TEXT,
        "How a month's interest is counted: `30/360` or `actual/360`.",
        "`30/360`",
    ),
    Column("interest_only_months", ColumnKind.COUNT, "Payments left that are interest alone.", "0"),
    Column(
        "balloon_months",
        ColumnKind.COUNT,
        "Months by which the amortisation that payments are made for outlasts the maturity.",
        "0",
    ),
    Column(
        "reset_margin",
        ColumnKind.PER_CENT,
        "Added to the index of an adjustable loan.",
        "a fixed rate; required where another column of the reset is given",
    ),
    Column(
        "months_to_reset",
        ColumnKind.COUNT,
        "Months until the rate changes next.",
        "as `reset_margin`",
    ),
    Column("reset_interval", ColumnKind.COUNT, "Months between changes.", "as `reset_margin`"),
    Column(
        "reset_periodic_cap",
        ColumnKind.PER_CENT,
        "Most that one change moves the rate, up or down.",
        "as `reset_margin`",
    ),
    Column(
        "reset_floor", ColumnKind.PER_CENT, "Lowest rate of the loan's life.", "as `reset_margin`"
    ),
    Column(
        "reset_ceiling",
        ColumnKind.PER_CENT,
        "Highest rate of the loan's life.",
        "as `reset_margin`",
    ),
    Column(
        "reset_step",
        ColumnKind.PER_CENT,
        "Index plus margin is rounded to the nearest multiple of it.",
        "as `reset_margin`",
    ),
    Column(
        "months_behind",
        ColumnKind.COUNT,
        "Payments that fell due and were not made.",
        "as many payments as `advances_outstanding` makes, a part counted whole, but at least what "
        "`status` says: 1, 2, and 3 from 90 days on; 0 on a line that recasts",
    ),
    Column(
        "months_advanced",
        ColumnKind.COUNT,
        "The oldest of those, which the servicer advanced.",
        "as many payments as `advances_outstanding` makes, at most `months_behind`",
    ),
    Column(
        "advances_stopped",
        ColumnKind.TRUTH,
        "Whether the servicer advances no more on a loan that is behind.",
        "false",
    ),
    Column(
        "deferred",
        ColumnKind.DOLLARS,
        "Part of the balance that bears no interest and is due with the last payment.",
        "0.00",
    ),
    Column(
        "escrow_advances",
        ColumnKind.DOLLARS,
        "Put into the escrow account by the servicer and not yet got back.",
        "0.00",
    ),
)
"""Columns that say more of loans that need it: how they bear interest, and what they miss."""
TAPE_COLUMNS = (*FIRST_COLUMNS, *FURTHER_COLUMNS)
"""Columns of a loan tape, in the order they are written."""
